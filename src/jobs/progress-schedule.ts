import type { RunProgress } from '../model/run.ts'

/** When the progress message is edited: Webex refuses the eleventh edit of a message, whatever the size of the job. */
export const MOST_EDITS = 9

/** Two edits closer together than this only flicker. */
const LEAST_BETWEEN_MS = 1_500

/**
 * In how many milliseconds an edit is due, 0 for at once; undefined while the work has to go on first. A tenth of the work for each
 * edit, so that the ninth comes with the last tenth under way; the end has its own words.
 */
export const editDueIn = (progress: RunProgress, editsMade: number, sinceLastMs: number): number | undefined => {
  if (editsMade >= MOST_EDITS || progress.total === 0) return undefined
  if (progress.finished === progress.total) return 0
  if (editsMade >= MOST_EDITS - 1 || progress.finished / progress.total < (editsMade + 1) / MOST_EDITS) return undefined
  return Math.max(0, LEAST_BETWEEN_MS - sinceLastMs)
}
