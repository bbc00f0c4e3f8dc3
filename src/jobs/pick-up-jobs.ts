import type { Job } from '../model/job.ts'
import { type JobsContext, note } from './context.ts'
import { planJob } from './plan-job.ts'
import { startRun } from './run-job.ts'
import { inThread, tellJob } from './tell-job.ts'

/**
 * After a start: every unfinished job goes on where the journal left it, and says so in its thread. To be called before
 * messages are heard, since one that was left open opens its job anew.
 */
export const pickUpJobs = async (context: JobsContext): Promise<void> => {
  const jobs = [...(await context.store.list())].reverse()
  for (const job of jobs) {
    switch (job.status) {
      case 'received':
      case 'planning':
        await context.store.change(job.id, (stored) =>
          stored.status === 'planning' ? { ...stored, status: 'received' } : undefined,
        )
        void planJob(context, job.id).catch((error: unknown) =>
          context.log.error({ job: job.id, error }, 'planning a job anew'),
        )
        break
      case 'approved':
      case 'running':
        // A process may have died between an approval and its record: the record of the pick-up names the approvers, too.
        await note(context, job, 'picked-up', undefined, approvedBy(job))
        void inThread(context, job.id, () => context.voice.pickedUp(job)).catch((error: unknown) =>
          context.log.warn({ job: job.id, error }, 'saying that a job goes on'),
        )
        void startRun(context, job.id)
        break
      case 'paused':
        // Somebody was told that it would be cancelled.
        if (job.wish?.kind === 'cancel') void startRun(context, job.id)
        break
      default:
        break
    }
  }
}

const approvedBy = ({ approval }: Job): string =>
  `approved by ${approval?.reviews.map(({ by }) => `${by.email} ${by.id}`).join(', ') || 'nobody'}`

/** Says what is still unsaid anywhere: after a start, and every so often in case the chat was down. */
export const tellEveryJob = async (context: JobsContext): Promise<void> => {
  for (const job of await context.store.list()) {
    if (context.running.isStopping) return
    await tellJob(context, job.id)
  }
}
