import type { ApprovalState } from '../model/approval.ts'
import { identityOf, isSameId } from '../model/identity.ts'
import type { PersonId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { PersonRef } from '../model/person.ts'

/**
 * Two people who approve each other again and again are one key in two hands. Nothing is refused for it; whoever looks at the
 * card is to know. Must never take two people for one, or one for two, because of how an id is spelled.
 */

/** Fewer in a row are no habit. */
export const USUAL_FROM = 5

/** Who alone gave every one of the latest approvals that this requester got, and how many these are; undefined below `USUAL_FROM`. */
export function usualReviewer(approvals: readonly ApprovalState[], requesterId: PersonId): Job['usualReviewer'] {
  const latest = approvals
    .filter(({ status, requesterId: theirs }) => status === 'approved' && isSameId(theirs, requesterId))
    .toSorted((one, other) => approvedAt(other) - approvedAt(one))
    .map(soleApprover)
  const by = latest[0]
  if (by === undefined) return undefined
  const end = latest.findIndex((one) => one === undefined || !isSameId(one.id, by.id))
  const times = end < 0 ? latest.length : end
  return times < USUAL_FROM ? undefined : { by, times }
}

/** Undefined where several people approved. */
function soleApprover({ reviews }: ApprovalState): PersonRef | undefined {
  const approvers = reviews.filter(({ verdict }) => verdict === 'approve').map(({ by }) => by)
  return new Set(approvers.map(({ id }) => identityOf(id))).size === 1 ? approvers.at(-1) : undefined
}

const approvedAt = ({ reviews }: ApprovalState): number => Math.max(...reviews.map(({ at }) => Date.parse(at)))
