/** The rows that came to what was wanted: done now, already so when they were looked up, or kept as the list asked. */
import type { Change, Plan, Skip } from '../model/plan.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { csvFile } from './csv-file.ts'
import { isAchieved, isKept, type Outcomes, outcomeOf } from './outcome-of.ts'
import { ownId } from './own-id.ts'
import { inOrderOf, tableOf } from './table.ts'

export const resultsCsv = (plan: Plan, outcomes: Outcomes): Promise<OutgoingFile> => {
  const table = tableOf(plan, ['outcome', 'user_id', 'finished_at', 'undo_until'])
  const idOf = ownId(plan.files)
  const achieved = plan.changes.filter((change) => isAchieved(outcomeOf(change, outcomes)))
  const kept = plan.skips.filter(isKept)
  const rows = inOrderOf<Change | Skip>(plan.files, [...achieved, ...kept])
  return csvFile(`results-${plan.job}.csv`, table.columns, rows, (row) => {
    if ('code' in row) return table.line(row, ['kept', row.userId ?? idOf(row), '', ''])
    const { kind, at, undoUntil } = outcomeOf(row, outcomes)
    return table.line(row, [kind, row.userId, at, undoUntil ?? ''])
  })
}
