import type { AuditEvent } from '../model/audit.ts'
import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import { mapInPieces } from '../model/pause.ts'
import type { Outcome } from '../model/run.ts'
import { DamagedFile } from '../model/store.ts'
import { checkedPlan, leaveForRun } from './checked-plan.ts'
import type { JobsContext } from './context.ts'
import { outcomesOf } from './outcomes-of.ts'
import { effectRecord, isApproval, keptRecord, keyOf, pausedRecord, recordsOf, voided } from './records-of.ts'

/**
 * Holds the audit log against the heads and journals of jobs and adds what a death or a full disk left out, each record once. Must only
 * be called for jobs that nobody decides on or runs meanwhile.
 */

/**
 * Reads the log once for all of them. Without `onSettled` it throws what goes wrong; with it, it is told of each job whose records are
 * complete, and what goes wrong with the others is logged.
 */
export const recordMissing = async (
  context: JobsContext,
  jobs: readonly Job[],
  onSettled?: (id: JobId) => void,
): Promise<void> => {
  if (jobs.length === 0) return
  const recorded = await recordedOf(context, jobs)
  const all = await context.store.list()
  for (const job of jobs) {
    try {
      const missing = await missingOf(context, job, recorded, newerThan(job, all))
      if (missing.length > 0) {
        context.log.warn({ job: job.id, records: missing.length }, 'adding to the audit log what was left out of it')
        await context.audit.append(missing)
      }
      onSettled?.(job.id)
    } catch (error) {
      if (onSettled === undefined) throw error
      context.log.error({ job: job.id, error }, 'adding to the audit log what was left out of it: it is owed')
    }
  }
}

interface Recorded {
  readonly keys: ReadonlySet<string>
  /** Without those of single accounts. */
  readonly decisions: readonly AuditEvent[]
  readonly effects: RecordedEffects
}

const recordedOf = async ({ audit }: JobsContext, jobs: readonly Job[]): Promise<Recorded> => {
  const ids = jobs.flatMap(({ id, retryOf, undoOf }) => [
    id,
    ...(retryOf ? [retryOf] : []),
    ...(undoOf ? [undoOf] : []),
  ])
  const keys = new Set<string>()
  const decisions: AuditEvent[] = []
  const effects = new RecordedEffects()
  for await (const events of audit.of(new Set(ids)))
    for (const event of events) {
      if (event.what.startsWith('user-')) {
        effects.add(event)
        continue
      }
      keys.add(keyOf(event))
      decisions.push(event)
    }
  return { keys, decisions, effects }
}

type Of = Pick<AuditEvent, 'job' | 'directory' | 'whom'>

/** By what `keyOf` tells them apart by, but without a text made for each: there is one for every account of a large job. */
class RecordedEffects {
  readonly #whom = new Map<Of['job'], Map<Of['directory'], Set<Of['whom']>>>()

  add({ job, directory, whom }: Of): void {
    const directories = this.#whom.get(job) ?? new Map<Of['directory'], Set<Of['whom']>>()
    this.#whom.set(job, directories)
    const accounts = directories.get(directory) ?? new Set()
    directories.set(directory, accounts)
    accounts.add(whom)
  }

  has({ job, directory, whom }: Of): boolean {
    return this.#whom.get(job)?.get(directory)?.has(whom) ?? false
  }
}

const missingOf = async (
  context: JobsContext,
  job: Job,
  { keys, decisions, effects }: Recorded,
  newer: JobId | undefined,
): Promise<readonly AuditEvent[]> => {
  const at = context.clock.now().toISOString()
  const own = decisions.filter((event) => event.job === job.id)
  const wanted = [
    ...recordsOf(job, newer),
    ...voided(job, own.filter(isApproval), at),
    ...(await keptRecords(context, job, at)),
  ]
  const missing = [
    ...wanted.filter((event) => !keys.has(keyOf(event))),
    ...(await missingEffects(context, job, effects)),
  ]
  const isUntold = job.status === 'paused' && own.findLast(({ what }) => STANDING.has(what))?.what !== 'paused'
  return [
    ...missing.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ...(isUntold ? [pausedRecord(job, at)] : []),
  ]
}

/** The last of these tells whether a job that stands still is known to. */
const STANDING: ReadonlySet<string> = new Set(['approved', 'picked-up', 'resume-asked', 'paused'])

const newerThan = ({ id, status, requester, thread }: Job, all: readonly Job[]): JobId | undefined => {
  if (status !== 'superseded') return undefined
  const newest = all.find((one) => isSameId(one.requester.id, requester.id) && one.thread.rootId === thread.rootId)
  return newest?.id === id ? undefined : newest?.id
}

/** A plan that is not the one of the head names nobody: its run is stopped, with a record of why. */
const missingEffects = async (
  context: JobsContext,
  job: Job,
  recorded: RecordedEffects,
): Promise<readonly AuditEvent[]> => {
  if (job.startedAt === undefined) return []
  try {
    const outcomes = await outcomesOf(context.files, job.id)
    if (outcomes.size === 0) return []
    const checked = await checkedPlan(context, job.id)
    if (checked.digest !== job.digest) throw new DamagedFile('the plan is not the one that was approved')
    if (job.status === 'running') leaveForRun(context, job.id, checked)
    const { plan } = checked
    const isMissing = ({ change: no }: Outcome): boolean => {
      const change = plan.changes[no]
      return !recorded.has({ job: plan.job, ...(change && { directory: change.directory, whom: change.userId }) })
    }
    const missing = await mapInPieces(outcomes.values(), (outcome) => (isMissing(outcome) ? [outcome] : []))
    return missing.flat().map((outcome) => effectRecord(plan, job.digest, outcome))
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    context.log.error({ job: job.id, error }, 'looking for effects without a record: the files of the job are damaged')
    return []
  }
}

const keptRecords = async (context: JobsContext, job: Job, at: string): Promise<readonly AuditEvent[]> => {
  if (job.startedAt === undefined || !(await context.files.hasBefore(job.id))) return []
  try {
    const before = await context.files.before(job.id)
    await before.close()
    return job.directories.flatMap((directory) => {
      const kept = [...before.known].filter((key) => key.startsWith(`${directory}:`)).length
      return kept === 0 ? [] : [keptRecord(job, at, kept, directory)]
    })
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    context.log.error({ job: job.id, error }, 'looking for what was kept of accounts: the file is damaged')
    return []
  }
}
