/**
 * One Okta organisation behind the `Directory` port. Looks users up and changes them by immutable id, one by one; it decides
 * nothing about who may be changed, and every call goes through the caller that it was given.
 */
import { asciiLowerCase } from '../../model/address.ts'
import type { Clock } from '../../model/clock.ts'
import {
  type Credential,
  type Directory,
  type DirectoryTraits,
  type Effect,
  type Found,
  type PeopleLimit,
  type Subject,
  type Target,
  type Tenant,
  TooManyPeople,
} from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import type { RowKey } from '../../model/rows.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Caller } from '../../model/wire.ts'
import { createSend, type HttpLimits } from '../http/client.ts'
import { inParallel } from '../http/in-parallel.ts'
import { createRead } from '../http/read.ts'
import { Account } from './account.ts'
import { check, type OktaAuth } from './check.ts'
import { type Count, countOf, type Match, search } from './find.ts'
import { deactivate, nothingDone, restore } from './lifecycle.ts'
import { CALLS_AT_ONCE, foundOf, type Look, REREADS_AT_ONCE, Readings, readAnew, withRoles } from './readings.ts'
import { remove } from './remove.ts'
import { deactivatedWords, rename } from './rename.ts'
import type { OktaRole, OktaUser } from './schema.ts'
import { snapshotOf } from './snapshot.ts'
import { mayRename, stepsFor } from './steps.ts'
import { subjectOf } from './subject.ts'
import { isId, Users } from './users.ts'
import { baseOf, OKTA_API_TOKEN, OKTA_OAUTH } from './vendor.ts'

export interface OktaDirectoryOptions {
  /** E.g. `https://example.okta.com`. Its host names the organisation. */
  readonly url: string
  readonly auth: OktaAuth
  readonly call: Caller
  readonly clock: Clock
  /** Whether Okta writes to whoever `restore` activates: without it nobody can set a new password until it is sent by hand. */
  readonly activationMail: boolean
  readonly limits?: HttpLimits
}

/** A page of 200 users with full profiles is about 1 MB. */
export const LIMITS: HttpLimits = { timeoutMs: 60_000, maxBytes: 32 * 1024 * 1024 }
/** A count is good for this long; what is deleted or deactivated meanwhile is taken off it. */
const COUNT_GOOD_FOR_MS = 60 * 60_000

/** Calls that a run makes for one account: three for the record of what is lost, long before the effect; two of its re-check; the effect. */
const CALLS: Readonly<Record<Operation, number>> = { delete: 8, deactivate: 7, restore: 4, rename: 4 }
const SECONDS: Readonly<Record<Operation, number>> = { delete: 1.5, deactivate: 1, restore: 1, rename: 0.6 }

export function createOktaDirectory(options: OktaDirectoryOptions): Directory {
  return new OktaDirectory(options)
}

class OktaDirectory implements Directory {
  readonly name = 'okta'
  readonly #options: OktaDirectoryOptions
  readonly #tenantId: string
  readonly #users: Users
  readonly #readings: Readings
  #count: (Count & { readonly atMs: number }) | undefined

  constructor(options: OktaDirectoryOptions) {
    const { url, auth, call, clock, limits = LIMITS } = options
    const vendor = auth.kind === 'api-token' ? OKTA_API_TOKEN : OKTA_OAUTH
    const send = createSend(vendor, auth.tokens, limits)
    this.#options = options
    this.#tenantId = new URL(url).host
    this.#users = new Users(createRead(vendor, call, send), send, call, baseOf(url))
    this.#readings = new Readings(clock)
  }

