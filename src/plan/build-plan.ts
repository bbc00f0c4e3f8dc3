import { type Credential, type Directory, type Findings, findingKey, type Tenant } from '../model/directory.ts'
import { identityOf } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { PersonRef } from '../model/person.ts'
import type { Change, Plan, Skip } from '../model/plan.ts'
import type { Intake, Row, RowIssue, RowRef } from '../model/rows.ts'
import type { Operation } from '../model/vendor.ts'
import { type ProtectionPolicy, protectionFrom } from './protection-policy.ts'
import { accountOf, isFullAdmin, type Setting, skipReason } from './skip-reason.ts'

/**
 * Rows and what was found of them become a plan: for each row and directory, in the order of the files, exactly one
 * change or one skip. Must never plan an account that `skip-reason.ts` refuses, and never drop a row.
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
}

/** What is remembered from row to row of one directory. */
interface Ledger extends Setting {
  readonly findings: Findings
  readonly stepsLeft: Directory['stepsLeft']
  readonly claimed: Map<string, RowRef>
  readonly removedAdmins: Set<string>
}

type Judgement = { readonly change: Omit<Change, 'no'> } | { readonly skip: Skip }

/** Throws when there is no directory, one is given twice, or a directory's findings lack a key that was asked for. */
export function buildPlan(input: PlanInput): Plan {
  const ledgers = openLedgers(input)
  const changes: Change[] = []
  const skips: Skip[] = []
  for (const record of inInputOrder(input.intake)) {
    for (const ledger of ledgers) {
      const judgement = 'key' in record ? judgeRow(record, ledger) : { skip: skipIssue(record, ledger) }
      if ('skip' in judgement) skips.push(judgement.skip)
      else changes.push({ no: changes.length, ...judgement.change })
    }
  }
  return {
    version: 1,
    job: input.job,
    operation: input.operation,
    requester: input.requester,
    plannedAt: input.plannedAt,
    tenants: input.parts.map((part) => part.tenant),
    files: input.intake.files,
    changes,
    skips,
  }
}

function openLedgers({ operation, requester, parts, policy }: PlanInput): readonly Ledger[] {
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
    claimed: new Map(),
    removedAdmins: new Set(),
  }))
}

/** Rows and issues as they stand in the files: file by file, line by line. */
function inInputOrder({ files, rows, issues }: Intake): readonly (Row | RowIssue)[] {
  const position = new Map(files.map((file, index) => [file.name, index]))
  const positionOf = ({ file }: RowRef): number => position.get(file) ?? files.length
  return [...rows, ...issues].sort((a, b) => positionOf(a) - positionOf(b) || a.line - b.line)
}

function judgeRow(row: Row, ledger: Ledger): Judgement {
  const { tenant } = ledger
  const place = { file: row.file, line: row.line, cells: row.cells, directory: tenant.directory }
  const account = accountOf(row, findingOf(row, ledger), tenant)
  if ('code' in account) return { skip: { ...place, ...account } }
  const reason = skipReason(account, ledger, row)
  // An account that is skipped as already done is claimed too: a second row of it is a duplicate all the same.
  if (!reason || reason.code === 'already-done') ledger.claimed.set(identityOf(account.id), row)
  if (reason) return { skip: { ...place, ...reason, userId: account.id } }
  if (isFullAdmin(account, ledger)) ledger.removedAdmins.add(identityOf(account.id))
  const steps = ledger.stepsLeft(ledger.operation, account, { id: account.id }) ?? [ledger.operation]
  return { change: { ...place, userId: account.id, before: account, steps } }
}

/** A missing finding is not "no such account": nobody may read it as a result. */
function findingOf({ key }: Row, { findings, tenant }: Ledger) {
  const found = findings.get(findingKey(key))
  if (found) return found
  throw new Error(
    `making a plan: the directory ${tenant.directory} gave no finding for "${findingKey(key)}", which it was asked for; look all rows up again`,
  )
}

function skipIssue({ file, line, cells, code, detail }: RowIssue, { tenant }: Ledger): Skip {
  return { file, line, cells, directory: tenant.directory, code, detail }
}
