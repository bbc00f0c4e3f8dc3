/**
 * How the People API shows an account, and how much of it to whom.
 * Vendor's document: developer.webex.com/docs/api/v1/people, schema `Person`.
 */
import { publicId } from './hydra-id.ts'
import { licenceId } from './licences.ts'
import type { Organisation } from './organisation.ts'
import type { User } from './user.ts'

export interface Sight {
  /** Roles, licences and the state of the account: an administrator of the person's organisation, but never by `?id=`. */
  readonly asAdmin: boolean
  /** `status` and `lastActivity`: within one organisation, and neither by `?id=` nor with `excludeStatus`. */
  readonly presence: boolean
  readonly callingData: boolean
}

export function personView(organisation: Organisation, user: User, sight: Sight): Record<string, unknown> {
  return defined({
    id: publicId('PEOPLE', user.uuid),
    emails: user.emails.map(({ value }) => value),
    phoneNumbers: user.phoneNumbers.filter(({ type }) => isShown(type, sight)),
    displayName: user.displayName,
    nickName: user.nickName,
    firstName: user.firstName,
    lastName: user.lastName,
    avatar: user.avatar,
    orgId: publicId('ORGANIZATION', user.orgUuid),
    ...(sight.asAdmin && adminFields(organisation, user)),
    ...(sight.callingData && callingFields(user)),
    ...(sight.presence && { status: user.presence, lastActivity: user.lastActivity }),
    created: user.created,
    lastModified: user.lastModified,
    timezone: user.timezone,
    sipAddresses: user.sipAddresses,
    type: user.type,
  })
}

/** The People schema knows four kinds of number; SCIM knows more. */
const isShown = (type: string, { callingData }: Sight): boolean =>
  type === 'work' || type === 'mobile' || type === 'fax' || (type === 'work_extension' && callingData)

const adminFields = (organisation: Organisation, user: User): Record<string, unknown> => ({
  roles: user.roles.map((role) => publicId('ROLE', role)),
  licenses: user.licences.map((key) => licenceId(user.orgUuid, key)),
  department: user.department,
  title: user.title,
  manager: managerOf(organisation, user)?.displayName,
  managerId: user.managerUuid && publicId('PEOPLE', user.managerUuid),
  addresses: user.addresses,
  siteUrls: user.siteUrls,
  // The vendor publishes both as strings.
  invitePending: String(user.invitePending),
  loginEnabled: String(user.loginEnabled),
})

const callingFields = (user: User): Record<string, unknown> => ({
  extension: user.extension,
  locationId: user.locationId && publicId('LOCATION', user.locationId),
})

export const managerOf = (organisation: Organisation, user: User): User | undefined =>
  user.managerUuid === undefined ? undefined : organisation.user(user.managerUuid)

const defined = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== ''))
