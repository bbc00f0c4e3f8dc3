import PQueue from 'p-queue'
import type { Clock, Random } from '../model/clock.ts'
import type { LearnedQuota } from '../model/store.ts'
import type { Attempt, Budget } from '../model/wire.ts'
import { type BudgetState, budgetWait, hear, isQuota, quotaOf, roomOf, spend } from './budget.ts'
import { FairQueue, type InLine } from './fair-queue.ts'
import { believed, learn } from './learned-quota.ts'
import { type Begun, begin, earlier, NOTHING_BEGUN, opensAt, type Quota, shareOf } from './pace.ts'
import { unlessAborted } from './unless-aborted.ts'
import { whoseCall } from './whose-call.ts'
import { fullWidth, halve, type Width, widen } from './width.ts'

/**
 * The calls to one rate-limit bucket of a vendor: lets each begin when it may, those of all jobs in turn, and remembers what the
 * answers told. It decides nothing: `budget.ts`, `pace.ts`, `learned-quota.ts`, `fair-queue.ts` and `width.ts` do.
 */

export interface BucketOptions {
  readonly clock: Clock
  readonly random: Random
  /** Calls under way at once in each bucket. */
  readonly concurrency: number
  readonly timeoutMs: number
  /** What may be used of a quota, 0 to 1; all of it when absent. */
  readonly share?: number
  /** What a vendor that announces nothing is believed to allow, in each bucket for itself, until its refusals tell otherwise. */
  readonly quota?: Quota
}

export interface Lessons {
  /** What an earlier process has learned. */
  readonly learned?: LearnedQuota
  readonly onLearned?: (learned: LearnedQuota, believed: Quota) => void
}

export interface Answered<T> {
  readonly kind: 'answer'
  readonly value: T
}

/** Nobody wanted the call any more before it had its turn: nothing was sent. */
export interface Unwanted {
  readonly kind: 'unwanted'
}

const UNWANTED: Unwanted = { kind: 'unwanted' }

export interface Unsent {
  readonly kind: 'error'
  readonly error: unknown
  /** The vendor said that too many calls were under way at once. */
  readonly isTooWide: boolean
  /** Epoch milliseconds at which the call began. */
  readonly begunAt: number
}

/** After the window, so that all who wait for it do not come in one moment. */
const JITTER_MS = 250

export class Bucket {
  readonly #options: BucketOptions
  readonly #lessons: Lessons
  /** One at a time waits for the moment in which it may begin; the others wait for their turn to. */
  readonly #line = new PQueue<FairQueue, InLine>({ concurrency: 1, queueClass: FairQueue })
  /** Epoch milliseconds before which no call is sent. */
  #heldUntil = 0
  #budget: BudgetState | undefined
  #learned: LearnedQuota | undefined
  #width: Width
  #begun: Begun = NOTHING_BEGUN
  /** The last time that the clock told. */
  #latest = 0
  #underWay = 0
  /** Of those under way, the calls that no announcement counts in yet. */
  #uncounted = 0
  /** Wakes those who wait for an answer to tell more. */
  #onAnswer: (() => void)[] = []

  constructor(options: BucketOptions, lessons: Lessons = {}) {
    this.#options = options
    this.#lessons = lessons
    this.#learned = lessons.learned
    this.#width = fullWidth(options.concurrency)
  }

