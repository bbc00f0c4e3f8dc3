import type { PersonId, PlanDigest } from './ids.ts'
import type { PersonRef } from './person.ts'

/** The two-person rule in words. The machine that obeys them lives in `approval/`. */

export type Verdict = 'approve' | 'reject'

export interface Review {
  readonly by: PersonRef
  readonly verdict: Verdict
  readonly digest: PlanDigest
  /** Empty when none was given. Hostile text. */
  readonly reason: string
  readonly at: string
}

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'superseded'

export interface ApprovalState {
  readonly status: ApprovalStatus
  readonly requesterId: PersonId
  readonly digest: PlanDigest
  /** Users that will be changed: what an approver has to type. */
  readonly count: number
  /** Approvals needed beside the requester's own wish. */
  readonly required: number
  /** Present where this is why two are required: more users than these need a second approval, as it was set when it was asked. */
  readonly secondAbove?: number
  readonly reviews: readonly Review[]
  readonly askedAt: string
  readonly expiresAt: string
  /** When and by whom the state was ended, where that was not a review. */
  readonly endedAt?: string
  readonly endedBy?: PersonRef
}

export type ApprovalCommand =
  | {
      readonly kind: 'review'
      readonly by: PersonRef
      /** Who of the one who reviews and those who did before is an approver now: looked up at the moment of the click, never taken from the card. */
      readonly approvers: readonly PersonId[]
      /** Whether the one who asked is still on the list of those who may; looked up at the same moment. */
      readonly isRequesterListed: boolean
      readonly verdict: Verdict
      readonly digest: PlanDigest
      /** As typed; Webex delivers numbers as text. Ignored for a rejection. */
      readonly typedCount: string
      readonly reason: string
      readonly at: string
    }
  | { readonly kind: 'withdraw'; readonly by: PersonRef; readonly at: string }
  | { readonly kind: 'expire'; readonly at: string }
  | { readonly kind: 'supersede'; readonly by: PersonRef; readonly at: string }

export type ApprovalEvent =
  | { readonly kind: 'reviewed'; readonly review: Review }
  /** An approval given before counts no more: its giver is no approver any longer. */
  | { readonly kind: 'voided'; readonly by: PersonRef; readonly at: string }
  | { readonly kind: 'withdrawn'; readonly by: PersonRef; readonly at: string }
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'superseded'; readonly by: PersonRef; readonly at: string }

/** Closed: each has its sentence in `chat/words.ts`. */
export type ApprovalRefusal =
  | { readonly code: 'not-pending'; readonly status: Exclude<ApprovalStatus, 'pending'> }
  | { readonly code: 'own-request' }
  | { readonly code: 'not-an-approver' }
  | { readonly code: 'requester-not-listed' }
  | { readonly code: 'already-reviewed' }
  | { readonly code: 'other-plan' }
  | { readonly code: 'count-missing'; readonly expected: number }
  | { readonly code: 'count-differs'; readonly typed: string; readonly expected: number }
  | { readonly code: 'too-late'; readonly expiresAt: string }
  | { readonly code: 'not-yet-expired'; readonly expiresAt: string }
  | { readonly code: 'not-the-requester' }

export type Decision<Event, Refusal> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
