/** What the emulated Okta knows of people, groups and apps. Shapes follow the vendor's document (`User`, `Group`, `RoleType`). */

export const STATUSES = [
  'ACTIVE',
  'DEPROVISIONED',
  'LOCKED_OUT',
  'PASSWORD_EXPIRED',
  'PROVISIONED',
  'RECOVERY',
  'STAGED',
  'SUSPENDED',
] as const
export type Status = (typeof STATUSES)[number]

export const ROLE_LABELS = {
  API_ACCESS_MANAGEMENT_ADMIN: 'API Access Management administrator',
  APP_ADMIN: 'Application administrator',
  CUSTOM: 'Custom administrator',
  GROUP_MEMBERSHIP_ADMIN: 'Group Membership administrator',
  HELP_DESK_ADMIN: 'Help Desk administrator',
  ORG_ADMIN: 'Organization administrator',
  READ_ONLY_ADMIN: 'Read-only administrator',
  REPORT_ADMIN: 'Report administrator',
  SUPER_ADMIN: 'Super Organization administrator',
  USER_ADMIN: 'Group administrator',
} as const
export type RoleType = keyof typeof ROLE_LABELS

export interface RoleAssignment {
  readonly id: string
  readonly type: RoleType
  /** `GROUP` when everybody in a group holds it. */
  readonly assignmentType: 'USER' | 'GROUP'
  /** The person or the group. */
  readonly assigneeId: string
  readonly created: string
  /** The role reaches the members of these groups only; everybody when absent. */
  readonly groupTargets?: readonly string[]
}

export interface Profile {
  readonly login: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly [name: string]: unknown
}

export interface Provider {
  readonly type: 'ACTIVE_DIRECTORY' | 'FEDERATION' | 'IMPORT' | 'LDAP' | 'OKTA' | 'SOCIAL'
  readonly name: string
}

/** Times are ISO 8601 in UTC. */
export interface OktaUser {
  readonly id: string
  readonly status: Status
  /** While an activation or a deactivation has not come to its end. */
  readonly transitioningToStatus?: 'ACTIVE' | 'PROVISIONED' | 'DEPROVISIONED'
  readonly created: string
  readonly activated: string | null
  readonly statusChanged: string | null
  readonly lastLogin: string | null
  readonly lastUpdated: string
  readonly passwordChanged: string | null
  readonly profile: Profile
  readonly provider: Provider
  readonly hasPassword: boolean
  /** Groups that it was put into; everybody is in `Everyone` besides. */
  readonly groupIds: readonly string[]
  readonly appIds: readonly string[]
  /** Assigned to the person; what a group gives is not among them. */
  readonly roles: readonly RoleAssignment[]
}

export interface Group {
  readonly id: string
  readonly type: 'OKTA_GROUP' | 'BUILT_IN'
  readonly name: string
  readonly description: string
  readonly created: string
  readonly roles: readonly RoleAssignment[]
}

export interface App {
  readonly id: string
  /** Its key in the vendor's catalogue of apps. */
  readonly name: string
  readonly label: string
}
