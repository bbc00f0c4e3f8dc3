/**
 * Reads everybody of the workspace, to the end, before anybody is looked for: pages go by offset, so that a person who leaves
 * while they are read hides another. A reading that does not come out at the number that was told is thrown away.
 */
import { WireError } from '../../model/wire.ts'
import { badAnswer } from '../http/fault.ts'
import { inParallel } from '../http/in-parallel.ts'
import type { Api } from './api.ts'
import type { AacPerson, PeoplePage } from './schema.ts'

export interface Reading {
  readonly workspaceId: string
  readonly pageSize: number
  readonly signal: AbortSignal
  readonly onRead?: (people: number) => void
}

const PAGES_AT_ONCE = 4
const DOING = 'reading the people of the workspace'
/** What a known client asks for: to fall back on where more, or a parameter, is refused. */
const PLAIN_QUERY = 'limit=50&includeCount=true'

/** Each person once. Throws a `WireError` when the workspace could not be read as a whole. */
export async function readEveryone(api: Api, reading: Reading): Promise<readonly AacPerson[]> {
  const everyone = await readAll(api, reading, '')
  if (everyone.every(isTold)) return everyone
  return withStatus(everyone, await readDisabled(api, reading, everyone.length))
}

async function readAll(api: Api, reading: Reading, filter: string): Promise<readonly AacPerson[]> {
  const { workspaceId, pageSize, signal, onRead } = reading
  const { query, page: first } = await firstPage(api, reading, filter)
  const count = first.count ?? (filter === '' ? (await api.workspace(signal)).workspace_member_count : undefined)
  if (count === undefined || count === null) throw badAnswer(DOING, 'Alteryx does not tell how many there are')
  if (first.data.length === 0 && count > 0)
    throw badAnswer(DOING, `the first page is empty, and ${count} people are told`)
  let read = first.data.length
  onRead?.(read)
  const rest = await inParallel(offsetsOf(count, first.data.length), PAGES_AT_ONCE, signal, async (offset, ends) => {
    const page = await api.people(workspaceId, `${query}&offset=${offset}`, ends)
    read += page.data.length
    onRead?.(Math.min(read, count))
    return page
  })
  return wholeOf(count, [first, ...rest], pageSize)
}

/** Of the pages after the first. Each begins with the person with whom the one before it should end. */
export function offsetsOf(count: number, size: number): readonly number[] {
  const step = size > 1 ? size - 1 : size
  if (step === 0 || count <= size) return []
  return Array.from({ length: Math.ceil((count - size) / step) }, (_, n) => (n + 1) * step)
}

async function firstPage(api: Api, { workspaceId, pageSize, signal }: Reading, filter: string) {
  const query = `limit=${pageSize}&includeCount=true&includeStatus=true&sort=id${filter}`
  try {
    return { query, page: await api.people(workspaceId, `${query}&offset=0`, signal) }
  } catch (error) {
    if (!(error instanceof WireError) || error.fault.httpStatus !== 400) throw error
    const plain = `${PLAIN_QUERY}${filter}`
    return { query: plain, page: await api.people(workspaceId, `${plain}&offset=0`, signal) }
  }
}

/**
 * Pages that leave somebody out do not come out at the count, or do not meet: when one person leaves and another comes in the
 * meantime the count is as it was, and somebody was still not seen.
 */
function wholeOf(count: number, pages: readonly PeoplePage[], pageSize: number): readonly AacPerson[] {
  const other = pages.find((page) => typeof page.count === 'number' && page.count !== count)
  if (other) throw badAnswer(DOING, `there were ${count} people and then ${other.count}; read it again`)
  if (!pages.every((page, place) => meets(pages[place - 1], page)))
    throw badAnswer(DOING, 'people came or left in the meantime; read it again')
  const people = new Map(pages.flatMap(({ data }) => data).map((person) => [person.id, person]))
  if (people.size === count) return [...people.values()]
  const next = people.size < count ? `; read it again, or ask for smaller pages than ${pageSize}` : '; read it again'
  throw badAnswer(DOING, `${people.size} different people came of the ${count} that were told${next}`)
}

/** A page of one person cannot overlap with the next. */
function meets(before: PeoplePage | undefined, page: PeoplePage): boolean {
  if (before === undefined || before.data.length < 2) return true
  return before.data.at(-1)?.id === page.data[0]?.id
}

const isTold = ({ isDisabled, status }: AacPerson): boolean => typeof isDisabled === 'boolean' || Boolean(status)

/**
 * Who is suspended, for a list that shows names only. Undefined unless the two halves add up to the whole: this vendor is known
 * to take a filter and to ignore it.
 */
async function readDisabled(api: Api, reading: Reading, total: number): Promise<ReadonlySet<string> | undefined> {
  const { workspaceId, signal } = reading
  try {
    const enabled = await api.people(workspaceId, 'limit=1&includeCount=true&isDisabled=false&offset=0', signal)
    const disabled = await readAll(api, { ...reading, onRead: () => undefined }, '&isDisabled=true')
    if (typeof enabled.count !== 'number' || enabled.count + disabled.length !== total) return undefined
    return new Set(disabled.map(({ id }) => id))
  } catch (error) {
    const isNoAnswer =
      error instanceof WireError && (error.fault.httpStatus === 400 || error.fault.code === 'bad-answer')
    if (!isNoAnswer) throw error
    return undefined
  }
}

const withStatus = (people: readonly AacPerson[], disabled: ReadonlySet<string> | undefined): readonly AacPerson[] =>
  disabled === undefined
    ? people
    : people.map((person) => (isTold(person) ? person : { ...person, isDisabled: disabled.has(person.id) }))
