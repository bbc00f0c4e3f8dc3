import type { LearnedQuota } from '../model/store.ts'
import { type Attempt, type Caller, type CallTraits, WireError, type WireFault } from '../model/wire.ts'
import { Bucket, type BucketOptions, type Lessons, type Unsent } from './bucket.ts'
import type { Quota } from './pace.ts'
import { DEFAULT_RETRY_POLICY, decideRetry, type RetryPolicy, waitAfter } from './retry-decision.ts'

/**
 * The one seam around every call to a vendor: bounds how many are under way, keeps them at an even pace within our share of the
 * vendor's quota, makes the whole bucket wait when the service asks for it, and repeats a call as far as `decideRetry` allows. All
 * jobs of one credential share one caller. It must never send a call that is not wanted any more.
 */

export interface CallerOptions extends BucketOptions {
  readonly policy?: RetryPolicy
  readonly onRetry?: (bucket: string, fault: WireFault, attempt: number, waitMs: number) => void
  /** What was learned of a bucket in an earlier process. */
  readonly learned?: (bucket: string) => LearnedQuota | undefined
  /** A vendor that announces nothing has refused a call as one too many, and lets less through than was believed. */
  readonly onLearned?: (bucket: string, learned: LearnedQuota, believed: Quota) => void
}

export const createCaller = (options: CallerOptions): Caller => {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name) ?? new Bucket(options, lessonsOf(options, name))
    buckets.set(name, bucket)
    return bucket
  }
  return (traits, attempt) => repeat(options, bucketOf(traits.bucket), traits, attempt)
}

const lessonsOf = ({ learned, onLearned }: CallerOptions, name: string): Lessons => {
  const known = learned?.(name)
  return {
    ...(known && { learned: known }),
    ...(onLearned && { onLearned: (lesson, believed) => onLearned(name, lesson, believed) }),
  }
}

const repeat = async <T>(
  options: CallerOptions,
  bucket: Bucket,
  traits: CallTraits,
  attempt: Attempt<T>,
): Promise<T> => {
  const { wanted } = traits
  for (let tries = 1; ; tries += 1) {
    const judge = (unsent: Unsent): Again => afterError(options, bucket, traits, tries, unsent)
    const answer = await bucket.send(attempt, judge, wanted)
    if (answer.kind === 'answer') return answer.value
    if (answer.kind === 'unwanted') throw notSent(traits)
    await options.clock.sleep(answer.waitMs, wanted)
  }
}

/** Also of a call that was tried before: it is tried again only when the service did nothing of it. */
const notSent = ({ bucket }: CallTraits): WireError =>
  new WireError({
    kind: 'no-answer',
    code: 'not-sent',
    message: `waiting for a turn in "${bucket}": the run was stopped meanwhile, so the call was not sent`,
    isRetryable: true,
  })

interface Again {
  readonly kind: 'again'
  readonly waitMs: number
}

const afterError = (
  { clock, random, policy = DEFAULT_RETRY_POLICY, onRetry }: CallerOptions,
  bucket: Bucket,
  { bucket: name, nature }: CallTraits,
  tries: number,
  unsent: Unsent,
): Again => {
  const { error, isTooWide } = unsent
  if (!(error instanceof WireError)) throw error
  const fault = isTooWide ? withoutRetryAfter(error.fault) : error.fault
  const now = clock.now()
  const decision = decideRetry(fault, nature, tries, policy, now, random)
  const isThrottled = fault.httpStatus === 429
  const waitMs = decision.kind === 'retry' ? decision.waitMs : waitAfter(fault, tries, policy, now, random)
  // A throttled service throttles everybody: the others of the bucket wait instead of running into it, too, also where this
  // call is given up.
  if (isThrottled && waitMs !== undefined) bucket.holdUntil(now.getTime() + waitMs)
  if (isThrottled && !isTooWide) bucket.refused(unsent)
  if (decision.kind === 'give-up') throw error
  onRetry?.(name, fault, tries, decision.waitMs)
  return { kind: 'again', waitMs: isThrottled ? 0 : decision.waitMs }
}

/** When too many calls were under way, Reset is only a suggestion: nothing was used up that has to come back. */
const withoutRetryAfter = ({ retryAfter: _suggested, ...fault }: WireFault): WireFault => fault
