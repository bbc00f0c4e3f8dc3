import { openApproval } from '../approval/open-approval.ts'
import { type FilesRead, readFiles } from '../intake/read-files.ts'
import type { FindProgress } from '../model/directory.ts'
import type { JobId } from '../model/ids.ts'
import type { Job, JobRefusal } from '../model/job.ts'
import type { PinnedPlan } from '../model/plan.ts'
import type { Intake } from '../model/rows.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { WireError } from '../model/wire.ts'
import { buildPlan, type PlanPart } from '../plan/build-plan.ts'
import { checkLimits } from '../plan/check-limits.ts'
import { digestPlan } from '../plan/digest-plan.ts'
import { estimateSeconds } from '../plan/estimate.ts'
import { summarise } from '../plan/summarise.ts'
import { failedRows } from '../report/failed-rows.ts'
import { type JobsContext, note } from './context.ts'
import { showLookup } from './show-lookup.ts'
import { supersedeOlder } from './supersede-jobs.ts'
import { outcomesOf, tellJob } from './tell-job.ts'

const underWay = new WeakMap<JobsContext, Map<JobId, Promise<void>>>()

/**
 * The dry run: files → rows → accounts → plan, pinned with its digest; then the card asks for the second key.
 * Once a job at a time: a second call shares the first. A call after it only says what is still unsaid.
 */
export const planJob = (context: JobsContext, id: JobId): Promise<void> => {
  const ofContext = underWay.get(context) ?? new Map<JobId, Promise<void>>()
  underWay.set(context, ofContext)
  const planning = ofContext.get(id) ?? planAndTell(context, id).finally(() => ofContext.delete(id))
  ofContext.set(id, planning)
  return planning
}

const planAndTell = async (context: JobsContext, id: JobId): Promise<void> => {
  const { job, changed } = await context.store.change(id, (stored) =>
    // Nobody else is at it: one that is `planning` was left so by a store that did not take its end.
    stored.status === 'received' || stored.status === 'planning' ? { ...stored, status: 'planning' } : undefined,
  )
  if (changed) {
    await makePlan(context, job).catch((error: unknown) => refuseAfterAccident(context, job, error))
    await supersedeOlder(context, job)
  }
  await tellJob(context, id)
}

const makePlan = async (context: JobsContext, job: Job): Promise<void> => {
  const read = await readRows(context, job)
  if (read.kind === 'refused') return refuse(context, job, { code: 'files', files: read.refusals })
  const parts = await lookUp(context, job, read.intake)
  if ('code' in parts) return refuse(context, job, parts)
  const pinned = await pin(context, job, read.intake, parts)
  const summary = summarise(pinned.plan, {
    estimate: (name, count) => estimate(context, job, name, count),
    canUndo: context.policy.canUndo,
  })
  const limit = checkLimits(pinned.plan, context.policy.limits)
  if (limit) return refuse(context, { ...job, summary }, { code: 'limit', limit })
  await ask(context, job, { summary, digest: pinned.digest, planned: pinned.plan.changes.length })
}

/** A retry goes by the ids that were approved the first time; anything else by its files. */
const readRows = async (context: JobsContext, job: Job): Promise<FilesRead> => {
  if (job.retryOf === undefined) return readFiles(await context.files.loadInput(job.id), context.policy.intake, job)
  const { plan } = await context.files.loadPlan(job.retryOf)
  return { kind: 'read', intake: failedRows(plan, await outcomesOf(context.files, job.retryOf)) }
}

/** A plan that an earlier process pinned before it died is the plan; it is never written over. */
const pin = async (context: JobsContext, job: Job, intake: Intake, parts: readonly PlanPart[]): Promise<PinnedPlan> => {
  if (await context.files.hasPlan(job.id)) return context.files.loadPlan(job.id)
  const plan = buildPlan({
    job: job.id,
    operation: job.operation,
    requester: job.requester,
    plannedAt: context.clock.now().toISOString(),
    intake,
    parts,
    policy: context.policy.protection,
  })
  const pinned = { plan, digest: await digestPlan(plan) }
  await context.files.savePlan(job.id, pinned)
  return pinned
}

const lookUp = async (context: JobsContext, job: Job, intake: Intake): Promise<readonly PlanPart[] | JobRefusal> => {
  const shown = showLookup(context, job)
  const parts: PlanPart[] = []
  try {
    for (const name of job.directories) parts.push(await lookUpIn(context, name, intake, shown.onProgress))
    return parts
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const directory = job.directories[parts.length] ?? job.directories[0] ?? 'webex'
    context.log.warn({ job: job.id, directory, error }, 'looking users up: the directory did not answer to the end')
    return { code: 'directory-unreachable', directory, message: error.fault.message }
  } finally {
    await shown.end()
  }
}

const lookUpIn = async (
  context: JobsContext,
  name: DirectoryName,
  intake: Intake,
  onProgress: (progress: FindProgress) => void,
): Promise<PlanPart> => {
  const connected = context.directories.get(name)
  if (connected === undefined) throw new Error(`planning: the directory "${name}" is not on; add it to DIRECTORIES`)
  const credential = await connected.credential()
  const keys = intake.rows.map(({ key }) => key)
  const found = await connected.directory.find(keys, onProgress, new AbortController().signal)
  return { credential, stepsLeft: (...asked) => connected.directory.stepsLeft(...asked), ...found }
}

const estimate = (context: JobsContext, job: Job, name: DirectoryName, count: number): number => {
  const connected = context.directories.get(name)
  return connected === undefined ? 0 : estimateSeconds(connected.directory.traits(job.operation), count, connected.pace)
}

const ask = async (
  context: JobsContext,
  job: Job,
  { summary, digest, planned }: Required<Pick<Job, 'summary' | 'digest'>> & { readonly planned: number },
): Promise<void> => {
  const approval = openApproval({
    requesterId: job.requester.id,
    digest,
    count: planned,
    required: context.policy.approvalsRequired,
    askedAt: context.clock.now().toISOString(),
    ttlMs: context.policy.approvalTtlMs,
  })
  const nonce = context.newNonce()
  const { job: asked, changed } = await context.store.change(job.id, (stored) =>
    stored.status === 'planning'
      ? { ...stored, status: 'awaiting-approval', digest, summary, approval, nonce }
      : undefined,
  )
  if (changed)
    await note(
      context,
      asked,
      'planned',
      undefined,
      `${planned} to ${job.operation}, ${summary.rows - planned} skipped`,
    )
}

const refuse = async (context: JobsContext, job: Job, refusal: JobRefusal): Promise<void> => {
  const endedAt = context.clock.now().toISOString()
  const { job: refused, changed } = await context.store.change(job.id, (stored) =>
    stored.status === 'planning'
      ? {
          ...stored,
          status: 'refused',
          refusal,
          endedAt,
          ...(job.summary === undefined ? {} : { summary: job.summary }),
        }
      : undefined,
  )
  if (changed) await note(context, refused, 'refused', undefined, refusal.code)
}

/** Whoever asked gets an answer, whatever went wrong; without the store there is none to give, and the message is taken up again. */
const refuseAfterAccident = async (context: JobsContext, job: Job, error: unknown): Promise<void> => {
  context.log.error({ job: job.id, error }, 'planning a job: it is refused after an accident')
  await refuse(context, job, { code: 'accident', message: error instanceof Error ? error.message : String(error) })
}
