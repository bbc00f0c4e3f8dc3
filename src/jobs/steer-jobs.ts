import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import { type JobsContext, note } from './context.ts'
import { startRun } from './run-job.ts'

/**
 * Pause, resume and cancel: for the requester of the job and for every approver. What is asked for is on the disk before it is
 * answered, so that a job whose cancelling was promised does not go on after a restart.
 */

export const pauseJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, {
    wanted: 'pause',
    possibleIn: ['running'],
    ask: (job) => ({ ...job, wish: { kind: 'pause', by: actor.person.email } }),
    act: (job) => {
      context.running.wish(job.id, { kind: 'pause', reason: { code: 'asked', by: actor.person.email } })
      return 'pausing'
    },
  })

export const resumeJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, {
    wanted: 'resume',
    possibleIn: ['paused', 'running'],
    ask: ({ wish: _takenBack, ...job }) => job,
    act: (job) => {
      if (!context.running.wish(job.id, { kind: 'go' })) void startRun(context, job.id)
      return 'resumed'
    },
  })

/** What is done stays done; a job that is paused is ended by a run that only closes its books. */
export const cancelJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, {
    wanted: 'cancel',
    possibleIn: ['approved', 'running', 'paused'],
    ask: (job) => ({ ...job, wish: { kind: 'cancel' } }),
    act: (job) => closeBooks(context, job.id),
  })

const closeBooks = (context: JobsContext, id: JobId): 'cancelling' => {
  if (!context.running.wish(id, { kind: 'cancel' })) void startRun(context, id)
  return 'cancelling'
}

interface Steering {
  readonly wanted: string
  readonly possibleIn: readonly Job['status'][]
  readonly ask: (job: Job) => Job
  readonly act: (job: Job) => 'pausing' | 'resumed' | 'cancelling'
}

const steer = async (
  context: JobsContext,
  id: JobId,
  actor: Actor,
  { wanted, possibleIn, ask, act }: Steering,
): Promise<Answer> => {
  const known = await context.store.get(id)
  if (known === undefined) return { kind: 'unknown-job', id }
  if (!actor.isApprover && !isSameId(actor.person.id, known.requester.id)) return { kind: 'not-allowed', wanted }
  const { job, changed } = await context.store.change(id, (stored) =>
    possibleIn.includes(stored.status) && stored.wish?.kind !== 'cancel' ? ask(stored) : undefined,
  )
  if (!changed && !possibleIn.includes(job.status)) return { kind: 'not-possible-now', status: job.status, wanted }
  // Cancelling is not taken back; whatever was asked for, this is what happens, also where an accident stopped it the first time.
  if (!changed) return { kind: 'ok', did: closeBooks(context, id) }
  const did = act(job)
  await note(context, job, `${wanted}-asked`, actor.person)
  return { kind: 'ok', did }
}
