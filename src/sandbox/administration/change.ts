/** What happens to accounts: who asked for which change through which API, and what came of it. */
import type { User } from './user.ts'

/** Which door a change came through. `sandbox` is the demonstration or a test itself. */
export type Through = 'people' | 'scim' | 'scim-bulk' | 'sandbox'

export interface Actor {
  readonly uuid: string
  readonly through: Through
}

export interface Change {
  readonly at: string
  readonly what: 'created' | 'updated' | 'deleted'
  readonly uuid: string
  /** The primary address, after a creation or an update, before a deletion. */
  readonly email: string
  /** Names of the fields of `User` that differ; empty unless updated. */
  readonly fields: readonly string[]
  /** The account that asked. */
  readonly by: string
  readonly through: Through
}

export interface ArchivedUser {
  readonly user: User
  readonly deletedAt: string
}

export interface Snapshot {
  /** In order of uuid, bots included. */
  readonly users: readonly User[]
  readonly archived: readonly ArchivedUser[]
}

export type ChangeRefusal = 'not-found' | 'own-account' | 'last-full-admin' | 'address-taken'
export type Changed =
  | { readonly kind: 'changed'; readonly user: User }
  | { readonly kind: 'refused'; readonly code: ChangeRefusal }

/** Names of the fields that differ, but for those that every change sets. */
export const changedFields = (before: User, after: User): readonly string[] => {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((field) => field !== 'version' && field !== 'lastModified')
    .filter((field) => JSON.stringify(old.get(field)) !== JSON.stringify(now.get(field)))
}
