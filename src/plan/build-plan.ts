import {
  type Credential,
  type Directory,
  type Findings,
  type Found,
  findingKey,
  type Subject,
  type Tenant,
} from '../model/directory.ts'
import { identityOf } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import { mapInPieces } from '../model/pause.ts'
import type { PersonRef } from '../model/person.ts'
import type { Change, Plan, Skip } from '../model/plan.ts'
import type { Intake, Row, RowCells, RowIssue, RowRef, SourceFile } from '../model/rows.ts'
import type { Operation } from '../model/vendor.ts'
import { addressOf, type ProtectionPolicy, protectionFrom } from './protection-policy.ts'
import { type Setting, stepsOf, targetOf } from './setting.ts'
import { accountOf, isFullAdmin, skipReason } from './skip-reason.ts'

/**
 * Rows and what was found of them become a plan: for each row and each directory that it is meant for, in the order of the
 * files, exactly one change or one skip. Must never plan an account that `skip-reason.ts` refuses, and never drop a row.
 */

export interface PlanInput {
  readonly job: JobId
  readonly operation: Operation
  readonly requester: PersonRef
  /** ISO 8601. */
  readonly plannedAt: string
  readonly intake: Intake
  /** One for each directory, in the order in which a row's effects are listed. */
  readonly parts: readonly PlanPart[]
  readonly policy: ProtectionPolicy
}

/** One directory: who acts in it, and what it said of the keys of the rows. */
export interface PlanPart {
  readonly tenant: Tenant
  readonly credential: Credential
  readonly findings: Findings
  readonly stepsLeft: Directory['stepsLeft']
  readonly notPossible?: NonNullable<Directory['notPossible']>
}

/** What is remembered from row to row of one directory. */
export interface Ledger extends Setting {
  readonly claimed: Map<string, RowRef>
  readonly removedAdmins: Set<string>
  readonly given: Map<string, RowRef>
}

export type Judgement = { readonly change: Omit<Change, 'no'> } | { readonly skip: Skip }

/** Throws when there is no directory, one is given twice, or a directory's findings lack a key that was asked for. */
export function buildPlan(input: PlanInput): Plan {
  return assemble(input, input.intake.files, inInputOrder(input.intake).flatMap(judgeOf(input)))
}

/** As `buildPlan`; the event loop has its turns meanwhile. */
export async function buildPlanInPieces(input: PlanInput): Promise<Plan> {
  const judgements = await mapInPieces(inInputOrder(input.intake), judgeOf(input))
  return assemble(input, input.intake.files, judgements.flat())
}

/** To be asked of each record in the order of the files: a row is judged by those before it, too. */
function judgeOf(input: PlanInput): (record: Row | RowIssue) => readonly Judgement[] {
  const ledgers = openLedgers(input)
  return (record) => {
    const meant = ledgers.filter((ledger) => isMeantFor(record, ledger))
    if (meant.length === 0) return [{ skip: skipElsewhere(record, ledgers) }]
    return meant.map((ledger) => ('key' in record ? judgeRow(record, ledger) : { skip: skipIssue(record, ledger) }))
  }
}

/** Changes are numbered in the order of the judgements. */
export function assemble(
  { job, operation, requester, plannedAt, parts }: Omit<PlanInput, 'intake' | 'policy'>,
  files: readonly SourceFile[],
  judgements: readonly Judgement[],
): Plan {
  const changes: Change[] = []
  const skips: Skip[] = []
  for (const judgement of judgements) {
    if ('skip' in judgement) skips.push(judgement.skip)
    else changes.push(numbered(judgement.change, changes.length))
  }
  const tenants = parts.map((part) => part.tenant)
  return { version: 1, job, operation, requester, plannedAt, tenants, files, changes, skips }
}

/** With its keys in the order in which the plan is written and its digest computed: nothing has to be put in order then. */
function numbered({ before, cells, directory, file, line, steps, to, userId }: Omit<Change, 'no'>, no: number): Change {
  if (to === undefined) return { before, cells, directory, file, line, no, steps, userId }
  return { before, cells, directory, file, line, no, steps, to, userId }
}

