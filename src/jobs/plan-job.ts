import { approvalsNeeded } from '../approval/approvals-needed.ts'
import { openApproval } from '../approval/open-approval.ts'
import { usualReviewer } from '../approval/usual-reviewer.ts'
import { type FilesRead, readFiles } from '../intake/read-files.ts'
import type { ApprovalState } from '../model/approval.ts'
import type { JobId } from '../model/ids.ts'
import type { Job, JobRefusal } from '../model/job.ts'
import type { PinnedPlan } from '../model/plan.ts'
import type { Intake } from '../model/rows.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { buildPlanInPieces } from '../plan/build-plan.ts'
import { checkLimits } from '../plan/check-limits.ts'
import { estimateSeconds } from '../plan/estimate.ts'
import { buildKeepPlan } from '../plan/keep-plan.ts'
import { planSerializer } from '../plan/plan-serializer.ts'
import { summariseInPieces } from '../plan/summarise.ts'
import { failedRows } from '../report/failed-rows.ts'
import type { JobsContext } from './context.ts'
import { type LookedUp, lookUp, unknownOperation } from './look-up.ts'
import { refuseMissing } from './missing-outcomes.ts'
import { changeOnRecord } from './on-record.ts'
import { outcomesOf } from './outcomes-of.ts'
import { putAtHand, takeFromHand } from './plan-at-hand.ts'
import { rowsToUndo } from './rows-to-undo.ts'
import { supersedeOlder } from './supersede-jobs.ts'
import { tellJob } from './tell-job.ts'

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
  // The chat may not have taken it, or the job is refused and has no plan to tell.
  takeFromHand(context, id)
}

const makePlan = async (context: JobsContext, job: Job): Promise<void> => {
  const unknown = unknownOperation(context.policy, job)
  if (unknown) return refuse(context, job, unknown)
  const read = await readRows(context, job)
  if (read.kind === 'refused') return refuse(context, job, { code: 'files', files: read.refusals })
  const parts = await lookUp(context, job, read.intake)
  if ('code' in parts) return refuse(context, job, parts)
  const pinned = await pin(context, job, read.intake, parts)
  await judgePlan(context, job, parts, pinned)
  putAtHand(context, pinned.plan)
}

const judgePlan = async (
  context: JobsContext,
  job: Job,
  parts: readonly LookedUp[],
  { plan, digest }: PinnedPlan,
): Promise<void> => {
  const { policy } = context
  const estimate = (name: DirectoryName, count: number): number => estimateIn(context, job, name, count)
  const expiresAt = (name: DirectoryName): string | undefined =>
    parts.find(({ tenant }) => tenant.directory === name)?.credential.expiresAt
  const { verifiedDomains } = policy.protection
  const tellsAdmins = (name: DirectoryName): boolean =>
    !parts.find(({ tenant }) => tenant.directory === name)?.credential.blindTo?.includes('administrators')
  const options = { estimate, canUndo: policy.canUndo, verifiedDomains, expiresAt, tellsAdmins }
  const summary = await summariseInPieces(plan, options)
  const times = summary.parts.map(({ directory, planned }) => ({
    directory,
    estimatedSeconds: estimate(directory, planned),
    expiresAt: expiresAt(directory),
  }))
  const limit = checkLimits(plan, policy.limits, times, context.clock.now())
  if (limit) return refuse(context, { ...job, summary }, { code: 'limit', limit })
  return ask(context, job, { summary, digest, planned: plan.changes.length })
}

/** A retry goes by the ids that were approved the first time, an undo by those of what was done; anything else by its files. */
const readRows = async (context: JobsContext, job: Job): Promise<FilesRead> => {
  const { operation, domain, keep, directories, retryOf, undoOf } = job
  const earlier = retryOf ?? undoOf
  if (earlier === undefined)
    return readFiles(await context.files.loadInput(job.id), context.policy.intake, {
      operation,
      domain,
      keep,
      directories,
    })
  const { plan } = await context.files.loadPlan(earlier)
  const outcomes = await outcomesOf(context.files, earlier)
  refuseMissing((await context.store.get(earlier)) ?? job, outcomes.values())
  const intake = retryOf === undefined ? await rowsToUndo(context, plan, operation) : failedRows(plan, outcomes)
  return { kind: 'read', intake }
}

/** A plan that an earlier process pinned before it died is the plan; it is never written over. */
const pin = async (context: JobsContext, job: Job, intake: Intake, parts: readonly LookedUp[]): Promise<PinnedPlan> => {
  if (await context.files.hasPlan(job.id)) return context.files.loadPlan(job.id)
  const asked = {
    job: job.id,
    operation: job.operation,
    requester: job.requester,
    plannedAt: context.clock.now().toISOString(),
    intake,
    policy: context.policy.protection,
  }
  const plan = job.keep ? buildKeepPlan({ ...asked, parts }) : await buildPlanInPieces({ ...asked, parts })
  return context.files.savePlan(job.id, plan, planSerializer())
}

const estimateIn = (context: JobsContext, job: Job, name: DirectoryName, count: number): number => {
  const connected = context.directories.get(name)
  return connected === undefined ? 0 : estimateSeconds(connected.directory.traits(job.operation), count, connected.pace)
}

interface Pinned {
  readonly planned: number
}

const ask = async (
  context: JobsContext,
  job: Job,
  { summary, digest, planned }: Required<Pick<Job, 'summary' | 'digest'>> & Pinned,
): Promise<void> => {
  const approval = openApproval({
    requesterId: job.requester.id,
    digest,
    count: planned,
    ...approvalsNeeded(planned, context.policy),
    askedAt: context.clock.now().toISOString(),
    ttlMs: context.policy.approvalTtlMs,
  })
  const nonce = context.newNonce()
  const usual = usualReviewer(approvalsIn(await context.store.list()), job.requester.id)
  await changeOnRecord(context, job.id, (stored) =>
    stored.status === 'planning'
      ? {
          ...stored,
          status: 'awaiting-approval',
          digest,
          summary,
          approval,
          nonce,
          ...(usual && { usualReviewer: usual }),
        }
      : undefined,
  )
}

const approvalsIn = (jobs: readonly Job[]): readonly ApprovalState[] =>
  jobs.flatMap(({ approval }) => (approval === undefined ? [] : [approval]))

const refuse = async (context: JobsContext, job: Job, refusal: JobRefusal): Promise<void> => {
  const endedAt = context.clock.now().toISOString()
  await changeOnRecord(context, job.id, (stored) =>
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
}

/** Whoever asked gets an answer, whatever went wrong; without the store there is none to give, and the message is taken up again. */
const refuseAfterAccident = async (context: JobsContext, job: Job, error: unknown): Promise<void> => {
  context.log.error({ job: job.id, error }, 'planning a job: it is refused after an accident')
  await refuse(context, job, { code: 'accident', message: error instanceof Error ? error.message : String(error) })
}
