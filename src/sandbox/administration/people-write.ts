/**
 * The writing half of the People API. `PUT` is a full replacement: what the request leaves out is lost, as the vendor
 * warns ("This action expects all user details to be present in the request").
 */

import type { Changed, ChangeRefusal } from './change.ts'
import { type Answer, apiFault, type Call, isJson, type Json, ok } from './exchange.ts'
import { innerId } from './hydra-id.ts'
import { licenceKey } from './licences.ts'
import type { Organisation } from './organisation.ts'
import { sightOf, userById } from './people-read.ts'
import { lack } from './permissions.ts'
import { personView } from './person-view.ts'
import { type PhoneNumber, type PostalAddress, type Role, roleNamed, type User } from './user.ts'

const REFUSALS: Readonly<Record<ChangeRefusal, readonly [status: number, message: string]>> = {
  'not-found': [404, 'Could not find a person with that id.'],
  // The vendor documents no answer for the next two.
  'own-account': [403, 'An administrator cannot delete the own account.'],
  'last-full-admin': [409, 'The organization must keep at least one full administrator.'],
  'address-taken': [409, 'The email address is already in use.'],
}

export function deletePerson(organisation: Organisation, call: Call): Answer {
  const target = writable(organisation, call)
  if ('answer' in target) return target.answer
  const outcome = organisation.delete(target.user.uuid, { uuid: call.session.account.uuid, through: 'people' })
  return outcome.kind === 'changed' ? { status: 204 } : refusal(call, outcome)
}

export function putPerson(organisation: Organisation, call: Call): Answer {
  const target = writable(organisation, call)
  if ('answer' in target) return target.answer
  const wanted = replacement(target.user, call.body)
  if (typeof wanted === 'string') return apiFault(call, 400, wanted)
  const outcome = organisation.update(wanted, { uuid: call.session.account.uuid, through: 'people' })
  if (outcome.kind === 'refused') return refusal(call, outcome)
  if (call.query.get('minResponse') === 'true') return { status: 204 }
  return ok(personView(organisation, outcome.user, sightOf(organisation, call, outcome.user)))
}

type Target = { readonly user: User } | { readonly answer: Answer }

function writable(organisation: Organisation, call: Call): Target {
  const missing = lack(organisation, call.session, 'people-write')
  if (missing !== undefined) return { answer: apiFault(call, 403, missing) }
  const user = userById(organisation, call.params['personId'] ?? '')
  if (user === undefined) return { answer: apiFault(call, 404, REFUSALS['not-found'][1]) }
  if (user.orgUuid !== call.session.account.orgUuid) {
    return { answer: apiFault(call, 403, 'The person belongs to another organization.') }
  }
  if (user.type === 'bot')
    return { answer: apiFault(call, 403, 'A bot is managed by its owner, not by an administrator.') }
  return { user }
}

const refusal = (call: Call, outcome: Extract<Changed, { kind: 'refused' }>): Answer =>
  apiFault(call, ...REFUSALS[outcome.code])

/** The user as the request wants it, or what is wrong with the request. */
function replacement(user: User, body: unknown): User | string {
  if (!isJson(body)) return 'The request needs a JSON object as its body.'
  const displayName = text(body, 'displayName')
  if (displayName === undefined || displayName === '') return 'displayName is required.'
  const emails = replacedEmails(user, body['emails'])
  if (typeof emails === 'string') return emails
  const roles = replacedRoles(body['roles'])
  if (typeof roles === 'string') return roles
  return {
    ...survivingFields(user),
    ...profile(user, body),
    displayName,
    emails,
    roles,
    loginEnabled: loginEnabled(user, body),
  }
}

