/** A pace that is held by ourselves, where a vendor announces no quota. Pure: the loop in `bucket.ts` obeys. */

/** Calls that may begin in any window of this length, wherever the window begins. */
export interface Pace {
  readonly calls: number
  readonly windowMs: number
}

/**
 * Epoch milliseconds from which one more call may begin.
 * @param begun when the calls before it began, oldest first; the last `calls` of them are enough
 */
export const windowOpensAt = (begun: readonly number[], { calls, windowMs }: Pace): number => {
  const first = begun.at(-calls)
  return first === undefined ? 0 : first + windowMs
}
