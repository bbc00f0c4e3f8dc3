/** Whom a caller may see and change, as its administrator roles say. A token has the rights of the person who made it. */
import type { OktaUser, RoleAssignment, RoleType } from './user.ts'

export interface Rights {
  /** Absent for a client, which is no person. */
  readonly personId?: string
  readonly roles: readonly Pick<RoleAssignment, 'type' | 'groupTargets'>[]
}

const SEEING: readonly RoleType[] = [
  'SUPER_ADMIN',
  'ORG_ADMIN',
  'READ_ONLY_ADMIN',
  'APP_ADMIN',
  'HELP_DESK_ADMIN',
  'GROUP_MEMBERSHIP_ADMIN',
  'USER_ADMIN',
  'CUSTOM',
]
const CHANGING: readonly RoleType[] = ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN', 'CUSTOM']
const SEEING_ROLES: readonly RoleType[] = ['SUPER_ADMIN', 'ORG_ADMIN', 'READ_ONLY_ADMIN']

export const canSee = (rights: Rights, user: OktaUser): boolean =>
  user.id === rights.personId || reaches(rights, SEEING, user)

/** Administrators are changed by super administrators alone. */
export function canChange(rights: Rights, user: OktaUser, rolesOfUser: readonly RoleAssignment[]): boolean {
  if (rights.roles.some(({ type }) => type === 'SUPER_ADMIN')) return true
  return rolesOfUser.length === 0 && reaches(rights, CHANGING, user)
}

export const canSeeRoles = (rights: Rights): boolean => rights.roles.some(({ type }) => SEEING_ROLES.includes(type))

const reaches = ({ roles }: Rights, types: readonly RoleType[], user: OktaUser): boolean =>
  roles.some(
    ({ type, groupTargets }) =>
      types.includes(type) && (groupTargets?.some((group) => user.groupIds.includes(group)) ?? true),
  )
