/** Tells what only SCIM knows of accounts: whether a directory sync manages them, and whether they may sign in. In as few calls as it takes. */
import { WireError } from '../../model/wire.ts'
import { inParallel } from '../http/in-parallel.ts'
import { chooseSearch, HOPED_PAGE_SIZE, isSureToPage } from './choose-search.ts'
import { SURE_PAGE_SIZE } from './people.ts'
import type { ScimUser } from './schema.ts'
import { isSynced, type Scim } from './scim.ts'
import type { ScimMarks } from './subject.ts'

const LOOKUPS_AT_ONCE = 8

/** By lower-case uuid; holds no entry for whom SCIM does not tell. */
export type MarksByUuid = ReadonlyMap<string, ScimMarks>

export interface Asking {
  /** Users of the organisation; undefined when only paging can tell. */
  readonly population: number | undefined
  readonly signal: AbortSignal
}

/** Of everybody, where that costs fewer calls whoever of those looked for is found; else undefined. */
export async function readAllMarks(scim: Scim, lookedFor: number, { population, signal }: Asking) {
  return isSureToPage(lookedFor, population) ? pageThrough(scim, lookedFor, signal) : undefined
}

export async function readMarks(
  scim: Scim,
  uuids: readonly string[],
  { population, signal }: Asking,
): Promise<MarksByUuid> {
  if (chooseSearch(uuids.length, population, HOPED_PAGE_SIZE) === 'lookup') return lookUp(scim, uuids, signal)
  return (await pageThrough(scim, uuids.length, signal)) ?? lookUp(scim, uuids, signal)
}

async function lookUp(scim: Scim, uuids: readonly string[], signal: AbortSignal): Promise<MarksByUuid> {
  const users = await inParallel(uuids, LOOKUPS_AT_ONCE, signal, (uuid, ends) => scim.one(uuid, ends))
  return new Map(users.filter((user) => user !== undefined).map(marked))
}

/** Undefined when the first page turns out so small that as many single lookups cost fewer calls. */
async function pageThrough(scim: Scim, lookups: number, signal: AbortSignal): Promise<MarksByUuid | undefined> {
  const { users, total } = await firstPage(scim, signal)
  const size = Math.max(users.length, 1)
  if (chooseSearch(lookups, total - users.length, size) === 'lookup') return undefined
  const marks = new Map(users.map(marked))
  for (let read = users.length; read < total; ) {
    const page = await pageAt(scim, 1 + read, size, signal)
    if (page.users.length === 0) break
    for (const user of page.users) marks.set(...marked(user))
    read += page.users.length
  }
  return marks
}

async function firstPage(scim: Scim, signal: AbortSignal) {
  try {
    return await pageAt(scim, 1, HOPED_PAGE_SIZE, signal)
  } catch (error) {
    if (!(error instanceof WireError) || error.fault.httpStatus !== 400) throw error
    return pageAt(scim, 1, SURE_PAGE_SIZE, signal)
  }
}

async function pageAt(scim: Scim, startIndex: number, count: number, signal: AbortSignal) {
  const { totalResults, Resources } = await scim.page(startIndex, count, signal)
  return { total: totalResults, users: Resources ?? [] }
}

const marked = (user: ScimUser): [string, ScimMarks] => [user.id.toLowerCase(), markOf(user)]

export const markOf = (user: ScimUser): ScimMarks => ({ isSynced: isSynced(user), isActive: user.active ?? undefined })
