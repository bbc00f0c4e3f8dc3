/** Who is in the emulated Okta, in the vendor's words, and who was deleted from it. */
import type { EveryVendor } from '../../every-vendor.ts'
import { type OktaUser, ROLE_LABELS, type Status } from '../../okta/user.ts'
import { type AccountRecord, changedAt, lastChanges } from './account-record.ts'

export const oktaAccounts = ({ okta: { organisation } }: EveryVendor): readonly AccountRecord[] => {
  const changes = lastChanges(organisation.changes, ({ id }) => id)
  return [
    ...organisation.users().map((user) => ({
      ...bare(user),
      status: user.status,
      tone: toneOf(user.status),
      roles: [...new Set(organisation.rolesOf(user).map(({ type }) => ROLE_LABELS[type]))],
    })),
    ...organisation.deleted().map((user) => ({ ...bare(user), status: 'deleted', tone: 'gone' as const, roles: [] })),
  ].map((account) => ({ ...account, ...changedAt(changes, account.id) }))
}

const bare = ({ id, profile }: OktaUser) => ({
  id,
  name: `${profile.firstName} ${profile.lastName}`,
  email: profile.login,
})

/** A deactivated user waits for the second step, which deletes. */
const toneOf = (status: Status): AccountRecord['tone'] => {
  if (status === 'DEPROVISIONED') return 'leaving'
  return status === 'ACTIVE' ? 'active' : 'inactive'
}