  holdUntil(at: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, at)
  }

  /** Of a refusal as one call too many, where the vendor announces no quota. */
  refused({ begunAt }: Unsent): void {
    const { quota } = this.#options
    // A call that began before the last lesson says nothing of the pace since.
    if (quota === undefined || this.#budget !== undefined || begunAt <= (this.#learned?.at ?? 0)) return
    const now = this.#now()
    const until = believed(quota, this.#learned, now)
    const learned = learn(until, this.#begun.at, begunAt, now)
    if (learned === undefined) return
    this.#learned = learned
    this.#lessons.onLearned?.(learned, until)
  }

  /** Answers what `judge` makes of an error, or throws what it throws: in the same turn, so that no call slips in before a hold. */
  async send<T, J>(
    attempt: Attempt<T>,
    judge: (unsent: Unsent) => J,
    wanted?: AbortSignal,
  ): Promise<Answered<T> | Unwanted | J> {
    const heard = { isTooWide: false, isCounted: false }
    const underWay = await this.#inLine(
      () => attempt(AbortSignal.timeout(this.#options.timeoutMs), this.#announce(heard)),
      wanted,
    )
    if (underWay === undefined) return UNWANTED
    const sent = await underWay.answer
    this.#underWay -= 1
    if (!heard.isCounted) this.#count(spend(this.#budget, this.#now()))
    if (heard.isTooWide) this.#width = halve(this.#width, underWay.halvings)
    else if (sent.kind === 'answer') this.#width = widen(this.#width)
    try {
      return sent.kind === 'answer' ? sent : judge({ ...sent, isTooWide: heard.isTooWide, begunAt: underWay.begunAt })
    } finally {
      for (const wake of this.#onAnswer.splice(0)) wake()
    }
  }

  #announce(heard: { isTooWide: boolean; isCounted: boolean }): (budget: Budget) => void {
    return (budget) => {
      heard.isTooWide = !isQuota(budget)
      if (heard.isTooWide) return
      const known = hear(this.#budget, budget, this.#now())
      if (heard.isCounted) this.#budget = known
      else this.#count(known)
      heard.isCounted = true
    }
  }

  #count(budget: BudgetState | undefined): void {
    this.#budget = budget
    this.#uncounted -= 1
  }

  /** Begins the call when it has its turn. Undefined when it was not wanted any more by then. */
  async #inLine<T>(call: () => Promise<T>, wanted: AbortSignal | undefined): Promise<UnderWay<T> | undefined> {
    let underWay: UnderWay<T> | undefined
    const begin = (now: number): void => {
      underWay = { begunAt: now, halvings: this.#width.halvings, answer: settled(call) }
    }
    // Whoever gives up its place does not wait for those before it, and is not begun when they are through.
    await unlessAborted(
      this.#line.add(() => this.#untilItMay(begin, wanted), { line: whoseCall() }),
      wanted,
    )
    return underWay
  }

  /** Begins one more call as soon as it may, and counts it in the same turn, before another one looks; unless it is not wanted any more. */
  async #untilItMay(begin: (now: number) => void, wanted: AbortSignal | undefined): Promise<void> {
    const { clock, random, share = 1 } = this.#options
    while (!wanted?.aborted) {
      const now = this.#now()
      const quota = this.#quota(now)
      const wait = budgetWait(this.#budget, this.#uncounted, share, now)
      const notBefore = Math.max(this.#heldUntil, quota ? opensAt(this.#begun, quota) : 0)
      if (notBefore > now) await clock.sleep(notBefore - now, wanted)
      else if (wait.kind === 'until') await clock.sleep(wait.at - now + Math.ceil(JITTER_MS * random()), wanted)
      else if (wait.kind === 'none' && this.#underWay < this.#width.now) {
        this.#countIn(quota, now)
        return begin(now)
      } else await unlessAborted(new Promise<void>((resolve) => this.#onAnswer.push(resolve)), wanted)
    }
  }

  #countIn(quota: Quota | undefined, now: number): void {
    const { concurrency, share = 1 } = this.#options
    const room = roomOf(this.#budget, this.#uncounted, share, now)
    this.#begun = begin(this.#begun, quota ?? { calls: concurrency, windowMs: 0 }, now, room)
    this.#underWay += 1
    this.#uncounted += 1
  }

  /** What may begin in any window: as the vendor announces it, else as it is believed. */
  #quota(now: number): Quota | undefined {
    const { quota, share = 1 } = this.#options
    return quotaOf(this.#budget, share) ?? (quota && shareOf(believed(quota, this.#learned, now), share))
  }

  /** Somebody may set the clock back: whatever is known in its terms moves with it, or nothing would begin before it is as late again. */
  #now(): number {
    const now = this.#options.clock.now().getTime()
    const backMs = Math.max(0, this.#latest - now)
    this.#latest = now
    if (backMs === 0) return now
    this.#begun = earlier(this.#begun, backMs)
    this.#budget = this.#budget && { ...this.#budget, resetsAt: this.#budget.resetsAt - backMs }
    this.#heldUntil -= backMs
    return now
  }
}

interface UnderWay<T> {
  readonly begunAt: number
  /** Of the width, when it began. */
  readonly halvings: number
  readonly answer: ReturnType<typeof settled<T>>
}

const settled = async <T>(work: () => Promise<T>) => {
  try {
    return { kind: 'answer', value: await work() } as const
  } catch (error) {
    return { kind: 'error', error } as const
  }
}
