import type { JobId } from '../model/ids.ts'
import type { JobsContext } from './context.ts'
import { decideJob } from './decide-job.ts'
import { tellJob } from './tell-job.ts'

/** Ends the requests that nobody has approved in time. Called every so often; the machine refuses late clicks even before it. */
export const expireJobs = async (context: JobsContext): Promise<void> => {
  const now = context.clock.now()
  const late = (await context.store.list()).filter(
    ({ status, approval }) =>
      status === 'awaiting-approval' && approval !== undefined && new Date(approval.expiresAt) <= now,
  )
  for (const { id } of late) await expireJob(context, id)
}

/** Ends one request whose time is over; leaves every other as it is. */
export const expireJob = async (context: JobsContext, id: JobId): Promise<void> => {
  const at = context.clock.now().toISOString()
  const decided = await decideJob(context, id, 'expire', () => ({ kind: 'expire', at }))
  if (decided.kind === 'answer') return
  await tellJob(context, id)
}
