import type { PauseReason, RunEnd } from '../model/run.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { SHUTDOWN } from './running-jobs.ts'

/**
 * What the ends of the runs in the directories of a job come to. Pure. A pause that only time ends must never hide one that a
 * person has to look at first.
 */

export interface PartEnd {
  readonly directory: DirectoryName
  readonly end: RunEnd
}

/** In the order of the directories. */
export const endOfParts = (parts: readonly PartEnd[]): RunEnd => {
  const isAlone = parts.length === 1
  const reasons = parts.flatMap(({ directory, end }) =>
    end.kind === 'paused' ? [isAlone ? end.reason : placed(end.reason, directory)] : [],
  )
  const reason =
    reasons.find(needsSomebody) ??
    reasons.find((one) => one === SHUTDOWN) ??
    // Whatever sleeps beside it goes back to sleep after the thaw; the other way round a thaw would wait for a day's end.
    reasons.find(({ code }) => code === 'frozen') ??
    reasons[0]
  if (reason !== undefined) return { kind: 'paused', reason }
  return { kind: parts.some(({ end }) => end.kind === 'cancelled') ? 'cancelled' : 'completed' }
}

/** What was asked for is asked of the whole job. */
const placed = (reason: PauseReason, directory: DirectoryName): PauseReason =>
  reason.code === 'asked' || reason.code === 'frozen' ? reason : { ...reason, directory }

const needsSomebody = (reason: PauseReason): boolean =>
  reason !== SHUTDOWN && reason.code !== 'budget-spent' && reason.code !== 'frozen'
