import type { JobId } from '../model/ids.ts'
import type { JobsContext } from './context.ts'

/**
 * One piece of work a job at a time: whoever comes later begins after those before, however they ended. Each call makes turns of
 * their own, so that what is said and what is decided do not wait for each other.
 */
export const turnsByJob = (): (<T>(context: JobsContext, id: JobId, work: () => Promise<T>) => Promise<T>) => {
  const underWay = new WeakMap<JobsContext, Map<JobId, Promise<unknown>>>()
  return async (context, id, work) => {
    const turns = underWay.get(context) ?? new Map<JobId, Promise<unknown>>()
    underWay.set(context, turns)
    const before = turns.get(id)
    const turn = (async () => {
      await before?.catch(() => undefined)
      return work()
    })()
    turns.set(id, turn)
    try {
      return await turn
    } finally {
      if (turns.get(id) === turn) turns.delete(id)
    }
  }
}
