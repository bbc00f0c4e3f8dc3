/**
 * An even pace: the calls of a bucket begin one after the other at equal distances, and never more of them than allowed in any
 * window, wherever it begins. While little of a window is used they are closer together, so that a short job does not wait. Pure:
 * the loop in `bucket.ts` obeys.
 */

export interface Quota {
  /** Calls that may begin in any window. */
  readonly calls: number
  readonly windowMs: number
}

/** What a vendor announces of the present window, others who use it included. */
export interface Room {
  /** Calls that may still begin. */
  readonly left: number
  readonly restMs: number
}

export interface Begun {
  /** Epoch milliseconds at which the last calls began, oldest first. */
  readonly at: readonly number[]
  /** When the next one may begin as far as its distance goes. */
  readonly due: number
}

export const NOTHING_BEGUN: Begun = { at: [], due: 0 }

/** Of the calls of a window: until so many are used, a call comes faster than evenly. The rest is spread over the rest of the window. */
const HEAD_START = { share: 0.5, faster: 4 }
/** Of a window: whoever is late by no more than this was only held up, and takes up what it has cost. */
const TAKEN_UP = 0.02
/** Calls that leave evenly do not arrive evenly. Distances are so much longer for it, and windows by so many milliseconds. */
const ARRIVES_LATER = { distance: 0.01, windowMs: 600 }

/** As it is known after the clock was set back by so much. */
export const earlier = ({ at, due }: Begun, ms: number): Begun => ({ at: at.map((one) => one - ms), due: due - ms })

/** Our part of a quota, and of a small one at least a call. `share`: 0 to 1. */
export const shareOf = ({ calls, windowMs }: Quota, share: number): Quota => ({
  // Of 0.29 × 100 there are 29, and not 28.999999999999996.
  calls: Math.max(1, Math.floor(calls * share + 1e-9)),
  windowMs,
})

/** Epoch milliseconds from which one more call may begin. */
export const opensAt = ({ at, due }: Begun, { calls, windowMs }: Quota): number =>
  Math.ceil(Math.max(due, (at.at(-calls) ?? Number.NEGATIVE_INFINITY) + counted(windowMs)))

/** After a call that began now. `room`: what was announced before it. */
export const begin = ({ at, due }: Begun, quota: Quota, now: number, room?: Room): Begun => {
  const begun = [...at, now].slice(-quota.calls)
  const isStumble = now - due <= TAKEN_UP * quota.windowMs
  return { at: begun, due: (isStumble ? due : now) + distance(begun, quota, now, room) }
}

/** From this call to the next. */
const distance = (at: readonly number[], { calls, windowMs }: Quota, now: number, room?: Room): number => {
  const even = (windowMs / calls) * (1 + ARRIVES_LATER.distance)
  const used = at.filter((one) => one > now - counted(windowMs))
  const left = calls - used.length
  const hasHeadStart = Math.min(left, (room?.left ?? left) - 1) >= calls * (1 - HEAD_START.share)
  if (hasHeadStart) return even / HEAD_START.faster
  const ours = { left, restMs: (used[0] ?? now) + counted(windowMs) - now }
  return Math.max(even, spread(ours), room ? spread({ ...room, left: room.left - 1 }) : 0)
}

/** How long a call counts. */
const counted = (windowMs: number): number => windowMs + ARRIVES_LATER.windowMs

/** With this distance what is left lasts until the end, when the next one may begin again. */
const spread = ({ left, restMs }: Room): number => restMs / (Math.max(0, left) + 1)
