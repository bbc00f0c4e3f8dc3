import type { FindProgress } from '../model/directory.ts'
import type { MessageId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { JobsContext } from './context.ts'

/** A dry run that takes longer than a glance shows that it is working: one message, edited now and then, gone at the end. */

const QUIET_MS = 3_000
const BETWEEN_EDITS_MS = 5_000
/** Webex refuses the eleventh edit of a message; the last ones are left for slow directories. */
const MOST_EDITS = 9

export interface ShownLookup {
  readonly onProgress: (progress: FindProgress) => void
  readonly end: () => Promise<void>
}

export const showLookup = (context: JobsContext, job: Job): ShownLookup => {
  const { clock, voice, log } = context
  const over = new AbortController()
  let latest: FindProgress = { done: 0, total: 0 }
  let message: MessageId | undefined
  const say = async (): Promise<void> => {
    await clock.sleep(QUIET_MS, over.signal)
    for (let edits = 0; edits <= MOST_EDITS && !over.signal.aborted; edits += 1) {
      message = await voice.lookingUp(job, latest.done, latest.total, message)
      await clock.sleep(BETWEEN_EDITS_MS * (edits + 1), over.signal)
    }
  }
  const said = say().catch((error: unknown) => log.warn({ job: job.id, error }, 'showing that the dry run is working'))
  return {
    onProgress: (progress) => {
      latest = progress
    },
    end: async () => {
      over.abort()
      await said
      if (message === undefined) return
      await voice
        .forget(job, message)
        .catch((error: unknown) => log.warn({ job: job.id, error }, 'removing the note of the dry run'))
    },
  }
}
