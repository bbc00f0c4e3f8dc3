import type { Skip } from '../model/plan.ts'
import type { SourceFile } from '../model/rows.ts'

/** How a row names its person, for a sentence or a card. Must stay short whatever the cell. */

/** The longest address that mail knows is shorter (RFC 5321, 4.5.3.1). */
const NAME_CHARS = 320

/** The cell that names the person; empty where an invalid row has none. */
export function nameAsWritten(skip: Pick<Skip, 'file' | 'cells'>, files: readonly SourceFile[]): string {
  const file = files.find((candidate) => candidate.name === skip.file)
  const cell = file ? (skip.cells[file.columns.indexOf(file.keyColumn)] ?? '') : ''
  if (cell.length <= NAME_CHARS) return cell
  // Half of a surrogate pair at the cut would not survive being written as UTF-8.
  return `${cell.slice(0, NAME_CHARS).replace(/[\uD800-\uDBFF]$/, '')}…`
}
