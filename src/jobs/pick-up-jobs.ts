import type { JobId } from '../model/ids.ts'
import { ENDED, type Job } from '../model/job.ts'
import { type JobsContext, note, noteForAll } from './context.ts'
import { isDueAgain } from './due-again.ts'
import { wakeThawed } from './hold-frozen.ts'
import { settleAll, settleRecords } from './on-record.ts'
import { owedIn } from './owed.ts'
import { planJob } from './plan-job.ts'
import { startRun } from './run-job.ts'
import { inThread, tellJob } from './tell-job.ts'
import { dueTellings } from './tellings.ts'
import { toRunning } from './to-running.ts'

/**
 * After a start: what the process before left without a record is recorded, and every unfinished job goes on where the journal left
 * it, and says so in its thread. To be called before messages are heard, since one that was left open opens its job anew. While
 * everything is frozen no effect comes of it.
 */
export const pickUpJobs = async (context: JobsContext): Promise<void> => {
  const freeze = context.freeze.get()
  // A death may have left the freeze without its record.
  if (freeze)
    await noteForAll(context, 'still-frozen', undefined, `by ${freeze.by.email} ${freeze.by.id} at ${freeze.at}`)
  const jobs = [...(await context.store.list())].reverse()
  await settleAll(context, jobs.filter(isUnfinished))
  for (const listed of jobs) {
    const job = (await wakeThawed(context, listed.id)) ?? listed
    switch (job.status) {
      case 'received':
      case 'planning':
        void planJob(context, job.id).catch((error: unknown) =>
          context.log.error({ job: job.id, error }, 'planning a job anew'),
        )
        break
      case 'approved':
      case 'running':
        await goOn(context, job)
        void inThread(context, job.id, () => context.voice.pickedUp(job)).catch((error: unknown) =>
          context.log.warn({ job: job.id, error }, 'saying that a job goes on'),
        )
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

/** A job that was told to its end has its records. */
const isUnfinished = (job: Job): boolean => !ENDED.has(job.status) || dueTellings(job).length > 0

/**
 * While the process runs: a job that is to run and that nobody is at work on goes on. A disk that refused the record of an approval,
 * or the end of a run, leaves one behind; a quota of the day leaves one asleep until it begins anew, and so does a freeze.
 */
export const goOnWithJobs = async (context: JobsContext): Promise<void> => {
  for (const { id } of await context.store.list()) {
    if (context.running.isStopping) return
    const job = await awake(context, id)
    if (context.running.isStopping) return
    if ((job?.status === 'approved' || job?.status === 'running') && !context.running.has(id)) await goOn(context, job)
  }
}

/** The job as it is, woken when its time has come. A pause that is asked for from then on is one of a job that runs. */
const awake = async (context: JobsContext, id: JobId): Promise<Job | undefined> => {
  const job = await context.store.get(id)
  const now = context.clock.now()
  if (job === undefined || !isDueAgain(job, now, context.freeze.get())) return job
  const woken = await context.store.change(id, (stored) =>
    isDueAgain(stored, now, context.freeze.get()) ? toRunning(context, stored) : undefined,
  )
  return woken.job
}

/** The run itself sees to it that what is owed is recorded before its first effect, and stands still with words where it cannot be. */
export const goOn = async (context: JobsContext, job: Job): Promise<void> => {
  await note(context, job, 'picked-up', undefined, approvedBy(job))
  void startRun(context, job.id)
}

const approvedBy = ({ approval }: Job): string =>
  `approved by ${approval?.reviews.map(({ by }) => `${by.email} ${by.id}`).join(', ') || 'nobody'}`

/** Says what is still unsaid anywhere: after a start, and every so often in case the chat was down. */
export const tellEveryJob = async (context: JobsContext): Promise<void> => {
  for (const job of await context.store.list()) {
    if (context.running.isStopping) return
    if (owedIn(context).has(job.id) && ENDED.has(job.status)) await settled(context, job)
    await tellJob(context, job.id)
  }
}

/** The others are told all the same. */
const settled = (context: JobsContext, { id }: Job): Promise<void> =>
  settleRecords(context, id).catch((error: unknown) =>
    context.log.warn(
      { job: id, error },
      'recording the end of a job: the disk did not take it, it will be tried again',
    ),
  )
