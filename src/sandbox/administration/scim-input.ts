/**
 * From SCIM's JSON to an account: all that a request may set, with the rules that hold between `userName` and `emails`.
 * What the JSON lacks is taken away; read-only and unknown attributes are ignored, as the vendor's document says.
 */
import { isJson, type Json } from './exchange.ts'
import { CISCO, ENTERPRISE, invalid, type ScimProblem } from './scim-schema.ts'
import { type EmailAddress, type PhoneNumber, type PostalAddress, roleNamed, type User } from './user.ts'

/** What SCIM cannot set. */
export type Base = Pick<
  User,
  | 'uuid'
  | 'orgUuid'
  | 'type'
  | 'siteUrls'
  | 'sipAddresses'
  | 'licences'
  | 'invitePending'
  | 'presence'
  | 'created'
  | 'lastModified'
  | 'version'
> &
  Partial<Pick<User, 'lastActivity' | 'extension' | 'locationId'>>

const ADDRESS = /^[^\s@]+@[^\s@]+$/

export function userFromScim(base: Base, json: Json): User | ScimProblem {
  const emails = emailsOf(json)
  if ('status' in emails) return emails
  const unknown = objects(json['roles']).find((role) => roleNamed(String(role['value'])) === undefined)
  if (unknown !== undefined)
    return invalid('invalidValue', `The role "${String(unknown['value'])}" cannot be assigned.`)
  return {
    ...base,
    ...(names(json) as Partial<User>),
    displayName: text(json, 'displayName') ?? fallbackName(json),
    emails,
    roles: objects(json['roles']).flatMap((role) => roleNamed(String(role['value'])) ?? []),
    loginEnabled: json['active'] !== false && json['active'] !== 'false',
    phoneNumbers: objects(json['phoneNumbers']).filter(hasValue).map(phoneNumber),
    addresses: objects(json['addresses']).filter(isPostalAddress),
    customAttributes: customAttributes(json[CISCO]),
  }
}

/** The account as SCIM cannot change it; everything else of it is rebuilt from the request. */
export const baseOf = (user: User): Base => ({
  uuid: user.uuid,
  orgUuid: user.orgUuid,
  type: user.type,
  siteUrls: user.siteUrls,
  sipAddresses: user.sipAddresses,
  licences: user.licences,
  invitePending: user.invitePending,
  presence: user.presence,
  created: user.created,
  lastModified: user.lastModified,
  version: user.version,
  ...(user.lastActivity !== undefined && { lastActivity: user.lastActivity }),
  ...(user.extension !== undefined && { extension: user.extension }),
  ...(user.locationId !== undefined && { locationId: user.locationId }),
})

/**
 * The vendor: `userName` must be set to the primary address, and an e-mail of type work that is primary must equal it.
 * Whether the service mends a request that changes only one of the two is not documented; it is refused here. Without any
 * such e-mail one is made of `userName`, as the document's examples show.
 */
function emailsOf(json: Json): readonly EmailAddress[] | ScimProblem {
  const userName = text(json, 'userName')?.toLowerCase()
  if (userName === undefined || !ADDRESS.test(userName))
    return invalid('invalidValue', 'userName must be an email address.')
  const emails = objects(json['emails']).filter(hasValue).map(emailAddress)
  const wrong = emails.find(({ value }) => !ADDRESS.test(value))
  if (wrong !== undefined) return invalid('invalidValue', `"${wrong.value}" is no email address.`)
  const primary = emails.filter((email) => email.primary)
  if (primary.some(({ value }) => value !== userName) || primary.length > 1) {
    return invalid('invalidValue', 'The primary email of type work must equal userName.')
  }
  const others = emails.filter(({ value }) => value !== userName)
  return [{ value: userName, type: 'work', primary: true }, ...others]
}

const emailAddress = (json: Json & { readonly value: string }): EmailAddress => ({
  value: json.value.toLowerCase(),
  type: json['type'] === 'home' || json['type'] === 'room' || json['type'] === 'other' ? json['type'] : 'work',
  primary: json['primary'] === true,
})

function names(json: Json): Json {
  const name = isJson(json['name']) ? json['name'] : {}
  const enterprise = isJson(json[ENTERPRISE]) ? json[ENTERPRISE] : {}
  const manager = isJson(enterprise['manager']) ? enterprise['manager'] : {}
  const optional = {
    firstName: text(name, 'givenName'),
    middleName: text(name, 'middleName'),
    lastName: text(name, 'familyName'),
    nickName: text(json, 'nickName'),
    avatar: objects(json['photos']).flatMap((photo) => text(photo, 'value') ?? [])[0],
    title: text(json, 'title'),
    profileUrl: text(json, 'profileUrl'),
    preferredLanguage: text(json, 'preferredLanguage'),
    locale: text(json, 'locale'),
    timezone: text(json, 'timezone'),
    externalId: text(json, 'externalId'),
    department: text(enterprise, 'department'),
    division: text(enterprise, 'division'),
    costCenter: text(enterprise, 'costCenter'),
    company: text(enterprise, 'organization'),
    employeeNumber: text(enterprise, 'employeeNumber'),
    managerUuid: text(manager, 'value'),
  }
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
}

function fallbackName(json: Json): string {
  const name = isJson(json['name']) ? json['name'] : {}
  const full = [text(name, 'givenName'), text(name, 'familyName')].filter((part) => part !== undefined).join(' ')
  return full === '' ? (text(json, 'userName') ?? '') : full
}

function phoneNumber(json: Json & { readonly value: string }): PhoneNumber {
  const kinds = ['work', 'work_extension', 'mobile', 'fax', 'home', 'pager'] as const
  const type = kinds.find((kind) => kind === json['type']) ?? 'other'
  return { type, value: json.value, ...(json['primary'] === true && { primary: true }) }
}

/** The document's `externalAttribute*` and `extensionAttribute*`, numbered from 1 to 15. */
const customAttributes = (extension: unknown): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(
    Object.entries(isJson(extension) ? extension : {}).filter(
      (entry): entry is [string, unknown[]] =>
        /^ex(ternal|tension)Attribute([1-9]|1[0-5])$/.test(entry[0]) && Array.isArray(entry[1]) && entry[1].length > 0,
    ),
  )

const text = (json: Json, field: string): string | undefined => {
  const value = json[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])

const hasValue = (json: Json): json is Json & { readonly value: string } => typeof json['value'] === 'string'

const isPostalAddress = (json: Json): json is Json & PostalAddress =>
  Object.values(json).every((part) => typeof part === 'string')
