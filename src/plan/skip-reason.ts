import { asciiLowerCase } from '../model/address.ts'
import type { Credential, Found, Subject, Tenant } from '../model/directory.ts'
import { identityOf, isSameId } from '../model/identity.ts'
import type { PersonRef } from '../model/person.ts'
import type { SkipCode } from '../model/plan.ts'
import type { Row, RowRef } from '../model/rows.ts'
import type { Operation } from '../model/vendor.ts'
import { addressOf, type Protection } from './protection-policy.ts'

/**
 * Why a row is not done. The order of `CHECKS` is the order in which reasons win, so that a row always gets the same
 * one. Must never let a row through that any check refuses.
 */

/** What is known of one tenant while its rows are judged, in input order. */
export interface Setting {
  readonly operation: Operation
  readonly requester: PersonRef
  readonly tenant: Tenant
  readonly credential: Credential
  readonly protection: Protection
  /** The first row of each account that came as far as being planned, by `identityOf` its id. */
  readonly claimed: ReadonlyMap<string, RowRef>
  /** Full administrators of the tenant, by `identityOf` their ids. */
  readonly admins: ReadonlySet<string>
  /** Those of them that the plan removes so far, by `identityOf` their ids. */
  readonly removedAdmins: ReadonlySet<string>
}

export interface SkipReason {
  readonly code: SkipCode
  readonly detail: string
}

type Check = (subject: Subject, setting: Setting, row: Row) => SkipReason | undefined

/** The account to change, or why there is none. */
export function accountOf(row: Row, found: Found, tenant: Tenant): Subject | SkipReason {
  const asked = `the ${row.key.by === 'email' ? 'address' : 'id'} "${row.key.value}"`
  if (found.kind === 'absent') return { code: 'not-found', detail: `no account in "${tenant.name}" has ${asked}` }
  if (found.kind !== 'found') return { code: found.kind, detail: found.detail }
  const { login } = found.subject
  // Stricter than the lists: only case may differ. Blanks and accents are letters of another account.
  const address = row.key.by === 'email' ? row.key.value : row.address
  if (address !== undefined && asciiLowerCase(login) !== asciiLowerCase(address))
    return {
      code: 'ambiguous',
      detail: `the row says "${address}", and looking up ${asked} gave the account "${login}"`,
    }
  return found.subject
}

/** Undefined when nothing stands against the change. */
export function skipReason(subject: Subject, setting: Setting, row: Row): SkipReason | undefined {
  for (const check of CHECKS) {
    const reason = check(subject, setting, row)
    if (reason) return reason
  }
  return undefined
}

export const isFullAdmin = ({ isFullAdmin: isTold, id }: Subject, { admins }: Pick<Setting, 'admins'>): boolean =>
  isTold || admins.has(identityOf(id))

const otherOrg: Check = ({ login, tenantId }, { tenant }) =>
  tenantId === tenant.id
    ? undefined
    : { code: 'other-org', detail: `"${login}" belongs to the organisation "${tenantId}", not to "${tenant.name}"` }

/** By id too: a Webex account has the id of the person, and keeps it when its address changes. */
const self: Check = ({ id, login }, { requester }) =>
  isSameId(id, requester.id) || addressOf(login) === addressOf(requester.email)
    ? { code: 'self', detail: `"${login}" is the person who asked` }
    : undefined

const reviewer: Check = ({ login }, { protection }) =>
  protection.isApprover(login) ? { code: 'reviewer', detail: `"${login}" is on the list of approvers` } : undefined

const bot: Check = ({ login }, { protection }) =>
  protection.isBot(login) ? { code: 'bot', detail: `"${login}" is this bot` } : undefined

const credentialOwner: Check = ({ id, login }, { credential }) =>
  isSameId(id, credential.ownerId) || addressOf(login) === addressOf(credential.ownerLogin)
    ? { code: 'credential-owner', detail: `"${login}" owns the credential that makes the changes` }
    : undefined

const onProtectedList: Check = ({ login }, { protection }) =>
  protection.isProtected(login) ? { code: 'protected', detail: `"${login}" is on the protected list` } : undefined

const admin: Check = (subject, { tenant, admins, protection }) =>
  isFullAdmin(subject, { admins }) && !protection.allowAdmins
    ? { code: 'admin', detail: `"${subject.login}" is a full administrator of "${tenant.name}"` }
    : undefined

/** An empty list of administrators means that nobody is known to stay, so nobody goes. */
const lastAdmin: Check = (subject, { tenant, admins, removedAdmins }) => {
  if (!isFullAdmin(subject, { admins })) return undefined
  const own = identityOf(subject.id)
  const isSomeoneLeft = [...admins].some((id) => id !== own && !removedAdmins.has(id))
  if (isSomeoneLeft) return undefined
  return { code: 'last-admin', detail: `without "${subject.login}" "${tenant.name}" has no full administrator left` }
}

const sameAccount: Check = ({ id, login }, { claimed }, row) => {
  const first = claimed.get(identityOf(id))
  if (!first) return undefined
  return { code: 'duplicate', detail: `${placeOf(row)} names the account "${login}", as ${placeOf(first)} does` }
}

/** A tombstone: some vendors go on showing an account that is gone. */
const alreadyDone: Check = ({ login, status }, { operation }) =>
  operation === 'delete' && status.toLowerCase() === 'deleted'
    ? { code: 'already-done', detail: `"${login}" is already ${status}` }
    : undefined

const CHECKS: readonly Check[] = [
  otherOrg,
  self,
  reviewer,
  bot,
  credentialOwner,
  onProtectedList,
  admin,
  lastAdmin,
  sameAccount,
  alreadyDone,
]

const placeOf = ({ file, line }: RowRef): string => `"${file}" line ${line}`
