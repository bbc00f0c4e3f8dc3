/**
 * The state of the emulated cloud's identity service: two organisations, their accounts, the archive of deleted ones and
 * a log of changes. Every API changes accounts through here, so a deletion is one action whoever asked for it.
 */
import type { Account } from '../identity.ts'
import {
  type Actor,
  type ArchivedUser,
  type Change,
  type Changed,
  type ChangeRefusal,
  changedFields,
  type Snapshot,
} from './change.ts'
import { type Persona, personas } from './personas.ts'
import { population, type Setting } from './population.ts'
import { seededRandom } from './random.ts'
import { isFullAdmin, primaryEmail, type Role, type User } from './user.ts'

export interface OrganisationOptions {
  /** People of the home organisation, personas and the service app included. At least 12. */
  readonly size: number
  readonly seed: number
  readonly domain: string
  readonly clock: () => Date
}

export interface Tenant {
  readonly uuid: string
  readonly displayName: string
  readonly created: string
}

const refused = (code: ChangeRefusal): Changed => ({ kind: 'refused', code })

export class Organisation {
  readonly home: Tenant
  readonly elsewhere: Tenant
  readonly #options: OrganisationOptions
  readonly #users = new Map<string, User>()
  readonly #byEmail = new Map<string, string>()
  readonly #archive = new Map<string, ArchivedUser>()
  readonly #listeners: ((account: Account) => void)[] = []
  readonly #changeListeners = new Set<(change: Change) => void>()
  /** Sorted once and kept until the next change. */
  readonly #people = new Map<string, readonly User[]>()
  #personas: Readonly<Record<Persona, User>>
  #changes: Change[] = []
  #created = 0

  constructor(options: OrganisationOptions) {
    if (options.size < 12)
      throw new RangeError(`a sandbox organisation of ${options.size} people is too small; ask for 12 or more`)
    this.#options = options
    const random = seededRandom(options.seed, 'tenants')
    this.home = { uuid: random.uuid(), displayName: 'Example Industries', created: '2015-10-18T14:26:16.000Z' }
    this.elsewhere = { uuid: random.uuid(), displayName: 'Elsewhere Ltd', created: '2019-03-01T09:00:00.000Z' }
    this.#personas = this.#populate()
  }

  /** Everybody as at the start, relative to the clock's present time; the log and the archive are empty again. */
  reset(): void {
    this.#users.clear()
    this.#people.clear()
    this.#byEmail.clear()
    this.#archive.clear()
    this.#changes = []
    this.#created = 0
    this.#personas = this.#populate()
  }

  /** As the persona was made; `user(uuid)` has the present state. */
  persona(name: Persona): User {
    return this.#personas[name]
  }

  user(uuid: string): User | undefined {
    return this.#users.get(uuid)
  }

  userByEmail(email: string): User | undefined {
    return this.#users.get(this.#byEmail.get(email.toLowerCase()) ?? '')
  }

