import type { AuditEvent } from '../model/audit.ts'
import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import { mapInPieces } from '../model/pause.ts'
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
}

const recordedOf = async ({ audit }: JobsContext, jobs: readonly Job[]): Promise<Recorded> => {
  const ids = jobs.flatMap(({ id, retryOf, undoOf }) => [
    id,
    ...(retryOf ? [retryOf] : []),
    ...(undoOf ? [undoOf] : []),
  ])
  const keys = new Set<string>()
  const decisions: AuditEvent[] = []
  for await (const event of audit.of(new Set(ids))) {
    keys.add(keyOf(event))
    if (!event.what.startsWith('user-')) decisions.push(event)
  }
  return { keys, decisions }
}

const missingOf = async (
  context: JobsContext,
  job: Job,
  { keys, decisions }: Recorded,
  newer: JobId | undefined,
): Promise<readonly AuditEvent[]> => {
  const at = context.clock.now().toISOString()
  const own = decisions.filter((event) => event.job === job.id)
  const wanted = [
    ...recordsOf(job, newer),
    ...voided(job, own.filter(isApproval), at),
    ...(await keptRecords(context, job, at)),
    ...(await effectRecords(context, job)),
  ]
  const isKnown = await mapInPieces(wanted, (event) => keys.has(keyOf(event)))
  const missing = wanted.filter((_event, place) => !isKnown[place])
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
const effectRecords = async (context: JobsContext, job: Job): Promise<readonly AuditEvent[]> => {
  if (job.startedAt === undefined) return []
  try {
    const outcomes = await outcomesOf(context.files, job.id)
    if (outcomes.size === 0) return []
    const checked = await checkedPlan(context, job.id)
    if (checked.digest !== job.digest) throw new DamagedFile('the plan is not the one that was approved')
    if (job.status === 'running') leaveForRun(context, job.id, checked)
    return mapInPieces(outcomes.values(), (outcome) => effectRecord(checked.plan, job.digest, outcome))
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
