import type { Directory } from '../model/directory.ts'
import type { Job } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import { OUTCOME_KINDS, type OutcomeKind, outcomesIn, type RunEnd } from '../model/run.ts'
import type { BeforeFile, Journal } from '../model/store.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { driftOf } from '../plan/drift.ts'
import { Ledger } from '../run/ledger.ts'
import { changesIn } from '../run/run-input.ts'
import { runPlan } from '../run/run-plan.ts'
import { accidentOf } from './accident.ts'
import { auditedJournal } from './audited-journal.ts'
import type { JobsContext } from './context.ts'
import { endOfParts, type PartEnd } from './end-of-parts.ts'
import { keepBefore } from './keep-before.ts'
import { refuseMissing } from './missing-outcomes.ts'
import { owedIn } from './owed.ts'
import { keptRecord } from './records-of.ts'
import type { JobControl } from './running-jobs.ts'
import type { ShownProgress } from './show-progress.ts'
import { switchedOff } from './switched-off.ts'

export interface DirectoriesEnd {
  readonly end: RunEnd
  /** Somebody said that the job shall go on after one of them stood still, and while another had not ended yet. */
  readonly isResumed: boolean
}

/**
 * Carries a plan out in all its directories side by side, on one journal. What stops one of them must never stop another, and
 * none is begun before what it takes away is kept.
 */
export const runDirectories = async (
  context: JobsContext,
  job: Job,
  plan: Plan,
  control: JobControl,
  onProgress: ShownProgress['onProgress'],
): Promise<DirectoriesEnd> => {
  const journal = await context.files.journal(job.id)
  let before: BeforeFile | undefined
  try {
    refuseMissing(job, outcomesIn(journal.past))
    if (job.directories.some((name) => context.directories.get(name)?.directory.snapshot))
      before = await context.files.before(job.id)
    const audited = auditedJournal(journal, context, job, plan)
    const counted = addedUp(plan, job.directories, journal, onProgress)
    const part = { context, job, plan, control, journal: audited, before, onCounts: counted }
    const parts = await Promise.all(
      job.directories.map(async (name) => ({ ...(await endIn(part, name)), resumes: control.resumes() })),
    )
    const isResumed = parts.some(({ end, resumes }) => end.kind === 'paused' && resumes < control.resumes())
    return { end: endOfParts(parts), isResumed }
  } finally {
    await before?.close()
    await journal.close()
  }
}

interface Part {
  readonly context: JobsContext
  readonly job: Job
  readonly plan: Plan
  readonly control: JobControl
  readonly journal: Journal
  readonly before: BeforeFile | undefined
  readonly onCounts: (name: DirectoryName, counts: Counts) => void
}

type Counts = Readonly<Record<OutcomeKind, number>>

/** Never throws: the others go on. */
const endIn = async (part: Part, directory: DirectoryName): Promise<PartEnd> => {
  const { context, job } = part
  try {
    const end = await runIn(part, directory)
    if (end.kind === 'paused')
      context.log.warn({ job: job.id, directory, reason: end.reason }, 'running a job: it stands still in a directory')
    return { directory, end }
  } catch (error) {
    context.log.error({ job: job.id, directory, error }, 'running a job: an accident stopped it in a directory')
    return { directory, end: { kind: 'paused', reason: accidentOf(error) } }
  }
}

const runIn = async (part: Part, name: DirectoryName): Promise<RunEnd> => {
  const { context, plan, control, journal, onCounts } = part
  const connected = context.directories.get(name)
  const directory = connected?.directory ?? switchedOff(name)
  const tenant = plan.tenants.find((candidate) => candidate.directory === name)
  if (tenant === undefined) throw new Error(`running ${plan.job}: the plan names no tenant of "${name}"`)
  const halt = await keepIn(part, directory)
  if (halt) return { kind: 'paused', reason: halt }
  // The operator may have given another credential since. Where it cannot be told whose, the check of the dry run stands.
  const owner = await connected?.credential().catch(() => undefined)
  return runPlan({
    plan,
    directory,
    journal,
    control,
    clock: context.clock,
    driftOf: (change, subject) =>
      driftOf(change, { kind: 'found', subject }, tenant, context.policy.protection, owner?.ownerId),
    onProgress: (ledger) => onCounts(name, ledger.counts),
  })
}

const keepIn = async ({ context, job, plan, control, journal, before }: Part, directory: Directory) => {
  if (before === undefined) return undefined
  const { kept, halt } = await keepBefore(context, { plan, directory, journal, before, control })
  if (kept === 0) return halt
  const all = [...before.known].filter((key) => key.startsWith(`${directory.name}:`)).length
  try {
    await context.audit.append([keptRecord(job, context.clock.now().toISOString(), all, directory.name)])
  } catch (error) {
    // What is kept is on the disk already, and would not be recorded again when the run goes on.
    owedIn(context).add(job.id)
    throw error
  }
  return halt
}

/** The counts of all directories, of which each tells its own; those that were not heard of yet have what the journal says. */
const addedUp = (
  plan: Plan,
  names: readonly DirectoryName[],
  { past }: Journal,
  onProgress: ShownProgress['onProgress'],
): Part['onCounts'] => {
  const latest = new Map<DirectoryName, Counts>()
  // Only when another directory is heard of first: a job in one of them need not read a long journal for nothing.
  const countsOf = (name: DirectoryName): Counts => {
    const counts = latest.get(name) ?? new Ledger(changesIn(plan, name), past).counts
    latest.set(name, counts)
    return counts
  }
  return (name, counts) => {
    latest.set(name, counts)
    const all = names.map(countsOf)
    const sum = (kind: OutcomeKind): number => all.reduce((total, one) => total + one[kind], 0)
    onProgress(Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, sum(kind)])) as Record<OutcomeKind, number>)
  }
}
