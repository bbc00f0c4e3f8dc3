import type { Budget } from '../model/wire.ts'
import { type Quota, type Room, shareOf } from './pace.ts'

/**
 * What is left of a vendor's quota in the present window, as the vendor announces it and as our own calls use it up. Pure: the
 * loop in `bucket.ts` obeys. It must never let a late word of an old window give calls back that a newer one has not got.
 */
export interface BudgetState {
  readonly limit: number
  readonly remaining: number
  /** Epoch milliseconds. With `isOver` the end of the window before the present one, of which nothing was heard yet. */
  readonly resetsAt: number
  readonly isOver: boolean
  /** How long a window is, or longer than it is. */
  readonly windowMs: number
}

/** `answer`: until a call under way has told more. */
export type BudgetWait =
  | { readonly kind: 'none' }
  | { readonly kind: 'until'; readonly at: number }
  | { readonly kind: 'answer' }

/** `Reset` and `Date` are whole seconds, and an answer takes its time: announcements this close are of one window. */
const SAME_WINDOW_MS = 2_000

/**
 * Okta announces Limit and Remaining 0 when too many calls are under way at once: no quota, and its Reset only a suggestion.
 * https://developer.okta.com/docs/reference/rl2-concurrency/
 */
export const isQuota = ({ limit }: Budget): boolean => limit > 0

/** After an answer that announced its bucket. */
export const hear = (state: BudgetState | undefined, budget: Budget, now: number): BudgetState | undefined => {
  if (!isQuota(budget)) return state
  const { limit, remaining, resetsInMs } = budget
  const windowMs = Math.max(budget.windowMs, resetsInMs)
  const heard = { limit, remaining, resetsAt: now + resetsInMs, isOver: false, windowMs }
  const known = renew(state, now)
  if (known === undefined) return heard
  if (heard.resetsAt > known.resetsAt + SAME_WINDOW_MS)
    return { ...heard, windowMs: windowOf(known, heard, resetsInMs) }
  // Of the window before, or of an even older one: it used a call, wherever that was counted.
  if (known.isOver || heard.resetsAt < known.resetsAt - SAME_WINDOW_MS) return spend(known, now)
  // Answers overtake each other, and within a window nothing is given back.
  return {
    ...heard,
    remaining: Math.min(known.remaining, heard.remaining),
    resetsAt: Math.max(known.resetsAt, heard.resetsAt),
    windowMs: known.windowMs,
  }
}

/** After a call that announced nothing: it may have been counted all the same. */
export const spend = (state: BudgetState | undefined, now: number): BudgetState | undefined => {
  const known = renew(state, now)
  return known && { ...known, remaining: Math.max(0, known.remaining - 1) }
}

/** Whether one more call may begin beside those under way. `share`: 0 to 1, what may be used of the quota. */
export const budgetWait = (
  state: BudgetState | undefined,
  underWay: number,
  share: number,
  now: number,
): BudgetWait => {
  const known = renew(state, now)
  if (known === undefined || leftOf(known, underWay, share) >= 1) return { kind: 'none' }
  if (!known.isOver) return { kind: 'until', at: known.resetsAt }
  // A window of which nothing was heard: one call has to go and ask, however small the share.
  return underWay === 0 ? { kind: 'none' } : { kind: 'answer' }
}

/** What may begin in any window, as far as the vendor announced it. */
export const quotaOf = (state: BudgetState | undefined, share: number): Quota | undefined =>
  state && shareOf({ calls: state.limit, windowMs: state.windowMs }, share)

/** What may still begin until the window ends; undefined where that cannot be told. */
export const roomOf = (
  state: BudgetState | undefined,
  underWay: number,
  share: number,
  now: number,
): Room | undefined => {
  if (state === undefined || state.isOver || now >= state.resetsAt) return undefined
  // Announced in whole seconds: the window may be over before that.
  return { left: leftOf(state, underWay, share), restMs: state.resetsAt - now - SAME_WINDOW_MS }
}

/** Calls that may still begin in the window. Rounded, since a share such as 0.7 has no exact complement. */
const leftOf = ({ remaining, limit }: BudgetState, underWay: number, share: number): number =>
  Math.floor(remaining - underWay - limit * (1 - share) + 1e-9)

/** From one end to the next is a window, or more where nothing was sent between; both are announced in whole seconds. */
const windowOf = (known: BudgetState, { resetsAt }: { readonly resetsAt: number }, resetsInMs: number): number =>
  Math.max(resetsInMs, Math.min(known.windowMs, resetsAt - known.resetsAt + SAME_WINDOW_MS))

/** A window that is over leaves one behind that is taken to allow as much. */
const renew = (state: BudgetState | undefined, now: number): BudgetState | undefined =>
  state === undefined || state.isOver || now < state.resetsAt
    ? state
    : { ...state, remaining: state.limit, isOver: true }
