/** The files of a plan as those of a later job that takes some of its rows up. */
import type { Plan } from '../model/plan.ts'
import type { RowRef, SourceFile } from '../model/rows.ts'

/** Without files of which nothing is left. A line counts once, in however many directories it is taken up. */
export const filesOf = ({ files }: Plan, places: readonly RowRef[]): readonly SourceFile[] => {
  const lines = new Map<string, Set<number>>()
  for (const { file, line } of places) lines.set(file, (lines.get(file) ?? new Set()).add(line))
  return files.flatMap((file) => {
    const count = lines.get(file.name)?.size ?? 0
    return count === 0 ? [] : [{ ...file, rows: count }]
  })
}
