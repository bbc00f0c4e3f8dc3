/**
 * The state of the emulated Okta: its people, what they hold, and a log of what happened to them. Every call changes
 * people through here, so a deactivation is one action whoever asked for it and by whichever of the two doors.
 */
import { type Catalogue, catalogue } from './catalogue.ts'
import { type Change, type Changed, refused, type Snapshot, type What } from './change.ts'
import { oktaId } from './ids.ts'
import { afterStep, type Step } from './lifecycle.ts'
import { People } from './people.ts'
import { type Persona, personas } from './personas.ts'
import { type GivenPerson, someNames, someone } from './population.ts'
import { SearchIndex } from './search-index.ts'
import type { OktaUser, Profile, RoleAssignment, RoleType } from './user.ts'

export interface OrganisationOptions {
  /** The ordinary people; made from the seed when absent. The personas are there besides. */
  readonly people?: readonly GivenPerson[]
  /** How many people there are in all when none are given. At least 20. */
  readonly size: number
  readonly seed: number
  readonly domain: string
  readonly clock: () => Date
  /** How long an activation or a deactivation takes; until then the person keeps the old status. */
  readonly settleMs: number
  /** How late `search` learns of a change. */
  readonly searchLagMs: number
}

export interface Asked {
  /** The id of the person or the client that asks. */
  readonly by: string
  readonly mailed?: boolean
}

const WHAT: Readonly<Record<Step, What>> = {
  activate: 'activated',
  reactivate: 'reactivated',
  deactivate: 'deactivated',
  suspend: 'suspended',
  unsuspend: 'unsuspended',
}
const BY_SANDBOX: Asked = { by: 'sandbox' }

export class Organisation {
  readonly catalogue: Catalogue
  readonly #options: OrganisationOptions
  readonly #people: People
  readonly #index = new SearchIndex()
  readonly #deleted = new Map<string, OktaUser>()
  readonly #listeners = new Set<(change: Change) => void>()
  #personas: Readonly<Record<Persona, OktaUser>>
  #contacts: ReadonlySet<string> = new Set()
  #changes: Change[] = []
  #rolesGiven = 0

  constructor(options: OrganisationOptions) {
    if (options.people === undefined && options.size < 20)
      throw new RangeError(`an emulated Okta of ${options.size} people is too small; ask for 20 or more`)
    this.#options = options
    this.#people = new People((id, user) => this.#noteForSearch(id, user))
    this.catalogue = catalogue(options.seed)
    this.#personas = this.#populate()
  }

  /** Everybody as at the start, relative to the clock's present time; the log is empty again. */
  reset(): void {
    this.#people.clear()
    this.#deleted.clear()
    this.#changes = []
    this.#rolesGiven = 0
    this.#personas = this.#populate()
  }

  /** As the persona was made; `user(id)` has the present state. */
  persona(name: Persona): OktaUser {
    return this.#personas[name]
  }

  user(id: string): OktaUser | undefined {
    this.#people.settle(this.#options.clock().getTime())
    return this.#people.get(id)
  }

