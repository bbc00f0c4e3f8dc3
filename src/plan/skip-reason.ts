import { asciiLowerCase } from '../model/address.ts'
import type { Found, Subject, Tenant } from '../model/directory.ts'
import { identityOf, isSameId } from '../model/identity.ts'
import type { SkipCode } from '../model/plan.ts'
import type { Row } from '../model/rows.ts'
import { addressesOf, addressOf, administratorWords, named } from './protection-policy.ts'
import { RENAME_CHECKS } from './rename-checks.ts'
import { type Check, isOwnersAddress, placeOf, type Setting, type SkipReason, stepsOf } from './setting.ts'

/**
 * Why a row is not done. The order of `CHECKS` is the order in which reasons win, so that a row always gets the same
 * one. Must never let a row through that any check refuses.
 */

/** The account to change, or why there is none. */
export function accountOf(row: Row, found: Found, tenant: Tenant): Subject | SkipReason {
  const asked = `the ${row.key.by === 'email' ? 'address' : 'id'} "${row.key.value}"`
  if (found.kind === 'absent') return { code: 'not-found', detail: `no account in "${tenant.name}" has ${asked}` }
  if (found.kind !== 'found') return { code: found.kind, detail: found.detail }
  const { login } = found.subject
  // Stricter than the lists: only case may differ. Blanks and accents are letters of another account.
  const address = row.key.by === 'email' ? row.key.value : row.address
  // Who has the new address by now is the one, and there is nothing left to do.
  if (row.key.by === 'id' && row.to !== undefined && asciiLowerCase(login) === asciiLowerCase(row.to))
    return found.subject
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

export const otherOrg: Check = ({ login, tenantId }, { tenant }) =>
  tenantId === tenant.id
    ? undefined
    : { code: 'other-org', detail: `"${login}" belongs to the organisation "${tenantId}", not to "${tenant.name}"` }

/** By id too: a Webex account has the id of the person, and keeps it when its address changes. */
const self: Check = (subject, { requester }) => {
  const isOwn = (address: string) => addressOf(address) === addressOf(requester.email)
  return underAny(
    subject,
    (address) => isOwn(address) || isSameId(subject.id, requester.id),
    'self',
    'is the person who asked',
  )
}

const reviewer: Check = (subject, { protection }) =>
  underAny(subject, protection.isApprover, 'reviewer', 'is on the list of approvers')

const bot: Check = (subject, { protection }) => underAny(subject, protection.isBot, 'bot', 'is this bot')

const credentialOwner: Check = (subject, { credential }) =>
  underAny(
    subject,
    (address) => isOwnersAddress(address, credential) || isSameId(subject.id, credential.ownerId),
    'credential-owner',
    'owns the credential that makes the changes',
  )

const onProtectedList: Check = (subject, { protection }) =>
  underAny(subject, protection.isProtected, 'protected', 'is on the protected list')

/** Who stands on a list does so with whichever of their addresses. */
function underAny(
  subject: Subject,
  isSo: (address: string) => boolean,
  code: SkipCode,
  what: string,
): SkipReason | undefined {
  const address = addressesOf(subject).find(isSo)
  return address === undefined ? undefined : { code, detail: `${named(subject, address)} ${what}` }
}

const admin: Check = (subject, { tenant, admins, protection }) =>
  isFullAdmin(subject, { admins }) && !protection.allowAdmins
    ? { code: 'admin', detail: `"${subject.login}" is ${administratorWords(subject)} of "${tenant.name}"` }
    : undefined

/**
 * An empty list of administrators means that nobody is known to stay, so nobody goes. A rename counts, since the account cannot
 * be used until its new address is; nobody goes by being restored.
 */
const lastAdmin: Check = (subject, { operation, tenant, admins, removedAdmins }) => {
  if (operation === 'restore' || !isFullAdmin(subject, { admins })) return undefined
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

/** Such as a tombstone: some vendors go on showing an account that is gone. */
const alreadyDone: Check = (subject, setting, row) =>
  stepsOf(subject, setting, row).length === 0
    ? {
        code: 'already-done',
        detail: `"${subject.login}" is ${subject.status}: ${setting.operation} has nothing left to do`,
      }
    : undefined

/** What the run would be refused for, and as its first change would stand still for, is told before anybody is asked. */
const notPossible: Check = (subject, { operation, notPossible: whyNot }) => {
  const detail = whyNot?.(operation, subject)
  return detail === undefined ? undefined : { code: 'not-possible', detail }
}

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
  notPossible,
  ...RENAME_CHECKS,
]
