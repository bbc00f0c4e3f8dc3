/** `GET /api/v1/users`: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/listUsers */
import type { Call } from './exchange.ts'
import { type Answer, fault, invalid, ok } from './faults.ts'
import { FilterError, parseFilter, parseSearch, type Test, valueAt } from './filter.ts'
import { canSee } from './permissions.ts'
import { projected } from './projection.ts'
import type { OktaUser } from './user.ts'
import { listedUser } from './user-view.ts'

/** "up to the maximum (200 for most orgs)" */
const MOST = 200
const MOST_WITH_Q = 10

/** Where a page ends: the value that it is sorted by, and the id. */
type Place = readonly [value: string, id: string]

export function listUsers(call: Call): Answer {
  const { query, base } = call
  const limit = limitOf(query)
  if (limit === undefined) return invalid('limit', 'limit: must be a whole number greater than 0')
  const after = placeOf(query.get('after'))
  if (after === 'unknown') return invalid('after', 'after: The cursor is not valid')
  try {
    const users = inOrder(selected(call), query)
    const rest = after === undefined ? users : users.filter(({ place }) => follows(place, after, isDescending(query)))
    const page = rest.slice(0, limit)
    const last = rest.length > limit && !query.has('q') ? page.at(-1)?.place : undefined
    const project = projected(query.get('fields'))
    return ok(
      page.map(({ user }) => project(listedUser(user, base))),
      { Link: linksOf(call, limit, last) },
    )
  } catch (error) {
    if (error instanceof FilterError) return fault('E0000031', '', ['Invalid search syntax.'])
    throw error
  }
}

function limitOf(query: URLSearchParams): number | undefined {
  const text = query.get('limit')
  if (text === null) return query.has('q') ? MOST_WITH_Q : MOST
  return /^[1-9]\d*$/.test(text) ? Math.min(Number(text), MOST) : undefined
}

/** Everybody that the caller may see and the query asks for. Only `filter` and `search` show the deactivated. */
function selected({ organisation, caller, query }: Call): readonly OktaUser[] {
  const tests = testsOf(query)
  const showsAll = query.has('filter') || query.has('search')
  const people = query.has('search') ? organisation.searched() : organisation.users()
  return people
    .filter((user) => showsAll || user.status !== 'DEPROVISIONED')
    .filter((user) => canSee(caller.rights, user) && tests.every((test) => test(user)))
}

function testsOf(query: URLSearchParams): readonly Test[] {
  const [search, filter, q] = [query.get('search'), query.get('filter'), query.get('q')]
  return [
    ...(search === null ? [] : [parseSearch(search)]),
    ...(filter === null ? [] : [parseFilter(filter)]),
    ...(q === null ? [] : [startsWith(q.toLowerCase())]),
  ]
}

const startsWith =
  (wanted: string): Test =>
  (user) =>
    ['firstName', 'lastName', 'email'].some((name) =>
      String(valueAt(user, ['profile', name]))
        .toLowerCase()
        .startsWith(wanted),
    )

const isDescending = (query: URLSearchParams): boolean =>
  query.has('search') && query.has('sortBy') && query.get('sortOrder')?.toLowerCase() === 'desc'

interface Placed {
  readonly user: OktaUser
  readonly place: Place
}

/** By id; for `search` by any one property, and by id where that is the same. */
function inOrder(users: readonly OktaUser[], query: URLSearchParams): readonly Placed[] {
  const sortBy = query.has('search') ? query.get('sortBy')?.split('.') : undefined
  const sortedBy = (user: OktaUser): string => (sortBy === undefined ? '' : String(valueAt(user, sortBy) ?? ''))
  const placed = users.map((user) => ({ user, place: [sortedBy(user), user.id] as const }))
  if (sortBy === undefined) return placed
  const descending = isDescending(query)
  return placed.sort((one, other) => (follows(one.place, other.place, descending) ? 1 : -1))
}

function follows([value, id]: Place, [afterValue, afterId]: Place, descending: boolean): boolean {
  if (value === afterValue) return id > afterId
  return descending ? value < afterValue : value > afterValue
}

/** The cursor tells a place and not a person, so that it holds when that person is deleted meanwhile. */
const cursorOf = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

function placeOf(cursor: string | null): Place | undefined | 'unknown' {
  if (cursor === null) return undefined
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const [value, id] = Array.isArray(place) ? (place as readonly unknown[]) : []
    return typeof value === 'string' && typeof id === 'string' ? [value, id] : 'unknown'
  } catch {
    return 'unknown'
  }
}

/** Two header lines: the vendor puts each relation in one of its own. */
function linksOf({ base, query }: Call, limit: number, last: Place | undefined): readonly string[] {
  const link = (rel: string, parameters: URLSearchParams): string =>
    `<${base}/api/v1/users?${parameters.toString()}>; rel="${rel}"`
  const self = new URLSearchParams(query)
  self.set('limit', String(limit))
  if (last === undefined) return [link('self', self)]
  const next = new URLSearchParams(self)
  next.set('after', cursorOf(last))
  return [link('self', self), link('next', next)]
}