  /** People of one organisation in order of uuid; bots belong to no organisation's directory. */
  people(orgUuid: string): readonly User[] {
    const known = this.#people.get(orgUuid)
    if (known !== undefined) return known
    const people = [...this.#users.values()]
      .filter((user) => user.orgUuid === orgUuid && user.type === 'person')
      .sort(byUuid)
    this.#people.set(orgUuid, people)
    return people
  }

  withRole(role: Role): readonly User[] {
    return this.people(this.home.uuid).filter((user) => user.roles.includes(role))
  }

  archived(uuid: string): ArchivedUser | undefined {
    return this.#archive.get(uuid)
  }

  get changes(): readonly Change[] {
    return this.#changes
  }

  snapshot(): Snapshot {
    const users = [...this.#users.values()].sort(byUuid)
    return structuredClone({ users, archived: [...this.#archive.values()] })
  }

  onDeleted(listener: (account: Account) => void): void {
    this.#listeners.push(listener)
  }

  /** Returns the way to unsubscribe. */
  onChanged(listener: (change: Change) => void): () => void {
    this.#changeListeners.add(listener)
    return () => this.#changeListeners.delete(listener)
  }

  /** `make` receives what only the service may choose. */
  create(make: (given: Pick<User, 'uuid' | 'created' | 'lastModified' | 'version'>) => User, by: Actor): Changed {
    const at = this.#now()
    const uuid = seededRandom(this.#options.seed, 'created', this.#created).uuid()
    const user = make({ uuid, created: at, lastModified: at, version: 1 })
    if (this.#isTaken(user)) return refused('address-taken')
    this.#created++
    this.#put(user)
    this.#log('created', user, by, [])
    return { kind: 'changed', user }
  }

  /** Puts `wanted` in the place of the user of the same uuid; its version and time of change are set here. */
  update(wanted: User, by: Actor): Changed {
    const before = this.#users.get(wanted.uuid)
    if (before === undefined) return refused('not-found')
    if (this.#isTaken(wanted)) return refused('address-taken')
    if (isFullAdmin(before) && !isFullAdmin(wanted) && this.#isLastFullAdmin(before)) return refused('last-full-admin')
    const next = isReaddressed(before, wanted, by) ? { ...wanted, invitePending: true } : wanted
    const fields = changedFields(before, next)
    if (fields.length === 0) return { kind: 'changed', user: before }
    const user = { ...next, lastModified: this.#now(), version: before.version + 1 }
    this.#drop(before)
    this.#put(user)
    this.#log('updated', user, by, fields)
    return { kind: 'changed', user }
  }

  /**
   * What the vendor does when an account is to delete itself, or the last full admin goes, is not documented.
   * Both are refused here: a sandbox must not teach that they are harmless.
   */
  delete(uuid: string, by: Actor): Changed {
    const user = this.#users.get(uuid)
    if (user === undefined) return refused('not-found')
    if (uuid === by.uuid) return refused('own-account')
    if (this.#isLastFullAdmin(user)) return refused('last-full-admin')
    this.#drop(user)
    this.#archive.set(uuid, { user, deletedAt: this.#now() })
    this.#log('deleted', user, by, [])
    for (const listener of this.#listeners) listener(accountOf(user))
    return { kind: 'changed', user }
  }

  #populate(): Readonly<Record<Persona, User>> {
    const { seed, domain, clock, size } = this.#options
    const startedAt = clock()
    const home: Setting = { seed, domain, orgUuid: this.home.uuid, startedAt }
    const away: Setting = { seed, domain: 'elsewhere.example', orgUuid: this.elsewhere.uuid, startedAt }
    const named = personas(home, away)
    const inDirectory = Object.values(named).filter((user) => user.orgUuid === home.orgUuid && user.type === 'person')
    const taken = new Set(Object.values(named).map(primaryEmail))
    for (const user of [...Object.values(named), ...population(home, size - inDirectory.length, taken)]) this.#put(user)
    return named
  }

  #put(user: User): void {
    this.#people.clear()
    this.#users.set(user.uuid, user)
    for (const { value } of user.emails) this.#byEmail.set(value, user.uuid)
  }

  #drop(user: User): void {
    this.#people.clear()
    this.#users.delete(user.uuid)
    for (const { value } of user.emails) this.#byEmail.delete(value)
  }

  #isTaken(user: User): boolean {
    return user.emails.some(({ value }) => (this.#byEmail.get(value) ?? user.uuid) !== user.uuid)
  }

  #isLastFullAdmin(user: User): boolean {
    return (
      isFullAdmin(user) && !this.people(user.orgUuid).some((other) => other.uuid !== user.uuid && isFullAdmin(other))
    )
  }

  #now(): string {
    return this.#options.clock().toISOString()
  }

  #log(what: Change['what'], user: User, by: Actor, fields: readonly string[]): void {
    const email = primaryEmail(user)
    const change = { at: this.#now(), what, uuid: user.uuid, email, fields, by: by.uuid, through: by.through }
    this.#changes.push(change)
    for (const listener of this.#changeListeners) listener(change)
  }
}

/**
 * The vendor shows whoever got a new address as not verified until the next sign-in with it. No document names the field; an open
 * invitation is what both APIs can say of it. The demonstration's own changes are no such thing.
 */
const isReaddressed = (before: User, wanted: User, { through }: Actor): boolean =>
  through !== 'sandbox' && primaryEmail(before) !== primaryEmail(wanted)

const byUuid = (one: User, other: User): number => (one.uuid < other.uuid ? -1 : 1)

export const accountOf = (user: User): Account => ({
  uuid: user.uuid,
  orgUuid: user.orgUuid,
  type: user.type,
  emails: user.emails.map(({ value }) => value),
  displayName: user.displayName,
})
