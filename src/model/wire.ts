/**
 * The two ways in which a call to a vendor goes wrong: the service said no, or there was no answer.
 * Carries no token, no header and no request body, so that it can be logged and shown.
 */

export interface WireFault {
  readonly kind: 'refused' | 'no-answer'
  /**
   * A word for the errors file: `http-404`, `timeout`, `connection-reset`, `bad-answer`, `credential-refused`, `budget-spent`, or the
   * vendor's own code.
   */
  readonly code: string
  /** What was being done and what the vendor answered, e.g. `deleting 1 of 100 users: 409 Conflict, "user is being provisioned"`. */
  readonly message: string
  readonly httpStatus?: number
  /** The vendor's own id of the request, for its support. */
  readonly trackingId?: string
  /** Raw Retry-After or reset header as received; parsing it is the caller's decision. */
  readonly retryAfter?: string
  /** ISO 8601; with `budget-spent`, when the vendor takes calls again. */
  readonly until?: string
  /** Whether the same row may do better later: 429, 5xx, no answer. */
  readonly isRetryable: boolean
}

export class WireError extends Error {
  readonly fault: WireFault
  constructor(fault: WireFault, options?: ErrorOptions) {
    super(fault.message, options)
    this.name = 'WireError'
    this.fault = fault
  }
}

export interface CallTraits {
  /** The vendor's rate-limit bucket that the call counts against, e.g. `webex:people`. */
  readonly bucket: string
  /**
   * `read` may be repeated after any transient fault. `effect` may be repeated only when the service said that it did
   * nothing (429, or the connection was never made), so that no effect is made twice on a lost answer. `once` is never repeated:
   * the adapter has to look before it tries again.
   */
  readonly nature: 'read' | 'effect' | 'once'
  /**
   * Aborted when the call is not wanted any more. A call that still waits for its turn is then not sent at all, and throws a `WireError` with
   * the code `not-sent`; one that is under way goes on to its answer.
   */
  readonly wanted?: AbortSignal
}

/** What a vendor announces about a bucket in the headers of an answer. */
export interface Budget {
  /** Calls that a window allows. */
  readonly limit: number
  readonly remaining: number
  /** Milliseconds until the window begins anew, by the vendor's own clock. */
  readonly resetsInMs: number
  /** How long a whole window is, by the vendor's documents. */
  readonly windowMs: number
}

/** One try of a call. Tells what the answer announced about its bucket, where it did. */
export type Attempt<T> = (signal: AbortSignal, announce: (budget: Budget) => void) => Promise<T>

/**
 * The one seam around every outgoing call to a vendor: paces it, repeats it as far as its nature allows, and throws the
 * last `WireError`. Built by `run/`, handed to `directory/`.
 */
export type Caller = <T>(traits: CallTraits, attempt: Attempt<T>) => Promise<T>
