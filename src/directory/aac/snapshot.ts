/**
 * Reads everybody of the workspace, to the end, before anybody is looked for: pages go by offset, so that a person who leaves
 * while they are read can hide another. A reading that is not surely whole is thrown away.
 */
import { WireError } from '../../model/wire.ts'
import { badAnswer } from '../http/fault.ts'
import { inParallel } from '../http/in-parallel.ts'
import type { Api } from './api.ts'
import type { AacPerson } from './schema.ts'
import { offsetsOf, wholeOf } from './whole.ts'

export interface Reading {
  readonly workspaceId: string
  readonly pageSize: number
  readonly signal: AbortSignal
  readonly onRead?: (people: number) => void
}

const PAGES_AT_ONCE = 4
/** Of a page, for each try: a run that removes people may go on beside the reading and tear it. */
export const OVERLAPS = [0.1, 0.3, 0.6] as const
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
  let why = ''
  for (const overlap of OVERLAPS) {
    const read = await readOnce(api, reading, filter, overlap)
    if (read.kind === 'whole') return read.people
    why = read.why
  }
  throw badAnswer(DOING, `${why}, ${OVERLAPS.length} times; try again when fewer people come and go`)
}

async function readOnce(api: Api, reading: Reading, filter: string, overlap: number) {
  const { workspaceId, signal, onRead } = reading
  const { query, page: first } = await firstPage(api, reading, filter)
  const counted = async () => (filter === '' ? (await api.workspace(signal)).workspace_member_count : undefined)
  const count = first.count ?? (await counted())
  if (typeof count !== 'number') throw badAnswer(DOING, 'Alteryx does not tell how many there are')
  let read = first.data.length
  if (read === 0 && count > 0) throw badAnswer(DOING, `the first page is empty, and ${count} people are told`)
  onRead?.(read)
  const rest = await inParallel(offsetsOf(count, read, overlap), PAGES_AT_ONCE, signal, async (offset, ends) => {
    const page = await api.people(workspaceId, `${query}&offset=${offset}`, ends)
    read += page.data.length
    onRead?.(Math.min(read, count))
    return page
  })
  const later = typeof first.count === 'number' ? rest.map((page) => page.count) : [await counted()]
  return wholeOf([first, ...rest], [count, ...later.filter((told) => typeof told === 'number')])
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
