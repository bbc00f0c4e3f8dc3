import PQueue from 'p-queue'
import type { Clock, Random } from '../model/clock.ts'
import type { Attempt, Budget } from '../model/wire.ts'
import { type BudgetState, budgetWait, hear, isQuota, spend } from './budget.ts'
import { unlessAborted } from './unless-aborted.ts'
import { fullWidth, halve, type Width, widen } from './width.ts'
import { type Pace, windowOpensAt } from './window.ts'

/**
 * The calls to one rate-limit bucket of a vendor: lets each begin when it may, and remembers what the answers announced.
 * It decides nothing: `budget.ts`, `width.ts` and `window.ts` do.
 */

export interface BucketOptions {
  readonly clock: Clock
  readonly random: Random
  /** Calls under way at once in each bucket. */
  readonly concurrency: number
  readonly timeoutMs: number
  /** Of the quota that the vendor announces in its answers, 0 to 1; all of it when absent. */
  readonly share?: number
  /**
   * Calls that may begin in any window of this length, each bucket for itself: the vendor's quota times our share of it. For
   * vendors that announce nothing.
   */
  readonly pace?: Pace
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
}

/** After the window, so that all who wait for it do not come in one moment. */
const JITTER_MS = 250

export class Bucket {
  readonly #options: BucketOptions
  readonly #queue: PQueue
  /** Epoch milliseconds before which no call is sent. */
  #heldUntil = 0
  #budget: BudgetState | undefined
  #width: Width
  /** Epoch milliseconds at which the last calls began; no more of them than the pace allows in a window, and none without a pace. */
  readonly #begun: number[] = []
  #underWay = 0
  /** Of those under way, the calls that no announcement counts in yet. */
  #uncounted = 0
  /** Wakes those who wait for an answer to tell more. */
  #onAnswer: (() => void)[] = []

  constructor(options: BucketOptions) {
    const { concurrency } = options
    this.#options = options
    this.#width = fullWidth(concurrency)
    this.#queue = new PQueue({ concurrency })
  }

  /** Runs `work` once there is a place; what is not wanted any more by then is not begun, and what was begun is waited for. */
  async inPlace<T>(work: () => Promise<T>, wanted?: AbortSignal): Promise<T | Unwanted> {
    let isBegun = false
    const done = this.#queue.add(async () => {
      if (wanted?.aborted) return UNWANTED
      isBegun = true
      return work()
    })
    await unlessAborted(done, wanted)
    return isBegun || !wanted?.aborted ? done : UNWANTED
  }

  holdUntil(at: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, at)
  }

  /** Answers what `judge` makes of an error, or throws what it throws: in the same turn, so that no call slips in before a hold. */
  async send<T, J>(
    attempt: Attempt<T>,
    judge: (unsent: Unsent) => J,
    wanted?: AbortSignal,
  ): Promise<Answered<T> | Unwanted | J> {
    if (!(await this.#begin(wanted))) return UNWANTED
    const { halvings } = this.#width
    const heard = { isTooWide: false, isCounted: false }
    const sent = await settled(() => attempt(AbortSignal.timeout(this.#options.timeoutMs), this.#announce(heard)))
    this.#underWay -= 1
    if (!heard.isCounted) this.#count(spend(this.#budget, this.#now()))
    if (heard.isTooWide) this.#width = halve(this.#width, halvings)
    else if (sent.kind === 'answer') this.#width = widen(this.#width)
    try {
      return sent.kind === 'answer' ? sent : judge({ ...sent, isTooWide: heard.isTooWide })
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

  /**
   * Waits until one more call may begin, and counts it in the same turn, before another one looks. False, and nothing counted, when
   * it is not wanted any more.
   */
  async #begin(wanted: AbortSignal | undefined): Promise<boolean> {
    const { clock, random, share = 1, pace } = this.#options
    for (;;) {
      if (wanted?.aborted) return false
      const now = this.#now()
      const wait = budgetWait(this.#budget, this.#uncounted, share, now)
      const notBefore = Math.max(this.#heldUntil, pace ? windowOpensAt(this.#begun, pace) : 0)
      if (notBefore > now) await clock.sleep(notBefore - now, wanted)
      else if (wait.kind === 'until') await clock.sleep(wait.at - now + Math.ceil(JITTER_MS * random()), wanted)
      else if (wait.kind === 'none' && this.#underWay < this.#width.now) break
      else await unlessAborted(new Promise<void>((resolve) => this.#onAnswer.push(resolve)), wanted)
    }
    this.#underWay += 1
    this.#uncounted += 1
    if (pace === undefined) return true
    this.#begun.push(this.#now())
    if (this.#begun.length > pace.calls) this.#begun.shift()
    return true
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }
}

const settled = async <T>(work: () => Promise<T>) => {
  try {
    return { kind: 'answer', value: await work() } as const
  } catch (error) {
    return { kind: 'error', error } as const
  }
}
