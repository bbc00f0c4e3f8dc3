/** Who is in the emulated Webex organisation, and who is in its archive. */
import { primaryEmail, roleTitle, type User } from '../../administration/user.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { type AccountRecord, changedAt, lastChanges } from './account-record.ts'

export const webexAccounts = ({ administration: { organisation } }: EveryVendor): readonly AccountRecord[] => {
  const changes = lastChanges(organisation.changes, ({ uuid }) => uuid)
  const gone = organisation.changes.flatMap(({ what, uuid }) => {
    const archived = what === 'deleted' ? organisation.archived(uuid) : undefined
    return archived?.user.orgUuid === organisation.home.uuid ? [archived.user] : []
  })
  return [
    ...organisation.people(organisation.home.uuid).map((user) => ({ ...stateOf(user), ...bare(user) })),
    ...gone.map((user) => ({ ...bare(user), roles: [], status: 'deleted', tone: 'gone' as const })),
  ].map((account) => ({ ...account, ...changedAt(changes, account.id) }))
}

const bare = (user: User) => ({
  id: user.uuid,
  name: user.displayName,
  email: primaryEmail(user),
  roles: user.roles.map(roleTitle),
})

const stateOf = ({ loginEnabled, invitePending }: User): Pick<AccountRecord, 'status' | 'tone'> => {
  if (!loginEnabled) return { status: 'inactive', tone: 'inactive' }
  return invitePending ? { status: 'invite pending', tone: 'inactive' } : { status: 'active', tone: 'active' }
}
