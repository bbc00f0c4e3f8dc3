import type { JobId } from '../model/ids.ts'
import type { Plan } from '../model/plan.ts'
import type { JobsContext } from './context.ts'

/**
 * A plan that was pinned a moment ago is told as it is in memory, and not read from the disk again first. Nothing is decided or done
 * by it: the run reads the disk.
 */
const made = new WeakMap<JobsContext, Map<JobId, Plan>>()

export const withPlanAtHand = async (context: JobsContext, plan: Plan, tell: () => Promise<unknown>): Promise<void> => {
  const plans = made.get(context) ?? new Map<JobId, Plan>()
  made.set(context, plans)
  plans.set(plan.job, plan)
  try {
    await tell()
  } finally {
    plans.delete(plan.job)
  }
}

export const planAtHand = (context: JobsContext, id: JobId): Plan | undefined => made.get(context)?.get(id)
