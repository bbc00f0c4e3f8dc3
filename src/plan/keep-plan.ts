import type { Subject } from '../model/directory.ts'
import { identityOf } from '../model/identity.ts'
import type { Plan, Skip } from '../model/plan.ts'
import type { Intake, Row, RowIssue, SourceFile } from '../model/rows.ts'
import {
  assemble,
  findingOf,
  inInputOrder,
  isMeantFor,
  type Judgement,
  judgeAccount,
  type Ledger,
  openLedgers,
  type PlanInput,
  type PlanPart,
  placeIn,
  skipElsewhere,
  skipIssue,
} from './build-plan.ts'
import { madeFile } from './made-file.ts'
import { addressesOf, addressOf } from './protection-policy.ts'
import { accountOf, otherOrg } from './skip-reason.ts'

/**
 * The plan of `keep`: those who are listed are left alone, everybody else of the directory is judged as in any other plan. Must
 * never plan anybody who is listed, and plans nobody at all while one listed row cannot be told: see `isTold`.
 */

export interface KeepInput extends Omit<PlanInput, 'parts'> {
  readonly parts: readonly KeepPart[]
}

/** `findings` are of the listed rows; `tenant` is the one that came with `everyone`, whose population is theirs. */
export interface KeepPart extends PlanPart {
  readonly everyone: readonly Subject[]
}

/** One directory while its plan is made: who is listed there, by `identityOf` the id and by `addressOf` the login. */
interface KeptLedger extends Ledger {
  readonly everyone: readonly Subject[]
  readonly keptIds: Set<string>
  readonly keptAddresses: Set<string>
}

/** Throws as `buildPlan` does, and for a `rename`, which has no new addresses for everybody else. */
export function buildKeepPlan(input: KeepInput): Plan {
  if (input.operation === 'rename') throw new Error('making a plan: a rename of everybody else has no new addresses')
  const ledgers = openLedgers(input).map((ledger, index) => openKept(ledger, input.parts[index]?.everyone ?? []))
  const listed = judgeListed(input.intake, ledgers)
  const made = listed.every(isTold) ? judgeEveryoneElse(input.intake.files, ledgers) : { files: [], judgements: [] }
  const files = [...input.intake.files, ...made.files]
  return { ...assemble(input, files, [...listed.map((skip) => ({ skip })), ...made.judgements]), keep: true }
}

/**
 * How many of everybody else would go. Of accounts whose roles are not read yet too: then those count whom a plan would skip as
 * administrators, and nobody else whom it would skip.
 */
export function countEveryoneElse(input: KeepInput): number {
  const ledgers = openLedgers(input).map((ledger, index) => openKept(ledger, input.parts[index]?.everyone ?? []))
  judgeListed(input.intake, ledgers)
  return judgeEveryoneElse(input.intake.files, ledgers).judgements.filter((judgement) => 'change' in judgement).length
}

/** Whether it is certain who a listed row means. `checkLimits` refuses the plan of a list in which one is not. */
export const isTold = ({ code }: Pick<Skip, 'code'>): boolean => code === 'kept'

const openKept = (ledger: Ledger, everyone: readonly Subject[]): KeptLedger => ({
  ...ledger,
  everyone,
  keptIds: new Set(),
  keptAddresses: new Set(),
})

function judgeListed(intake: Intake, ledgers: readonly KeptLedger[]): readonly Skip[] {
  const present = new Map(ledgers.map((ledger) => [ledger, new Set(ledger.everyone.map(({ id }) => identityOf(id)))]))
  return inInputOrder(intake).flatMap((record) => {
    const meant = ledgers.filter((ledger) => isMeantFor(record, ledger))
    if (meant.length === 0) return [skipElsewhere(record, ledgers)]
    return meant.map((ledger) =>
      'key' in record ? keepRow(record, ledger, present.get(ledger) ?? new Set()) : keepIssue(record, ledger),
    )
  })
}

/** Whoever is found one by one has to be among all as well: two readings that do not agree are of no use to tell who may go. */
function keepRow(row: Row, ledger: KeptLedger, present: ReadonlySet<string>): Skip {
  const place = placeIn(row, ledger)
  const account = accountOf(row, findingOf(row, ledger), ledger.tenant)
  if ('code' in account) return { ...place, ...account }
  const { id, login } = account
  const elsewhere = otherOrg(account, ledger, row)
  if (elsewhere) return { ...place, ...elsewhere, userId: id }
  if (!present.has(identityOf(id)))
    return { ...place, code: 'not-found', detail: `"${login}" is not among the accounts of "${ledger.tenant.name}"` }
  ledger.keptIds.add(identityOf(id))
  if (login !== '') ledger.keptAddresses.add(addressOf(login))
  return { ...place, code: 'kept', detail: `"${login}" is on the list of people to keep`, userId: id }
}

/** A duplicate names somebody whom an earlier row of the list has named, so its person is kept, too. */
function keepIssue(issue: RowIssue, ledger: KeptLedger): Skip {
  const skip = skipIssue(issue, ledger)
  return issue.code === 'duplicate' ? { ...skip, code: 'kept' } : skip
}

/** A directory of which nobody is listed is left alone: the list is not about it. */
function judgeEveryoneElse(attached: readonly SourceFile[], ledgers: readonly KeptLedger[]) {
  const files: SourceFile[] = []
  const judgements: Judgement[] = []
  for (const ledger of ledgers.filter(({ keptIds }) => keptIds.size > 0)) {
    const others = ledger.everyone.filter(({ id }) => !ledger.keptIds.has(identityOf(id)))
    const taken = new Set([...attached, ...files].map(({ name }) => name))
    const { file, rows } = madeFile(ledger.tenant.directory, others, taken)
    files.push(file)
    for (const [index, row] of rows.entries()) {
      const account = others[index]
      if (account) judgements.push(judgeOther(row, account, ledger))
    }
  }
  return { files, judgements }
}

/**
 * One more account under the address of somebody who is kept: nobody can tell which of the two was meant. And one without any
 * address: nobody can tell whether a list protects the person.
 */
function judgeOther(row: Row, account: Subject, ledger: KeptLedger): Judgement {
  const place = { ...placeIn(row, ledger), userId: account.id }
  const addresses = addressesOf(account).filter((address) => address !== '')
  if (addresses.length === 0) return { skip: { ...place, code: 'ambiguous', detail: withoutAddress(account) } }
  const kept = addresses.find((address) => ledger.keptAddresses.has(addressOf(address)))
  if (kept === undefined) return judgeAccount(row, account, ledger)
  const whose = kept === account.login ? `"${kept}" has` : `"${account.login}", with the address "${kept}", has`
  return { skip: { ...place, code: 'kept', detail: `${whose} the address of somebody on the list of people to keep` } }
}

const withoutAddress = ({ id, displayName }: Subject): string =>
  `the account "${id}" ("${displayName}") has no address by which the lists of protected people could know it; name it by its id in a job of its own`
