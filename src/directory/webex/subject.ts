/** Turns a person as Webex shows it into the account that the rest of the program speaks of. Adds nothing that was not told. */
import { asciiLowerCase } from '../../model/address.ts'
import type { Subject } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { Administrators } from './admin-roles.ts'
import type { WebexPerson } from './schema.ts'

/** What only SCIM tells. */
export interface ScimMarks {
  readonly isSynced?: boolean | undefined
  /** SCIM's `active`, which is what deactivating and restoring set. */
  readonly isActive?: boolean | undefined
}

/** What only some credentials may know. */
export interface Marks extends ScimMarks {
  /** Ids of the licences that give a phone. */
  readonly callingLicences?: ReadonlySet<string> | undefined
}

/** `unknown` where the credential, or the call, does not tell. */
export type AccountStatus = 'active' | 'inactive' | 'pending' | 'unknown'

export function subjectOf(person: WebexPerson, administrators: Administrators, marks: Marks = {}): Subject {
  const hasPhone = hasCallingPhone(person, marks.callingLicences)
  const lastActiveAt = timeOf(person.lastActivity)
  const otherAddresses = [...new Set((person.emails ?? []).slice(1).map(asciiLowerCase))]
  const subject: Subject = {
    id: userId(person.id),
    login: loginOf(person),
    ...(otherAddresses.length === 0 ? {} : { otherAddresses }),
    displayName: person.displayName ?? '',
    tenantId: person.orgId,
    status: statusOf(person, undefined),
    adminRoles: administrators.rolesOf(person),
    isFullAdmin: administrators.isFullAdmin(person),
    ...(lastActiveAt === undefined ? {} : { lastActiveAt }),
    ...(hasPhone === undefined ? {} : { hasPhone }),
  }
  return withMarks(subject, person, marks)
}

/** With what only SCIM tells; as it is where that is nothing. */
export function withMarks(subject: Subject, person: WebexPerson, { isSynced, isActive }: ScimMarks = {}): Subject {
  if (isSynced === undefined && isActive === undefined) return subject
  const marked = { ...subject, status: statusOf(person, isActive) }
  return isSynced === undefined ? marked : { ...marked, isSynced }
}

/**
 * In Control Hub's words. Never the `status` of the People API, which is presence: `inactive` there is somebody who was away
 * for ten minutes.
 */
function statusOf(person: WebexPerson, isActive: boolean | undefined): AccountStatus {
  const maySignIn = isActive ?? person.loginEnabled ?? undefined
  if (maySignIn === undefined) return 'unknown'
  if (!maySignIn) return 'inactive'
  return person.invitePending ? 'pending' : 'active'
}

/** "Only one email address is allowed per person"; where old accounts hold more, the first names the account. */
export function loginOf(person: WebexPerson): string {
  return asciiLowerCase(person.emails?.[0] ?? '')
}

/**
 * Whether the person holds a licence of Webex Calling, whose phones are wiped with the account. Numbers are lines in the profile
 * and tell nothing. Undefined where Webex shows the person without licences or the credential may not read their names.
 */
function hasCallingPhone(person: WebexPerson, calling: ReadonlySet<string> | undefined): boolean | undefined {
  if (person.extension || person.locationId) return true
  if (!person.licenses || calling === undefined) return undefined
  return person.licenses.flatMap((text) => text.split(',')).some((id) => calling.has(id))
}

/** Presence, not Control Hub's "Last Service Access Time". */
function timeOf(text: string | null | undefined): string | undefined {
  const at = text ? new Date(text) : undefined
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined
}