  userByLogin(login: string): OktaUser | undefined {
    return this.user(this.#people.idOf(login) ?? '')
  }

  /** In order of id, the deactivated included. */
  users(): readonly OktaUser[] {
    this.#people.settle(this.#options.clock().getTime())
    return this.#people.inOrder
  }

  /** As they were last. */
  deleted(): readonly OktaUser[] {
    return [...this.#deleted.values()]
  }

  /** As `search` knows them. */
  searched(): readonly OktaUser[] {
    const users = this.users()
    return this.#options.searchLagMs === 0 ? users : this.#index.people(this.#options.clock().getTime())
  }

  /** What the person holds and what the person's groups give. A deactivated person holds nothing. */
  rolesOf(user: OktaUser): readonly RoleAssignment[] {
    if (user.status === 'DEPROVISIONED') return []
    const given = this.catalogue.groups.filter(({ id }) => user.groupIds.includes(id)).flatMap(({ roles }) => roles)
    return [...user.roles, ...given]
  }

  get changes(): readonly Change[] {
    return this.#changes
  }

  /** Returns the way to unsubscribe. */
  onChanged(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot(): Snapshot {
    return structuredClone({ users: [...this.users()], deleted: [...this.#deleted.values()] })
  }

  /** The given profile takes the place of the old one. */
  update(id: string, profile: Profile, asked: Asked = BY_SANDBOX): Changed {
    const user = this.user(id)
    if (user === undefined) return refused('not-found')
    if (user.transitioningToStatus !== undefined) return refused('in-transition')
    const holder = this.#people.idOf(profile.login)
    if (holder !== undefined && holder !== id) return refused('login-taken')
    return this.#replace(user, { ...user, profile, lastUpdated: this.#now() }, 'updated', asked)
  }

  setPassword(id: string, asked: Asked): Changed {
    const user = this.user(id)
    if (user === undefined) return refused('not-found')
    const at = this.#now()
    return this.#replace(user, { ...user, hasPassword: true, passwordChanged: at, lastUpdated: at }, 'updated', asked)
  }

  /** What the vendor does when the last super administrator is to go is not documented; here it is refused. */
  step(step: Step, id: string, asked: Asked = BY_SANDBOX): Changed {
    const user = this.user(id)
    if (user === undefined) return refused('not-found')
    if (user.transitioningToStatus !== undefined) return refused('in-transition')
    if ((step === 'deactivate' || step === 'suspend') && this.#isLastSuperAdmin(user)) return refused('forbidden')
    const after = afterStep(step, user, this.#now())
    if (after.kind === 'refused') return after
    if (this.#options.settleMs > 0 && user.status !== after.user.status) this.#begin(user, after.user)
    else this.#people.put(after.user)
    this.#log(WHAT[step], user, after.user, asked)
    return after
  }

  /** Deactivates whoever is not deactivated, deletes whoever is: the vendor's one call has both meanings. */
  delete(id: string, asked: Asked = BY_SANDBOX): Changed {
    const user = this.user(id)
    if (user === undefined) return refused('not-found')
    if (this.#contacts.has(id)) return refused('forbidden')
    if (user.status !== 'DEPROVISIONED') return this.step('deactivate', id, asked)
    this.remove(id, asked)
    return { kind: 'changed', user }
  }

  /** Gone at once, whatever the status. */
  remove(id: string, asked: Asked = BY_SANDBOX): void {
    const user = this.user(id)
    if (user === undefined) return
    this.#people.drop(id)
    this.#deleted.set(id, user)
    this.#log('deleted', user, undefined, asked)
  }

  /** For tests: whatever is given takes the place of what was there. */
  arrange(id: string, wanted: Partial<Omit<OktaUser, 'id'>>): OktaUser {
    const { transitioningToStatus: _, ...user } = this.#known(id)
    const after = { ...user, ...wanted, lastUpdated: this.#now() }
    this.#replace(user, after, 'arranged', BY_SANDBOX)
    return after
  }

  changeLogin(id: string, login: string): void {
    const { profile } = this.#known(id)
    this.arrange(id, { profile: { ...profile, login, email: login } })
  }

  /** With groups, the role reaches their members only. */
  giveRole(id: string, type: RoleType, groupTargets?: readonly string[]): void {
    const user = this.#known(id)
    const made = oktaId(type === 'CUSTOM' ? 'irb' : 'ra1', this.#options.seed, 'given', ++this.#rolesGiven)
    const targets = groupTargets === undefined ? {} : { groupTargets }
    const bare = { id: made, type, assignmentType: 'USER' as const, assigneeId: id, created: this.#now() }
    this.arrange(id, { roles: [...user.roles, { ...bare, ...targets }] })
  }

  /** These can be deactivated and not deleted. */
  setContacts(ids: readonly string[]): void {
    this.#contacts = new Set(ids)
  }

  #known(id: string): OktaUser {
    const user = this.user(id)
    if (user === undefined) throw new Error(`the emulated Okta has no person with the id "${id}"; take one of users()`)
    return user
  }

  #replace(before: OktaUser, after: OktaUser, what: What, asked: Asked): Changed {
    this.#people.put(after)
    this.#log(what, before, after, asked)
    return { kind: 'changed', user: after }
  }

  #begin(before: OktaUser, after: OktaUser): void {
    const to = after.status === 'DEPROVISIONED' || after.status === 'PROVISIONED' ? after.status : 'ACTIVE'
    this.#people.put({ ...before, transitioningToStatus: to })
    this.#people.putAt(this.#options.clock().getTime() + this.#options.settleMs, after)
  }

  #isLastSuperAdmin(user: OktaUser): boolean {
    const isSuper = (one: OktaUser): boolean => this.rolesOf(one).some(({ type }) => type === 'SUPER_ADMIN')
    return isSuper(user) && !this.users().some((other) => other.id !== user.id && isSuper(other))
  }

  #populate(): Readonly<Record<Persona, OktaUser>> {
    const { seed, domain, clock, size, people } = this.#options
    const setting = { seed, domain, startedAt: clock(), catalogue: this.catalogue }
    const named = personas(setting)
    const persons = Object.values(named)
    const taken = new Set(persons.map(({ profile }) => profile.login))
    const given = people ?? someNames(setting, size - persons.length, taken)
    for (const user of [...persons, ...given.map((person, index) => someone(setting, person, index))])
      this.#people.put(user)
    this.#index.restart(this.#people.inOrder)
    this.setContacts([named.superAdmin.id, named.billing.id])
    return named
  }

  #noteForSearch(id: string, user: OktaUser | undefined): void {
    const { searchLagMs, clock } = this.#options
    if (searchLagMs === 0) return
    this.#index.note({ atMs: clock().getTime() + searchLagMs, id, ...(user && { user }) })
  }

  #now(): string {
    return this.#options.clock().toISOString()
  }

  #log(what: What, before: OktaUser, after: OktaUser | undefined, { by, mailed = false }: Asked): void {
    const { id, profile, status } = after ?? before
    const to = after === undefined ? {} : { to: status }
    const change = { at: this.#now(), what, id, login: profile.login, from: before.status, ...to, by, mailed }
    this.#changes.push(change)
    for (const listener of this.#listeners) listener(change)
  }
}
