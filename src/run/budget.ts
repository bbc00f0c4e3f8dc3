import type { Budget } from '../model/wire.ts'

/**
 * What is left of a vendor's quota in the present window, as the vendor announces it and as our own calls use it up. Pure: the
 * loop in `caller.ts` obeys. It must never let a late word of an old window give calls back that a newer one has not got.
 */
export interface BudgetState {
  readonly limit: number
  readonly remaining: number
  /** Epoch milliseconds. With `isOver` the end of the window before the present one, of which nothing was heard yet. */
  readonly resetsAt: number
  readonly isOver: boolean
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
  const heard = { limit: budget.limit, remaining: budget.remaining, resetsAt: now + budget.resetsInMs, isOver: false }
  const known = renew(state, now)
  if (known === undefined || heard.resetsAt > known.resetsAt + SAME_WINDOW_MS) return heard
  // Of the window before, or of an even older one: it used a call, wherever that was counted.
  if (known.isOver || heard.resetsAt < known.resetsAt - SAME_WINDOW_MS) return spend(known, now)
  // Answers overtake each other, and within a window nothing is given back.
  const remaining = Math.min(known.remaining, heard.remaining)
  return { ...heard, remaining, resetsAt: Math.max(known.resetsAt, heard.resetsAt) }
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
  if (known === undefined || known.remaining - underWay - 1 > known.limit * (1 - share)) return { kind: 'none' }
  if (!known.isOver) return { kind: 'until', at: known.resetsAt }
  // A window of which nothing was heard: one call has to go and ask, however small the share.
  return underWay === 0 ? { kind: 'none' } : { kind: 'answer' }
}

/** A window that is over leaves one behind that is taken to allow as much. */
const renew = (state: BudgetState | undefined, now: number): BudgetState | undefined =>
  state === undefined || state.isOver || now < state.resetsAt
    ? state
    : { ...state, remaining: state.limit, isOver: true }
