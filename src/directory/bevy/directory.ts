/**
 * One Bevy site behind the `Directory` port. A deletion there is set for some days ahead and can be called off until then.
 * Decides nothing about who may be deleted; every call goes through the caller that it was given and is counted first.
 */
import type { Clock } from '../../model/clock.ts'
import {
  type Credential,
  type Directory,
  type DirectoryTraits,
  type Effect,
  type Found,
  findingKey,
  type Target,
} from '../../model/directory.ts'
import type { UserId } from '../../model/ids.ts'
import type { RowKey } from '../../model/rows.ts'
import type { CallMeter } from '../../model/store.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Caller } from '../../model/wire.ts'
import type { HttpLimits } from '../http/client.ts'
import { inParallel } from '../http/in-parallel.ts'
import type { TokenSource } from '../http/token-source.ts'
import { createCountedSend } from './client.ts'
import { credentialOf, unableOf } from './credential.ts'
import { DailyBudget } from './daily-budget.ts'
import { cancelDeletion, notAnId, notSupported, remove } from './effects.ts'
import { readEveryone } from './everyone.ts'
import { Finder, type Match } from './find.ts'
import { type BevyPaths, type CancelCall, checkPaths, DEFAULT_PATHS, hostOf, isUserId, siteOf } from './paths.ts'
import type { BevyUser } from './schema.ts'
import { DELETED, stepsLeft, subjectOf } from './subject.ts'
import { Users } from './users.ts'

export interface BevyDirectoryOptions {
  /** E.g. `https://events.example.com`. */
  readonly url: string
  readonly tokens: TokenSource
  readonly call: Caller
  readonly clock: Clock
  readonly meter: CallMeter
  /** Calls that may be made in a day: the quota times our share of it. */
  readonly dailyCalls: number
  /** Hour in UTC at which Bevy's day begins, 0 to 23. Default 0. */
  readonly dayBeginsAt?: number
  /** Calls that are counted in one write. Default 20. */
  readonly block?: number
  readonly paths?: Partial<BevyPaths>
  /** Answers to a deletion that say that it was set. Default 200, 202 and 204. */
  readonly successCodes?: readonly number[]
  /** The field of a user that shows that a deletion is set. None when absent. */
  readonly deletionField?: string
  /** Days between asking for a deletion and the deletion. Default 7. */
  readonly daysUntilDeletion?: number
  /** How a deletion is called off. By hand when absent. */
  readonly cancel?: CancelCall
  /** Address of the HQ administrator whose key it is, so that nobody deletes the key with its owner. */
  readonly owner?: string
  /** Accounts after which Bevy wants a rest, at most 250. Default 250. */
  readonly batchSize?: number
  /** Default one minute. */
  readonly restMs?: number
  readonly limits?: HttpLimits
}

export const LIMITS: HttpLimits = { timeoutMs: 60_000, maxBytes: 16 * 1024 * 1024 }

/** "Only do batches of 250 users maximum": https://help.bevy.com/hc/en-us/community/posts/24990828798231 */
const LARGEST_BATCH = 250
const DAY_MS = 86_400_000
/** Under way at once, of all jobs together: Bevy names no figure, and asks for rests "to prevent overload". */
export const CALLS_AT_ONCE = 4
const REREAD_SIZE = 10
/** Of those who were read before, as many may not be sent yet when the next are read: fewer than a group wait, the others are under way. */
const EFFECTS_AHEAD = REREAD_SIZE + CALLS_AT_ONCE

export function createBevyDirectory(options: BevyDirectoryOptions): Directory {
  return new BevyDirectory(options)
}

class BevyDirectory implements Directory {
  readonly name = 'bevy'
  readonly #options: BevyDirectoryOptions
  readonly #tenantId: string
  readonly #users: Users
  readonly #finder: Finder
  readonly #budget: DailyBudget