export function openLedgers({ operation, requester, parts, policy, intake }: PlanInput): readonly Ledger[] {
  const names = parts.map((part) => part.tenant.directory)
  if (names.length === 0 || new Set(names).size < names.length)
    throw new Error(
      `making a plan: the directories are "${names.join(', ')}"; give each of them once, and at least one`,
    )
  const protection = protectionFrom(policy)
  return parts.map((part) => ({
    ...part,
    operation,
    requester,
    protection,
    admins: new Set(part.tenant.fullAdmins.map(identityOf)),
    others: parts.filter((other) => other !== part),
    claimed: new Map(),
    removedAdmins: new Set(),
    leaving: operation === 'rename' ? leavingOf(intake, part) : new Map(),
    given: new Map(),
  }))
}

/** Every row counts, also one that will be skipped: the reader is told of it, and whether it is done is seen only afterwards. */
function leavingOf({ rows }: Intake, part: PlanPart): ReadonlyMap<string, RowRef> {
  const leaving = new Map<string, RowRef>()
  for (const row of rows) {
    const found = isMeantFor(row, part) ? part.findings.get(findingKey(row.key)) : undefined
    if (found?.kind !== 'found' || found.subject.login === row.to) continue
    const id = identityOf(found.subject.id)
    if (!leaving.has(id)) leaving.set(id, row)
  }
  return leaving
}

export const isMeantFor = ({ directory }: Row | RowIssue, { tenant }: Pick<PlanPart, 'tenant'>): boolean =>
  directory === undefined || directory === tenant.directory

/** Rows and issues as they stand in the files: file by file, line by line. */
export function inInputOrder({ files, rows, issues }: Intake): readonly (Row | RowIssue)[] {
  const position = new Map(files.map((file, index) => [file.name, index]))
  const positionOf = ({ file }: RowRef): number => position.get(file) ?? files.length
  return [...rows, ...issues].sort((a, b) => positionOf(a) - positionOf(b) || a.line - b.line)
}

function judgeRow(row: Row, ledger: Ledger): Judgement {
  const account = accountOf(row, findingOf(row, ledger), ledger.tenant)
  return 'code' in account ? { skip: { ...placeIn(row, ledger), ...account } } : judgeAccount(row, account, ledger)
}

/** The one way in which an account becomes a change. */
export function judgeAccount(row: Row, account: Subject, ledger: Ledger): Judgement {
  const reason = skipReason(account, ledger, row)
  // An account that is skipped as already done is claimed too: a second row of it is a duplicate all the same.
  if (!reason || reason.code === 'already-done') ledger.claimed.set(identityOf(account.id), row)
  if (reason) return { skip: { ...placeIn(row, ledger), ...reason, userId: account.id } }
  if (isFullAdmin(account, ledger)) ledger.removedAdmins.add(identityOf(account.id))
  const { newLogin: to } = targetOf(account, ledger.operation, row)
  const steps = stepsOf(account, ledger, row)
  const { cells, file, line } = row
  const change = { before: account, cells, directory: ledger.tenant.directory, file, line, steps, userId: account.id }
  if (to === undefined) return { change }
  ledger.given.set(addressOf(to), row)
  return { change: { ...change, to } }
}

/** A missing finding is not "no such account": nobody may read it as a result. */
export function findingOf({ key }: Row, { findings, tenant }: Pick<PlanPart, 'findings' | 'tenant'>): Found {
  const found = findings.get(findingKey(key))
  if (found) return found
  throw new Error(
    `making a plan: the directory ${tenant.directory} gave no finding for "${findingKey(key)}", which it was asked for; look all rows up again`,
  )
}

export const placeIn = ({ file, line, cells }: RowCells, { tenant }: Pick<PlanPart, 'tenant'>) => ({
  file,
  line,
  cells,
  directory: tenant.directory,
})

export const skipIssue = (issue: RowIssue, ledger: Pick<PlanPart, 'tenant'>): Skip => ({
  ...placeIn(issue, ledger),
  code: issue.code,
  detail: issue.detail,
})

/**
 * A row that is meant for a directory that the job does not reach is not dropped without a word, and is done nowhere else. One that was
 * kept stays so: as a mere error it would lose its mark, and come back as one to remove.
 */
export function skipElsewhere(record: Row | RowIssue, ledgers: readonly Ledger[]): Skip {
  const { file, line, cells, directory } = record
  const reached = ledgers.map(({ tenant }) => tenant.directory)
  const place = { file, line, cells, directory: directory ?? reached[0] ?? 'webex' }
  if ('code' in record && record.code === 'kept') return { ...place, code: record.code, detail: record.detail }
  const detail = `the row is meant for ${directory}, and this job is for ${reached.join(', ')}`
  return { ...place, code: 'invalid', detail }
}
