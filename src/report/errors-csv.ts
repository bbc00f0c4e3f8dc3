/** The rows that were not done, each with its reason; mended or not, the file can be attached to a new message as it is. */
import type { Change, Plan, Skip } from '../model/plan.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { csvFile } from './csv-file.ts'
import { isAchieved, isKept, isWorthRetrying, type Outcomes, outcomeOf } from './outcome-of.ts'
import { inOrderOf, tableOf } from './table.ts'

const columns = ['error_code', 'error_message', 'http_status', 'tracking_id', 'retryable'] as const

const errorCells = (row: Change | Skip, outcomes: Outcomes): readonly string[] => {
  if ('code' in row) return [row.code, row.detail, '', '', 'false']
  const outcome = outcomeOf(row, outcomes)
  const { error, kind } = outcome
  return [
    error?.code ?? kind,
    error?.message ?? '',
    error?.httpStatus === undefined ? '' : String(error.httpStatus),
    error?.trackingId ?? '',
    String(isWorthRetrying(outcome)),
  ]
}

export const errorsCsv = (plan: Plan, outcomes: Outcomes): Promise<OutgoingFile> => {
  const table = tableOf(plan, columns)
  const missed = plan.changes.filter((change) => !isAchieved(outcomeOf(change, outcomes)))
  const skipped = plan.skips.filter((skip) => !isKept(skip))
  const rows = inOrderOf<Change | Skip>(plan.files, [...missed, ...skipped])
  return csvFile(`errors-${plan.job}.csv`, table.columns, rows, (row) => table.line(row, errorCells(row, outcomes)))
}
