/**
 * Finds the accounts that keys name, one lookup a key. An address matches only the account whose own address is equal to it;
 * the search of a Bevy site finds what is near, so what it returns is held against the address before anything is believed.
 */
import { asciiLowerCase } from '../../model/address.ts'
import type { RowKey } from '../../model/rows.ts'
import { isUserId } from './paths.ts'
import type { BevyUser } from './schema.ts'
import { loginOf } from './subject.ts'
import type { Users } from './users.ts'

export type Match =
  | { readonly kind: 'found'; readonly user: BevyUser }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ambiguous'; readonly detail: string }

const ABSENT: Match = { kind: 'absent' }
const SEARCH_PAGE_SIZE = 100
/** Who is still not told apart after so many near ones is not told apart. */
const SEARCH_PAGES = 3

export class Finder {
  readonly #users: Users
  /** Whether the site takes an address in the place of an id; undefined until an answer shows it. */
  #takesEmail: boolean | undefined

  constructor(users: Users) {
    this.#users = users
    this.#takesEmail = users.takesEmail ? undefined : false
  }

  find({ by, value }: RowKey, signal?: AbortSignal): Promise<Match> {
    return by === 'id' ? this.byId(value, signal) : this.byEmail(value, signal)
  }

  async byId(id: string, signal?: AbortSignal): Promise<Match> {
    if (!isUserId(id)) return ABSENT
    const user = await this.#users.byId(id, signal)
    return user === undefined ? ABSENT : { kind: 'found', user }
  }

  /** Nobody by the direct path is not believed: the site may not take addresses there, or only as they are written. */
  async byEmail(email: string, signal?: AbortSignal): Promise<Match> {
    if (!email.includes('@')) return ABSENT
    const direct = this.#takesEmail === false ? undefined : await this.#users.byEmail(email, signal)
    if (direct !== undefined) {
      if (!hasAddress(direct, email)) return otherAddress(direct)
      this.#takesEmail = true
      return { kind: 'found', user: direct }
    }
    const match = await this.#search(email, signal)
    if (match.kind === 'found') this.#takesEmail ??= false
    return match
  }

  async #search(email: string, signal?: AbortSignal): Promise<Match> {
    const hits = new Map<string, BevyUser>()
    let read = 0
    for (let page = 1; page <= SEARCH_PAGES; page++) {
      const { count, results } = await this.#users.page(page, SEARCH_PAGE_SIZE, {
        search: email,
        ...(signal && { signal }),
      })
      for (const user of results) if (hasAddress(user, email)) hits.set(user.id, user)
      read += results.length
      if (read >= count || results.length === 0) return oneOf([...hits.values()], email)
    }
    return {
      kind: 'ambiguous',
      detail: `Bevy finds more than ${read} accounts for "${email}"; name the account by its id`,
    }
  }
}

const hasAddress = (user: BevyUser, email: string): boolean => loginOf(user) === asciiLowerCase(email)

function oneOf([user, ...others]: readonly BevyUser[], email: string): Match {
  if (user === undefined) return ABSENT
  if (others.length === 0) return { kind: 'found', user }
  return { kind: 'ambiguous', detail: `${others.length + 1} accounts have the address "${email}"` }
}

const otherAddress = (user: BevyUser): Match => ({
  kind: 'ambiguous',
  detail: `Bevy answers with the account of another address, "${loginOf(user)}"`,
})
