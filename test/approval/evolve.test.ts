import assert from 'node:assert/strict'
import { evolve } from '../../src/approval/evolve.ts'
import type { ApprovalEvent, ApprovalState, Review } from '../../src/model/approval.ts'
import { planDigest } from '../../src/model/ids.ts'
import { anApproval, DIGEST, EXPIRES_AT, IN_TIME, paul, rita, vera } from '../support/an-approval.ts'

const aReview = (over: Partial<Review> = {}): Review => ({
  by: vera,
  verdict: 'approve',
  digest: DIGEST,
  reason: '',
  at: IN_TIME,
  ...over,
})
const reviewed = (over: Partial<Review> = {}): ApprovalEvent => ({ kind: 'reviewed', review: aReview(over) })
const statusAfter = (state: ApprovalState, ...events: readonly ApprovalEvent[]) => events.reduce(evolve, state).status

describe('evolve', () => {
  it('is approved by the last approval that is needed, and keeps the reviews in order', () => {
    const needsTwo = anApproval({ required: 2 })
    const half = evolve(needsTwo, reviewed())
    assert.deepEqual(half, { ...needsTwo, reviews: [aReview()] })
    assert.deepEqual(evolve(half, reviewed({ by: paul })), {
      ...needsTwo,
      status: 'approved',
      reviews: [aReview(), aReview({ by: paul })],
    })
  })

  it('is rejected by one rejection, whoever approved before', () => {
    const state = anApproval({ required: 2 })
    assert.equal(statusAfter(state, reviewed(), reviewed({ by: paul, verdict: 'reject' })), 'rejected')
  })

  it('remembers when and by whom it was ended, where that was not a review', () => {
    const state = anApproval()
    const byRita = { by: rita, at: IN_TIME }
    const endedByRita = { endedAt: IN_TIME, endedBy: rita }
    assert.deepEqual(evolve(state, { kind: 'withdrawn', ...byRita }), { ...state, status: 'withdrawn', ...endedByRita })
    assert.deepEqual(evolve(state, { kind: 'superseded', ...byRita }), {
      ...state,
      status: 'superseded',
      ...endedByRita,
    })
    assert.deepEqual(evolve(state, { kind: 'expired', at: EXPIRES_AT }), {
      ...state,
      status: 'expired',
      endedAt: EXPIRES_AT,
    })
    assert.equal(evolve(state, reviewed()).endedAt, undefined)
  })

  it('counts only different people, other than the requester, who approved this plan', () => {
    const state = anApproval({ required: 2 })
    const renamed = { ...vera, email: 'vera.new@acme.example' }
    assert.equal(statusAfter(state, reviewed(), reviewed({ by: renamed })), 'pending')
    assert.equal(statusAfter(state, reviewed(), reviewed({ by: rita })), 'pending')
    assert.equal(statusAfter(state, reviewed(), reviewed({ by: paul, digest: planDigest('e2') })), 'pending')
  })

  it('changes its argument never, and an ended approval not at all', () => {
    const events: readonly ApprovalEvent[] = [
      reviewed(),
      reviewed({ verdict: 'reject' }),
      { kind: 'withdrawn', by: rita, at: IN_TIME },
      { kind: 'superseded', by: rita, at: IN_TIME },
      { kind: 'expired', at: EXPIRES_AT },
    ]
    for (const end of events) {
      const ended = Object.freeze(evolve(Object.freeze(anApproval()), end))
      for (const event of events) assert.equal(evolve(ended, event), ended)
    }
  })
})
