import { WireError } from '../../model/wire.ts'
import { roleIdsOf } from './admin-roles.ts'
import type { People } from './people.ts'
import type { WebexPerson } from './schema.ts'

/**
 * 403 is said of one account that may not be changed and of a credential that may change nobody. The account behind the
 * credential tells them apart: if it holds what it held before, the refusal is about the one account. `owner` is that account
 * as it was when the credential was probed.
 */
export async function hasFallen(people: People, owner: WebexPerson): Promise<boolean> {
  try {
    const now = new Set(roleIdsOf(await people.me()))
    return roleIdsOf(owner).some((role) => !now.has(role))
  } catch (error) {
    // Unreachable just now says nothing of the credential.
    return error instanceof WireError && error.fault.kind === 'refused' && !error.fault.isRetryable
  }
}
