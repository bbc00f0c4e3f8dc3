import type { LearnedQuota } from '../model/store.ts'
import type { Quota } from './pace.ts'

/**
 * What a vendor that announces no quota lets through, learned from its refusals. Pure. It must never learn more than what was
 * believed before, nor a standstill from one odd answer.
 */

/** Then what was configured is tried again: vendors adjust their quotas, and others who used it up may have ended. */
const HOLDS_FOR_MS = 24 * 3_600_000
/** Of what was believed: a refusal after fewer calls tells of something else than of ours, and is only waited out. */
const TELLING = 0.1
/** A refusal after as many calls as were believed to be allowed tells that it is less, and not how much. */
const A_LITTLE_LESS = 0.9

/** What is believed now. */
export const believed = (configured: Quota, learned: LearnedQuota | undefined, now: number): Quota =>
  learned === undefined || now >= learned.at + HOLDS_FOR_MS
    ? configured
    : { ...configured, calls: Math.min(configured.calls, learned.calls) }

/**
 * After a call was refused as one too many.
 * @param begun when calls of the bucket began, the refused one included; oldest first
 * @param refusedAt when the refused one began
 */
export const learn = (
  { calls, windowMs }: Quota,
  begun: readonly number[],
  refusedAt: number,
  now: number,
): LearnedQuota | undefined => {
  const before = begun.filter((at) => at > refusedAt - windowMs && at <= refusedAt).length - 1
  if (before < calls * TELLING) return undefined
  return { calls: Math.max(1, Math.min(before, Math.floor(calls * A_LITTLE_LESS))), at: now }
}
