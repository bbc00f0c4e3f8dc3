import type { Clock, Random } from '../model/clock.ts'
import { ChatError, type ChatFault } from './chat-error.ts'

/**
 * When a call to Webex is tried again, and after how long. The decision is pure; the loop only obeys it.
 *
 * Every call is repeated after a transient fault, also `POST /messages`: a message whose answer was lost may then stand in
 * the thread twice. Twice is better than never for words and files, and a second card is harmless, because a click is judged
 * by the stored job and not by the card.
 */

export interface RetryPolicy {
  /** Tries in all, the first one included. */
  readonly attempts: number
  readonly baseMs: number
  readonly capMs: number
  /** The longest wait that a Retry-After can ask for. */
  readonly retryAfterCapMs: number
  /** Least wait when Webex said "too many requests" and its Retry-After cannot be read. */
  readonly unreadableRetryAfterMs: number
  /** A refused token counts as a fault that passes: an operator may mend it, or Webex erred. */
  readonly awaitsToken?: true
}

export const RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  baseMs: 500,
  capMs: 30_000,
  retryAfterCapMs: 60_000,
  unreadableRetryAfterMs: 5_000,
}

/** For what nothing else would ever tell of again: tried until it is there or gone, or the gateway is closed. */
export const untilItIsThere = (policy: RetryPolicy): RetryPolicy => ({
  ...policy,
  attempts: Number.POSITIVE_INFINITY,
  awaitsToken: true,
})

export type RetryDecision = { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'give-up' }

type Failed = Pick<ChatFault, 'code' | 'status' | 'retryAfter'>

const GIVE_UP: RetryDecision = { kind: 'give-up' }

/** `attempt` counts from 1 and is the one that has just failed. */
export function decideRetry(
  failed: Failed,
  attempt: number,
  random: Random,
  policy: RetryPolicy = RETRY_POLICY,
): RetryDecision {
  const isPassing = isTransient(failed) || (policy.awaitsToken && failed.status === 401)
  if (!isPassing || attempt >= policy.attempts) return GIVE_UP
  const step = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1))
  const backoff = Math.round(step / 2 + (random() * step) / 2)
  const asked = retryAfterMs(failed.retryAfter)
  if (asked !== undefined) return { kind: 'wait', ms: Math.min(policy.retryAfterCapMs, Math.max(asked, backoff)) }
  if (failed.status === 429) return { kind: 'wait', ms: Math.max(policy.unreadableRetryAfterMs, backoff) }
  return { kind: 'wait', ms: backoff }
}

export function isTransient({ code, status }: Failed): boolean {
  if (code === 'http')
    return status === 408 || status === 429 || (status !== undefined && status >= 500 && status !== 501)
  return code === 'timed-out' || code === 'no-connection' || code === 'no-answer' || code === 'bad-answer'
}

/** Milliseconds; undefined for anything but whole seconds. `rand(30),add(30)` has been seen in the field. */
export function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || !/^\s*\d{1,9}\s*$/.test(header)) return undefined
  return Number(header) * 1000
}

export interface RetryTools {
  readonly clock: Clock
  readonly random: Random
  readonly policy: RetryPolicy
  /** Aborted when the gateway closes; ends the waiting. */
  readonly signal: AbortSignal
  readonly onWait: (error: ChatError, ms: number) => void
}

/** `attempt` throws `ChatError`; anything else passes through untouched. */
export async function withRetries<T>(tools: RetryTools, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      const decision = decideRetry(error.fault, tried, tools.random, tools.policy)
      if (decision.kind === 'give-up' || tools.signal.aborted) throw error
      tools.onWait(error, decision.ms)
      await tools.clock.sleep(decision.ms, tools.signal)
      if (tools.signal.aborted) throw error
    }
  }
}
