/**
 * Finds the accounts that keys name, by paging through the organisation or one by one. An address matches only the account
 * whose own address is equal to it; a reading that breaks off throws, and nothing of it is used.
 */
import { asciiLowerCase } from '../../model/address.ts'
import { findingKey } from '../../model/directory.ts'
import { mapInPieces } from '../../model/pause.ts'
import type { RowKey } from '../../model/rows.ts'
import { inParallel } from '../http/in-parallel.ts'
import { chooseSearch, HOPED_PAGE_SIZE } from './choose-search.ts'
import { chunks } from './chunks.ts'
import { keyOf, restIdOf, uuidOf } from './ids.ts'
import { IDS_PER_CALL, type People } from './people.ts'
import type { WebexPerson } from './schema.ts'
import { loginOf } from './subject.ts'

export type Match =
  | { readonly kind: 'found'; readonly person: WebexPerson }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ambiguous'; readonly detail: string }

export interface Search {
  readonly matches: ReadonlyMap<string, Match>
  /** People of the organisation, where paging counted them. */
  readonly counted?: number
}

export interface Asked {
  readonly keys: readonly RowKey[]
  readonly orgId: string
  /** From SCIM; undefined when only paging can tell. */
  readonly population: number | undefined
  readonly onFound: (done: number) => void
  /** Hears of whoever may be one of them, while the next page is under way. */
  readonly onSeen: (person: WebexPerson) => void
  readonly signal: AbortSignal
}

const LOOKUPS_AT_ONCE = 8
const ABSENT: Match = { kind: 'absent' }

export async function search(people: People, asked: Asked): Promise<Search> {
  const { keys, population } = asked
  if (chooseSearch(keys.length, population, HOPED_PAGE_SIZE) === 'lookup') return lookUp(people, asked)
  return (await pageThrough(people, asked)) ?? lookUp(people, asked)
}

/** Undefined when the first page turns out so small that single lookups are cheaper. */
async function pageThrough(people: People, asked: Asked): Promise<Search | undefined> {
  const wanted = new Wanted(asked.keys)
  const own = new Set<string>()
  let isFirst = true
  for await (const { items } of people.all(asked.signal)) {
    if (isFirst && chooseSearch(asked.keys.length, asked.population, Math.max(items.length, 1)) === 'lookup')
      return undefined
    isFirst = false
    for (const person of items)
      if (person.orgId === asked.orgId && (person.type ?? 'person') === 'person') own.add(keyOf(person))
    const seen = items.filter((person) => wanted.see(person))
    asked.onFound(wanted.matched)
    await mapInPieces(seen, asked.onSeen)
  }
  // The list holds the own organisation only; asked by id, Webex also tells of accounts elsewhere.
  for (const ids of chunks(wanted.unseenIds(), IDS_PER_CALL)) {
    for (const person of (await people.byIds(ids, asked.signal)).items) wanted.seeById(person)
  }
  return { matches: await wanted.matches(), counted: own.size }
}

async function lookUp(people: People, asked: Asked): Promise<Search> {
  let done = 0
  const pairs = await inParallel(asked.keys, LOOKUPS_AT_ONCE, asked.signal, async (key, signal) => {
    const match =
      key.by === 'email' ? await oneByEmail(people, key.value, signal) : await oneById(people, key.value, signal)
    asked.onFound(++done)
    return [findingKey(key), match] as const
  })
  return { matches: new Map(pairs) }
}

async function oneByEmail(people: People, email: string, signal: AbortSignal): Promise<Match> {
  return matchEmail(email, await people.byEmail(email, signal))
}

async function oneById(people: People, id: string, signal: AbortSignal): Promise<Match> {
  const uuid = uuidOf('PEOPLE', id)
  if (uuid === undefined) return ABSENT
  const person = await people.byIdIfAny(restIdOf('PEOPLE', id), signal)
  return person === undefined ? ABSENT : matchId(uuid, [person])
}

/** `people`: whoever Webex returned for the address. One that is not called so casts doubt on the one that is. */
export function matchEmail(email: string, people: readonly WebexPerson[]): Match {
  const asked = asciiLowerCase(email)
  const [only, ...others] = people
  if (only !== undefined && others.length === 0 && loginOf(only) === asked) return { kind: 'found', person: only }
  const match = oneOf(people.filter((person) => loginOf(person) === asked))
  const near = people.find((person) => loginOf(person) !== asked)
  if (match.kind === 'ambiguous' || near === undefined) return match
  const also = match.kind === 'found' ? 'also ' : ''
  return { kind: 'ambiguous', detail: `Webex ${also}answers with the account of another address, "${loginOf(near)}"` }
}

function matchId(uuid: string, people: readonly WebexPerson[]): Match {
  return oneOf(people.filter((person) => uuidOf('PEOPLE', person.id) === uuid))
}

/** The same account may come twice when pages shift while they are read. */
function oneOf(people: readonly WebexPerson[]): Match {
  const [person, ...others] = new Map(people.map((one) => [keyOf(one), one])).values()
  if (person === undefined) return ABSENT
  if (others.length === 0) return { kind: 'found', person }
  return { kind: 'ambiguous', detail: `${others.length + 1} accounts have the address "${loginOf(person)}"` }
}

/** Picks out of the pages who was asked for, so that memory grows with the keys and not with the organisation. */
class Wanted {
  readonly #keys: readonly RowKey[]
  readonly #seen = new Map<string, WebexPerson[]>()
  readonly #slots: ReadonlySet<string>

  constructor(keys: readonly RowKey[]) {
    this.#keys = keys
    this.#slots = new Set(keys.map(slotOf))
  }

  get matched(): number {
    return this.#seen.size
  }

  /** Whether the person may be one of those who are looked for. */
  see(person: WebexPerson): boolean {
    const slots = new Set((person.emails ?? []).map(asciiLowerCase)).add(keyOf(person))
    return [...slots].map((slot) => this.#keep(slot, person)).includes(true)
  }

  /** For accounts that Webex tells of by id alone: an address is looked for in the own organisation only. */
  seeById(person: WebexPerson): void {
    this.#keep(keyOf(person), person)
  }

  #keep(slot: string, person: WebexPerson): boolean {
    if (!this.#slots.has(slot)) return false
    const seen = this.#seen.get(slot)
    if (seen) seen.push(person)
    else this.#seen.set(slot, [person])
    return true
  }

  unseenIds(): readonly string[] {
    const ids = this.#keys.filter((key) => key.by === 'id' && uuidOf('PEOPLE', key.value) !== undefined)
    return ids.filter((key) => !this.#seen.has(slotOf(key))).map((key) => restIdOf('PEOPLE', key.value))
  }

  async matches(): Promise<ReadonlyMap<string, Match>> {
    return new Map(await mapInPieces(this.#keys, (key) => [findingKey(key), this.#match(key)] as const))
  }

  #match(key: RowKey): Match {
    const seen = this.#seen.get(slotOf(key)) ?? []
    return key.by === 'email' ? matchEmail(key.value, seen) : matchId(slotOf(key), seen)
  }
}

/** An address holds an `@` and a uuid none, so the two cannot meet. */
const slotOf = (key: RowKey): string =>
  key.by === 'email' ? asciiLowerCase(key.value) : (uuidOf('PEOPLE', key.value) ?? `malformed ${key.value}`)
