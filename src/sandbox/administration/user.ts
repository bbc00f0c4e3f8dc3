/**
 * One account of the emulated cloud with everything that the People API and SCIM show of it. Both APIs are views
 * of this one record, as in the vendor's cloud; it knows nothing of either's JSON.
 */

export const ROLES = [
  ['id_full_admin', 'Full Administrator'],
  ['id_user_admin', 'User and Device Administrator'],
  ['id_readonly_admin', 'Read-only Administrator'],
  ['id_device_admin', 'Device Administrator'],
] as const
export type Role = (typeof ROLES)[number][0]

const ROLE_NAMES: ReadonlyMap<string, Role> = new Map(ROLES.map(([role]) => [role, role]))

export const roleNamed = (name: string): Role | undefined => ROLE_NAMES.get(name)

export const roleTitle = (role: Role): string => ROLES.find(([name]) => name === role)?.[1] ?? role

export interface EmailAddress {
  /** Lower-case. */
  readonly value: string
  readonly type: 'work' | 'home' | 'room' | 'other'
  readonly primary: boolean
}

export interface PhoneNumber {
  readonly type: 'work' | 'work_extension' | 'mobile' | 'fax' | 'home' | 'pager' | 'other'
  readonly value: string
  readonly primary?: boolean
}

export interface PostalAddress {
  readonly type?: string
  readonly country?: string
  readonly locality?: string
  readonly region?: string
  readonly streetAddress?: string
  readonly postalCode?: string
}

export interface SipAddress {
  readonly type: 'personal-room' | 'enterprise' | 'cloud-calling'
  readonly value: string
  readonly primary: boolean
}

export type Presence = 'active' | 'inactive' | 'DoNotDisturb' | 'meeting' | 'OutOfOffice' | 'pending'

/** Times are ISO 8601. An optional field that is absent was never set or was taken away. */
export interface User {
  readonly uuid: string
  readonly orgUuid: string
  readonly type: 'person' | 'bot'
  /** The primary address first. */
  readonly emails: readonly EmailAddress[]
  readonly displayName: string
  readonly firstName?: string
  readonly middleName?: string
  readonly lastName?: string
  readonly nickName?: string
  readonly avatar?: string
  readonly title?: string
  readonly department?: string
  readonly division?: string
  readonly costCenter?: string
  readonly company?: string
  readonly employeeNumber?: string
  readonly managerUuid?: string
  readonly phoneNumbers: readonly PhoneNumber[]
  readonly extension?: string
  readonly locationId?: string
  readonly addresses: readonly PostalAddress[]
  readonly siteUrls: readonly string[]
  readonly sipAddresses: readonly SipAddress[]
  readonly timezone?: string
  readonly locale?: string
  readonly preferredLanguage?: string
  readonly profileUrl?: string
  readonly roles: readonly Role[]
  /** Keys of `LICENCES`. */
  readonly licences: readonly string[]
  readonly loginEnabled: boolean
  readonly invitePending: boolean
  readonly presence: Presence
  readonly lastActivity?: string
  /** Set by the customer's directory sync. */
  readonly externalId?: string
  /** `externalAttribute1` … `externalAttribute15` and `extensionAttribute1` … as SCIM carries them. */
  readonly customAttributes: Readonly<Record<string, readonly unknown[]>>
  readonly created: string
  readonly lastModified: string
  /** Grows with every change. */
  readonly version: number
}

export const primaryEmail = (user: User): string => user.emails[0]?.value ?? ''

export const isFullAdmin = (user: User): boolean => user.roles.includes('id_full_admin')
