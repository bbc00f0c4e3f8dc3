import { decide } from '../../src/approval/decide.ts'
import { evolve } from '../../src/approval/evolve.ts'
import { openApproval } from '../../src/approval/open-approval.ts'
import type { ApprovalCommand, ApprovalState } from '../../src/model/approval.ts'
import { personId, planDigest } from '../../src/model/ids.ts'
import type { PersonRef } from '../../src/model/person.ts'
import { aPerson } from './a-plan.ts'

/** Builders of approvals and of the commands to them: one asked by Rita at 9:00, of 3 users, good for a day. */

export const ASKED_AT = '2026-03-02T09:00:00.000Z'
export const EXPIRES_AT = '2026-03-03T09:00:00.000Z'
/** While the approval is open. */
export const IN_TIME = '2026-03-02T10:00:00.000Z'
export const DIGEST = planDigest('d1'.repeat(32))

export const rita = aPerson()
export const vera = aPersonNamed('vera')
export const paul = aPersonNamed('paul')

export function aPersonNamed(name: string): PersonRef {
  return aPerson({ id: personId(`person-${name}`), email: `${name}@acme.example`, displayName: name })
}

export const anApproval = (over: Partial<ApprovalState> = {}): ApprovalState => ({
  ...openApproval({
    requesterId: rita.id,
    digest: DIGEST,
    count: 3,
    required: 1,
    askedAt: ASKED_AT,
    ttlMs: 24 * 60 * 60 * 1000,
  }),
  ...over,
})

/** Everybody of whom no test says otherwise. */
const APPROVERS = ['vera', 'paul', 'olga', 'new-rita'].map((name) => personId(`person-${name}`)).concat(rita.id)

type Review = Extract<ApprovalCommand, { readonly kind: 'review' }>
type Withdrawal = Extract<ApprovalCommand, { readonly kind: 'withdraw' }>

/** Vera approves as she should, unless told otherwise. */
export const anApprove = (over: Partial<Review> = {}): Review => ({
  kind: 'review',
  by: vera,
  approvers: [...APPROVERS, ...(over.by ? [over.by.id] : [])],
  isRequesterListed: true,
  verdict: 'approve',
  digest: DIGEST,
  typedCount: '3',
  reason: '',
  at: IN_TIME,
  ...over,
})

export const aReject = (over: Partial<Review> = {}): Review =>
  anApprove({ verdict: 'reject', typedCount: '', reason: 'Anna is still here', ...over })

export const aWithdraw = (over: Partial<Withdrawal> = {}): Withdrawal => ({
  kind: 'withdraw',
  by: rita,
  at: IN_TIME,
  ...over,
})

export const anExpire = (at = EXPIRES_AT): ApprovalCommand => ({ kind: 'expire', at })

export const aSupersede = (by = rita): ApprovalCommand => ({ kind: 'supersede', by, at: IN_TIME })

/** The state after these commands; one that is refused leaves it as it is. */
export function after(commands: readonly ApprovalCommand[], state = anApproval()): ApprovalState {
  return commands.reduce((now, command) => {
    const decision = decide(now, command)
    return decision.kind === 'accepted' ? decision.events.reduce(evolve, now) : now
  }, state)
}
