import {
  type Credential,
  type Findings,
  type Found,
  findingKey,
  type Subject,
  type Tenant,
} from '../../src/model/directory.ts'
import { jobId, personId, userId } from '../../src/model/ids.ts'
import type { PersonRef } from '../../src/model/person.ts'
import type { Change, Plan, Skip } from '../../src/model/plan.ts'
import type { Intake, Row, RowIssue, RowKey, SourceFile } from '../../src/model/rows.ts'
import type { PlanInput, PlanPart } from '../../src/plan/build-plan.ts'
import type { ProtectionPolicy } from '../../src/plan/protection-policy.ts'

/**
 * Builders of the vocabulary: each gives a whole, ordinary value, and a test names only what it is about. What one
 * builder gives fits what the others give: the same file, tenant and people.
 */

/** The same person in the spellings in which Webex may write an id. */
export const spellings = (uuid: string, kind = 'PEOPLE') => {
  const written = (cluster: string): Buffer => Buffer.from(`ciscospark://${cluster}/${kind}/${uuid}`)
  return {
    usual: written('us').toString('base64url'),
    padded: written('us').toString('base64'),
    elsewhere: written('urn:TEAM:eu-central-1_k').toString('base64url'),
    bare: uuid,
    capital: uuid.toUpperCase(),
  }
}

export const PLANNED_AT = '2026-03-02T09:00:00.000Z'

export const aPerson = (over: Partial<PersonRef> = {}): PersonRef => ({
  id: personId('person-rita'),
  email: 'rita@acme.example',
  displayName: 'Rita Requester',
  ...over,
})

export const aFile = (over: Partial<SourceFile> = {}): SourceFile => ({
  name: 'users.csv',
  rows: 1,
  sha256: 'ab'.repeat(32),
  encoding: 'utf-8',
  delimiter: ',',
  columns: ['email', 'team'],
  keyColumn: 'email',
  ...over,
})

export const byEmail = (value: string): RowKey => ({ by: 'email', value })
export const byId = (value: string): RowKey => ({ by: 'id', value })

export function aRow(over: Partial<Row> = {}): Row {
  const key = over.key ?? byEmail('anna@acme.example')
  return { file: 'users.csv', line: 2, key, cells: [key.value, 'sales'], ...over }
}

export const anIssue = (over: Partial<RowIssue> = {}): RowIssue => ({
  file: 'users.csv',
  line: 2,
  cells: ['anna@', 'sales'],
  code: 'invalid',
  detail: '"anna@" is not an e-mail address',
  ...over,
})

/** Files are made up from the rows and issues unless they are given. */
export function anIntake(over: Partial<Intake> = {}): Intake {
  const rows = over.rows ?? (over.issues ? [] : [aRow()])
  const issues = over.issues ?? []
  const places = [...rows, ...issues].map((record) => record.file)
  const files = [...new Set(places)].map((name) =>
    aFile({ name, rows: places.filter((place) => place === name).length }),
  )
  return { files, rows, issues, ...over }
}

/** The id follows from the login unless it is given. */
export function aSubject(over: Partial<Subject> = {}): Subject {
  const login = over.login ?? 'anna@acme.example'
  return {
    id: userId(`user-${login}`),
    login,
    displayName: 'Anna Account',
    tenantId: 'tenant-acme',
    status: 'active',
    adminRoles: [],
    isFullAdmin: false,
    isSynced: false,
    hasPhone: false,
    ...over,
  }
}

export const aTenant = (over: Partial<Tenant> = {}): Tenant => ({
  directory: 'webex',
  id: 'tenant-acme',
  name: 'Acme',
  population: 1000,
  fullAdmins: [userId('user-boss@acme.example')],
  ...over,
})

export const aCredential = (over: Partial<Credential> = {}): Credential => ({
  directory: 'webex',
  tenantId: 'tenant-acme',
  tenantName: 'Acme',
  ownerId: userId('user-service@acme.example'),
  ownerLogin: 'service@acme.example',
  means: 'SCIM Bulk',
  lacks: [],
  ...over,
})

export const found = (subject: Subject = aSubject()): Found => ({ kind: 'found', subject })

export const someFindings = (...entries: readonly (readonly [RowKey, Found])[]): Findings =>
  new Map(entries.map(([key, what]) => [findingKey(key), what]))

export const aPolicy = (over: Partial<ProtectionPolicy> = {}): ProtectionPolicy => ({
  protectedUsers: ['ceo@acme.example', '@board.example', 'jos\u00e9@acme.example', ''],
  approvers: ['rita@acme.example', 'vera@acme.example'],
  requesters: ['rita@acme.example'],
  botEmails: ['twokey@webex.bot'],
  allowAdmins: false,
  ...over,
})

/** What an adapter would say: one step, and none for a tombstone or an account that has the new address already. */
export const stepsLeft: PlanPart['stepsLeft'] = (operation, { status, login }, { newLogin }) => {
  if (operation === 'rename') return login === newLogin ? [] : ['rename']
  return status.toLowerCase() === 'deleted' ? [] : [operation]
}

export const aPart = (over: Partial<PlanPart> = {}): PlanPart => ({
  tenant: aTenant(),
  credential: aCredential(),
  findings: someFindings([aRow().key, found()]),
  stepsLeft,
  ...over,
})

export const aPlanInput = (over: Partial<PlanInput> = {}): PlanInput => ({
  job: jobId('J-7K2Q'),
  operation: 'delete',
  requester: aPerson(),
  plannedAt: PLANNED_AT,
  intake: anIntake(),
  parts: [aPart()],
  policy: aPolicy(),
  ...over,
})

export function aChange(over: Partial<Change> = {}): Change {
  const before = over.before ?? aSubject()
  return {
    no: 0,
    file: 'users.csv',
    line: 2,
    cells: [before.login, 'sales'],
    directory: 'webex',
    userId: before.id,
    before,
    steps: ['delete'],
    ...over,
  }
}

export const aSkip = (over: Partial<Skip> = {}): Skip => ({
  file: 'users.csv',
  line: 3,
  cells: ['gone@acme.example', 'sales'],
  directory: 'webex',
  code: 'not-found',
  detail: 'no account in "Acme" has the address "gone@acme.example"',
  ...over,
})

/** So many changes, of `user0@acme.example` and on, from line 2. */
export const someChanges = (count: number, over: Partial<Change> = {}): readonly Change[] =>
  Array.from({ length: count }, (_, no) =>
    aChange({ no, line: no + 2, before: aSubject({ login: `user${no}@acme.example` }), ...over }),
  )

export function aPlan(over: Partial<Plan> = {}): Plan {
  const changes = over.changes ?? [aChange()]
  const skips = over.skips ?? []
  return {
    version: 1,
    job: jobId('J-7K2Q'),
    operation: 'delete',
    requester: aPerson(),
    plannedAt: PLANNED_AT,
    tenants: [aTenant()],
    files: [aFile({ rows: changes.length + skips.length })],
    changes,
    skips,
    ...over,
  }
}
