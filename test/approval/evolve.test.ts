import assert from 'node:assert/strict'
import { evolve, hasApproved } from '../../src/approval/evolve.ts'
import type { ApprovalEvent, ApprovalState, Review } from '../../src/model/approval.ts'
import { personId, planDigest } from '../../src/model/ids.ts'
import type { PersonRef } from '../../src/model/person.ts'
import { spellings } from '../support/a-plan.ts'
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

  it("takes the approval back of whoever is voided, under any spelling of the id, and nobody else's", () => {
    const state = evolve(evolve(anApproval({ required: 3 }), reviewed()), reviewed({ by: paul }))
    const voided = (by: PersonRef): ApprovalEvent => ({ kind: 'voided', by, at: IN_TIME })
    assert.deepEqual(evolve(state, voided(vera)), { ...state, reviews: [aReview({ by: paul })] })
    assert.deepEqual(evolve(state, voided(rita)), state)
    const ids = Object.values(spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046')).map(personId)
    for (const one of ids)
      for (const other of ids) {
        const approved = evolve(anApproval({ required: 2 }), reviewed({ by: { ...vera, id: one } }))
        assert.deepEqual(evolve(approved, voided({ ...vera, id: other })).reviews, [])
      }
  })

  it('takes no rejection for an approval, whoever wrote it into a state that still waits', () => {
    const state = anApproval({ required: 2, reviews: [aReview({ verdict: 'reject' })] })
    assert.equal(hasApproved(state, { by: vera }), false)
    assert.equal(hasApproved(evolve(state, reviewed()), { by: vera }), true)
    assert.equal(statusAfter(state, reviewed({ by: paul })), 'pending')
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
