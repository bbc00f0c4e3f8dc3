import type { Tenant } from '../model/directory.ts'
import type { LimitRefusal, Plan } from '../model/plan.ts'
import type { DirectoryName } from '../model/vendor.ts'
import { isTold } from './keep-plan.ts'
import { nameAsWritten } from './name-as-written.ts'

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

/** How long the work in a directory takes, and until when its credential holds. */
export interface WorkTime {
  readonly directory: DirectoryName
  readonly estimatedSeconds: number
  /** ISO 8601; absent where the credential renews itself or does not end. */
  readonly expiresAt?: string | undefined
}

const FIRST_NAMED = 5

/** `times` has an entry for each directory whose credential may end; `now` is when the work could begin at the earliest. */
export function checkLimits(
  plan: Plan,
  { maxUsers, maxShare }: Limits,
  times: readonly WorkTime[] = [],
  now: Date = new Date(plan.plannedAt),
): LimitRefusal | undefined {
  const missing = checkKept(plan)
  if (missing) return missing
  const planned = plan.changes.length
  if (planned === 0) return { code: 'nothing-to-do', skipped: plan.skips.length }
  if (!(planned <= maxUsers)) return { code: 'too-many-users', planned, limit: maxUsers }
  for (const tenant of plan.tenants) {
    const refusal = checkShare(plan, tenant, maxShare)
    if (refusal) return refusal
  }
  return checkCredentials(plan, times, now)
}

/**
 * Told from the plan alone, so that a plan which was pinned before a restart is refused like a new one. Of the first directory
 * in which somebody is missing.
 */
function checkKept({ keep, files, skips }: Plan): LimitRefusal | undefined {
  if (!keep) return undefined
  const made = new Set(files.filter((file) => file.isMade).map(({ name }) => name))
  const missing = skips.filter((skip) => !made.has(skip.file) && !isTold(skip))
  const [one] = missing
  if (one === undefined) return undefined
  const there = missing.filter(({ directory }) => directory === one.directory)
  const first = there
    .slice(0, FIRST_NAMED)
    .map((skip) => ({ file: skip.file, line: skip.line, name: nameAsWritten(skip, files) }))
  return { code: 'keep-not-found', directory: one.directory, count: there.length, first }
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

/** A credential that has ended already by the clock has answered all the same: what is known of its end is wrong. */
function checkCredentials({ changes }: Plan, times: readonly WorkTime[], now: Date): LimitRefusal | undefined {
  const start = now.getTime()
  for (const { directory, estimatedSeconds, expiresAt } of times) {
    if (expiresAt === undefined || !changes.some((change) => change.directory === directory)) continue
    const end = Date.parse(expiresAt)
    if (end <= start || end >= start + estimatedSeconds * 1000) continue
    return { code: 'credential-ends', directory, expiresAt, estimatedSeconds }
  }
  return undefined
}
