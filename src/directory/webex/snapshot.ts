/** Whole accounts as Webex shows them, in its own words, to be kept before they are changed. Holds no entry for who is not there. */
import type { UserId } from '../../model/ids.ts'
import { WireError } from '../../model/wire.ts'
import { inParallel } from '../http/in-parallel.ts'
import { restIdOf, uuidOf } from './ids.ts'
import { People } from './people.ts'
import type { Scim } from './scim.ts'

const LOOKUPS_AT_ONCE = 4

/** Throws a `WireError`. */
export async function snapshotOf(source: Scim | People, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, unknown>> {
  const own = ids.filter((id) => uuidOf('PEOPLE', id) !== undefined)
  return source instanceof People ? throughPeople(source, own) : throughScim(source, own)
}

async function throughScim(scim: Scim, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, unknown>> {
  const users = await scim.users([...new Set(ids.flatMap((id) => uuidOf('PEOPLE', id) ?? []))])
  return told(ids.map((id) => [id, users.get(uuidOf('PEOPLE', id) ?? '')]))
}

async function throughPeople(people: People, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, unknown>> {
  const none = new AbortController().signal
  return told(await inParallel(ids, LOOKUPS_AT_ONCE, none, async (id) => [id, await wholeIfAny(people, id)] as const))
}

async function wholeIfAny(people: People, id: UserId): Promise<unknown> {
  try {
    return await people.whole(restIdOf('PEOPLE', id))
  } catch (error) {
    if (error instanceof WireError && error.fault.httpStatus === 404) return undefined
    throw error
  }
}

const told = (pairs: readonly (readonly [UserId, unknown])[]): ReadonlyMap<UserId, unknown> =>
  new Map(pairs.filter(([, data]) => data !== undefined))
