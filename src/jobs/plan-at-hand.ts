import type { JobId } from '../model/ids.ts'
import type { Plan } from '../model/plan.ts'
import type { JobsContext } from './context.ts'

/**
 * A plan that was pinned a moment ago is told as it is in memory, and not read from the disk again first. Nothing is decided or done
 * by it: the run reads the disk. It is let go as soon as it is told, since a large plan is a large part of the memory.
 */
const made = new WeakMap<JobsContext, Map<JobId, Plan>>()

/** For whoever tells the job right after. */
export const putAtHand = (context: JobsContext, plan: Plan): void => {
  const plans = made.get(context) ?? new Map<JobId, Plan>()
  made.set(context, plans)
  plans.set(plan.job, plan)
}

/** Once. */
export const takeFromHand = (context: JobsContext, id: JobId): Plan | undefined => {
  const plan = made.get(context)?.get(id)
  made.get(context)?.delete(id)
  return plan
}
