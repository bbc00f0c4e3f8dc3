/** What a deactivation or a deletion takes from an account, in Okta's words, as plain JSON. */
import type { Reading } from './readings.ts'
import { isAbsence, type Users } from './users.ts'

/** `known`: what need not be read of the account. Undefined when it is gone. Throws a `WireError` when something of it cannot be read. */
export async function snapshotOf(users: Users, id: string, known: Partial<Reading>): Promise<unknown> {
  const user = known.user ?? (await users.byId(id))
  if (user === undefined) return undefined
  try {
    const [roles, groups, appLinks] = await Promise.all([
      known.roles ?? users.roles(user.id),
      users.groups(user.id),
      // "All app assignments are removed" by a deactivation.
      user.status === 'DEPROVISIONED' ? [] : users.appLinks(user.id),
    ])
    return {
      status: user.status,
      profile: user.profile,
      groups: groups.map(({ id, type, profile }) => ({ id, type, name: profile?.name })),
      roles,
      appLinks,
    }
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
}
