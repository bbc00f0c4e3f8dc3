/**
 * Whether waiting may pass at once instead of being waited for. Pure. Must never pass a moment at which somebody wants to wake,
 * nor any while something is under way.
 */

export interface Stand {
  /** Milliseconds of the clock. */
  readonly nowMs: number
  /** When each sleeper wakes, by the clock. */
  readonly wakesAt: readonly number[]
  /** Calls that were begun and not answered, and files that are being read or written. */
  readonly underWay: number
  /** Turns of the event loop in a row at which nothing was under way and nobody had asked the clock meanwhile. */
  readonly stillLooks: number
}

/** An answer that was sent and not yet read is read by then. */
export const STILL_LOOKS = 5
/** Less is waited for: what is between two calls stays as it is. */
export const LEAST_LEAP_MS = 100

/** Milliseconds that may pass at once: until the first sleeper wakes, or 0. */
export const leapOf = ({ nowMs, wakesAt, underWay, stillLooks }: Stand): number => {
  if (underWay > 0 || stillLooks < STILL_LOOKS || wakesAt.length === 0) return 0
  const untilMs = Math.min(...wakesAt) - nowMs
  return untilMs < LEAST_LEAP_MS ? 0 : untilMs
}
