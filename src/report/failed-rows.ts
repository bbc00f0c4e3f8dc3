/**
 * The rows that `retry` takes up, as if they had just been read. They go by the immutable id that was approved the first time, each
 * for its own directory, so that a retry can never reach another account than the one the reviewer saw.
 */
import type { Plan } from '../model/plan.ts'
import type { Intake, Row } from '../model/rows.ts'
import { isWorthRetrying, type Outcomes, outcomeOf } from './outcome-of.ts'
import { filesOf } from './rows-again.ts'

export const failedRows = (plan: Plan, outcomes: Outcomes): Intake => {
  const rows = plan.changes
    .filter((change) => isWorthRetrying(outcomeOf(change, outcomes)))
    .map(({ file, line, cells, directory, userId, to }): Row => {
      const key = { by: 'id', value: userId } as const
      return { file, line, cells, key, directory, ...(to !== undefined && { to }) }
    })
  return { files: filesOf(plan, rows), rows, issues: [] }
}