/** What no request can take away. SCIM's own attributes are none of this API's business. */
const survivingFields = ({ uuid, orgUuid, type, created, lastModified, version, ...rest }: User) => ({
  ...{ uuid, orgUuid, type, created, lastModified, version },
  ...(rest.timezone !== undefined && { timezone: rest.timezone }),
  ...(rest.lastActivity !== undefined && { lastActivity: rest.lastActivity }),
  ...(rest.externalId !== undefined && { externalId: rest.externalId }),
  ...(rest.locale !== undefined && { locale: rest.locale }),
  ...(rest.middleName !== undefined && { middleName: rest.middleName }),
  ...(rest.employeeNumber !== undefined && { employeeNumber: rest.employeeNumber }),
  ...(rest.costCenter !== undefined && { costCenter: rest.costCenter }),
  ...(rest.division !== undefined && { division: rest.division }),
  ...(rest.company !== undefined && { company: rest.company }),
  ...(rest.preferredLanguage !== undefined && { preferredLanguage: rest.preferredLanguage }),
  ...(rest.profileUrl !== undefined && { profileUrl: rest.profileUrl }),
  sipAddresses: rest.sipAddresses,
  presence: rest.presence,
  invitePending: rest.invitePending,
  customAttributes: rest.customAttributes,
})

type Profile = Omit<Partial<User>, 'displayName'> & Pick<User, 'phoneNumbers' | 'addresses' | 'siteUrls' | 'licences'>

function profile(user: User, body: Json): Profile {
  const firstName = text(body, 'firstName')
  const optional = {
    firstName,
    // The vendor: nickName "cannot be overwritten and instead will be set to the firstName automatically".
    nickName: firstName,
    lastName: text(body, 'lastName'),
    avatar: text(body, 'avatar'),
    title: text(body, 'title'),
    department: text(body, 'department'),
    extension: text(body, 'extension'),
    locationId: innerId('LOCATION', text(body, 'locationId') ?? ''),
    managerUuid: innerId('PEOPLE', text(body, 'managerId') ?? ''),
  }
  return {
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<User>),
    phoneNumbers: [...objects(body['phoneNumbers']).filter(isPhoneNumber), ...impliedNumbers(user, body)],
    addresses: objects(body['addresses']).filter(isPostalAddress),
    siteUrls: texts(body['siteUrls']),
    // The vendor: licences that cannot be assigned are passed over.
    licences: texts(body['licenses']).flatMap((id) => licenceKey(user.orgUuid, id) ?? []),
  }
}

/** Only `displayName` is required by the published schema; a person cannot be left without an address, so it stays. */
function replacedEmails(user: User, value: unknown): User['emails'] | string {
  if (value === undefined) return user.emails
  const [email, ...more] = texts(value)
  if (email === undefined || !/^[^\s@]+@[^\s@]+$/.test(email)) return 'emails must hold one valid email address.'
  if (more.length > 0) return 'Only one email address is allowed per person.'
  return [{ value: email.toLowerCase(), type: 'work', primary: true }]
}

function replacedRoles(value: unknown): readonly Role[] | string {
  const named = texts(value).map((id) => ({ id, role: roleNamed(innerId('ROLE', id) ?? '') }))
  const unknown = named.find(({ role }) => role === undefined)
  if (unknown !== undefined) return `There is no role with the id "${unknown.id}".`
  return named.flatMap(({ role }) => role ?? [])
}

/** The request takes a boolean; a person that was read before carries text. Left out, it stays: the vendor does not tell. */
function loginEnabled(user: User, body: Json): boolean {
  const value = body['loginEnabled']
  return value === undefined ? user.loginEnabled : String(value) === 'true'
}

const text = (body: Json, field: string): string | undefined => {
  const value = body[field]
  return typeof value === 'string' ? value : undefined
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])

/** The service makes this kind from `extension`; sending it back sets nothing. */
const impliedNumbers = (user: User, body: Json): readonly PhoneNumber[] =>
  body['extension'] === user.extension ? user.phoneNumbers.filter(({ type }) => type === 'work_extension') : []

const isPhoneNumber = (value: Json): value is Json & PhoneNumber =>
  typeof value['value'] === 'string' && /^(work|mobile|fax)$/.test(String(value['type']))

const isPostalAddress = (value: Json): value is Json & PostalAddress =>
  Object.values(value).every((part) => typeof part === 'string')
