import { asciiLowerCase } from '../model/address.ts'
import type { Found, Subject, Tenant } from '../model/directory.ts'
import { isSameId } from '../model/identity.ts'
import type { UserId } from '../model/ids.ts'
import type { Change } from '../model/plan.ts'
import {
  addressesOf,
  administrativeRoles,
  administratorWords,
  named,
  type ProtectionPolicy,
  protectionFrom,
} from './protection-policy.ts'

/**
 * The last look before an effect: is this still the account that two people agreed on? Must never be asked with the
 * findings of a lookup by address; only a reading by immutable id shows that the address has moved.
 */

/**
 * Why the account is no longer the one that was planned, as a sentence without a full stop; undefined when it is, and
 * when it is gone, for then there is nothing left to harm. `tenant` is the one in the plan; `ownerId` is the account that the
 * credential acts as now, where that can be told.
 */
export function driftOf(
  change: Change,
  found: Found,
  tenant: Tenant,
  policy: ProtectionPolicy,
  ownerId?: UserId,
): string | undefined {
  if (found.kind === 'absent') return undefined
  if (found.kind === 'ambiguous') return `the account can no longer be told apart: ${found.detail}`
  if (found.kind === 'forbidden') return `the account can no longer be read: ${found.detail}`
  return (
    otherAccount(change, found.subject, tenant) ??
    gainedRole(change.before, found.subject) ??
    nowProtected(found.subject, policy, ownerId) ??
    nowListed(change.to, policy)
  )
}

function otherAccount(change: Change, now: Subject, tenant: Tenant): string | undefined {
  if (now.id !== change.userId) return `the id is now "${now.id}" and was "${change.userId}" when the plan was made`
  if (now.tenantId !== tenant.id)
    return `the organisation is now "${now.tenantId}" and was "${tenant.id}" when the plan was made`
  if (asciiLowerCase(now.login) !== asciiLowerCase(change.before.login))
    return `the login is now "${now.login}" and was "${change.before.login}" when the plan was made`
  return undefined
}

function gainedRole(before: Subject, now: Subject): string | undefined {
  const gained = now.adminRoles.filter((role) => !before.adminRoles.includes(role))
  if (gained.length === 0 && now.isFullAdmin && !before.isFullAdmin) gained.push(...administrativeRoles(now))
  if (gained.length === 0) return undefined
  const roles = gained.map((role) => `"${role}"`).join(', ')
  return `the account now has the administrative role ${roles}, which it had not when the plan was made`
}

/** Nobody of these was planned, so whoever is one of them became so since. */
function nowProtected(subject: Subject, policy: ProtectionPolicy, ownerId: UserId | undefined): string | undefined {
  const protection = protectionFrom(policy)
  const { id, login, isFullAdmin } = subject
  for (const address of addressesOf(subject)) {
    const who = named(subject, address)
    if (protection.isProtected(address)) return `${who} is now on the protected list`
    if (protection.isApprover(address)) return `${who} is now on the list of approvers`
    if (protection.isBot(address)) return `${who} is now the address of this bot`
  }
  if (ownerId !== undefined && isSameId(id, ownerId)) return `"${login}" now owns the credential that makes the changes`
  if (isFullAdmin && !protection.allowAdmins)
    return `"${login}" is ${administratorWords(subject)}, which may no longer be planned`
  return undefined
}

/** The new address of a rename, which no list had when the plan was made. */
function nowListed(to: string | undefined, policy: ProtectionPolicy): string | undefined {
  if (to === undefined) return undefined
  const protection = protectionFrom(policy)
  if (protection.isProtected(to)) return `the new address "${to}" is now on the protected list`
  if (protection.isApprover(to)) return `the new address "${to}" is now on the list of approvers`
  if (protection.isRequester(to)) return `the new address "${to}" is now on the list of requesters`
  if (protection.isBot(to)) return `the new address "${to}" is now the address of this bot`
  return undefined
}
