import type { Job } from '../model/job.ts'

/** Whether a job that sleeps until the vendor takes calls again is to go on by itself. Pure. */
export const isDueAgain = ({ status, pause, wish }: Job, now: Date): boolean =>
  status === 'paused' &&
  wish === undefined &&
  pause?.code === 'budget-spent' &&
  Date.parse(pause.until) <= now.getTime()

/** A job that would go on by itself is one that somebody may want to keep asleep. */
export const isAsleep = ({ status, pause }: Job): boolean => status === 'paused' && pause?.code === 'budget-spent'
