/**
 * The state of an emulated Bevy site: its accounts, which of them are set for deletion, and a log of changes. A deletion is
 * asked for now and happens days later, by the clock that the site was given; until then it can be called off.
 */
import { seededRandom } from '../administration/random.ts'
import { type Account, isSetForDeletion } from './account.ts'
import type { BevyPerson } from './people.ts'

export interface SiteOptions {
  readonly people: readonly BevyPerson[]
  /** Who owns the API key that the site starts with. */
  readonly admin: BevyPerson
  readonly seed: number
  readonly clock: () => Date
  readonly daysUntilDeletion: number
}

export interface SiteChange {
  readonly at: string
  readonly what: 'created' | 'updated' | 'deletion-set' | 'deletion-cancelled' | 'deleted' | 'removed'
  readonly id: number
  /** After a creation or an update, before everything else. */
  readonly email: string
  /** Id of the administrator whose key asked; `sandbox` for a demonstration or a test, `bevy` for what the site does itself. */
  readonly by: number | 'sandbox' | 'bevy'
}

export type Asked = 'set' | 'already-set' | 'not-set' | 'own-account' | 'not-found'

const DAY_MS = 86_400_000
const FIRST_ID = 2_914_000
const NEVER = '9999'

export class Site {
  readonly #options: SiteOptions
  readonly #accounts = new Map<number, Account>()
  /** By lower-case address. */
  readonly #byEmail = new Map<string, number>()
  readonly #listeners = new Set<(change: SiteChange) => void>()
  #changes: SiteChange[] = []
  #nextId = FIRST_ID
  /** ISO 8601; nothing is due before. */
  #nextDeletionAt = NEVER

  constructor(options: SiteOptions) {
    this.#options = options
    this.#populate()
  }

  /** Everybody as at the start; the log is empty again. */
  reset(): void {
    this.#accounts.clear()
    this.#byEmail.clear()
    this.#changes = []
    this.#nextId = FIRST_ID
    this.#nextDeletionAt = NEVER
    this.#populate()
  }

  /** In order of id, deleted ones included. */
  get accounts(): readonly Account[] {
    this.#carryOut()
    return [...this.#accounts.values()]
  }

  account(id: number): Account | undefined {
    this.#carryOut()
    return this.#accounts.get(id)
  }

  accountByEmail(email: string): Account | undefined {
    this.#carryOut()
    return this.#accounts.get(this.#byEmail.get(email.toLowerCase()) ?? 0)
  }

  /** Oldest first. */
  get changes(): readonly SiteChange[] {
    this.#carryOut()
    return this.#changes
  }

  snapshot(): { readonly accounts: readonly Account[] } {
    return structuredClone({ accounts: this.accounts })
  }

  /** Returns the way to unsubscribe. */
  onChange(listener: (change: SiteChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  create(person: BevyPerson, isHqAdmin = false): Account {
    const account = this.#add(person, isHqAdmin)
    this.#log('created', account, 'sandbox')
    return account
  }

  /** Throws when there is no such account. */
  update(id: number, fields: Partial<BevyPerson>): Account {
    const before = this.#mustHave(id)
    const account = { ...before, ...fields }
    this.#put(account, before)
    this.#log('updated', account, 'sandbox')
    return account
  }

  /** At once and without a trace, as no API does. Throws when there is no such account. */
  remove(id: number): void {
    const account = this.#mustHave(id)
    this.#accounts.delete(id)
    this.#byEmail.delete(account.email.toLowerCase())
    this.#log('removed', account, 'sandbox')
  }

  /** A second asking leaves the day as it was. What happens to a key's own owner is not documented: it is refused here. */
  setForDeletion(id: number, by: SiteChange['by']): Asked {
    const account = this.account(id)
    if (account === undefined || account.deletedAt !== undefined) return 'not-found'
    if (id === by) return 'own-account'
    if (isSetForDeletion(account)) return 'already-set'
    const { clock, daysUntilDeletion } = this.#options
    const deletionAt = new Date(clock().getTime() + daysUntilDeletion * DAY_MS).toISOString()
    this.#put({ ...account, deletionAt })
    if (deletionAt < this.#nextDeletionAt) this.#nextDeletionAt = deletionAt
    this.#log('deletion-set', account, by)
    return 'set'
  }

  cancelDeletion(id: number, by: SiteChange['by']): Asked {
    const account = this.account(id)
    if (account === undefined || account.deletedAt !== undefined) return 'not-found'
    if (!isSetForDeletion(account)) return 'not-set'
    const { deletionAt: _called, ...kept } = account
    this.#put(kept)
    this.#log('deletion-cancelled', account, by)
    return 'set'
  }

  /** Deletions whose day has come: the address goes, the id and the name in the history stay. */
  #carryOut(): void {
    const now = this.#options.clock().toISOString()
    if (now < this.#nextDeletionAt) return
    this.#nextDeletionAt = NEVER
    for (const account of this.#accounts.values()) {
      const { id, deletionAt } = account
      if (deletionAt === undefined || account.deletedAt !== undefined) continue
      if (deletionAt > now) {
        if (deletionAt < this.#nextDeletionAt) this.#nextDeletionAt = deletionAt
        continue
      }
      this.#put({ ...account, email: this.#tombstone(id), deletedAt: deletionAt }, account)
      this.#log('deleted', account, 'bevy', deletionAt)
    }
  }

  #tombstone(id: number): string {
    const generated = seededRandom(this.#options.seed, 'deleted', id).uuid().replaceAll('-', '').slice(0, 12)
    return `deleted+${generated}@bevylabs.com`
  }

  #populate(): void {
    const { admin, people } = this.#options
    this.#add(admin, true)
    for (const person of people) this.#add(person, false)
  }

  #add(person: BevyPerson, isHqAdmin: boolean): Account {
    const { email, firstName, lastName } = person
    const id = this.#nextId++
    const account = { id, email, firstName, lastName, isHqAdmin, createdAt: this.#options.clock().toISOString() }
    this.#put(account)
    return account
  }

  #put(account: Account, before?: Account): void {
    if (before) this.#byEmail.delete(before.email.toLowerCase())
    this.#accounts.set(account.id, account)
    this.#byEmail.set(account.email.toLowerCase(), account.id)
  }

  #mustHave(id: number): Account {
    const account = this.account(id)
    if (account === undefined)
      throw new Error(`changing the account ${id}: the emulated Bevy site has none with that id`)
    return account
  }

  #log(what: SiteChange['what'], { id, email }: Account, by: SiteChange['by'], at?: string): void {
    const change = { at: at ?? this.#options.clock().toISOString(), what, id, email, by }
    this.#changes.push(change)
    for (const listener of this.#listeners) listener(change)
  }
}
