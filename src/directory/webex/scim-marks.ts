/** Tells what only SCIM knows of accounts: whether a directory sync manages them, and whether they may sign in. In as few calls as it takes. */
import { mapInPieces } from '../../model/pause.ts'
import { WireError } from '../../model/wire.ts'
import { inParallel } from '../http/in-parallel.ts'
import { chooseSearch, HOPED_PAGE_SIZE } from './choose-search.ts'
import { SURE_PAGE_SIZE } from './people.ts'
import type { ScimUser } from './schema.ts'
import { isSynced, type Scim } from './scim.ts'
import type { ScimMarks } from './subject.ts'

const LOOKUPS_AT_ONCE = 8

/** By lower-case uuid; holds no entry for whom SCIM does not tell. */
export async function readMarks(
  scim: Scim,
  uuids: readonly string[],
  population: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ScimMarks>> {
  if (uuids.length === 0) return new Map()
  if (chooseSearch(uuids.length, population, HOPED_PAGE_SIZE) === 'lookup') return lookUp(scim, uuids, signal)
  const first = await firstPage(scim, signal)
  const size = Math.max(first.users.length, 1)
  const left = first.total - first.users.length
  if (chooseSearch(uuids.length, left, size) === 'lookup') return lookUp(scim, uuids, signal)
  return marksOf([...first.users, ...(await rest(scim, first.users.length, first.total, signal))])
}

async function lookUp(scim: Scim, uuids: readonly string[], signal: AbortSignal) {
  const users = await inParallel(uuids, LOOKUPS_AT_ONCE, signal, (uuid, ends) => scim.one(uuid, ends))
  return marksOf(users.filter((user) => user !== undefined))
}

async function firstPage(scim: Scim, signal: AbortSignal) {
  try {
    return await pageAt(scim, 1, HOPED_PAGE_SIZE, signal)
  } catch (error) {
    if (!(error instanceof WireError) || error.fault.httpStatus !== 400) throw error
    return pageAt(scim, 1, SURE_PAGE_SIZE, signal)
  }
}

async function rest(scim: Scim, read: number, total: number, signal: AbortSignal): Promise<readonly ScimUser[]> {
  const users: ScimUser[] = []
  while (read + users.length < total) {
    const page = await pageAt(scim, 1 + read + users.length, read, signal)
    if (page.users.length === 0) break
    users.push(...page.users)
  }
  return users
}

async function pageAt(scim: Scim, startIndex: number, count: number, signal: AbortSignal) {
  const { totalResults, Resources } = await scim.page(startIndex, count, signal)
  return { total: totalResults, users: Resources ?? [] }
}

const marksOf = async (users: readonly ScimUser[]): Promise<ReadonlyMap<string, ScimMarks>> =>
  new Map(await mapInPieces(users, (user) => [user.id.toLowerCase(), markOf(user)] as const))

export const markOf = (user: ScimUser): ScimMarks => ({ isSynced: isSynced(user), isActive: user.active ?? undefined })
