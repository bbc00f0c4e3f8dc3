/** Time as a dependency, so that schedules are tested as values and nothing in a test sleeps. */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A number in [0, 1), for jitter. */
export type Random = () => number
