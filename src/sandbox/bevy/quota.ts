/**
 * Counts the calls of a day, each key for itself. The vendor documents 10,000 calls a day with a key and 5,000 without
 * (help.bevy.com, article 20800961964695), and neither when a day begins nor how the excess is answered.
 */

export interface QuotaOptions {
  readonly dailyCalls: number
  readonly anonymousCalls: number
  /** `calendar`: all at once when the day begins; `sliding`: each call counts for 24 hours. */
  readonly window: 'calendar' | 'sliding'
  /** Hour in UTC, 0 to 23. */
  readonly dayBeginsAt: number
  readonly clock: () => Date
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const ANONYMOUS = ''

export class Quota {
  readonly #options: QuotaOptions
  readonly #times = new Map<string, number[]>()

  constructor(options: QuotaOptions) {
    this.#options = options
  }

  reset(): void {
    this.#times.clear()
  }

  /** Counts a call. Returns the seconds until one is taken again where it is one too many; such a call does not count. */
  take(key: string = ANONYMOUS): number | undefined {
    const now = this.#options.clock().getTime()
    const times = this.#ofNow(key, now)
    const limit = key === ANONYMOUS ? this.#options.anonymousCalls : this.#options.dailyCalls
    if (times.length >= limit) return Math.max(1, Math.ceil((this.#nextAt(times, now) - now) / 1000))
    times.push(now)
    return undefined
  }

  /** Calls that count now. */
  used(key: string = ANONYMOUS): number {
    return this.#ofNow(key, this.#options.clock().getTime()).length
  }

  #ofNow(key: string, now: number): number[] {
    const since = this.#options.window === 'calendar' ? this.#dayOf(now) : now - DAY_MS + 1
    const times = (this.#times.get(key) ?? []).filter((time) => time >= since)
    this.#times.set(key, times)
    return times
  }

  #nextAt([oldest]: readonly number[], now: number): number {
    if (this.#options.window === 'calendar') return this.#dayOf(now) + DAY_MS
    return (oldest ?? now) + DAY_MS
  }

  #dayOf(now: number): number {
    const shift = this.#options.dayBeginsAt * HOUR_MS
    return Math.floor((now - shift) / DAY_MS) * DAY_MS + shift
  }
}
