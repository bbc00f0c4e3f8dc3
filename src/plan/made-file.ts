import { createHash } from 'node:crypto'
import type { Subject } from '../model/directory.ts'
import type { Row, SourceFile } from '../model/rows.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { canonicalJson } from './canonical-json.ts'

/**
 * Rows that nobody attached: everybody of a directory who is not on the list of those to keep. They stand in a file of their own,
 * so that plan, reports, retry and undo treat them as the rows of any other job.
 */

const COLUMNS = ['email', 'display_name', 'status'] as const
/** The header would be line 1. */
const FIRST_LINE = 2

export interface MadeFile {
  readonly file: SourceFile
  /** One for each subject, in their order; each goes by the immutable id. */
  readonly rows: readonly Row[]
}

/** `taken` are the names of the other files of the job: a row is found again by file name and line. */
export function madeFile(directory: DirectoryName, subjects: readonly Subject[], taken: ReadonlySet<string>): MadeFile {
  const name = firstFree(`everybody else in ${directory}`, taken)
  const rows = subjects.map(({ id, login, displayName, status }, position): Row => {
    const place = { file: name, line: position + FIRST_LINE, cells: [login, displayName, status] }
    return { ...place, key: { by: 'id', value: id }, directory }
  })
  const file: SourceFile = {
    name,
    rows: rows.length,
    sha256: createHash('sha256')
      .update(canonicalJson([COLUMNS, ...rows.map(({ cells }) => cells)]))
      .digest('hex'),
    encoding: 'utf-8',
    delimiter: ',',
    columns: COLUMNS,
    keyColumn: COLUMNS[0],
    isMade: true,
  }
  return { file, rows }
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name} (${number})`
  return free
}
