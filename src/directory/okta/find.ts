/**
 * Finds the accounts that keys name, by reading everybody or one by one. An address matches the account whose login is equal to
 * it; a reading that breaks off throws, and nothing of it is used.
 *
 * Where no login is equal, the e-mail addresses are looked at, because in some organisations logins are no addresses. Okta lets
 * several people share one, so an account is taken for it only when nobody else has it and the account's own login is no
 * address; in any other case the reader is told the login and nobody is chosen.
 */
import { asciiLowerCase } from '../../model/address.ts'
import { findingKey } from '../../model/directory.ts'
import type { RowKey } from '../../model/rows.ts'
import { WireError } from '../../model/wire.ts'
import { inParallel } from '../http/in-parallel.ts'
import { CALLS_AT_ONCE } from './readings.ts'
import type { OktaUser } from './schema.ts'
import { addressOf, isAddress } from './subject.ts'
import { isForbidden, isId, PAGE_SIZE, type Users } from './users.ts'

export type Match =
  | { readonly kind: 'found'; readonly user: OktaUser }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ambiguous'; readonly detail: string }
  | { readonly kind: 'forbidden'; readonly detail: string }

/** How many accounts there are, by a reading of all. */
export interface Count {
  readonly accounts: number
  /** Those that are not deactivated: what a share of the organisation is reckoned from. */
  readonly population: number
}

export interface Search {
  readonly matches: ReadonlyMap<string, Match>
  /** Where everybody was read. */
  readonly counted?: Count
}

export interface Asked {
  readonly keys: readonly RowKey[]
  /** From an earlier reading; undefined when only a new one can tell. */
  readonly count: Count | undefined
  readonly onFound: (done: number) => void
  readonly signal: AbortSignal
}

const ABSENT: Match = { kind: 'absent' }

/** No call counts, so without a count everybody is read; else whichever costs fewer calls. */
export async function search(users: Users, asked: Asked): Promise<Search> {
  return chooseSearch(asked.keys.length, asked.count) === 'sweep' ? sweep(users, asked) : lookUp(users, asked)
}

export function chooseSearch(lookups: number, count: Count | undefined): 'sweep' | 'lookup' {
  return count === undefined || Math.ceil(count.accounts / PAGE_SIZE) <= lookups ? 'sweep' : 'lookup'
}

async function sweep(users: Users, { keys, onFound, signal }: Asked): Promise<Search> {
  const wanted = new Set(keys.map(slotOf))
  const seen = new Map<string, OktaUser>()
  const statuses = new Map<string, Pick<OktaUser, 'status'>>()
  for await (const page of users.all(signal)) {
    for (const user of page) {
      statuses.set(user.id, { status: user.status })
      if (namesOf(user).some((name) => wanted.has(name))) seen.set(user.id, user)
    }
    onFound(0)
  }
  const bySlot = new Map<string, OktaUser[]>()
  for (const user of seen.values())
    for (const name of namesOf(user)) bySlot.set(name, [...(bySlot.get(name) ?? []), user])
  const matchOf = (key: RowKey): Match => {
    const named = bySlot.get(slotOf(key)) ?? []
    return key.by === 'email' ? matchAddress(key.value, named) : matchId(key.value, named)
  }
  return {
    matches: new Map(keys.map((key) => [findingKey(key), matchOf(key)])),
    counted: countOf([...statuses.values()]),
  }
}

/** `users`: each once. */
export function countOf(users: readonly Pick<OktaUser, 'status'>[]): Count {
  const deactivated = users.filter(({ status }) => status === 'DEPROVISIONED').length
  return { accounts: users.length, population: users.length - deactivated }
}

async function lookUp(users: Users, { keys, onFound, signal }: Asked): Promise<Search> {
  let done = 0
  const pairs = await inParallel(keys, CALLS_AT_ONCE, signal, async (key, ends) => {
    const match = await unlessForbidden(() => lookUpOne(users, key, ends))
    onFound(++done)
    return [findingKey(key), match] as const
  })
  return { matches: new Map(pairs) }
}

async function lookUpOne(users: Users, key: RowKey, signal: AbortSignal): Promise<Match> {
  const { by, value } = key
  if (by === 'id') {
    const user = isId(value) ? await users.byId(value, signal) : undefined
    return user === undefined ? ABSENT : { kind: 'found', user }
  }
  if (!isAddress(value)) return ABSENT
  // "Logins with a / character can only be fetched by id."
  const named = value.includes('/') ? undefined : await users.byLogin(value, signal)
  if (named !== undefined && hasLogin(named, value)) return { kind: 'found', user: named }
  const match = matchAddress(value, await users.byAddress(value, signal))
  if (match.kind !== 'found') return match
  // What was searched for may be old by now; what is read by id is not.
  const now = await users.byId(match.user.id, signal)
  return now === undefined ? ABSENT : matchAddress(value, [now])
}

async function unlessForbidden(look: () => Promise<Match>): Promise<Match> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof WireError && isForbidden(error)) return { kind: 'forbidden', detail: error.fault.message }
    throw error
  }
}

/** `users`: whoever has the address as login or e-mail address, and perhaps others. */
export function matchAddress(address: string, users: readonly OktaUser[]): Match {
  const login = users.filter((user) => hasLogin(user, address))
  const sharing = login.length > 0 ? login : users.filter((user) => hasEmail(user, address))
  const [user, ...others] = sharing
  if (user === undefined) return ABSENT
  const logins = sharing.map(({ profile }) => `"${profile.login}"`).join(', ')
  if (others.length > 0)
    return {
      kind: 'ambiguous',
      detail: `${sharing.length} accounts have the address "${address}"; their logins are ${logins}`,
    }
  if (addressOf(user) === asciiLowerCase(address)) return { kind: 'found', user }
  return {
    kind: 'ambiguous',
    detail: `"${address}" is the e-mail address of an account that has another login, ${logins}; name it by its login`,
  }
}

function matchId(id: string, users: readonly OktaUser[]): Match {
  const user = users.find((one) => one.id === id)
  return user === undefined ? ABSENT : { kind: 'found', user }
}

const hasLogin = ({ profile }: OktaUser, address: string): boolean =>
  asciiLowerCase(profile.login) === asciiLowerCase(address)

const hasEmail = ({ profile }: OktaUser, address: string): boolean =>
  asciiLowerCase(profile.email ?? '') === asciiLowerCase(address)

/** What an account can be asked for by: an address holds an `@` and an id none, so the two cannot meet. */
const namesOf = ({ id, profile }: OktaUser): readonly string[] => [
  ...new Set([id, ...[profile.login, profile.email ?? ''].filter(isAddress).map(asciiLowerCase)]),
]

const slotOf = ({ by, value }: RowKey): string => {
  if (by === 'id') return isId(value) ? value : `malformed ${value}`
  return isAddress(value) ? asciiLowerCase(value) : `malformed ${value}`
}
