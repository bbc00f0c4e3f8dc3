import type { DirectoryTraits } from '../model/directory.ts'

/** How many calls the quota share lets begin in a window, one after the other at equal distances; see `QUOTA_SHARE`. */
export interface Pace {
  readonly calls: number
  readonly windowMs: number
  /** They may as well begin one right after the other, as with the calls of a day. */
  readonly isUneven?: boolean
}

/**
 * Seconds that effects on so many accounts will take: as fast as the vendor answers, or as fast as the quota share lets calls
 * begin, whichever is slower, and the rests that the vendor asks for between batches. Rather too long than too short, for an
 * approver who waits.
 */
export const estimateSeconds = (traits: DirectoryTraits, count: number, pace: Pace): number => {
  if (count === 0) return 0
  const working = (count * traits.secondsPerEffect) / traits.concurrency
  return Math.ceil(Math.max(working, waitingSeconds(traits, count, pace, working)) + restSeconds(traits, count))
}

const waitingSeconds = (traits: DirectoryTraits, count: number, pace: Pace, working: number): number => {
  const calls = Math.ceil(count * traits.callsPerAccount)
  if (!pace.isUneven) return (calls * pace.windowMs) / pace.calls / 1000
  const windows = Math.floor((calls - 1) / pace.calls)
  return windows === 0 ? 0 : (windows * pace.windowMs) / 1000 + working / (1 + windows)
}

/** There is none after the last batch. */
const restSeconds = ({ batch }: DirectoryTraits, count: number): number =>
  batch === undefined ? 0 : (Math.floor((count - 1) / batch.size) * batch.restMs) / 1000
