import { isSameId } from '../model/identity.ts'
import type { Job } from '../model/job.ts'
import type { JobsContext } from './context.ts'
import { decideJob } from './decide-job.ts'
import { tellJob } from './tell-job.ts'

/**
 * Of the requests of one person in one thread only the newest waits for approval. Called when a request comes in and again
 * when it is planned, since the plan of an older one may be ready after that of a newer one.
 */
export const supersedeOlder = async (context: JobsContext, { requester, thread }: Job): Promise<void> => {
  const [newest, ...older] = (await context.store.list()).filter(
    (job) => isSameId(job.requester.id, requester.id) && job.thread.rootId === thread.rootId,
  )
  for (const { id, status } of older) {
    if (newest === undefined || status !== 'awaiting-approval') continue
    const at = context.clock.now().toISOString()
    const command = { kind: 'supersede', by: newest.requester, at } as const
    const decided = await decideJob(context, id, 'supersede', () => command, newest.id)
    if (decided.kind === 'answer') continue
    await tellJob(context, id)
  }
}
