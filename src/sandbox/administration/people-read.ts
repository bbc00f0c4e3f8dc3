/** The reading half of the People API: `GET /people`, `/people/{id}` and `/people/me`. */
import { type Answer, apiFault, type Call, ok } from './exchange.ts'
import { innerId, publicId } from './hydra-id.ts'
import type { Organisation } from './organisation.ts'
import { may, mayLookUp } from './permissions.ts'
import { personView, type Sight } from './person-view.ts'
import type { User } from './user.ts'

export interface PeopleLimits {
  /** Most people in one answer, whatever `max` asks for. The vendor tells no figure. */
  readonly pageLimit: number
}

/** The vendor's document of `GET /people`. */
const MAX_IDS = 85
const DEFAULT_MAX = 100
const MAX_WITH_CALLING_DATA = 100
const MAX_WITH_LOCATION = 50

const NO_LOOK_UP = 'The access token lacks the scope spark:people_read or spark-admin:people_read.'

export const getMe = (organisation: Organisation, call: Call): Answer =>
  getPerson(organisation, { ...call, params: { personId: publicId('PEOPLE', call.session.account.uuid) } })

export function getPerson(organisation: Organisation, call: Call): Answer {
  const isSelf = call.params['personId'] === publicId('PEOPLE', call.session.account.uuid)
  if (!isSelf && !mayLookUp(call.session)) return apiFault(call, 403, NO_LOOK_UP)
  const user = userById(organisation, call.params['personId'] ?? '')
  if (user === undefined) return apiFault(call, 404, 'Could not find a person with that id.')
  return ok(personView(organisation, user, sightOf(organisation, call, user)))
}

/** Undefined for what is no id of a person, too. */
export function userById(organisation: Organisation, id: string): User | undefined {
  const uuid = innerId('PEOPLE', id)
  return uuid === undefined ? undefined : organisation.user(uuid)
}

export function listPeople(organisation: Organisation, limits: PeopleLimits, call: Call): Answer {
  const { query, session } = call
  if (!mayLookUp(session)) return apiFault(call, 403, NO_LOOK_UP)
  const ids = query.get('id')
  if (ids !== null) return peopleById(organisation, call, ids)
  const org = query.get('orgId')
  if (org !== null && innerId('ORGANIZATION', org) !== session.account.orgUuid) {
    return apiFault(call, 403, 'Only an administrator of that organization may list its people.')
  }
  const isAdmin = may(organisation, session, 'people-read')
  if (!isAdmin && query.has('roles'))
    return apiFault(call, 403, 'Lookup by roles is only supported for administrators.')
  if (!isAdmin && !query.has('email') && !query.has('displayName')) {
    return apiFault(call, 403, 'Only an administrator may list people without email or displayName.')
  }
  const max = pageSize(query, limits)
  if (max === undefined) return apiFault(call, 400, `max must be a number above 0, not "${query.get('max')}".`)
  const matches = matching(organisation, call)
  return page(organisation, call, matches, max)
}

function peopleById(organisation: Organisation, call: Call, list: string): Answer {
  const ids = [...new Set(list.split(',').filter((id) => id !== ''))]
  if (ids.length === 0) return apiFault(call, 400, 'id must name at least one person.')
  if (ids.length > MAX_IDS) return apiFault(call, 400, `id accepts up to ${MAX_IDS} person ids, not ${ids.length}.`)
  const found = ids.map((id) => ({ id, user: userById(organisation, id) }))
  const sight: Sight = { asAdmin: false, presence: false, callingData: call.query.get('callingData') === 'true' }
  return ok({
    items: found.flatMap(({ user }) => (user === undefined ? [] : [personView(organisation, user, sight)])),
    notFoundIds: found.filter(({ user }) => user === undefined).map(({ id }) => id),
  })
}

/** A person of another organisation is not found by address or name: the answer is an empty list, not an error. */
function matching(organisation: Organisation, { query, session }: Call): readonly User[] {
  const email = query.get('email')
  const name = query.get('displayName')?.toLowerCase()
  const roles = query
    .get('roles')
    ?.split(',')
    .map((id) => innerId('ROLE', id))
  const location = query.get('locationId')
  return candidates(organisation, session.account.orgUuid, email)
    .filter((user) => name === undefined || user.displayName.toLowerCase().startsWith(name))
    .filter((user) => roles === undefined || user.roles.some((role) => roles.includes(role)))
    .filter(
      (user) =>
        location === null || (user.locationId !== undefined && publicId('LOCATION', user.locationId) === location),
    )
}

function candidates(organisation: Organisation, orgUuid: string, email: string | null): readonly User[] {
  if (email === null) return organisation.people(orgUuid)
  const user = organisation.userByEmail(email)
  return user !== undefined && user.orgUuid === orgUuid ? [user] : []
}

function pageSize(query: URLSearchParams, { pageLimit }: PeopleLimits): number | undefined {
  const wanted = Number(query.get('max') ?? DEFAULT_MAX)
  if (!Number.isInteger(wanted) || wanted < 1) return undefined
  const callingLimit = query.get('callingData') === 'true' ? MAX_WITH_CALLING_DATA : pageLimit
  const locationLimit = query.has('locationId') ? MAX_WITH_LOCATION : pageLimit
  return Math.min(wanted, pageLimit, callingLimit, locationLimit)
}

/** The cursor names the last person of the page before, so that a deletion between two pages makes nobody be left out. */
function page(organisation: Organisation, call: Call, matches: readonly User[], max: number): Answer {
  const cursor = call.query.get('cursor')
  const after = cursor === null ? '' : Buffer.from(cursor, 'base64url').toString('utf8')
  const rest = after === '' ? matches : matches.filter(({ uuid }) => uuid > after)
  const shown = rest.slice(0, max)
  const body = {
    items: shown.map((user) => personView(organisation, user, sightOf(organisation, call, user))),
    notFoundIds: [],
  }
  const last = shown.at(-1)
  if (last === undefined || rest.length <= max) return ok(body)
  const next = new URLSearchParams(call.query)
  next.set('cursor', Buffer.from(last.uuid).toString('base64url'))
  return { status: 200, body, headers: { link: `<${call.url}?${next}>; rel="next"` } }
}

export function sightOf(organisation: Organisation, { session, query }: Call, user: User): Sight {
  const isSameOrg = user.orgUuid === session.account.orgUuid
  return {
    asAdmin: isSameOrg && may(organisation, session, 'people-read'),
    presence: isSameOrg && user.type === 'person' && query.get('excludeStatus') !== 'true',
    callingData: query.get('callingData') === 'true',
  }
}
