import type { Tenant } from '../model/directory.ts'
import type { LimitRefusal, Plan } from '../model/plan.ts'

/**
 * The limits that stop a job before anybody is asked. Exactly at a limit is allowed. Must never pass on a number that
 * it cannot compare: every test is written so that NaN refuses.
 */

export interface Limits {
  /** Planned changes of one job, over all its directories. */
  readonly maxUsers: number
  /** Of one tenant's population, 0 to 1. */
  readonly maxShare: number
}

export function checkLimits(plan: Plan, { maxUsers, maxShare }: Limits): LimitRefusal | undefined {
  const planned = plan.changes.length
  if (planned === 0) return { code: 'nothing-to-do', skipped: plan.skips.length }
  if (!(planned <= maxUsers)) return { code: 'too-many-users', planned, limit: maxUsers }
  for (const tenant of plan.tenants) {
    const refusal = checkShare(plan, tenant, maxShare)
    if (refusal) return refusal
  }
  return undefined
}

/**
 * Holds for the smallest organisation too: one of three people is a third of it, and whoever means that raises the
 * limit. A population of 0 with accounts to delete in it is a wrong count, so it is refused whatever the limit.
 */
function checkShare(plan: Plan, { directory, population }: Tenant, limit: number): LimitRefusal | undefined {
  const planned = plan.changes.filter((change) => change.directory === directory).length
  // A quotient, not a product: 7 / 100 is exactly the number that `0.07` reads as, while 0.07 * 100 is more than 7.
  if (planned === 0 || (population > 0 && planned / population <= limit)) return undefined
  return { code: 'too-large-a-share', directory, planned, population, limit }
}
