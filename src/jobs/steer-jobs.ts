import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import { type JobsContext, note } from './context.ts'
import { startRun } from './run-job.ts'

/** Pause, resume and cancel: for the requester of the job and for every approver. */

export const pauseJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, 'pause', ['running'], async (job) => {
    const reason = { code: 'asked', by: actor.person.email } as const
    if (!context.running.wish(job.id, { kind: 'pause', reason })) return notNow(job, 'pause')
    return { kind: 'ok', did: 'pausing' }
  })

export const resumeJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, 'resume', ['paused', 'running'], async (job) => {
    if (context.running.wish(job.id, { kind: 'go' })) return { kind: 'ok', did: 'resumed' }
    if (job.status === 'running') return notNow(job, 'resume')
    void startRun(context, job.id)
    return { kind: 'ok', did: 'resumed' }
  })

/** What is done stays done; a job that is paused is ended by a run that only closes its books. */
export const cancelJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, 'cancel', ['approved', 'running', 'paused'], async (job) => {
    if (!context.running.wish(job.id, { kind: 'cancel' })) void startRun(context, job.id, 'cancel')
    return { kind: 'ok', did: 'cancelling' }
  })

const steer = async (
  context: JobsContext,
  id: JobId,
  actor: Actor,
  wanted: string,
  possibleIn: readonly Job['status'][],
  act: (job: Job) => Promise<Answer>,
): Promise<Answer> => {
  const job = await context.store.get(id)
  if (job === undefined) return { kind: 'unknown-job', id }
  if (!actor.isApprover && actor.person.id !== job.requester.id) return { kind: 'not-allowed', wanted }
  if (!possibleIn.includes(job.status)) return notNow(job, wanted)
  const answer = await act(job)
  if (answer.kind === 'ok') await note(context, job, `${wanted}-asked`, actor.person)
  return answer
}

const notNow = ({ status }: Job, wanted: string): Answer => ({ kind: 'not-possible-now', status, wanted })
