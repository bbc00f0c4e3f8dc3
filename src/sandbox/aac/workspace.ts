/**
 * The state of the emulated Analytics Cloud: one workspace, the accounts in it and elsewhere, what they own, and a log of
 * changes. To remove somebody takes the membership away and leaves the account; what was not handed over before is gone.
 */
import type { GivenPerson } from './options.ts'
import type { AacPerson } from './person.ts'
import { administrators, idOf, person, population, type Setting } from './population.ts'

export interface WorkspaceOptions {
  readonly people?: readonly GivenPerson[] | undefined
  readonly size: number
  readonly seed: number
  readonly domain: string
  readonly clock: () => Date
}

export interface AacChange {
  readonly at: string
  readonly what: 'removed' | 'account-deleted' | 'suspended' | 'unsuspended' | 'assets-transferred' | 'updated'
  readonly personId: number
  /** The address at the time. */
  readonly email: string
  /** Whose token asked; 0 is the demonstration or a test itself. */
  readonly by: number
  /** Assets that were lost with a removal or handed over by a transfer. */
  readonly assets?: number
  /** Of a transfer. */
  readonly toPersonId?: number
}

export interface AacSnapshot {
  /** In order of id: members of the workspace. */
  readonly members: readonly AacPerson[]
  /** In order of id: every account there is, in the workspace or not. */
  readonly accounts: readonly AacPerson[]
}

export const SANDBOX = 0

export class Workspace {
  readonly id = 91_946
  readonly name = 'Example Analytics'
  readonly gid = '01KSANDB0XW0RKSPACE0000001'
  readonly #options: WorkspaceOptions
  readonly #accounts = new Map<number, AacPerson>()
  readonly #members = new Set<number>()
  readonly #listeners: ((change: AacChange) => void)[] = []
  #changes: AacChange[] = []
  #ownerId = 0
  #outsiderId = 0

  constructor(options: WorkspaceOptions) {
    if (options.people === undefined && options.size < 12)
      throw new RangeError(`a sandbox workspace of ${options.size} people is too small; ask for 12 or more`)
    this.#options = options
    this.#populate()
  }

  /** Everybody as at the start; the log is empty again. */
  reset(): void {
    this.#accounts.clear()
    this.#members.clear()
    this.#changes = []
    this.#populate()
  }

  /** Whom the API token acts as. */
  get owner(): AacPerson {
    return this.#known(this.#ownerId)
  }

  /** An account of another workspace. */
  get outsider(): AacPerson {
    return this.#known(this.#outsiderId)
  }

  /** In order of id. */
  members(): readonly AacPerson[] {
    return [...this.#members].sort((one, other) => one - other).map((id) => this.#known(id))
  }

  member(id: number): AacPerson | undefined {
    return this.#members.has(id) ? this.#accounts.get(id) : undefined
  }

  /** Whether or not it is in the workspace. */
  account(id: number): AacPerson | undefined {
    return this.#accounts.get(id)
  }

  get changes(): readonly AacChange[] {
    return this.#changes
  }

  snapshot(): AacSnapshot {
    const accounts = [...this.#accounts.values()].sort((one, other) => one.id - other.id)
    return structuredClone({ members: this.members(), accounts })
  }

  onChange(listener: (change: AacChange) => void): void {
    this.#listeners.push(listener)
  }

  /** Takes the membership away. Returns false when there is none. */
  remove(id: number, by: number): boolean {
    const gone = this.member(id)
    if (gone === undefined) return false
    this.#members.delete(id)
    this.#accounts.set(id, { ...gone, assets: 0 })
    this.#log({ what: 'removed', personId: id, email: gone.email, by, assets: gone.assets })
    return true
  }

  /** Deletes the account itself, wherever it is a member. Returns false when there is none. */
  deleteAccount(id: number, by: number): boolean {
    const gone = this.#accounts.get(id)
    if (gone === undefined) return false
    this.#members.delete(id)
    this.#accounts.delete(id)
    this.#log({ what: 'account-deleted', personId: id, email: gone.email, by, assets: gone.assets })
    return true
  }

  /** Both have to be members. */
  transfer(fromId: number, toId: number, by: number): void {
    const [from, to] = [this.#known(fromId), this.#known(toId)]
    this.#accounts.set(toId, { ...to, assets: to.assets + from.assets })
    this.#accounts.set(fromId, { ...from, assets: 0 })
    this.#log({
      what: 'assets-transferred',
      personId: fromId,
      email: from.email,
      by,
      assets: from.assets,
      toPersonId: toId,
    })
  }

  setSuspended(id: number, isDisabled: boolean, by: number): void {
    const before = this.#known(id)
    if (before.isDisabled === isDisabled) return
    this.#accounts.set(id, { ...before, isDisabled, lastStateChange: this.#now(), updatedAt: this.#now() })
    this.#log({ what: isDisabled ? 'suspended' : 'unsuspended', personId: id, email: before.email, by })
  }

  /** For tests and demonstrations: what a person or an administrator does in the user interface. */
  update(id: number, fields: Partial<Omit<AacPerson, 'id'>>, by = SANDBOX): void {
    const before = this.#known(id)
    this.#accounts.set(id, { ...before, ...fields, updatedAt: this.#now() })
    this.#log({ what: 'updated', personId: id, email: before.email, by })
  }

  /** For tests and demonstrations: somebody who joins. */
  add(given: GivenPerson): AacPerson {
    const place = this.#accounts.size + 1_000
    const made = person(this.#setting(), given, place, 0)
    this.#accounts.set(made.id, made)
    this.#members.add(made.id)
    return made
  }

  #populate(): void {
    const { people, size } = this.#options
    const setting = this.#setting()
    const admins = administrators(setting)
    const first = admins.length
    const others = people?.map((given, n) => person(setting, given, first + n, n % 90))
    for (const one of [...admins, ...(others ?? population(setting, size - first, first))]) {
      this.#accounts.set(one.id, one)
      this.#members.add(one.id)
    }
    const elsewhere = { email: 'otto@elsewhere.example', firstName: 'Otto', lastName: 'Outside' }
    const outsider = { ...person(setting, elsewhere, 0, 1), id: idOf(500_000) }
    this.#accounts.set(outsider.id, outsider)
    this.#ownerId = admins[0].id
    this.#outsiderId = outsider.id
  }

  #setting(): Setting {
    const { seed, domain, clock } = this.#options
    return { seed, domain, startedAt: clock() }
  }

  #known(id: number): AacPerson {
    const known = this.#accounts.get(id)
    if (known === undefined) throw new Error(`the sandbox's workspace has no account ${id}`)
    return known
  }

  #now(): string {
    return this.#options.clock().toISOString()
  }

  #log(change: Omit<AacChange, 'at'>): void {
    const logged = { at: this.#now(), ...change }
    this.#changes.push(logged)
    for (const listener of this.#listeners) listener(logged)
  }
}
