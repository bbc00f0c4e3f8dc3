import { type Attempt, type Caller, type CallTraits, WireError, type WireFault } from '../model/wire.ts'
import { Bucket, type BucketOptions, type Unsent } from './bucket.ts'
import { DEFAULT_RETRY_POLICY, decideRetry, type RetryPolicy, waitAfter } from './retry-decision.ts'

/**
 * The one seam around every call to a vendor: bounds how many are under way, keeps to our share of the quota that the vendor
 * announces, makes the whole bucket wait when the service asks for it, and repeats a call as far as `decideRetry` allows. All
 * jobs of one credential share one caller. It must never send a call that is not wanted any more.
 */

export interface CallerOptions extends BucketOptions {
  readonly policy?: RetryPolicy
  readonly onRetry?: (bucket: string, fault: WireFault, attempt: number, waitMs: number) => void
}

export const createCaller = (options: CallerOptions): Caller => {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name) ?? new Bucket(options)
    buckets.set(name, bucket)
    return bucket
  }
  return (traits, attempt) => repeat(options, bucketOf(traits.bucket), traits, attempt)
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
    const answer = await bucket.inPlace(() => bucket.send(attempt, judge, wanted), wanted)
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
  { error, isTooWide }: Unsent,
): Again => {
  if (!(error instanceof WireError)) throw error
  const fault = isTooWide ? withoutRetryAfter(error.fault) : error.fault
  const now = clock.now()
  const decision = decideRetry(fault, nature, tries, policy, now, random)
  const isThrottled = fault.httpStatus === 429
  const waitMs = decision.kind === 'retry' ? decision.waitMs : waitAfter(fault, tries, policy, now, random)
  // A throttled service throttles everybody: the others of the bucket wait instead of running into it, too, also where this
  // call is given up.
  if (isThrottled && waitMs !== undefined) bucket.holdUntil(now.getTime() + waitMs)
  if (decision.kind === 'give-up') throw error
  onRetry?.(name, fault, tries, decision.waitMs)
  return { kind: 'again', waitMs: isThrottled ? 0 : decision.waitMs }
}

/** When too many calls were under way, Reset is only a suggestion: nothing was used up that has to come back. */
const withoutRetryAfter = ({ retryAfter: _suggested, ...fault }: WireFault): WireFault => fault
