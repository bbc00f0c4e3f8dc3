import type { JobId, MessageId } from '../model/ids.ts'
import type { Job, Posted } from '../model/job.ts'
import type { Outcome } from '../model/run.ts'
import { errorsCsv } from '../report/errors-csv.ts'
import { planCsv } from '../report/plan-csv.ts'
import { resultsCsv } from '../report/results-csv.ts'
import type { JobsContext } from './context.ts'
import { dueTellings, type Telling } from './tellings.ts'

/**
 * Says in the thread what `dueTellings` finds unsaid, one thing after the other, each remembered as soon as it is said.
 * A chat that is down loses nothing: the rest is said when this is called again.
 */

const underWay = new WeakMap<JobsContext, Map<JobId, Promise<boolean>>>()

/** True when everything has been said. Never throws: what the chat refused is logged and stays due. */
export const tellJob = async (context: JobsContext, id: JobId): Promise<boolean> => {
  const ofContext = underWay.get(context) ?? new Map<JobId, Promise<boolean>>()
  underWay.set(context, ofContext)
  // One teller a job at a time; whoever comes later looks again after it, since more may have become due.
  const before = ofContext.get(id)
  const turn = (async () => {
    await before
    return tellAll(context, id)
  })()
  ofContext.set(id, turn)
  const isAllSaid = await turn
  if (ofContext.get(id) === turn) ofContext.delete(id)
  return isAllSaid
}

const tellAll = async (context: JobsContext, id: JobId): Promise<boolean> => {
  try {
    for (;;) {
      const job = await context.store.get(id)
      const telling = job && dueTellings(job)[0]
      if (job === undefined || telling === undefined) return true
      const said = await tell(context, job, telling)
      await context.store.change(id, (stored) => ({ ...stored, posted: { ...stored.posted, ...said } }))
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
    case 'results':
      return { results: await postOutcomes(context, job, 'results') }
    case 'errors':
      return { errors: await postOutcomes(context, job, 'errors') }
    case 'words':
      return { words: await voice.finished(job) }
    case 'remove-control':
      return removeControl(context, job)
  }
}

const postPlan = async ({ files, voice }: JobsContext, job: Job): Promise<MessageId> =>
  voice.planFile(job, await planCsv((await files.loadPlan(job.id)).plan))

const postOutcomes = async (
  { files, voice }: JobsContext,
  job: Job,
  which: 'results' | 'errors',
): Promise<MessageId> => {
  const { plan } = await files.loadPlan(job.id)
  const outcomes = await outcomesOf(files, job.id)
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

/** What the journal has of every change, by `Change.no`. */
export const outcomesOf = async (files: JobsContext['files'], id: JobId): Promise<ReadonlyMap<number, Outcome>> => {
  const journal = await files.journal(id)
  await journal.close()
  return new Map(
    journal.past.flatMap((entry) => (entry.kind === 'outcome' ? [[entry.outcome.change, entry.outcome] as const] : [])),
  )
}
