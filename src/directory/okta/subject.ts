/** Turns a user as Okta shows it into the account that the rest of the program speaks of. Adds nothing that was not told. */
import { asciiLowerCase } from '../../model/address.ts'
import type { Subject } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { OktaRole, OktaUser } from './schema.ts'

export function subjectOf(user: OktaUser, roles: readonly OktaRole[], tenantId: string): Subject {
  const lastActiveAt = timeOf(user.lastLogin)
  const otherAddresses = otherAddressesOf(user)
  return {
    id: userId(user.id),
    login: addressOf(user),
    ...(otherAddresses.length === 0 ? {} : { otherAddresses }),
    displayName: nameOf(user),
    tenantId,
    status: user.status,
    adminRoles: [...new Set(roles.map(({ label, type }) => label || type))],
    // Any role: who may reset another's password or create users can undo what two people agreed on.
    isFullAdmin: roles.length > 0,
    ...(lastActiveAt === undefined ? {} : { lastActiveAt }),
    ...(isMastered(user) ? { isSynced: true } : {}),
  }
}

/**
 * The address that names the account: its login, which is unique in the organisation. Where the organisation's logins are no
 * addresses (`jdoe`), a list of addresses could name nobody, so there the e-mail address stands for it; it need not be
 * unique, which `find.ts` looks after.
 */
export function addressOf({ profile }: OktaUser): string {
  const { login, email } = profile
  return asciiLowerCase(!isAddress(login) && email && isAddress(email) ? email : login)
}

/** A person may sign in as one and be written to as another: who is protected under either is protected. */
function otherAddressesOf(user: OktaUser): readonly string[] {
  const { login, email } = user.profile
  const known = new Set([login, email ?? ''].map(asciiLowerCase).filter((address) => address.trim() !== ''))
  known.delete(addressOf(user))
  return [...known]
}

export const isAddress = (text: string): boolean => text.includes('@')

function nameOf({ profile }: OktaUser): string {
  const { displayName, firstName, lastName } = profile
  return displayName || [firstName, lastName].filter(Boolean).join(' ')
}

/** Who signs in against a directory comes from it. Of the others it cannot be told. */
function isMastered({ credentials }: OktaUser): boolean {
  const type = credentials?.provider?.type
  return type === 'ACTIVE_DIRECTORY' || type === 'LDAP'
}

function timeOf(text: string | null | undefined): string | undefined {
  const at = text ? new Date(text) : undefined
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined
}