  constructor(options: BevyDirectoryOptions) {
    const { meter, clock, dailyCalls, dayBeginsAt = 0, block = 20 } = options
    const site = siteOf(options.url)
    const paths = { ...DEFAULT_PATHS, ...options.paths }
    checkPaths(paths, options.cancel)
    this.#options = options
    this.#tenantId = hostOf(site)
    this.#budget = new DailyBudget({ meter, clock, name: this.name, dailyCalls, dayBeginsAt, block })
    const send = createCountedSend(options.tokens, options.limits ?? LIMITS, this.#budget)
    this.#users = new Users({ site, paths }, options.call, send)
    this.#finder = new Finder(this.#users)
  }

  check(): Promise<Credential> {
    return credentialOf({ ...this.#options, users: this.#users, finder: this.#finder, tenantId: this.#tenantId })
  }

  traits(operation: Operation): DirectoryTraits {
    const { batchSize = LARGEST_BATCH, restMs = 60_000 } = this.#options
    const undoMs = this.#undoMs()
    return {
      rereadSize: REREAD_SIZE,
      effectSize: 1,
      concurrency: CALLS_AT_ONCE,
      secondsPerEffect: 0.5,
      callsPerAccount: 2,
      batch: { size: Math.min(batchSize, LARGEST_BATCH), restMs },
      ...(operation === 'delete' && undoMs !== undefined && { undoMs }),
    }
  }

  async find(keys: readonly RowKey[], onProgress: Parameters<Directory['find']>[1], signal: AbortSignal) {
    const total = keys.length
    this.#budget.expect(total + 1, `looking ${total} Bevy users up`)
    const { count } = await this.#users.page(1, 1, { signal })
    let done = 0
    const findings = await inParallel(keys, CALLS_AT_ONCE, signal, async (key, ends) => {
      const match = await this.#finder.find(key, ends)
      onProgress({ done: ++done, total })
      return [findingKey(key), this.#foundOf(match)] as const
    })
    return { tenant: this.#tenant(count), findings: new Map(findings) }
  }

  async everyone(onProgress: Parameters<Directory['everyone']>[0], signal: AbortSignal) {
    const onRead = (done: number, total: number) => onProgress({ done, total })
    const users = await readEveryone({ users: this.#users, budget: this.#budget, onRead, signal })
    const subjects = users.map((user) => this.#subjectOf(user)).filter(({ status }) => status !== DELETED)
    return { tenant: this.#tenant(subjects.length), subjects }
  }

  async reread(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Found>> {
    // An effect that the day has no call left for could not be told from one whose answer was lost.
    if (ids.length > 0) this.#budget.keepRoom(2 * ids.length + EFFECTS_AHEAD, `reading ${ids.length} Bevy users anew`)
    const found = await inParallel(ids, CALLS_AT_ONCE, new AbortController().signal, async (id, ends) => {
      return [id, this.#foundOf(await this.#finder.byId(id, ends))] as const
    })
    return new Map(found)
  }

  stepsLeft: Directory['stepsLeft'] = stepsLeft

  async apply(
    operation: Operation,
    targets: readonly Target[],
    wanted?: AbortSignal,
  ): Promise<ReadonlyMap<UserId, Effect>> {
    const { effectSize } = this.traits(operation)
    if (targets.length > effectSize)
      throw new RangeError(`${targets.length} users in one call; at most ${effectSize} are taken`)
    const effects = targets.map(async ({ id }) => [id, await this.#effect(operation, id, wanted)] as const)
    return new Map(await Promise.all(effects))
  }

  #effect(operation: Operation, id: UserId, wanted: AbortSignal | undefined): Effect | Promise<Effect> {
    const { cancel, successCodes = [200, 202, 204] } = this.#options
    if (!isUserId(id)) return notAnId(id)
    if (operation === 'delete') {
      const isGone = (user: BevyUser) => stepsLeft('delete', this.#subjectOf(user))?.length === 0
      return remove(this.#users, id, { successCodes, isGone, undoUntil: () => this.#undoUntil() }, wanted)
    }
    if (operation === 'restore' && cancel) return cancelDeletion(this.#users, id, cancel, wanted)
    return notSupported(id, unableOf(this.#options)[operation] ?? `"${operation}" is not known`)
  }

  #undoUntil(): string | undefined {
    const undoMs = this.#undoMs()
    return undoMs === undefined ? undefined : new Date(this.#options.clock.now().getTime() + undoMs).toISOString()
  }

  #undoMs(): number | undefined {
    const { daysUntilDeletion = 7 } = this.#options
    return daysUntilDeletion > 0 ? daysUntilDeletion * DAY_MS : undefined
  }

  #foundOf(match: Match): Found {
    return match.kind === 'found' ? { kind: 'found', subject: this.#subjectOf(match.user) } : match
  }

  #subjectOf(user: BevyUser) {
    return subjectOf(user, this.#tenantId, this.#options.deletionField)
  }

  #tenant(population: number) {
    return { directory: this.name, id: this.#tenantId, name: this.#tenantId, population, fullAdmins: [] } as const
  }
}
