/**
 * The rows that `retry` takes up, as if they had just been read. They go by the immutable id that was approved the first time,
 * so that a retry can never reach another account than the one the reviewer saw.
 */
import type { Plan } from '../model/plan.ts'
import type { Intake, Row } from '../model/rows.ts'
import { isWorthRetrying, type Outcomes, outcomeOf } from './outcome-of.ts'

export const failedRows = (plan: Plan, outcomes: Outcomes): Intake => {
  const rows = plan.changes
    .filter((change) => isWorthRetrying(outcomeOf(change, outcomes)))
    .map(({ file, line, cells, userId }): Row => ({ file, line, cells, key: { by: 'id', value: userId } }))
  const files = plan.files.flatMap((file) => {
    const count = rows.filter((row) => row.file === file.name).length
    return count === 0 ? [] : [{ ...file, rows: count }]
  })
  return { files, rows, issues: [] }
}
