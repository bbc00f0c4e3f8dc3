import type {
  ApprovalCommand,
  ApprovalEvent,
  ApprovalRefusal,
  ApprovalState,
  Decision,
  Review,
} from '../model/approval.ts'
import { isSameId } from '../model/identity.ts'
import type { PersonRef } from '../model/person.ts'
import { hasApproved } from './evolve.ts'
import { compareTypedCount } from './typed-count.ts'

/**
 * The two-person rule. Every command gets an answer: what happened, or why it did not. Must never let a review pass
 * that is the requester's own, late, of another plan, or of somebody who is not an approver at this moment.
 */

type Answer = Decision<ApprovalEvent, ApprovalRefusal>
type Command<Kind extends ApprovalCommand['kind']> = Extract<ApprovalCommand, { readonly kind: Kind }>

/** The order of the checks is the order in which refusals win. */
export function decide(state: ApprovalState, command: ApprovalCommand): Answer {
  if (state.status !== 'pending') return refused({ code: 'not-pending', status: state.status })
  switch (command.kind) {
    case 'review':
      return decideReview(state, command)
    case 'withdraw':
      return decideWithdrawal(state, command)
    case 'expire':
      return decideExpiry(state, command)
    case 'supersede':
      return decideSupersession(state, command)
  }
}

function decideReview(state: ApprovalState, command: Command<'review'>): Answer {
  const refusal = refusalOfReview(state, command)
  if (refusal) return refused(refusal)
  const { by, verdict, digest, reason, at } = command
  const review: Review = { by, verdict, digest, reason, at }
  return accepted(...voidedBy(state, command), { kind: 'reviewed', review })
}

function refusalOfReview(state: ApprovalState, command: Command<'review'>): ApprovalRefusal | undefined {
  if (hasExpired(state, command.at)) return { code: 'too-late', expiresAt: state.expiresAt }
  if (isSameId(command.by.id, state.requesterId)) return { code: 'own-request' }
  if (!isApprover(command, command.by)) return { code: 'not-an-approver' }
  if (command.digest !== state.digest) return { code: 'other-plan' }
  // A second thought that stops the job is always welcome, also from somebody who has approved.
  if (command.verdict === 'reject') return undefined
  if (!command.isRequesterListed) return { code: 'requester-not-listed' }
  if (hasApproved(state, command)) return { code: 'already-reviewed' }
  return refusalOfCount(command.typedCount, state.count)
}

/**
 * Approvals of those who may not approve any more, before the one is counted that may be the last. A rejection counts none, and
 * leaves them in the record.
 */
function voidedBy({ reviews }: ApprovalState, command: Command<'review'>): readonly ApprovalEvent[] {
  if (command.verdict === 'reject') return []
  return reviews.filter(({ by }) => !isApprover(command, by)).map(({ by }) => ({ kind: 'voided', by, at: command.at }))
}

const isApprover = ({ approvers }: Command<'review'>, { id }: PersonRef): boolean =>
  approvers.some((approver) => isSameId(approver, id))

function refusalOfCount(typed: string, expected: number): ApprovalRefusal | undefined {
  switch (compareTypedCount(typed, expected)) {
    case 'equal':
      return undefined
    case 'missing':
      return { code: 'count-missing', expected }
    case 'different':
      return { code: 'count-differs', typed, expected }
  }
}

/** By the requester alone, approver or not: an approver who is against it rejects. Never too late, for it stops the job. */
function decideWithdrawal(state: ApprovalState, { by, at }: Command<'withdraw'>): Answer {
  if (!isSameId(by.id, state.requesterId)) return refused({ code: 'not-the-requester' })
  return accepted({ kind: 'withdrawn', by, at })
}

function decideExpiry(state: ApprovalState, { at }: Command<'expire'>): Answer {
  // Not `!hasExpired`, which takes a time that cannot be read for late: that would end an approval by accident.
  if (!(Date.parse(at) >= Date.parse(state.expiresAt)))
    return refused({ code: 'not-yet-expired', expiresAt: state.expiresAt })
  return accepted({ kind: 'expired', at })
}

function decideSupersession(state: ApprovalState, { by, at }: Command<'supersede'>): Answer {
  if (!isSameId(by.id, state.requesterId)) return refused({ code: 'not-the-requester' })
  return accepted({ kind: 'superseded', by, at })
}

/** At the moment of expiry it is too late, whether or not anybody has said so. A time that cannot be read is late. */
const hasExpired = ({ expiresAt }: ApprovalState, at: string): boolean => !(Date.parse(at) < Date.parse(expiresAt))

const accepted = (...events: readonly ApprovalEvent[]): Answer => ({ kind: 'accepted', events })
const refused = (refusal: ApprovalRefusal): Answer => ({ kind: 'refused', refusal })
