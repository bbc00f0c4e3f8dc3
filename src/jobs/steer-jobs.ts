import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import { type JobsContext, note } from './context.ts'
import { isAsleep } from './due-again.ts'
import { startRun } from './run-job.ts'
import { tellJob } from './tell-job.ts'

/**
 * Pause, resume and cancel: for the requester of the job and for every approver. What is asked for is on the disk before it is
 * answered, so that a job whose cancelling was promised does not go on after a restart. The record comes before what it is of, since the
 * head does not keep who asked; nobody is kept from stopping a job by a log that cannot be written.
 */

export const pauseJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, {
    wanted: 'pause',
    isPossible: (job) => job.status === 'running' || isAsleep(job),
    ask: (job) => {
      const by = actor.person.email
      if (job.status === 'running') return { ...job, wish: { kind: 'pause', by } }
      // It would have gone on by itself; now it waits for somebody.
      const { pause: _told, ...posted } = job.posted
      return { ...job, pause: { code: 'asked', by }, posted }
    },
    act: (job) => {
      const reason = { code: 'asked', by: actor.person.email } as const
      if (!context.running.wish(job.id, { kind: 'pause', reason })) void tellJob(context, job.id)
      return 'pausing'
    },
  })

/** Refused while everything is frozen: what the freeze stopped goes on with the thaw, and the rest can be resumed then. */
export const resumeJob = (context: JobsContext, id: JobId, actor: Actor): Promise<Answer> =>
  steer(context, id, actor, {
    wanted: 'resume',
    isHeldByFreeze: true,
    isPossible: isIn('paused', 'running'),
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
    isPossible: isIn('approved', 'running', 'paused'),
    ask: (job) => ({ ...job, wish: { kind: 'cancel' } }),
    act: (job) => closeBooks(context, job.id),
  })

const closeBooks = (context: JobsContext, id: JobId): 'cancelling' => {
  if (!context.running.wish(id, { kind: 'cancel' })) void startRun(context, id)
  return 'cancelling'
}

const isIn =
  (...statuses: readonly Job['status'][]) =>
  ({ status }: Job): boolean =>
    statuses.includes(status)

interface Steering {
  readonly wanted: string
  readonly isHeldByFreeze?: true
  readonly isPossible: (job: Job) => boolean
  readonly ask: (job: Job) => Job
  readonly act: (job: Job) => 'pausing' | 'resumed' | 'cancelling'
}

const steer = async (
  context: JobsContext,
  id: JobId,
  actor: Actor,
  { wanted, isHeldByFreeze, isPossible, ask, act }: Steering,
): Promise<Answer> => {
  const known = await context.store.get(id)
  if (known === undefined) return { kind: 'unknown-job', id }
  if (!actor.isApprover && !isSameId(actor.person.id, known.requester.id)) return { kind: 'not-allowed', wanted }
  const freeze = isHeldByFreeze && context.freeze.get()
  if (freeze) return { kind: 'frozen', freeze }
  const unrecorded = await noteAsked(context, known, actor, { wanted, isPossible })
  if (unrecorded && wanted === 'resume') throw unrecorded.error
  const { job, changed } = await context.store.change(id, (stored) =>
    isPossible(stored) && stored.wish?.kind !== 'cancel' ? ask(stored) : undefined,
  )
  if (!changed && !isPossible(job)) return { kind: 'not-possible-now', status: job.status, wanted }
  // Cancelling is not taken back; whatever was asked for, this is what happens, also where an accident stopped it the first time.
  if (!changed) return { kind: 'ok', did: closeBooks(context, id) }
  const did = act(job)
  if (unrecorded) throw unrecorded.error
  return { kind: 'ok', did }
}

/** What went wrong with it, if anything did. */
const noteAsked = async (
  context: JobsContext,
  job: Job,
  { person }: Actor,
  { wanted, isPossible }: Pick<Steering, 'wanted' | 'isPossible'>,
): Promise<{ readonly error: unknown } | undefined> => {
  if (!isPossible(job) || job.wish?.kind === 'cancel') return undefined
  try {
    await note(context, job, `${wanted}-asked`, person)
    return undefined
  } catch (error) {
    return { error }
  }
}
