import type { Clock } from '../model/clock.ts'
import type { Job } from '../model/job.ts'

/** The head of a job that goes on. What was said of the pause is over with it. */
export const toRunning = ({ clock }: { readonly clock: Clock }, job: Job): Job => {
  const { pause: _reason, ...rest } = job
  const { pause: _told, ...posted } = job.posted
  return { ...rest, posted, status: 'running', startedAt: job.startedAt ?? clock.now().toISOString() }
}
