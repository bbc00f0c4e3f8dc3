import type { JobId } from '../model/ids.ts'
import type { Job, RunWish, Tally } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { PauseReason, RunEnd } from '../model/run.ts'
import { DamagedFile } from '../model/store.ts'
import { tally, tallySoFar } from '../report/tally.ts'
import type { RunControl } from '../run/run-input.ts'
import { onBehalfOf } from '../run/whose-call.ts'
import { accidentOf } from './accident.ts'
import { planForRun } from './checked-plan.ts'
import type { JobsContext } from './context.ts'
import { holdWhileFrozen, wakeThawed } from './hold-frozen.ts'
import { changeOnRecord, settleRecords } from './on-record.ts'
import { outcomesOf } from './outcomes-of.ts'
import { owedIn } from './owed.ts'
import { type DirectoriesEnd, runDirectories } from './run-directories.ts'
import { type JobControl, SHUTDOWN } from './running-jobs.ts'
import { showProgress } from './show-progress.ts'
import { tellJob } from './tell-job.ts'
import { toRunning } from './to-running.ts'

/**
 * The approved plan is carried out. It must never run a plan other than the one that was approved: the digest is computed anew
 * from the pinned plan, and compared with the one that the reviews name.
 */

/** Runs the job to its end or to a pause, in this process, unless it runs already. Never throws. */
export const startRun = (context: JobsContext, id: JobId): Promise<void> =>
  context.running.start(id, (control) =>
    onBehalfOf(id, () => runUntilItStands(context, id, holdWhileFrozen(context, control))).catch((error: unknown) =>
      halt(context, id, error),
    ),
  )

/** Whoever thawed while the pause was written down did not see a paused job: it goes on here. */
const runUntilItStands = async (context: JobsContext, id: JobId, control: JobControl): Promise<void> => {
  do await runJob(context, id, control)
  while ((await wakeThawed(context, id)) !== undefined)
}

const runJob = async (context: JobsContext, id: JobId, control: JobControl): Promise<void> => {
  const { job } = await context.store.change(id, (stored) =>
    stored.status === 'approved' || stored.status === 'paused' ? toRunning(context, stored) : undefined,
  )
  if (job.status !== 'running') return
  await settleRecords(context, id)
  if (job.wish) context.running.remind(id, wantedOf(job.wish))
  const plan = await approvedPlan(context, job)
  if (plan === undefined) return
  const shown = showProgress(context, job, plan)
  try {
    const end = await toTheEnd(control, () => runDirectories(context, job, plan, control, shown.onProgress))
    if (end.kind === 'paused' && end.reason === SHUTDOWN) return
    await finish(context, job, plan, end)
  } finally {
    // How it ended is on the disk; a chat that is slow or down holds nothing up.
    void context.running.track(shown.end().then(() => tellJob(context, id)))
  }
}

/**
 * A part may have stood still already when somebody cancelled the others, or said that the job shall go on: its books are closed,
 * or it has its turn again.
 */
const toTheEnd = async (control: JobControl, run: () => Promise<DirectoriesEnd>): Promise<RunEnd> => {
  const { end, isResumed } = await run()
  if (end.kind !== 'paused') return end
  const wanted = control.wanted().kind
  if (wanted === 'cancel') return (await run()).end
  return wanted === 'go' && isResumed ? toTheEnd(control, run) : end
}

const wantedOf = (wish: RunWish): ReturnType<RunControl['wanted']> =>
  wish.kind === 'cancel' ? wish : { kind: 'pause', reason: { code: 'asked', by: wish.by } }

const approvedPlan = async (context: JobsContext, job: Job): Promise<Plan | undefined> => {
  try {
    const { plan, digest } = await planForRun(context, job.id)
    const reviews =
      job.approval?.reviews.filter((review) => review.verdict === 'approve' && review.digest === digest) ?? []
    const isApproved = job.approval?.status === 'approved' && reviews.length >= job.approval.required
    if (plan.job === job.id && digest === job.digest && digest === job.approval?.digest && isApproved) return plan
    await stop(
      context,
      job,
      `the plan on the disk has the digest ${digest.slice(0, 12)}, which is not the one that was approved`,
    )
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    await stop(context, job, error.message)
  }
  return undefined
}

const finish = async (context: JobsContext, job: Job, plan: Plan, end: RunEnd): Promise<void> => {
  const outcomes = await outcomesOf(context.files, job.id)
  const kept = (await context.files.hasBefore(job.id)) ? { hasBefore: true as const } : {}
  const endedAt = context.clock.now().toISOString()
  await changeOnRecord(context, job.id, (stored) => {
    if (stored.status !== 'running') return undefined
    if (end.kind === 'paused') return toPaused(stored, end.reason, tallySoFar(plan, outcomes))
    const { wish: _obeyed, ...rest } = stored
    return { ...rest, ...kept, status: end.kind, tally: tally(plan, outcomes), endedAt }
  })
}

/** A cancel that came too late to be heard stays asked for, and a job that somebody wants to stand still does not go on by itself. */
const toPaused = ({ wish, ...job }: Job, reason: PauseReason, counted?: Tally): Job => ({
  ...job,
  status: 'paused',
  pause: wish?.kind === 'pause' && endsByItself(reason) ? { code: 'asked', by: wish.by } : reason,
  ...(counted === undefined ? {} : { tally: counted }),
  ...(wish?.kind === 'cancel' ? { wish } : {}),
})

const endsByItself = ({ code }: PauseReason): boolean => code === 'budget-spent' || code === 'frozen'

const stop = async (context: JobsContext, job: Job, detail: string): Promise<void> => {
  const endedAt = context.clock.now().toISOString()
  await changeOnRecord(context, job.id, (stored) =>
    stored.status === 'running'
      ? { ...stored, status: 'stopped', refusal: { code: 'plan-damaged', detail }, endedAt }
      : undefined,
  )
  void tellJob(context, job.id)
}

/** An accident leaves the job paused with its reason, never half forgotten. */
const halt = async (context: JobsContext, id: JobId, error: unknown): Promise<void> => {
  context.log.error({ job: id, error }, 'running a job: it is paused after an accident')
  try {
    // A job stands still whether or not that can be recorded.
    owedIn(context).add(id)
    await context.store.change(id, (job) => (job.status === 'running' ? toPaused(job, accidentOf(error)) : undefined))
    void tellJob(context, id)
    saidUnstored.get(context)?.delete(id)
    await settleRecords(context, id)
  } catch (second) {
    context.log.error(
      { job: id, error: second },
      'pausing a job: the disk refused it or its record, the job is looked at again later',
    )
    // Such a disk may not let the head be read, either.
    const job = await context.store.get(id).catch(() => undefined)
    if (job !== undefined) await sayUnstored(context, job, error)
  }
}

const saidUnstored = new WeakMap<JobsContext, Set<JobId>>()

/** A disk that takes no head takes no note of what was said, either: it is said once in this process, however often the run is tried. */
const sayUnstored = async (context: JobsContext, job: Job, error: unknown): Promise<void> => {
  const said = saidUnstored.get(context) ?? new Set<JobId>()
  saidUnstored.set(context, said)
  if (said.has(job.id)) return
  said.add(job.id)
  try {
    await context.running.track(context.voice.paused(toPaused(job, accidentOf(error))))
  } catch (third) {
    context.log.warn({ job: job.id, error: third }, 'saying that a job stands still')
  }
}
