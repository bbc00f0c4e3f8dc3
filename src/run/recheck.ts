import type { Directory, Found, Subject, Target } from '../model/directory.ts'
import type { Change } from '../model/plan.ts'
import type { Outcome } from '../model/run.ts'
import type { Operation } from '../model/vendor.ts'

/**
 * What to do with a change once its account was read anew: rules of the run as pure functions. Nothing here may let an account
 * through that is not the one that was approved.
 */

/** Why the account is no longer the one that was planned, as a sentence; undefined when it is. */
export type DriftOf = (change: Change, now: Subject) => string | undefined

export type Recheck =
  /** The account is there and is the one that was planned. */
  { readonly kind: 'ready' } | { readonly kind: 'settled'; readonly outcome: Outcome }

/** What is done to every account of a run, and how far it has come on one that was just read. */
export interface Work {
  readonly operation: Operation
  readonly stepsLeft: Directory['stepsLeft']
}

/** Just before the effect, when no intent of this change is open. */
export const recheck = (
  work: Work,
  change: Change,
  found: Found | undefined,
  driftOf: DriftOf,
  at: string,
): Recheck => {
  if (found?.kind === 'absent' && work.operation === 'delete')
    return settled({ change: change.no, kind: 'already-done', at })
  if (found?.kind === 'absent') return drifted(change, 'the account is gone', at)
  if (found?.kind !== 'found')
    return drifted(change, `looking the account up by its id gave ${found?.kind ?? 'no'} result`, at)
  const left = stepsLeft(work, change, found.subject)
  if (left?.length === 0) return settled({ change: change.no, kind: 'already-done', at })
  const more = unapproved(work, change, found.subject, left)
  return more === undefined ? readyUnlessDrifted(change, found.subject, driftOf, at) : drifted(change, more, at)
}

/** After an intent whose outcome is not known: has the effect happened? `undoUntil` is for one that has. */
export const settle = (
  work: Work,
  change: Change,
  found: Found | undefined,
  driftOf: DriftOf,
  at: string,
  undoUntil?: string,
): Recheck => {
  // Whoever is gone altogether cannot be brought back.
  if (found?.kind === 'absent' && work.operation === 'delete') return settled({ change: change.no, kind: 'done', at })
  if (found?.kind !== 'found') return unknown(change, found, at)
  const left = stepsLeft(work, change, found.subject)
  if (left === undefined) return unknown(change, found, at)
  if (left.length === 0)
    return settled({ change: change.no, kind: 'done', at, ...(undoUntil !== undefined && { undoUntil }) })
  const more = unapproved(work, change, found.subject, left)
  if (more !== undefined) return drifted(change, more, at, change.steps.length > 1 ? begun(left) : undefined)
  return readyUnlessDrifted(change, found.subject, driftOf, at, left)
}

/**
 * What is left has to be the end of what was approved: an account that was to be deleted only, and has to be deactivated first now,
 * was brought back by somebody. Undefined where it is. A plan that could not tell the steps has the operation for its one step.
 */
const unapproved = (
  { operation }: Work,
  { steps }: Change,
  { status }: Subject,
  left: readonly string[] | undefined,
): string | undefined => {
  if (left === undefined || left.join('\n') === steps.slice(-left.length).join('\n')) return undefined
  if (left.length === 1 && steps.length === 1 && steps[0] === operation) return undefined
  return `the account is ${status} now, which takes "${left.join(', ')}", and "${steps.join(', ')}" was approved`
}

/** The same when the job is cancelled: nothing follows any more, so that a change of several steps tells how far it may have come. */
export const settleForGood = (...asked: Parameters<typeof settle>): Recheck => {
  const verdict = settle(...asked)
  const [work, change, found, , at] = asked
  if (verdict.kind === 'settled' || found?.kind !== 'found' || change.steps.length < 2) return verdict
  const left = stepsLeft(work, change, found.subject) ?? change.steps
  const message = `the job was cancelled when this row was ${begun(left)}; look the account up by hand`
  return settled({ change: change.no, kind: 'failed', at, error: { code: 'cancelled', message, isRetryable: true } })
}

/** Not every vendor shows the steps that were done, so that less may be left than what is told. */
const begun = (left: readonly string[]): string => `begun, and at most "${left.join(', ')}" is still to be done`

/** Of another account than the one that was planned nothing is told. */
const stepsLeft = (work: Work, change: Change, now: Subject): readonly string[] | undefined =>
  now.id === change.userId ? work.stepsLeft(work.operation, now, targetOf(change)) : [work.operation]

export const targetOf = ({ userId, to }: Change): Target => ({
  id: userId,
  ...(to === undefined ? {} : { newLogin: to }),
})

/** `left` after an intent: a change of several steps may have come to some of them. */
const readyUnlessDrifted = (
  change: Change,
  now: Subject,
  driftOf: DriftOf,
  at: string,
  left?: readonly string[],
): Recheck => {
  const drift = now.id === change.userId ? driftOf(change, now) : 'another account was returned'
  if (drift === undefined) return { kind: 'ready' }
  return drifted(change, drift, at, left !== undefined && change.steps.length > 1 ? begun(left) : undefined)
}

/** `begun` in words, where something may have been done: such an account was not left alone, and is none to count among those. */
const drifted = (change: Change, why: string, at: string, begun?: string): Recheck =>
  settled({
    change: change.no,
    kind: begun === undefined ? 'drifted' : 'failed',
    at,
    error: {
      code: 'drifted',
      message: `${begun ?? 'not done'}: ${why}; plan it anew if it is still wanted`,
      isRetryable: false,
    },
  })

const unknown = (change: Change, found: Found | undefined, at: string): Recheck =>
  settled({
    change: change.no,
    kind: 'unknown',
    at,
    error: {
      code: 'unknown',
      message: `the answer was lost, and looking ${change.before.login} up ${found?.kind === 'found' ? 'does not tell whether it happened' : `gave ${found?.kind ?? 'no'} result`}; look the account up by hand`,
      isRetryable: true,
    },
  })

const settled = (outcome: Outcome): Recheck => ({ kind: 'settled', outcome })
