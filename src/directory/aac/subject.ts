/** Turns a person as Alteryx shows it into the account that the rest of the program speaks of. Adds nothing that was not told. */
import { asciiLowerCase } from '../../model/address.ts'
import type { Subject } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { AacPerson } from './schema.ts'

/** Of a person about whom Alteryx does not tell whether they are suspended. */
const UNKNOWN = 'unknown'
export const DISABLED = 'disabled'

export function subjectOf(person: AacPerson, tenantId: string, admins: ReadonlySet<string>): Subject {
  const isAdmin = admins.has(person.id) || person.isAdmin === true
  const lastActiveAt = timeOf(person.lastLoginTime)
  return {
    id: userId(person.id),
    login: loginOf(person),
    displayName: person.name ?? [person.firstName, person.lastName].filter(Boolean).join(' '),
    tenantId,
    status: statusOf(person),
    adminRoles: isAdmin ? ['workspace admin'] : [],
    isFullAdmin: isAdmin,
    ...(lastActiveAt === undefined ? {} : { lastActiveAt }),
  }
}

export const loginOf = ({ email }: AacPerson): string => asciiLowerCase(email)

/** `isDisabled` says it outright; the other words are the vendor's own. */
function statusOf({ isDisabled, status, state }: AacPerson): string {
  const words = status ? asciiLowerCase(status) : undefined
  if (isDisabled === true || words === 'suspended' || words === DISABLED) return DISABLED
  if (isDisabled === false || words) return words ?? state ?? 'active'
  return UNKNOWN
}

/** Undefined when what was read does not tell. */
export const isSuspended = ({ status }: Subject): boolean | undefined =>
  status === UNKNOWN ? undefined : status === DISABLED

function timeOf(text: string | null | undefined): string | undefined {
  const at = text ? new Date(text) : undefined
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined
}
