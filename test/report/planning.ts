/** Plans and outcomes for the report tests, made from a CSV as the program makes them. */
import assert from 'node:assert/strict'
import { readFiles } from '../../src/intake/read-files.ts'
import { jobId, personId, userId } from '../../src/model/ids.ts'
import type { Change, Plan, Skip } from '../../src/model/plan.ts'
import type { Intake, Row, RowIssue, UploadedFile } from '../../src/model/rows.ts'
import type { Outcome, OutcomeKind } from '../../src/model/run.ts'
import type { OutgoingFile } from '../../src/model/voice.ts'

export const intakeOf = async (files: readonly UploadedFile[]): Promise<Intake> => {
  const result = await readFiles(files, { maxRows: 20_000, maxBytes: 20 * 1024 * 1024 }, { operation: 'delete' })
  assert.equal(result.kind, 'read', JSON.stringify(result))
  return result.kind === 'read' ? result.intake : { files: [], rows: [], issues: [] }
}

export const aChange = (row: Row, no: number): Change => {
  const { file, line, cells } = row
  const id = userId(`account-${no}`)
  const before = { id, login: row.key.value, displayName: '', tenantId: 'org', status: 'active', adminRoles: [] }
  return {
    file,
    line,
    cells,
    no,
    directory: 'webex',
    userId: id,
    before: { ...before, isFullAdmin: false },
    steps: ['delete'],
  }
}

export const aSkip = ({ file, line, cells, code, detail }: RowIssue): Skip => ({
  file,
  line,
  cells,
  directory: 'webex',
  code,
  detail,
})

export const aPlan = ({ files, rows, issues }: Intake): Plan => ({
  version: 1,
  job: jobId('J-7K2Q'),
  operation: 'delete',
  requester: { id: personId('p'), email: 'r@x.org', displayName: 'R' },
  plannedAt: '2026-01-02T03:04:05.000Z',
  tenants: [],
  files,
  changes: rows.map(aChange),
  skips: issues.map(aSkip),
})

export const planOf = async (csv: string, name = 'users.csv'): Promise<Plan> =>
  aPlan(await intakeOf([{ name, bytes: Buffer.from(csv) }]))

export const anOutcome = (change: number, kind: OutcomeKind, more: Partial<Outcome> = {}): Outcome => ({
  change,
  kind,
  at: '2026-01-02T03:05:00.000Z',
  ...more,
})

export const outcomesOf = (...outcomes: readonly Outcome[]): ReadonlyMap<number, Outcome> =>
  new Map(outcomes.map((outcome) => [outcome.change, outcome]))

/** The lines of a file as text, without the byte order mark. */
export const linesOf = ({ bytes }: OutgoingFile): readonly string[] =>
  Buffer.from(bytes)
    .toString()
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .filter((line) => line !== '')
