/** Turns a person as Webex shows it into the account that the rest of the program speaks of. Adds nothing that was not told. */
import type { Subject } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { Administrators } from './admin-roles.ts'
import type { WebexPerson } from './schema.ts'

export function subjectOf(person: WebexPerson, administrators: Administrators, isSynced?: boolean): Subject {
  const lastActiveAt = timeOf(person.lastActivity)
  return {
    id: userId(person.id),
    login: loginOf(person),
    displayName: person.displayName ?? '',
    tenantId: person.orgId,
    status: person.status ?? 'unknown',
    adminRoles: administrators.rolesOf(person),
    isFullAdmin: administrators.isFullAdmin(person),
    ...(lastActiveAt === undefined ? {} : { lastActiveAt }),
    ...(isSynced === undefined ? {} : { isSynced }),
    ...(hasCallingPhone(person) ? { hasPhone: true } : {}),
  }
}

/** "Only one email address is allowed per person"; where old accounts hold more, the first names the account. */
export function loginOf(person: WebexPerson): string {
  return asciiLower(person.emails?.[0] ?? '')
}

/** Unicode folding would make one address out of two: the Kelvin sign becomes a `k`. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/**
 * An extension or a calling location is given only to users of Webex Calling, whose phones are wiped with the account. A number
 * of type `work` is a line in the profile and says nothing; without these fields nothing is known, so this never tells "no".
 */
function hasCallingPhone(person: WebexPerson): boolean {
  if (person.extension || person.locationId) return true
  return (person.phoneNumbers ?? []).some((phone) => phone.type === 'work_extension')
}

/** Presence, not Control Hub's "Last Service Access Time". */
function timeOf(text: string | null | undefined): string | undefined {
  const at = text ? new Date(text) : undefined
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined
}
