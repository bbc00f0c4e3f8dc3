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
  const [by] = latest
  const times = beginningAlike(latest)
  return by === undefined || times < USUAL_FROM ? undefined : { by, times }
}

/** How many are the same as the first, up to the first that is not. */
function beginningAlike(people: readonly (PersonRef | undefined)[]): number {
  const ids = people.map((person) => person && identityOf(person.id))
  const end = ids.findIndex((id) => id !== ids[0])
  return end === -1 ? ids.length : end
}

/** Undefined where several people approved. What was approved has no other reviews. */
function soleApprover({ reviews }: ApprovalState): PersonRef | undefined {
  return new Set(reviews.map(({ by }) => identityOf(by.id))).size === 1 ? reviews.at(-1)?.by : undefined
}

const approvedAt = ({ reviews }: ApprovalState): number => Math.max(...reviews.map(({ at }) => Date.parse(at)))
