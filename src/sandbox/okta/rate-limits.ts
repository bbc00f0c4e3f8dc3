/**
 * How many calls the emulated Okta takes: a count for each bucket in windows that begin with a bucket's first call, and a
 * most of calls at one time. https://developer.okta.com/docs/reference/rl-best-practices/
 */

/** `GET` and `POST /api/v1/users`; `GET /api/v1/users/{id}`; the other methods there; all other paths under `/api/v1`; `/oauth2`. */
export type Bucket = 'users' | 'userRead' | 'userWrite' | 'other' | 'oauth2'

export interface LimitOptions {
  /** Calls a window; the last published figures of an enterprise organisation when absent. */
  readonly limits?: Partial<Readonly<Record<Bucket, number>>>
  /** Default 60,000. */
  readonly windowMs?: number
  /** The share of a bucket that one token may use, e.g. 0.5; all of it when absent. */
  readonly tokenShare?: number
  /** Calls at one time. Default 75. */
  readonly concurrency?: number
}

export interface Meter {
  readonly limit: number
  readonly remaining: number
  /** UTC epoch seconds. */
  readonly reset: number
  readonly isExceeded: boolean
}

interface Window {
  readonly startMs: number
  calls: number
}

/** For `oauth2` there is no published figure. */
const LIMITS: Readonly<Record<Bucket, number>> = {
  users: 600,
  userRead: 1_000,
  userWrite: 600,
  other: 1_200,
  oauth2: 600,
}

/** `path` is below the mount, without the query. */
export function bucketOf(method: string, path: string): Bucket {
  if (path.startsWith('/oauth2/')) return 'oauth2'
  if (/^\/api\/v1\/users\/?$/.test(path)) return 'users'
  if (!/^\/api\/v1\/users\/[^/]+\/?$/.test(path)) return 'other'
  return method === 'GET' ? 'userRead' : 'userWrite'
}

export class RateLimits {
  readonly #options: LimitOptions
  readonly #clock: () => Date
  readonly #windows = new Map<string, Window>()
  #atOnce = 0
  #most = Number.POSITIVE_INFINITY

  constructor(options: LimitOptions, clock: () => Date) {
    this.#options = options
    this.#clock = clock
  }

  /** Counts a call; where a token has a share of its own, the scarcer of the two counts is told. */
  take(bucket: Bucket, token: string): Meter {
    const limit = Math.min(this.#options.limits?.[bucket] ?? LIMITS[bucket], this.#most)
    const whole = this.#count(bucket, limit)
    const { tokenShare } = this.#options
    if (tokenShare === undefined) return whole
    const own = this.#count(`${bucket} ${token}`, Math.floor(limit * tokenShare))
    const scarcer = own.remaining <= whole.remaining ? own : whole
    return { ...scarcer, isExceeded: own.isExceeded || whole.isExceeded }
  }

  /** False when there are too many calls already; else `leave` has to follow. */
  enter(): boolean {
    if (this.#atOnce >= (this.#options.concurrency ?? 75)) return false
    this.#atOnce++
    return true
  }

  leave(): void {
    this.#atOnce--
  }

  /** What is told with a refusal for too many calls at one time: both counts are 0, the time is a suggestion only. */
  crowded(): Meter {
    return { limit: 0, remaining: 0, reset: this.#seconds(this.#clock().getTime() + this.#windowMs), isExceeded: true }
  }

  /** From now on each bucket takes at most so many calls a window; its own figure again when absent. */
  limitTo(most = Number.POSITIVE_INFINITY): void {
    this.#most = most
    this.#windows.clear()
  }

  reset(): void {
    this.limitTo()
  }

  #count(key: string, limit: number): Meter {
    const nowMs = this.#clock().getTime()
    const known = this.#windows.get(key)
    const window = known && nowMs < known.startMs + this.#windowMs ? known : { startMs: nowMs, calls: 0 }
    this.#windows.set(key, window)
    window.calls++
    const reset = this.#seconds(window.startMs + this.#windowMs)
    return { limit, remaining: Math.max(0, limit - window.calls), reset, isExceeded: window.calls > limit }
  }

  get #windowMs(): number {
    return this.#options.windowMs ?? 60_000
  }

  #seconds(ms: number): number {
    return Math.ceil(ms / 1000)
  }
}
