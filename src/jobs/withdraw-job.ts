import type { JobId } from '../model/ids.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import type { JobsContext } from './context.ts'
import { decideJob } from './decide-job.ts'
import { tellJob } from './tell-job.ts'

/** The requester takes the request back before anybody has turned the second key. */
export const withdrawJob = async (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> => {
  const decided = await decideJob(context, id, 'withdraw', () => ({
    kind: 'withdraw',
    by: actor.person,
    at: context.clock.now().toISOString(),
  }))
  if (decided.kind === 'answer') return decided.answer
  await tellJob(context, id)
  return { kind: 'ok', did: 'withdrawn' }
}
