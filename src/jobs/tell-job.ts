import type { JobId, MessageId } from '../model/ids.ts'
import { ENDED, type Job, type Posted } from '../model/job.ts'
import { DamagedFile } from '../model/store.ts'
import { errorsCsv } from '../report/errors-csv.ts'
import { planCsv } from '../report/plan-csv.ts'
import { resultsCsv } from '../report/results-csv.ts'
import type { JobsContext } from './context.ts'
import { refuseMissing } from './missing-outcomes.ts'
import { changeOnRecord } from './on-record.ts'
import { outcomesOf } from './outcomes-of.ts'
import { owedIn } from './owed.ts'
import { takeFromHand } from './plan-at-hand.ts'
import { dueTellings, type Telling } from './tellings.ts'
import { turnsByJob } from './turns.ts'

/**
 * Says in the thread what `dueTellings` finds unsaid, one thing after the other, each remembered as soon as it is said.
 * A chat that is down loses nothing: the rest is said when this is called again.
 */

const inTurn = turnsByJob()

/** True when everything has been said. Never throws: what the chat refused is logged and stays due. */
export const tellJob = (context: JobsContext, id: JobId): Promise<boolean> =>
  inThread(context, id, () => tellAll(context, id))

/** One speaker a job at a time: whoever comes later sees what those before have remembered. */
export const inThread = <T>(context: JobsContext, id: JobId, speak: () => Promise<T>): Promise<T> =>
  context.running.track(inTurn(context, id, speak))

const tellAll = async (context: JobsContext, id: JobId): Promise<boolean> => {
  try {
    for (;;) {
      const job = await context.store.get(id)
      const [telling, further] = job === undefined ? [] : dueTellings(job)
      if (job === undefined || telling === undefined) return true
      // The last word of a job is for what is on record: nobody looks for what is missing of a job that was told to its end.
      if (ENDED.has(job.status) && further === undefined && owedIn(context).has(id)) return false
      const said = await tell(context, job, telling).catch((error: unknown) => tellDamage(context, job, telling, error))
      if (said === undefined) continue
      await context.store.change(id, (stored) =>
        // The run went on while its pause was told; the next pause has to be told, too.
        telling === 'pause' && stored.status !== 'paused'
          ? undefined
          : { ...stored, posted: { ...stored.posted, ...said } },
      )
    }
  } catch (error) {
    context.log.warn({ job: id, error }, 'telling a job in its thread: the chat did not take it, it will be said later')
    return false
  }
}

const tell = async (context: JobsContext, job: Job, telling: Telling): Promise<Posted> => {
  const { voice } = context
  switch (telling) {
    case 'plan-file':
      return { planFile: await postPlan(context, job) }
    case 'card':
      return { card: await voice.planCard(job) }
    case 'refusal':
      return { refusal: await voice.refused(job) }
    case 'decision':
      return { decision: await voice.decided(job) }
    case 'pause':
      return { pause: await voice.paused(job) }
    case 'before':
      return { before: await postBefore(context, job) }
    case 'results':
      return { results: await postOutcomes(context, job, 'results') }
    case 'errors':
      return { errors: await postOutcomes(context, job, 'errors') }
    case 'words':
      return { words: await voice.finished(job, context.audit.head()) }
    case 'remove-control':
      return removeControl(context, job)
  }
}

/**
 * What is damaged does not become whole by trying again: it is said once, in place of the file. Nobody can approve a plan that cannot be
 * read, so its job is refused. Throws whatever is no damage.
 */
const tellDamage = async (
  context: JobsContext,
  job: Job,
  telling: Telling,
  error: unknown,
): Promise<Posted | undefined> => {
  if (!(error instanceof DamagedFile)) throw error
  context.log.error({ job: job.id, error }, 'telling a job in its thread: a stored file is damaged')
  switch (telling) {
    case 'plan-file':
      if (job.status === 'awaiting-approval') return void (await refuseDamaged(context, job, error.message))
      return { planFile: await context.voice.notMade(job, 'plan', error.message) }
    case 'before':
    case 'results':
    case 'errors':
      return { [telling]: await context.voice.notMade(job, telling, error.message) }
    default:
      throw error
  }
}

const refuseDamaged = async (context: JobsContext, job: Job, detail: string): Promise<void> => {
  const endedAt = context.clock.now().toISOString()
  await changeOnRecord(context, job.id, ({ summary: _unreadable, ...stored }) =>
    stored.status === 'awaiting-approval'
      ? { ...stored, status: 'refused', refusal: { code: 'plan-damaged', detail }, endedAt }
      : undefined,
  )
}

const postPlan = async (context: JobsContext, job: Job): Promise<MessageId> => {
  const plan = takeFromHand(context, job.id) ?? (await context.files.loadPlan(job.id)).plan
  return context.voice.planFile(job, await planCsv(plan))
}

const postBefore = async ({ files, voice }: JobsContext, job: Job): Promise<MessageId> => {
  const before = await files.before(job.id)
  try {
    return await voice.file(
      job,
      { name: `before-${job.id}.jsonl`, bytes: await before.read(), rows: before.known.size },
      'before',
    )
  } finally {
    await before.close()
  }
}

const postOutcomes = async (
  { files, voice }: JobsContext,
  job: Job,
  which: 'results' | 'errors',
): Promise<MessageId> => {
  const { plan } = await files.loadPlan(job.id)
  const outcomes = await outcomesOf(files, job.id)
  refuseMissing(job, outcomes.values())
  return voice.file(job, await (which === 'results' ? resultsCsv(plan, outcomes) : errorsCsv(plan, outcomes)), which)
}

/** Removing is remembered by taking the id out, so a card that could not be removed is tried again. */
const removeControl = async ({ voice, store }: JobsContext, job: Job): Promise<Posted> => {
  if (job.posted.control !== undefined) await voice.forget(job, job.posted.control)
  await store.change(job.id, (stored) => {
    const { control: _removed, ...posted } = stored.posted
    return { ...stored, posted }
  })
  return {}
}
