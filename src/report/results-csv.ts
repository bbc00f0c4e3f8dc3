/** The rows whose account is gone: done now, or already done when it was looked up. */
import type { Plan } from '../model/plan.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { csvFile } from './csv-file.ts'
import { isAchieved, type Outcomes, outcomeOf } from './outcome-of.ts'
import { inOrderOf, tableOf } from './table.ts'

export const resultsCsv = (plan: Plan, outcomes: Outcomes): Promise<OutgoingFile> => {
  const table = tableOf(plan.files, ['outcome', 'user_id', 'finished_at', 'undo_until'])
  const achieved = plan.changes.filter((change) => isAchieved(outcomeOf(change, outcomes)))
  const lines = inOrderOf(plan.files, achieved).map((change) => {
    const { kind, at, undoUntil } = outcomeOf(change, outcomes)
    return table.line(change, [kind, change.userId, at, undoUntil ?? ''])
  })
  return csvFile(`results-${plan.job}.csv`, table.columns, lines)
}