  check(): Promise<Credential> {
    return check(this.#users, this.#options.auth, this.#tenantId)
  }

  traits(operation: Operation): DirectoryTraits {
    return {
      rereadSize: REREADS_AT_ONCE,
      effectSize: 1,
      concurrency: CALLS_AT_ONCE,
      secondsPerEffect: SECONDS[operation],
      callsPerAccount: CALLS[operation],
    }
  }

  async find(keys: readonly RowKey[], onProgress: Parameters<Directory['find']>[1], signal: AbortSignal) {
    const total = keys.length
    const onFound = (done: number) => onProgress({ done, total })
    const asked = { keys, count: this.#countStillGood(), onFound: () => onFound(0), signal }
    const { matches, counted } = await search(this.#users, asked)
    const { population } = counted === undefined ? (asked.count ?? NOBODY) : this.#remember(counted)
    const users = new Map<string, OktaUser>()
    for (const match of matches.values()) if (match.kind === 'found') users.set(match.user.id, match.user)
    const looks = await withRoles(this.#users, [...users.values()], onFound, signal)
    onFound(total)
    const toFound = (match: Match): Found =>
      match.kind === 'found' ? this.#found(looks.get(match.user.id) ?? { kind: 'absent' }) : match
    const findings = new Map([...matches].map(([key, match]) => [key, toFound(match)]))
    return { tenant: this.#tenant(population, [...findings.values()].flatMap(subjectIn)), findings }
  }

  /** Roles are a call for each person, in a large organisation an hour of them: not for a job that is refused anyway. */
  async everyone(onProgress: Parameters<Directory['everyone']>[0], signal: AbortSignal, limit?: PeopleLimit) {
    const users = new Map<string, OktaUser>()
    for await (const page of this.#users.all(signal)) {
      for (const user of page) users.set(user.id, user)
      onProgress({ done: 0, total: users.size })
    }
    this.#remember(countOf([...users.values()]))
    if (limit)
      refuseTooMany(
        [...users.values()].map((user) => subjectOf(user, [], this.#tenantId)),
        limit,
      )
    const onRead = (done: number) => onProgress({ done, total: users.size })
    const looks = await withRoles(this.#users, [...users.values()], onRead, signal)
    const subjects = [...users.values()].map((user) => subjectOf(user, rolesIn(looks.get(user.id)), this.#tenantId))
    // Here those who are deactivated count, too: whoever is kept is kept from among all of them.
    return { tenant: this.#tenant(subjects.length, subjects), subjects }
  }

  async reread(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Found>> {
    const looks = await inParallel([...new Set(ids)], REREADS_AT_ONCE, never(), async (id, signal) => {
      const look: Look = isId(id) ? await readAnew(this.#users, id, signal) : { kind: 'absent' }
      if (look.kind === 'read') this.#readings.keep(look.reading)
      return [id, this.#found(look)] as const
    })
    return new Map(looks)
  }

  stepsLeft(operation: Operation, subject: Subject, { newLogin }: Target): readonly string[] | undefined {
    if (operation !== 'rename') return stepsFor(operation, subject.status)
    if (newLogin === undefined) return undefined
    return subject.login === asciiLowerCase(newLogin) ? [] : ['rename']
  }

  notPossible(operation: Operation, { login, status }: Subject): string | undefined {
    return operation === 'rename' && !mayRename(status) ? deactivatedWords(login) : undefined
  }

  /** Nobody who has gained a role since is changed, so the roles of who had none are a call for nothing. */
  async snapshot(operation: Operation, planned: readonly Pick<Subject, 'id' | 'isFullAdmin'>[]) {
    if (operation !== 'delete' && operation !== 'deactivate') return undefined
    const own = planned.filter(({ id }) => isId(id))
    const kept = await inParallel(own, CALLS_AT_ONCE, never(), async ({ id, isFullAdmin }) => {
      const known = { ...(!isFullAdmin && { roles: [] }), ...this.#readings.get(id) }
      return [id, await snapshotOf(this.#users, id, known)] as const
    })
    return new Map(kept.filter(([, data]) => data !== undefined))
  }

  async apply(
    operation: Operation,
    targets: readonly Target[],
    wanted?: AbortSignal,
  ): Promise<ReadonlyMap<UserId, Effect>> {
    const { effectSize } = this.traits(operation)
    if (targets.length > effectSize)
      throw new RangeError(`${targets.length} users in one call; at most ${effectSize} are taken`)
    const effects = targets.map(async (target) => [target.id, await this.#applyTo(operation, target, wanted)] as const)
    return new Map(await Promise.all(effects))
  }

  async #applyTo(operation: Operation, { id, newLogin }: Target, wanted: AbortSignal | undefined): Promise<Effect> {
    if (!isId(id)) return nothingDone('not-an-id', `"${id}" is not the id of an Okta user`)
    const account = new Account(this.#users.whileWanted(wanted), id, this.#readings.take(id)?.user)
    try {
      return await this.#effect(account, operation, newLogin, wanted)
    } catch (error) {
      return account.effectOf(error)
    } finally {
      if (account.isTouched && (operation === 'delete' || operation === 'deactivate')) this.#countDown()
    }
  }

  #effect(
    account: Account,
    operation: Operation,
    newLogin: string | undefined,
    wanted: AbortSignal | undefined,
  ): Promise<Effect> {
    switch (operation) {
      case 'delete':
        return remove(account, this.#options.clock, wanted)
      case 'deactivate':
        return deactivate(account, this.#options)
      case 'restore':
        return restore(account, this.#options)
      case 'rename':
        return rename(account, newLogin)
    }
  }

  #found(look: Look): Found {
    return foundOf(look, this.#tenantId)
  }

  #tenant(population: number, subjects: readonly Subject[]): Tenant {
    const fullAdmins = subjects.filter(({ isFullAdmin }) => isFullAdmin).map(({ id }) => id)
    return {
      directory: this.name,
      id: this.#tenantId,
      name: this.#tenantId,
      population,
      fullAdmins: [...new Set(fullAdmins)],
    }
  }

  #remember(count: Count): Count {
    this.#count = { ...count, atMs: this.#options.clock.now().getTime() }
    return count
  }

  #countStillGood(): Count | undefined {
    const ageMs = this.#options.clock.now().getTime() - (this.#count?.atMs ?? Number.NEGATIVE_INFINITY)
    return ageMs < COUNT_GOOD_FOR_MS ? this.#count : undefined
  }

  /** Rather one too few than one too many: a share is reckoned from it. */
  #countDown(): void {
    if (this.#count) this.#count = { ...this.#count, population: Math.max(0, this.#count.population - 1) }
  }
}

/** Written so that a number which cannot be compared refuses. */
const refuseTooMany = (accounts: readonly Subject[], limit: PeopleLimit): void => {
  const people = limit.count(accounts)
  if (!(people <= limit.atMost))
    throw new TooManyPeople(`reading all ${accounts.length} users of the organisation`, people, limit)
}

const NOBODY: Count = { accounts: 0, population: 0 }
/** One for each use: listeners of many calls at once would gather on one signal. */
const never = (): AbortSignal => new AbortController().signal

/** Nobody is left out of a list of everybody; whose roles are kept from us passes for an administrator. */
const rolesIn = (look: Look | undefined): readonly OktaRole[] =>
  look?.kind === 'read' ? look.reading.roles : [{ type: 'UNKNOWN', label: 'roles that this credential may not see' }]

const subjectIn = (found: Found): readonly Subject[] => (found.kind === 'found' ? [found.subject] : [])
