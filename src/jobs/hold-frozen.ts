import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { JobsContext } from './context.ts'
import { isThawed } from './due-again.ts'
import type { JobControl } from './running-jobs.ts'
import { toRunning } from './to-running.ts'

/**
 * What a freeze is to one run. Each question whether it may go on is put to the switch itself: nothing may depend on a signal that
 * could be missed.
 */

/** A cancel is still heard, which reads and closes the books; so is a pause, which the thaw must not end. */
export const holdWhileFrozen = ({ freeze }: Pick<JobsContext, 'freeze'>, control: JobControl): JobControl => ({
  ...control,
  wanted: () => {
    const wish = control.wanted()
    const frozen = freeze.get()
    if (wish.kind !== 'go' || frozen === undefined) return wish
    return { kind: 'pause', reason: { code: 'frozen', by: frozen.by.email, reason: frozen.reason } }
  },
})

/** The job as it runs again, where the freeze that stopped it is over; undefined where somebody else has woken it, or nobody shall. */
export const wakeThawed = async (
  context: Pick<JobsContext, 'store' | 'freeze' | 'clock'>,
  id: JobId,
): Promise<Job | undefined> => {
  const { job, changed } = await context.store.change(id, (stored) =>
    isThawed(stored, context.freeze.get()) ? toRunning(context, stored) : undefined,
  )
  return changed ? job : undefined
}
