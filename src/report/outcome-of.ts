/** What became of a planned change, and what follows from it. A change without an outcome is unknown, never silently done. */
import type { Change, Skip } from '../model/plan.ts'
import type { Outcome } from '../model/run.ts'

/** By `Change.no`. */
export type Outcomes = ReadonlyMap<number, Outcome>

export const outcomeOf = (change: Change, outcomes: Outcomes): Pick<Outcome, 'kind' | 'error' | 'at' | 'undoUntil'> =>
  outcomes.get(change.no) ?? {
    kind: 'unknown',
    at: '',
    error: {
      code: 'no-outcome',
      message: 'the run left no record of this user; look the user up before anything else is done',
      isRetryable: true,
    },
  }

/** Whether the row belongs in results; every other row belongs in errors. */
export const isAchieved = ({ kind }: Pick<Outcome, 'kind'>): boolean => kind === 'done' || kind === 'already-done'

/** Left alone on purpose: no failure, and never a row of an errors file, which is there to be attached again. */
export const isKept = ({ code }: Pick<Skip, 'code'>): boolean => code === 'kept'

/** Whether `retry` takes the row up: it may do better now. A drifted account needs a person to look at it first. */
export const isWorthRetrying = ({ kind, error }: Pick<Outcome, 'kind' | 'error'>): boolean => {
  if (kind === 'unknown' || kind === 'cancelled') return true
  return kind === 'failed' && error?.isRetryable === true
}
