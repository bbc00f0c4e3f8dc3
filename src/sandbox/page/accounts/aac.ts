/** Who is in the emulated Alteryx workspace, and who was removed from it. */
import { type AacPerson, fullName } from '../../aac/person.ts'
import type { AacChange } from '../../aac/workspace.ts'
import type { EveryVendor } from '../../every-vendor.ts'
import { type AccountRecord, changedAt, lastChanges } from './account-record.ts'

export const aacAccounts = ({ aac: { workspace } }: EveryVendor): readonly AccountRecord[] => {
  const changes = lastChanges(workspace.changes, ({ personId }) => String(personId))
  const gone = new Map(workspace.changes.filter(isRemoval).map((change) => [change.personId, change]))
  return [
    ...workspace.members().map((person) => ({
      id: String(person.id),
      name: fullName(person),
      email: person.email,
      roles: person.isAdmin ? ['Workspace administrator'] : [],
      ...stateOf(person),
    })),
    ...[...gone.values()]
      .filter(({ personId }) => workspace.member(personId) === undefined)
      .map((change) => goneAs(change, workspace.account(change.personId))),
  ].map((account) => ({ ...account, ...changedAt(changes, account.id) }))
}

const isRemoval = ({ what }: AacChange): boolean => what === 'removed' || what === 'account-deleted'

/** Whoever left the workspace still has an account, unless that was deleted too. */
const goneAs = ({ personId, email }: AacChange, person: AacPerson | undefined): AccountRecord => ({
  id: String(personId),
  name: person ? fullName(person) : email,
  email,
  status: person ? 'removed' : 'deleted',
  tone: 'gone',
  roles: [],
})

const stateOf = ({ isDisabled, isInvited }: AacPerson): Pick<AccountRecord, 'status' | 'tone'> => {
  if (isDisabled) return { status: 'suspended', tone: 'inactive' }
  return isInvited ? { status: 'invited', tone: 'inactive' } : { status: 'active', tone: 'active' }
}
