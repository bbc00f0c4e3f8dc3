import type { ApprovalEvent, ApprovalState, ApprovalStatus, Review } from '../model/approval.ts'
import { identityOf, isSameId } from '../model/identity.ts'

/**
 * What an event makes of the state. Decides nothing and refuses nothing; only an ended approval stays as it is.
 * Must never count an approval that is not of this plan, or the same person twice, whoever wrote the event.
 */
export function evolve(state: ApprovalState, event: ApprovalEvent): ApprovalState {
  if (state.status !== 'pending') return state
  switch (event.kind) {
    case 'reviewed':
      return withReview(state, event.review)
    case 'voided':
      return { ...state, reviews: state.reviews.filter(({ by }) => !isSameId(by.id, event.by.id)) }
    case 'withdrawn':
      return { ...state, status: 'withdrawn', endedAt: event.at, endedBy: event.by }
    case 'expired':
      return { ...state, status: 'expired', endedAt: event.at }
    case 'superseded':
      return { ...state, status: 'superseded', endedAt: event.at, endedBy: event.by }
  }
}

/** Whether this person has approved this plan before. */
export const hasApproved = (state: ApprovalState, { by }: Pick<Review, 'by'>): boolean =>
  state.reviews.some((review) => review.verdict === 'approve' && isSameId(review.by.id, by.id))

function withReview(state: ApprovalState, review: Review): ApprovalState {
  const next = { ...state, reviews: [...state.reviews, review] }
  return { ...next, status: statusAfter(next, review) }
}

function statusAfter(state: ApprovalState, { verdict }: Review): ApprovalStatus {
  if (verdict === 'reject') return 'rejected'
  return approversOf(state).size >= state.required ? 'approved' : 'pending'
}

function approversOf({ reviews, digest, requesterId }: ApprovalState): ReadonlySet<string> {
  const counted = reviews.filter(
    (review) => review.verdict === 'approve' && review.digest === digest && !isSameId(review.by.id, requesterId),
  )
  return new Set(counted.map((review) => identityOf(review.by.id)))
}
