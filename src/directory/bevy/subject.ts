/** Turns a user as Bevy shows it into the account that the rest of the program speaks of. Adds nothing that was not told. */
import { asciiLowerCase } from '../../model/address.ts'
import type { Subject } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { Operation } from '../../model/vendor.ts'
import type { BevyUser } from './schema.ts'

/** What is left of an account after its deletion: https://help.bevy.com/hc/en-us/articles/1500001654142 */
const TOMBSTONE = /^deleted\+[^@]*@bevylabs\.com$/

export const SCHEDULED = 'scheduled for deletion'
export const DELETED = 'deleted'
const ACTIVE = 'active'
const UNKNOWN = 'unknown'

/** `deletionField`: the field that shows a deletion that is set; undefined where none is known. */
export function subjectOf(user: BevyUser, tenantId: string, deletionField: string | undefined): Subject {
  const login = loginOf(user)
  return {
    id: userId(user.id),
    login,
    displayName: user.full_name || [user.first_name, user.last_name].filter(Boolean).join(' '),
    tenantId,
    status: TOMBSTONE.test(login) ? DELETED : statusOf(user, deletionField),
    adminRoles: [],
    isFullAdmin: false,
  }
}

export const loginOf = (user: BevyUser): string => asciiLowerCase(user.email ?? '')

/** A time, a flag or a word: whatever is not empty says yes. A field that is not there says nothing. */
function statusOf(user: BevyUser, field: string | undefined): string {
  if (field === undefined || !Object.hasOwn(user, field)) return UNKNOWN
  return Reflect.get(user, field) ? SCHEDULED : ACTIVE
}

/** Undefined where the answers of this site do not show whether a deletion is set. */
export function stepsLeft(operation: Operation, { status }: Subject): readonly string[] | undefined {
  if (operation === 'delete' && (status === SCHEDULED || status === DELETED)) return []
  if (operation === 'restore' && status === ACTIVE) return []
  const isTold = status !== UNKNOWN || (operation !== 'delete' && operation !== 'restore')
  return isTold ? [operation] : undefined
}
