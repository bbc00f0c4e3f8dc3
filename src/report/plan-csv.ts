/** The dry run as a file: every row of the input, what would be done with it, and why not. */
import type { Change, Plan, Skip } from '../model/plan.ts'
import type { OutgoingFile } from '../model/voice.ts'
import { csvFile } from './csv-file.ts'
import { ownId } from './own-id.ts'
import { inOrderOf, tableOf } from './table.ts'

const isSkip = (row: Change | Skip): row is Skip => 'code' in row

export const planCsv = (plan: Plan): Promise<OutgoingFile> => {
  const table = tableOf(plan, ['action', 'user_id', 'reason'])
  const idOf = ownId(plan.files)
  const rows = inOrderOf<Change | Skip>(plan.files, [...plan.changes, ...plan.skips])
  return csvFile(`plan-${plan.job}.csv`, table.columns, rows, (row) =>
    isSkip(row)
      ? table.line(row, [actionOf(row), row.userId ?? idOf(row), `${row.code}: ${row.detail}`])
      : table.line(row, [plan.operation, row.userId, reasonOf(row)]),
  )
}

/** Intake takes no row that says `keep` for one to remove. */
const actionOf = ({ code }: Skip): string => (code === 'kept' ? 'keep' : 'skip')

/** `ACTIVE, 2 steps: deactivate, delete`, and for a rename `active, to anna@new.example, 1 step: rename`. */
const reasonOf = ({ before, to, steps }: Change): string => {
  const work =
    steps.length === 0 ? [] : [`${steps.length} ${steps.length === 1 ? 'step' : 'steps'}: ${steps.join(', ')}`]
  return [before.status, ...(to === undefined ? [] : [`to ${to}`]), ...work].join(', ')
}
