import type { Freeze } from '../model/freeze.ts'
import type { Job } from '../model/job.ts'

/** Which paused jobs go on without being asked. Pure. Must never wake one that a person wants to stand still, nor any during a freeze. */

/** A freeze stopped it, and it is over. Whatever else it was paused for meanwhile has another reason on the job. */
export const isThawed = ({ status, pause, wish }: Job, freeze: Freeze | undefined): boolean =>
  freeze === undefined && status === 'paused' && wish === undefined && pause?.code === 'frozen'

/** Whether a job is to go on by itself: the vendor takes calls again, or a freeze is over. */
export const isDueAgain = (job: Job, now: Date, freeze: Freeze | undefined): boolean =>
  isThawed(job, freeze) ||
  (freeze === undefined &&
    job.status === 'paused' &&
    job.wish === undefined &&
    job.pause?.code === 'budget-spent' &&
    Date.parse(job.pause.until) <= now.getTime())

/** A job that would go on by itself is one that somebody may want to keep asleep. */
export const isAsleep = ({ status, pause }: Job): boolean =>
  status === 'paused' && (pause?.code === 'budget-spent' || pause?.code === 'frozen')
