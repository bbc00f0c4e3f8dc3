/** Who may do what, as the vendor's documents tell. Pure decisions on a session and the caller's roles. */
import type { Session } from '../identity.ts'
import type { Organisation } from './organisation.ts'
import type { Role } from './user.ts'

const WRITERS: readonly Role[] = ['id_full_admin', 'id_user_admin']
const ARCHIVE_READERS: readonly Role[] = [...WRITERS, 'id_readonly_admin']
const READERS: readonly Role[] = [...ARCHIVE_READERS, 'id_device_admin']

export type Right =
  | 'people-read'
  | 'people-write'
  | 'scim-read'
  | 'scim-write'
  | 'archive-read'
  | 'roles'
  | 'organisations'
  | 'licences'

interface Need {
  /** Every inner list needs one of its scopes. */
  readonly scopes: readonly (readonly string[])[]
  readonly roles: readonly Role[]
}

const NEEDS: Readonly<Record<Right, Need>> = {
  'people-read': { scopes: [['spark-admin:people_read']], roles: READERS },
  'people-write': { scopes: [['spark-admin:people_write'], ['spark-admin:people_read']], roles: WRITERS },
  'scim-read': { scopes: [['identity:people_rw', 'identity:people_read']], roles: READERS },
  'scim-write': { scopes: [['identity:people_rw']], roles: WRITERS },
  'archive-read': { scopes: [['identity:people_rw', 'identity:people_read']], roles: ARCHIVE_READERS },
  roles: { scopes: [['spark-admin:roles_read']], roles: READERS },
  organisations: { scopes: [['spark-admin:organizations_read']], roles: READERS },
  licences: { scopes: [['spark-admin:licenses_read']], roles: READERS },
}

/** What is missing, in words for the refusal; undefined when nothing is. */
export function lack(organisation: Organisation, session: Session, right: Right): string | undefined {
  const need = NEEDS[right]
  const scopes = need.scopes.find((some) => !some.some((scope) => session.scopes.has(scope)))
  if (scopes !== undefined) return `The access token lacks the scope ${scopes.join(' or ')}.`
  const roles = organisation.user(session.account.uuid)?.roles ?? []
  if (need.roles.some((role) => roles.includes(role))) return undefined
  return `The account needs one of the roles ${need.roles.join(', ')}.`
}

export const may = (organisation: Organisation, session: Session, right: Right): boolean =>
  lack(organisation, session, right) === undefined

/** Ordinary people and bots may look others up. */
export const mayLookUp = ({ scopes }: Session): boolean =>
  scopes.has('spark:all') || scopes.has('spark:people_read') || scopes.has('spark-admin:people_read')
