import type { JobId, MessageId } from '../model/ids.ts'
import { ENDED } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import { retryCsv } from '../report/retry-csv.ts'
import type { JobsContext } from './context.ts'
import { openJob } from './open-job.ts'
import { outcomesOf } from './tell-job.ts'

/** What failed and may do better is planned anew: a new job in the same thread, which needs its own approval. */
export const retryJob = async (context: JobsContext, id: JobId, actor: Actor, askedIn: MessageId): Promise<Answer> => {
  const job = await context.store.get(id)
  if (job === undefined) return { kind: 'unknown-job', id }
  if (!actor.isRequester) return { kind: 'not-allowed', wanted: 'retry' }
  if (!ENDED.has(job.status)) return { kind: 'not-possible-now', status: job.status, wanted: 'retry' }
  if (job.startedAt === undefined) return { kind: 'nothing-to-retry' }
  const { plan } = await context.files.loadPlan(id)
  const file = await retryCsv(plan, await outcomesOf(context.files, id))
  if (file.rows === 0) return { kind: 'nothing-to-retry' }
  const { operation, directories, thread } = job
  await openJob(context, {
    operation,
    directories,
    thread,
    askedIn,
    requester: actor.person,
    files: [file],
    retryOf: id,
  })
  return { kind: 'ok', did: 'planned-anew' }
}
