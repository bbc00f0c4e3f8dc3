import type { Job } from '../model/job.ts'
import { type JobsContext, note } from './context.ts'
import { decideJob } from './decide-job.ts'
import { tellJob } from './tell-job.ts'

/** A new file from the same requester in the same thread takes the place of the one still waiting there. */
export const supersedeEarlier = async (context: JobsContext, job: Job): Promise<void> => {
  const earlier = (await context.store.list()).filter(
    ({ id, status, requester, thread }) =>
      id !== job.id &&
      status === 'awaiting-approval' &&
      requester.id === job.requester.id &&
      thread.rootId === job.thread.rootId,
  )
  for (const { id } of earlier) {
    const at = context.clock.now().toISOString()
    const decided = await decideJob(context, id, 'supersede', () => ({ kind: 'supersede', by: job.requester, at }))
    if (decided.kind === 'answer') continue
    await note(context, decided.job, 'superseded', job.requester, `by ${job.id}`)
    await tellJob(context, id)
  }
}
