/** The reading half of SCIM: search, one user, oneself. */
import { type Answer, type Call, type Json, ok } from './exchange.ts'
import type { Organisation } from './organisation.ts'
import { lack, type Right } from './permissions.ts'
import { attributeNames, narrowed } from './scim-attributes.ts'
import { FilterError, parseFilter, type Test } from './scim-filter.ts'
import { invalid, LIST_RESPONSE, type ScimProblem, scimFault, scimProblem } from './scim-schema.ts'
import { scimUser } from './scim-view.ts'
import type { User } from './user.ts'

export interface ScimLimits {
  /** Most users in one answer, whatever `count` asks for. The vendor tells no figure. */
  readonly countLimit: number
}

/** The vendor's document of `GET /Users`. */
const DEFAULT_COUNT = 100
const SORT_KEYS = ['userName', 'id', 'meta.lastModified'] as const
type SortKey = (typeof SORT_KEYS)[number]

/** The refusal when the caller has no business in the organisation of the path. */
export function scimRefusal(organisation: Organisation, call: Call, right: Right): Answer | undefined {
  if (call.params['orgId'] !== call.session.account.orgUuid) {
    return scimFault(call, 403, 'The access token has no access to this organization.')
  }
  const missing = lack(organisation, call.session, right)
  return missing === undefined ? undefined : scimFault(call, 403, missing)
}

export function getScimMe(organisation: Organisation, call: Call): Answer {
  const hasScope = call.session.scopes.has('identity:people_rw') || call.session.scopes.has('identity:people_read')
  if (!hasScope)
    return scimFault(call, 403, 'The access token lacks the scope identity:people_rw or identity:people_read.')
  const user = organisation.user(call.session.account.uuid)
  return user === undefined
    ? scimFault(call, 404, 'The user was not found.')
    : ok(scimUser(organisation, user, call.origin))
}

export function getScimUser(organisation: Organisation, call: Call): Answer {
  const refusal = scimRefusal(organisation, call, 'scim-read')
  if (refusal !== undefined) return refusal
  const user = memberOf(organisation, call.params['orgId'] ?? '', call.params['userId'] ?? '')
  if (user === undefined) return scimFault(call, 404, `The user ${call.params['userId']} was not found.`)
  return ok(view(organisation, call, user))
}

/** A person of the organisation; bots and people of other organisations do not exist here. */
export function memberOf(organisation: Organisation, orgUuid: string, uuid: string): User | undefined {
  const user = organisation.user(uuid)
  return user !== undefined && user.orgUuid === orgUuid && user.type === 'person' ? user : undefined
}

export function searchUsers(organisation: Organisation, limits: ScimLimits, call: Call): Answer {
  const refusal = scimRefusal(organisation, call, 'scim-read')
  if (refusal !== undefined) return refusal
  const search = searchOf(call.query, limits)
  if ('status' in search) return scimProblem(call, search)
  const people = organisation.people(call.session.account.orgUuid)
  const matches = search.test === undefined ? people : matching(organisation, people, search.test)
  const shown = sorted(matches, search).slice(search.startIndex - 1, search.startIndex - 1 + search.count)
  return ok({
    schemas: [LIST_RESPONSE],
    totalResults: matches.length,
    itemsPerPage: shown.length,
    startIndex: search.startIndex,
    Resources: shown.map((user) => view(organisation, call, user)),
  })
}

/** The list of people is a new one after every change, so what was made of it holds as long as it does. */
const searched = new WeakMap<readonly User[], readonly Json[]>()

function matching(organisation: Organisation, people: readonly User[], test: Test): readonly User[] {
  const resources = searched.get(people) ?? people.map((user) => scimUser(organisation, user, ''))
  searched.set(people, resources)
  return people.filter((_, index) => test(resources[index] ?? {}))
}

interface Search {
  readonly test: Test | undefined
  readonly sortBy: SortKey | undefined
  readonly isDescending: boolean
  readonly startIndex: number
  readonly count: number
}

function searchOf(query: URLSearchParams, { countLimit }: ScimLimits): Search | ScimProblem {
  const startIndex = wholeNumber(query.get('startIndex'), 1)
  const count = wholeNumber(query.get('count'), DEFAULT_COUNT)
  if (startIndex === undefined || count === undefined)
    return invalid('invalidValue', 'startIndex and count must be whole numbers.')
  const wantedSort = query.get('sortBy')
  const sortBy = SORT_KEYS.find((key) => key === wantedSort)
  if (wantedSort !== null && sortBy === undefined) {
    return invalid('invalidValue', `sortBy allows ${SORT_KEYS.join(', ')}, not "${wantedSort}".`)
  }
  const test = testOf(query.get('filter'))
  if (typeof test === 'object') return test
  const isDescending = query.get('sortOrder') === 'descending'
  // RFC 7644 section 3.4.2.4: below 1 counts as 1, a negative count as 0.
  return {
    test,
    sortBy,
    isDescending,
    startIndex: Math.max(1, startIndex),
    count: Math.min(countLimit, Math.max(0, count)),
  }
}

function testOf(filter: string | null): Test | ScimProblem | undefined {
  if (filter === null || filter.trim() === '') return undefined
  try {
    return parseFilter(filter)
  } catch (error) {
    if (error instanceof FilterError)
      return invalid('invalidFilter', `The filter cannot be understood: ${error.message}.`)
    throw error
  }
}

function sorted(users: readonly User[], { sortBy, isDescending }: Search): readonly User[] {
  if (sortBy === undefined) return users
  const key = (user: User): string => {
    if (sortBy === 'id') return user.uuid
    return sortBy === 'userName' ? (user.emails[0]?.value ?? '') : user.lastModified
  }
  const direction = isDescending ? -1 : 1
  return [...users].sort((one, other) => direction * (key(one) < key(other) ? -1 : Number(key(one) > key(other))))
}

function view(organisation: Organisation, call: Call, user: User): Json {
  const names = (parameter: string): readonly string[] => attributeNames(call.query.get(parameter))
  return narrowed(scimUser(organisation, user, call.origin), names('attributes'), names('excludedAttributes'))
}

function wholeNumber(text: string | null, otherwise: number): number | undefined {
  if (text === null || text === '') return otherwise
  const value = Number(text)
  return Number.isInteger(value) ? value : undefined
}
