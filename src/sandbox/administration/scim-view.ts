/** How SCIM shows an account: schema `GetUserResponse` of the vendor's document. `attributes` narrows it in `scim-attributes.ts`. */
import type { Json } from './exchange.ts'
import type { Organisation } from './organisation.ts'
import { managerOf } from './person-view.ts'
import { CISCO, CORE, ENTERPRISE } from './scim-schema.ts'
import { primaryEmail, roleTitle, type User } from './user.ts'

export function scimUser(organisation: Organisation, user: User, origin: string): Json {
  return defined({
    schemas: [CORE, CISCO, ENTERPRISE],
    id: user.uuid,
    userName: primaryEmail(user),
    active: user.loginEnabled,
    roles: some(user.roles.map((role) => ({ value: role, type: 'cirole', display: roleTitle(role) }))),
    name: defined({ familyName: user.lastName, givenName: user.firstName, middleName: user.middleName }),
    displayName: user.displayName,
    nickName: user.nickName,
    emails: user.emails.map(({ value, type, primary }) => (primary ? { value, type, primary } : { value, type })),
    userType: 'user',
    profileUrl: user.profileUrl,
    title: user.title,
    preferredLanguage: user.preferredLanguage,
    locale: user.locale,
    externalId: user.externalId,
    timezone: user.timezone,
    phoneNumbers: some(user.phoneNumbers),
    photos: user.avatar === undefined ? undefined : [{ value: user.avatar, type: 'photo', primary: true }],
    addresses: some(user.addresses),
    [ENTERPRISE]: enterprise(organisation, user, origin),
    [CISCO]: cisco(user),
    meta: {
      resourceType: 'User',
      location: userLocation(origin, user.orgUuid, user.uuid),
      version: `W/"${user.version}"`,
      created: user.created,
      lastModified: user.lastModified,
    },
  })
}

export const userLocation = (origin: string, orgUuid: string, uuid: string): string =>
  `${origin}/identity/scim/${orgUuid}/v2/Users/${uuid}`

function enterprise(organisation: Organisation, user: User, origin: string): Json {
  const manager = managerOf(organisation, user)
  return defined({
    employeeNumber: user.employeeNumber,
    costCenter: user.costCenter,
    organization: user.company,
    division: user.division,
    department: user.department,
    manager:
      manager === undefined
        ? undefined
        : {
            value: manager.uuid,
            displayName: manager.displayName,
            $ref: userLocation(origin, manager.orgUuid, manager.uuid),
          },
  })
}

/** The document types `accountStatus` as one word and shows both a word and an array; the typed form is served. */
const cisco = (user: User): Json => ({
  accountStatus: accountStatus(user),
  ...(user.sipAddresses.length > 0 && {
    sipAddresses: user.sipAddresses.map(({ value, primary }) => ({ value, type: 'enterprise', primary })),
  }),
  ...user.customAttributes,
  meta: { organizationId: user.orgUuid },
})

function accountStatus(user: User): 'active' | 'pending' | 'disabled' {
  if (!user.loginEnabled) return 'disabled'
  return user.invitePending ? 'pending' : 'active'
}

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)

const defined = (record: Json): Json =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
