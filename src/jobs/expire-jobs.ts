import { type JobsContext, note } from './context.ts'
import { decideJob } from './decide-job.ts'
import { tellJob } from './tell-job.ts'

/** Ends the requests that nobody has approved in time. Called every so often; the machine refuses late clicks even before it. */
export const expireJobs = async (context: JobsContext): Promise<void> => {
  const now = context.clock.now()
  const late = (await context.store.list()).filter(
    ({ status, approval }) =>
      status === 'awaiting-approval' && approval !== undefined && new Date(approval.expiresAt) <= now,
  )
  for (const { id } of late) {
    const decided = await decideJob(context, id, 'expire', () => ({ kind: 'expire', at: now.toISOString() }))
    if (decided.kind === 'answer') continue
    await note(context, decided.job, 'expired', undefined)
    await tellJob(context, id)
  }
}
