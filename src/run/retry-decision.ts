import type { Random } from '../model/clock.ts'
import type { CallTraits, WireFault } from '../model/wire.ts'
import { parseRetryAfter } from './retry-after.ts'

/**
 * Whether a call is made again, and when. Pure, so that the whole schedule is asserted as an array.
 * It must never have an effect made twice on a lost answer: an effect is repeated only when the service said it did nothing.
 */

export interface RetryPolicy {
  /** Tries of a call that met 5xx or no answer, the first included. */
  readonly tries: number
  /** Tries of a call that was told to wait (429). */
  readonly throttledTries: number
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** A service that asks for more than this is taken at its word only up to here; then the call gives up. */
  readonly longestRetryAfterMs: number
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  tries: 6,
  throttledTries: 20,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
  longestRetryAfterMs: 10 * 60_000,
}

export type RetryDecision = { readonly kind: 'retry'; readonly waitMs: number } | { readonly kind: 'give-up' }

const GIVE_UP: RetryDecision = { kind: 'give-up' }

/** `attempt` counts the tries made so far, from 1. */
export const decideRetry = (
  fault: WireFault,
  nature: CallTraits['nature'],
  attempt: number,
  policy: RetryPolicy,
  now: Date,
  random: Random,
): RetryDecision => {
  // A day that is used up is waited for by the job, which says so, and not by a call that nobody sees.
  if (!fault.isRetryable || fault.code === 'budget-spent') return GIVE_UP
  if (nature === 'once') return GIVE_UP
  if (nature === 'effect' && !surelyDidNothing(fault)) return GIVE_UP
  if (attempt >= (fault.httpStatus === 429 ? policy.throttledTries : policy.tries)) return GIVE_UP
  const waitMs = waitAfter(fault, attempt, policy, now, random)
  return waitMs === undefined ? GIVE_UP : { kind: 'retry', waitMs }
}

/** Milliseconds until the service may be asked again; undefined when it asks for longer than anybody waits. */
export const waitAfter = (
  fault: WireFault,
  attempt: number,
  policy: RetryPolicy,
  now: Date,
  random: Random,
): number | undefined => {
  const asked = parseRetryAfter(fault.retryAfter, now)
  if (asked === undefined) return backoff(attempt, policy, random)
  return asked > policy.longestRetryAfterMs ? undefined : asked + jitter(policy, random)
}

/** 429 is refused before the work begins; a refused connection never carried the request, nor did one that had no token. */
const surelyDidNothing = (fault: WireFault): boolean =>
  fault.httpStatus === 429 || fault.code === 'connection-refused' || fault.code === 'token-unavailable'

/** Doubles up to the longest wait; half of it fixed, half drawn, so that many callers do not come back together. */
const backoff = (attempt: number, policy: RetryPolicy, random: Random): number => {
  const ceiling = Math.min(policy.longestWaitMs, policy.firstWaitMs * 2 ** (attempt - 1))
  return Math.round(ceiling / 2 + (ceiling / 2) * random())
}

/** A little after the time that was asked for, never before it. */
const jitter = (policy: RetryPolicy, random: Random): number => Math.round((policy.firstWaitMs / 2) * random())
