/** Lists of people and single records: `listPerson`, the workspace's lists, its administrators and `getCurrentPerson`. */
import { type Answer, type Call, gone, invalid, noData, ok, wholeNumber } from './exchange.ts'
import { type AacPerson, fullName } from './person.ts'

/** "Usually 25 by default." */
const DEFAULT_LIMIT = 25
const WITHDRAWN = 'This resource has been withdrawn (IAM_SCREAM_PEOPLE).'

type Family = 'v4' | 'iam'

export const listPeople = (call: Call): Answer =>
  call.variants.withdrawn.includes('list') ? gone(WITHDRAWN) : pageOfPeople('v4', call)

export const listWorkspacePeople =
  (family: Family) =>
  (call: Call): Answer =>
    pageOfPeople(family, call)

export const countPeople = (): Answer => gone(WITHDRAWN)

export function getCurrentPerson(call: Call): Answer {
  if (call.variants.withdrawn.includes('current')) return gone(WITHDRAWN)
  return ok(recordOf(call, call.caller, true))
}

export function getPerson(call: Call): Answer {
  const { workspace, variants, params } = call
  if (variants.withdrawn.includes('one')) return gone(WITHDRAWN)
  const id = wholeNumber(params['personId'])
  if (id === undefined) return invalid('The id must be a whole number.')
  const member = workspace.member(id)
  if (member) return ok(recordOf(call, member, true))
  const account = id === workspace.outsider.id ? undefined : workspace.account(id)
  if (account && variants.removedShown === 'shown') return ok(recordOf(call, account, true))
  return noData('No person has this id.')
}

export function listAdmins(call: Call): Answer {
  const people = call.workspace.members().filter(({ isAdmin }) => isAdmin)
  const data = people.map((person) => recordOf(call, person, false))
  return ok(call.variants.admins === 'wrapped' ? { data } : data)
}

function pageOfPeople(family: Family, call: Call): Answer {
  const { workspace, variants, query } = call
  const found = sorted(workspace.members().filter(asked(query)), query.get('sort'))
  if (found === undefined) return invalid('sort must name fields, each with + or - before it.')
  const offset = numberOf(query, 'offset', 0)
  const asksFor = query.get('noLimit') === 'true' ? found.length : numberOf(query, 'limit', DEFAULT_LIMIT)
  if (offset === undefined || asksFor === undefined) return invalid('limit and offset must be whole numbers.')
  const page = found.slice(offset, offset + Math.min(asksFor, variants.pageLimit))
  const isCounted = query.get('includeCount') === 'true' && (family === 'v4' || variants.iamCounts)
  return ok({
    data: page.map((person) => recordOf(call, person, variants.listShows === 'everything')),
    ...(isCounted && { count: found.length }),
  })
}

/** `isAdmin` stands on the caller's own record only. */
function recordOf({ variants, caller, query }: Call, person: AacPerson, isWhole: boolean) {
  const { id, email } = person
  return {
    id: variants.idsAre === 'numbers' ? id : String(id),
    email,
    name: fullName(person),
    ...(isWhole && wholeRecord(person)),
    ...(isWhole && query.get('includeStatus') === 'true' && { status: statusOf(person) }),
    ...(isWhole && query.get('includePrivileges') === 'true' && { maximalPrivileges: privilegesOf(person) }),
    ...(id === caller.id && { isAdmin: caller.isAdmin }),
  }
}

const wholeRecord = (person: AacPerson) => ({
  isDisabled: person.isDisabled,
  state: person.state,
  validateExportCompliance: false,
  outputHomeDir: `/${person.email}/jobrun`,
  uploadDir: '/uploads',
  lastLoginTime: person.lastLoginTime,
  lastStateChange: person.lastStateChange,
  createdAt: person.createdAt,
  updatedAt: person.updatedAt,
})

const statusOf = ({ isDisabled, isInvited }: AacPerson): string =>
  isDisabled ? 'disabled' : isInvited ? 'invited' : 'active'

const privilegesOf = ({ isAdmin }: AacPerson) => [
  {
    resourceType: 'workflow',
    operations: isAdmin ? ['read', 'update', 'delete', 'create', 'share', 'execute'] : ['read', 'create', 'execute'],
  },
]

function asked(query: URLSearchParams): (person: AacPerson) => boolean {
  const [email, state, isDisabled, filter] = ['email', 'state', 'isDisabled', 'filter'].map((name) => query.get(name))
  const fields = (query.get('filterFields') ?? 'email,name').split(',')
  const type = query.get('filterType') ?? 'fuzzy'
  return (person) =>
    (!email || person.email.toLowerCase() === email.toLowerCase()) &&
    (!state || person.state === state) &&
    (!isDisabled || String(person.isDisabled) === isDisabled) &&
    (!filter || fields.some((field) => isLike(textOf(person, field), filter, type)))
}

const textOf = (person: AacPerson, field: string): string =>
  ({ email: person.email, name: fullName(person), id: String(person.id) })[field] ?? ''

function isLike(text: string, filter: string, type: string): boolean {
  const [low, asked] = [text.toLowerCase(), filter.toLowerCase()]
  if (type === 'exact') return text === filter
  if (type === 'exactIgnoreCase') return low === asked
  return type === 'contains' ? low.includes(asked) : [...asked].every((letter) => low.includes(letter))
}

const SORTABLE: Readonly<Record<string, (person: AacPerson) => string | number>> = {
  id: ({ id }) => id,
  email: ({ email }) => email.toLowerCase(),
  name: fullName,
  createdAt: ({ createdAt }) => createdAt,
}

/** Undefined when `sort` names what cannot be sorted by. */
function sorted(people: readonly AacPerson[], sort: string | null): readonly AacPerson[] | undefined {
  const [, sign = '', field = ''] = /^([+-]?)(\w+)$/.exec((sort ?? 'id').trim()) ?? []
  const key = SORTABLE[field]
  if (key === undefined) return undefined
  const order = sign === '-' ? -1 : 1
  return people.toSorted((one, other) => (key(one) < key(other) ? -order : key(one) > key(other) ? order : 0))
}

function numberOf(query: URLSearchParams, name: string, fallback: number): number | undefined {
  const text = query.get(name)
  if (text === null) return fallback
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
