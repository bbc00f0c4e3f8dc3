import PQueue from 'p-queue'
import type { Clock, Random } from '../model/clock.ts'
import { type Attempt, type Caller, type CallTraits, WireError, type WireFault } from '../model/wire.ts'
import { DEFAULT_RETRY_POLICY, decideRetry, type RetryPolicy } from './retry-decision.ts'

/**
 * The one seam around every call to a vendor: bounds how many are under way, makes the whole bucket wait when the service
 * asks for it, and repeats a call as far as `decideRetry` allows. All jobs of one credential share one caller.
 */

export interface CallerOptions {
  readonly clock: Clock
  readonly random: Random
  /** Calls under way at once in each bucket. */
  readonly concurrency: number
  readonly timeoutMs: number
  /** Calls that may begin in any window of this length, each bucket for itself: the vendor's quota times our share of it. */
  readonly pace?: { readonly calls: number; readonly windowMs: number }
  readonly policy?: RetryPolicy
  readonly onRetry?: (bucket: string, fault: WireFault, attempt: number, waitMs: number) => void
}

interface Bucket {
  readonly queue: PQueue
  /** Epoch milliseconds before which no call of the bucket is sent. */
  heldUntil: number
}

export const createCaller = (options: CallerOptions): Caller => {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name) ?? { queue: queueOf(options), heldUntil: 0 }
    buckets.set(name, bucket)
    return bucket
  }
  return (traits, attempt) => repeat(options, bucketOf(traits.bucket), traits, attempt)
}

const queueOf = ({ concurrency, pace }: CallerOptions): PQueue =>
  new PQueue({
    concurrency,
    // Strict: no window of this length, wherever it begins, holds more calls.
    ...(pace === undefined ? {} : { intervalCap: pace.calls, interval: pace.windowMs, strict: true }),
  })

const repeat = async <T>(
  options: CallerOptions,
  bucket: Bucket,
  traits: CallTraits,
  attempt: Attempt<T>,
): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    const answer = await bucket.queue.add(() => tryOnce(options, bucket, traits, tries, attempt))
    if (answer.kind === 'answer') return answer.value
    await options.clock.sleep(answer.waitMs)
  }
}

type Try<T> = { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'again'; readonly waitMs: number }

/** Waits and decides inside its place in the queue, so that no call slips in between a 429 and the hold that follows it. */
const tryOnce = async <T>(
  options: CallerOptions,
  bucket: Bucket,
  traits: CallTraits,
  tries: number,
  attempt: Attempt<T>,
): Promise<Try<T>> => {
  const { clock, random, timeoutMs, policy = DEFAULT_RETRY_POLICY } = options
  for (let wait = waitOf(bucket, clock); wait > 0; wait = waitOf(bucket, clock)) await clock.sleep(wait)
  try {
    return { kind: 'answer', value: await attempt(AbortSignal.timeout(timeoutMs), () => undefined) }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const decision = decideRetry(error.fault, traits.nature, tries, policy, clock.now(), random)
    if (decision.kind === 'give-up') throw error
    options.onRetry?.(traits.bucket, error.fault, tries, decision.waitMs)
    if (error.fault.httpStatus !== 429) return { kind: 'again', waitMs: decision.waitMs }
    // A throttled service throttles everybody: the others of the bucket wait with this call instead of running into it too.
    bucket.heldUntil = Math.max(bucket.heldUntil, clock.now().getTime() + decision.waitMs)
    return { kind: 'again', waitMs: 0 }
  }
}

const waitOf = (bucket: Bucket, clock: Clock): number => bucket.heldUntil - clock.now().getTime()
