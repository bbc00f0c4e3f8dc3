/**
 * What the API key is and may do. Bevy documents no way to ask whose a key is, nor who administers a site, so both are said
 * to be unknown; the owner is known only where the configuration names one.
 */
import type { Credential } from '../../model/directory.ts'
import { userId } from '../../model/ids.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Finder } from './find.ts'
import type { CancelCall } from './paths.ts'
import { loginOf } from './subject.ts'
import type { Users } from './users.ts'

export interface CredentialParts {
  readonly users: Users
  readonly finder: Finder
  readonly tenantId: string
  readonly owner?: string
  readonly cancel?: CancelCall
  readonly deletionField?: string
  readonly daysUntilDeletion?: number
}

/** Nobody's: Bevy numbers its users. */
const NOBODY = userId('unknown')

/** Reads once. Throws a `WireError` when Bevy refuses the key or cannot be reached. */
export async function credentialOf(parts: CredentialParts): Promise<Credential> {
  const { users, finder, tenantId, owner, daysUntilDeletion = 7 } = parts
  const match = owner === undefined ? await users.page(1, 1) : await finder.byEmail(owner)
  const own = 'kind' in match && match.kind === 'found' ? match.user : undefined
  return {
    directory: 'bevy',
    tenantId,
    tenantName: tenantId,
    ownerId: own === undefined ? NOBODY : userId(own.id),
    ownerLogin: own === undefined ? (owner ?? '') : loginOf(own),
    means: `Bevy API, one by one; Bevy deletes ${daysUntilDeletion} days later`,
    lacks: lacksOf(parts, own !== undefined),
    blindTo: ['administrators', ...(own === undefined ? (['owner'] as const) : [])],
    unable: unableOf(parts),
  }
}

function lacksOf({ owner, deletionField }: CredentialParts, isOwnerThere: boolean): readonly string[] {
  const unknownOwner =
    owner === undefined
      ? 'whose key it is: Bevy does not tell, so its owner is protected only where the configuration names the address'
      : `the owner of the key: no account has the address "${owner}", so nobody is protected as the owner`
  return [
    'who administers the site: Bevy does not tell, so administrators are protected only by the list of protected users',
    ...(isOwnerThere ? [] : [unknownOwner]),
    ...(deletionField === undefined
      ? [
          'the field that shows a deletion: a deletion whose answer is lost ends as unknown, and one that was set before is asked for once more',
        ]
      : []),
  ]
}

/** What cannot be done, and how it is done by hand. */
export function unableOf({ cancel }: Pick<CredentialParts, 'cancel'>): Readonly<Partial<Record<Operation, string>>> {
  return {
    deactivate:
      'Bevy documents no way to deactivate an account; delete it instead, which can be cancelled for some days',
    rename: 'Bevy documents no call that changes an address; change it by hand on the site',
    ...(cancel ? {} : { restore: BY_HAND }),
  }
}

const BY_HAND =
  'Bevy documents no call that cancels a deletion; do it by hand before the account is deleted: Admin Dashboard → Members → the user → Cancel Deletion'
