/** What both credentials are asked with, and the words for a network that does not answer. */
import type { Redact } from '../chat/chat-error.ts'
import type { Clock } from '../model/clock.ts'
import type { Secrets } from '../model/store.ts'
import type { Turns } from '../store/turns.ts'
import type { Finding } from './form.ts'

export interface LiveOptions {
  readonly clock: Clock
  /** For all of it. */
  readonly withinMs: number
  readonly redact: Redact
  /** Hears every token that is renewed. */
  readonly onSecret: (secret: string) => void
  /** Where a refresh token is kept that took the place of the one given. */
  readonly secrets: Secrets
  /** Checks of one credential never overlap: each renewal may end the refresh token of another. */
  readonly turns: Turns
}

export interface Asked<T> {
  readonly findings: readonly Finding[]
  /** Absent where the credential is no good. */
  readonly found?: T
}

/** Of one call. Each is made once: whoever waits for an answer asks again. */
export const CALL_MS = 5_000

export const LATE = 'Webex did not answer in time. Check the network, and check again.'

export const unreachable = (url: string): string =>
  `Webex cannot be reached at ${new URL(url).host}. Check the network; behind a proxy, set HTTPS_PROXY and start anew.`
