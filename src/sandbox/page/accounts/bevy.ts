/** Who is on the emulated Bevy site, who is set for deletion and until when that can be called off, and who is gone. */
import { type Account, isSetForDeletion } from '../../bevy/account.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { type AccountRecord, changedAt, lastChanges } from './account-record.ts'

export const bevyAccounts = ({ bevy: { site } }: EveryVendor): readonly AccountRecord[] => {
  const changes = lastChanges(site.changes, ({ id }) => String(id))
  return site.accounts.map((account) => ({
    id: String(account.id),
    name: `${account.firstName} ${account.lastName}`.trim(),
    email: account.email,
    roles: account.isHqAdmin ? ['HQ administrator'] : [],
    ...stateOf(account),
    ...changedAt(changes, String(account.id)),
  }))
}

const stateOf = (account: Account): Pick<AccountRecord, 'status' | 'tone' | 'undoUntil'> => {
  const { deletedAt, deletionAt } = account
  if (deletedAt !== undefined) return { status: 'deleted', tone: 'gone' }
  if (!isSetForDeletion(account) || deletionAt === undefined) return { status: 'active', tone: 'active' }
  return { status: 'set for deletion', tone: 'leaving', undoUntil: deletionAt }
}
