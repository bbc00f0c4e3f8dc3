/**
 * The per-minute limits for each user and each workspace, with the headers as documented. A window begins with its first call.
 * https://api.clouddataprep.com, "Rate limiting"
 */
import type { AacOptions } from './options.ts'

const WINDOW_MS = 60_000

interface Window {
  startMs: number
  calls: number
}

export interface Admission {
  readonly isAdmitted: boolean
  readonly headers: Readonly<Record<string, string>>
}

export class RateLimit {
  readonly #quota: NonNullable<AacOptions['quota']>
  readonly #clock: () => Date
  readonly #resetIn: 'ms' | 's'
  readonly #windows: Readonly<Record<'user' | 'workspace', Window>> = {
    user: { startMs: Number.NEGATIVE_INFINITY, calls: 0 },
    workspace: { startMs: Number.NEGATIVE_INFINITY, calls: 0 },
  }

  constructor(quota: NonNullable<AacOptions['quota']>, clock: () => Date, resetIn: 'ms' | 's') {
    this.#quota = quota
    this.#clock = clock
    this.#resetIn = resetIn
  }

  /** Counts the call. */
  admit(): Admission {
    const nowMs = this.#clock().getTime()
    const headers: Record<string, string> = {}
    let waitMs = 0
    for (const who of ['user', 'workspace'] as const) {
      const [window, limit] = [this.#windows[who], this.#quota[who]]
      if (nowMs >= window.startMs + WINDOW_MS) Object.assign(window, { startMs: nowMs, calls: 0 })
      window.calls++
      const resetMs = window.startMs + WINDOW_MS
      if (window.calls > limit) waitMs = Math.max(waitMs, resetMs - nowMs)
      headers[`x-rate-limit-${who}-limit`] = String(limit)
      headers[`x-rate-limit-${who}-remaining`] = String(Math.max(0, limit - window.calls))
      headers[`x-rate-limit-${who}-reset`] = String(this.#resetIn === 'ms' ? resetMs : Math.ceil(resetMs / 1000))
    }
    if (waitMs > 0) headers['x-retry-after'] = String(Math.ceil(waitMs / 1000))
    return { isAdmitted: waitMs === 0, headers }
  }
}
