import type { ApprovalState } from '../model/approval.ts'
import type { PersonId, PlanDigest } from '../model/ids.ts'

/** The beginning of an approval: a pinned plan waits for its second key. Must never open one that needs nobody. */

export interface ApprovalRequest {
  readonly requesterId: PersonId
  readonly digest: PlanDigest
  /** Users that will be changed; at least 1. */
  readonly count: number
  /** Approvals needed beside the requester's own wish; at least 1. */
  readonly required: number
  /** As in `ApprovalState`. */
  readonly secondAbove?: number
  /** ISO 8601. */
  readonly askedAt: string
  readonly ttlMs: number
}

/** Throws a `RangeError` on numbers that would open an approval which everybody, or nobody, can pass. */
export function openApproval({ ttlMs, ...request }: ApprovalRequest): ApprovalState {
  const opening = 'opening an approval: '
  if (!isCount(request.required)) throw new RangeError(`${opening}${request.required} approvals; require at least 1`)
  if (!isCount(request.count)) throw new RangeError(`${opening}${request.count} users; plan at least 1`)
  if (!(ttlMs > 0)) throw new RangeError(`${opening}a time of ${ttlMs} ms; give more than 0`)
  const expiry = new Date(Date.parse(request.askedAt) + ttlMs)
  if (Number.isNaN(expiry.getTime()))
    throw new RangeError(`${opening}"${request.askedAt}" plus ${ttlMs} ms is no time; give ISO 8601 and milliseconds`)
  return { status: 'pending', ...request, reviews: [], expiresAt: expiry.toISOString() }
}

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 1
