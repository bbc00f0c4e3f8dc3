import type { AuditEvent } from '../model/audit.ts'
import type { JobId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { JobsContext } from './context.ts'
import { owedIn } from './owed.ts'
import { recordMissing } from './record-missing.ts'
import { recordsOfChange } from './records-of.ts'
import { turnsByJob } from './turns.ts'

/**
 * Decisions and their records in the audit log, one decision of a job after the other. The head comes first, as a compare-and-set, and
 * its records after it; a job whose records did not come to the disk owes them, and no further decision is taken on it, no effect
 * made for it, and its last word not said, before they are there. After a restart the pick-up finds what the process before owed.
 */
const inTurn = turnsByJob()

/** As `JobStore.change`, with the records that follow from the change. Throws also when the change stands and its records do not. */
export const changeOnRecord = (
  context: JobsContext,
  id: JobId,
  decide: (job: Job) => Job | undefined,
  newer?: JobId,
): ReturnType<JobsContext['store']['change']> =>
  onRecord(context, id, async () => {
    let before: Job | undefined
    const result = await context.store.change(id, (stored) => {
      before = stored
      return decide(stored)
    })
    const at = context.clock.now().toISOString()
    return { result, records: result.changed ? recordsOfChange(before, result.job, at, newer) : [] }
  })

/** As `JobStore.add`. */
export const addOnRecord = (context: JobsContext, job: Job): Promise<boolean> =>
  onRecord(context, job.id, async () => {
    const isNew = await context.store.add(job)
    return { result: isNew, records: isNew ? recordsOfChange(undefined, job, job.createdAt) : [] }
  })

/** Resolves when nothing of the job is owed. Not while its journal is open. Throws when the log cannot be written. */
export const settleRecords = (context: JobsContext, id: JobId): Promise<void> =>
  owedIn(context).has(id) ? inTurn(context, id, () => payOff(context, id)) : Promise.resolve()

/** After a start, with one reading of the log for all jobs. What cannot be settled now is owed. */
export const settleAll = async (context: JobsContext, jobs: readonly Job[]): Promise<void> => {
  const owed = owedIn(context)
  for (const { id } of jobs) owed.add(id)
  await recordMissing(context, jobs, (id) => owed.delete(id))
}

const onRecord = <T>(
  context: JobsContext,
  id: JobId,
  decide: () => Promise<{ readonly result: T; readonly records: readonly AuditEvent[] }>,
): Promise<T> =>
  inTurn(context, id, async () => {
    await payOff(context, id)
    const owed = owedIn(context)
    owed.add(id)
    const { result, records } = await decide()
    if (records.length > 0) await context.audit.append(records)
    owed.delete(id)
    return result
  })

const payOff = async (context: JobsContext, id: JobId): Promise<void> => {
  const owed = owedIn(context)
  if (!owed.has(id)) return
  // Spares the reading of the log while nothing could be added to it.
  await context.audit.append([])
  const job = await context.store.get(id)
  if (job !== undefined) await recordMissing(context, [job])
  owed.delete(id)
}
