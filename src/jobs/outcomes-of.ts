import type { JobId } from '../model/ids.ts'
import { type Outcome, outcomesIn } from '../model/run.ts'
import type { JobsContext } from './context.ts'

const beingRead = new WeakMap<JobsContext['files'], Map<JobId, Promise<ReadonlyMap<number, Outcome>>>>()

/** What the journal has of every change, by `Change.no`. A journal is open once: whoever asks while it is read shares the reading. */
export const outcomesOf = (files: JobsContext['files'], id: JobId): Promise<ReadonlyMap<number, Outcome>> => {
  const readings = beingRead.get(files) ?? new Map<JobId, Promise<ReadonlyMap<number, Outcome>>>()
  beingRead.set(files, readings)
  const reading = readings.get(id) ?? readOutcomes(files, id).finally(() => readings.delete(id))
  readings.set(id, reading)
  return reading
}

const readOutcomes = async (files: JobsContext['files'], id: JobId): Promise<ReadonlyMap<number, Outcome>> => {
  const journal = await files.journal(id)
  await journal.close()
  const outcomes = new Map<number, Outcome>()
  for (const outcome of outcomesIn(journal.past)) outcomes.set(outcome.change, outcome)
  return outcomes
}
