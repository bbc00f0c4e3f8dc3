import type { Found, Operation, Subject } from '../model/directory.ts'
import type { Change } from '../model/plan.ts'
import type { Outcome } from '../model/run.ts'

/**
 * What to do with a change once its account was read anew: rules of the run as pure functions. Nothing here may let an account
 * through that is not the one that was approved.
 */

/** Why the account is no longer the one that was planned, as a sentence; undefined when it is. */
export type DriftOf = (change: Change, now: Subject) => string | undefined

export type Recheck =
  /** The account is there and is the one that was planned. */
  { readonly kind: 'ready' } | { readonly kind: 'settled'; readonly outcome: Outcome }

/** Just before the effect, when no intent of this change is open. */
export const recheck = (change: Change, found: Found | undefined, driftOf: DriftOf, at: string): Recheck => {
  if (found?.kind === 'absent') return settled({ change: change.no, kind: 'already-done', at })
  if (found?.kind !== 'found')
    return drifted(change, `looking the account up by its id gave ${found?.kind ?? 'no'} result`, at)
  return readyUnlessDrifted(change, found.subject, driftOf, at)
}

/** After an intent whose outcome is not known: has the effect happened? */
export const settle = (
  operation: Operation,
  change: Change,
  found: Found | undefined,
  driftOf: DriftOf,
  at: string,
): Recheck => {
  if (found !== undefined && isAchieved(operation, found)) return settled({ change: change.no, kind: 'done', at })
  if (found?.kind !== 'found') return unknown(change, found, at)
  return readyUnlessDrifted(change, found.subject, driftOf, at)
}

const isAchieved = (operation: Operation, found: Found): boolean => {
  switch (operation) {
    case 'delete':
      return found.kind === 'absent'
  }
}

const readyUnlessDrifted = (change: Change, now: Subject, driftOf: DriftOf, at: string): Recheck => {
  const drift = now.id === change.userId ? driftOf(change, now) : 'another account was returned'
  return drift === undefined ? { kind: 'ready' } : drifted(change, drift, at)
}

const drifted = (change: Change, why: string, at: string): Recheck =>
  settled({
    change: change.no,
    kind: 'drifted',
    at,
    error: { code: 'drifted', message: `not done: ${why}; plan it anew if it is still wanted`, isRetryable: false },
  })

const unknown = (change: Change, found: Found | undefined, at: string): Recheck =>
  settled({
    change: change.no,
    kind: 'unknown',
    at,
    error: {
      code: 'unknown',
      message: `the answer was lost, and looking ${change.before.login} up gave ${found?.kind ?? 'no'} result; look the account up by hand`,
      isRetryable: true,
    },
  })

const settled = (outcome: Outcome): Recheck => ({ kind: 'settled', outcome })
