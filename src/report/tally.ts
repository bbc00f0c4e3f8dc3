/** Counts for the thread: what came of a job, and how far a run is. */
import type { Tally } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { OutcomeKind, RunProgress } from '../model/run.ts'
import { isKept, isWorthRetrying, type Outcomes, outcomeOf } from './outcome-of.ts'

export type Counts = Readonly<Record<OutcomeKind, number>>

export const countKinds = (kinds: Iterable<OutcomeKind>): Counts => {
  const counts: Record<OutcomeKind, number> = {
    done: 0,
    'already-done': 0,
    failed: 0,
    drifted: 0,
    unknown: 0,
    cancelled: 0,
  }
  for (const kind of kinds) counts[kind] += 1
  return counts
}

/**
 * Adds up to the rows of the input without those that were kept, which is what was wanted of them: `PlanSummary.parts` counts them.
 * A change without an outcome counts as unknown.
 */
export const tally = ({ changes, skips }: Pick<Plan, 'changes' | 'skips'>, outcomes: Outcomes): Tally => {
  const all = changes.map((change) => outcomeOf(change, outcomes))
  return {
    ...countKinds(all.map(({ kind }) => kind)),
    skipped: skips.filter((skip) => !isKept(skip)).length,
    retryable: all.filter(isWorthRetrying).length,
  }
}

/** Of a run that stands still: a change that was not reached is not counted. */
export const tallySoFar = ({ changes, skips }: Pick<Plan, 'changes' | 'skips'>, outcomes: Outcomes): Tally =>
  tally({ changes: changes.filter(({ no }) => outcomes.has(no)), skips }, outcomes)

/** Before this much time has passed a rate is mere chance. */
const SHORTEST_MEASURE_MS = 1000

const secondsLeft = (left: number, finished: number, elapsedMs: number): number | undefined => {
  if (left === 0) return 0
  if (finished === 0 || elapsedMs < SHORTEST_MEASURE_MS) return undefined
  return Math.ceil((left * elapsedMs) / finished / 1000)
}

export const finishedIn = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** `startedAt` is ISO 8601; the rate is that from then until `now`, without the `before` that were finished then. */
export const progressOf = (total: number, counts: Counts, startedAt: string, now: Date, before = 0): RunProgress => {
  const finished = finishedIn(counts)
  const seconds = secondsLeft(Math.max(0, total - finished), finished - before, now.getTime() - Date.parse(startedAt))
  return { total, finished, counts, ...(seconds === undefined ? {} : { secondsLeft: seconds }) }
}
