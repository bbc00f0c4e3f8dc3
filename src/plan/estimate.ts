import type { DirectoryTraits } from '../model/directory.ts'

/** How many calls the quota share lets begin in a window; see `QUOTA_SHARE`. */
export interface Pace {
  readonly calls: number
  readonly windowMs: number
}

/**
 * Seconds that effects on so many accounts will take: as fast as the vendor answers, or as fast as the quota share lets calls
 * begin, whichever is slower, and the rests that the vendor asks for between batches. Rather too long than too short, for an
 * approver who waits.
 */
export const estimateSeconds = (traits: DirectoryTraits, count: number, pace: Pace): number => {
  if (count === 0) return 0
  const working = (count * traits.secondsPerEffect) / traits.concurrency
  const calls = Math.ceil(count * traits.callsPerAccount)
  const windows = Math.floor((calls - 1) / pace.calls)
  const waiting = (windows * pace.windowMs) / 1000
  return Math.ceil(Math.max(working, waiting + working / (1 + windows)) + restSeconds(traits, count))
}

/** There is none after the last batch. */
const restSeconds = ({ batch }: DirectoryTraits, count: number): number =>
  batch === undefined ? 0 : (Math.floor((count - 1) / batch.size) * batch.restMs) / 1000
