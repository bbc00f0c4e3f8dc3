import type { Clock } from '../model/clock.ts'
import type { Change } from '../model/plan.ts'

/**
 * Changes that were read anew together and wait for their effects. When the first of them finds the reading old, all that wait are
 * read once more in one call: one by one, a queue that a vendor's pace holds up would cost as many readings as effects. It must
 * never hand a change out on a reading that is older than allowed.
 */
export interface RecheckedGroupOptions {
  readonly clock: Clock
  readonly goodForMs: number
  /** Returns those whose account is still the one that was planned; the others get their outcome there. */
  readonly recheck: (changes: readonly Change[]) => Promise<readonly Change[]>
}

export class RecheckedGroup {
  readonly #options: RecheckedGroupOptions
  #waiting: ReadonlySet<Change> = new Set()
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(options: RecheckedGroupOptions) {
    this.#options = options
  }

  /** Reads them anew and returns those that may be changed; they wait here until they are taken. */
  async fill(changes: readonly Change[]): Promise<readonly Change[]> {
    this.#waiting = new Set(await this.#options.recheck(changes))
    this.#readAt = this.#now()
    return [...this.#waiting]
  }

  /** Hands out those of `some` that may be changed now, each once. Throws what reading throws. */
  async take(some: readonly Change[]): Promise<readonly Change[]> {
    const isOld = this.#now() - this.#readAt > this.#options.goodForMs
    if (isOld && this.#waitingOf(some).length > 0) await this.#readAgain()
    const taken = new Set(this.#waitingOf(some))
    this.#waiting = new Set([...this.#waiting].filter((change) => !taken.has(change)))
    return [...taken]
  }

  #waitingOf(some: readonly Change[]): readonly Change[] {
    return some.filter((change) => this.#waiting.has(change))
  }

  /** Who comes while it is read waits for the same answer. */
  #readAgain(): Promise<void> {
    this.#reading ??= this.fill([...this.#waiting])
      .then(() => undefined)
      .finally(() => {
        this.#reading = undefined
      })
    return this.#reading
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }
}
