import type { RunProgress } from '../model/run.ts'

/** When the progress message is edited: Webex refuses the eleventh edit of a message, whatever the size of the job. */
export const MOST_EDITS = 9

/** Two edits closer together than this only flicker. */
const LEAST_BETWEEN_MS = 1_500

/** A tenth of the work for each edit, so that the ninth comes with the last tenth under way; the end has its own words. */
export const isEditDue = (progress: RunProgress, editsMade: number, sinceLastMs: number): boolean => {
  if (editsMade >= MOST_EDITS || progress.total === 0) return false
  if (progress.finished === progress.total) return true
  return (
    sinceLastMs >= LEAST_BETWEEN_MS &&
    editsMade < MOST_EDITS - 1 &&
    progress.finished / progress.total >= (editsMade + 1) / MOST_EDITS
  )
}
