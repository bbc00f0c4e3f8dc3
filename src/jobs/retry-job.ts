import type { JobId, MessageId } from '../model/ids.ts'
import { ENDED } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import type { JobsContext } from './context.ts'
import { openJob } from './open-job.ts'

/** What failed and may do better is planned anew: a new job in the same thread, which needs its own approval. */
export const retryJob = async (context: JobsContext, id: JobId, actor: Actor, askedIn: MessageId): Promise<Answer> => {
  const job = await context.store.get(id)
  if (job === undefined) return { kind: 'unknown-job', id }
  if (!actor.isRequester) return { kind: 'not-allowed', wanted: 'retry' }
  if (!ENDED.has(job.status)) return { kind: 'not-possible-now', status: job.status, wanted: 'retry' }
  if (!job.tally?.retryable) return { kind: 'nothing-to-retry' }
  const { operation, directories, thread } = job
  await openJob(context, {
    operation,
    directories,
    thread,
    askedIn,
    requester: actor.person,
    files: [],
    retryOf: id,
  })
  return { kind: 'ok', did: 'planned-anew' }
}
