import assert from 'node:assert/strict'
import { openApproval } from '../../src/approval/open-approval.ts'
import { ASKED_AT, DIGEST, EXPIRES_AT, rita } from '../support/an-approval.ts'

const request = { requesterId: rita.id, digest: DIGEST, count: 3, required: 2, askedAt: ASKED_AT, ttlMs: 86_400_000 }

describe('openApproval', () => {
  it('waits for reviews of this plan until its time is over', () => {
    assert.deepEqual(openApproval(request), {
      status: 'pending',
      requesterId: rita.id,
      digest: DIGEST,
      count: 3,
      required: 2,
      reviews: [],
      askedAt: ASKED_AT,
      expiresAt: EXPIRES_AT,
    })
  })

  it('throws on an approval that nobody would have to give', () => {
    for (const required of [0, -1, 0.5, Number.NaN])
      assert.throws(
        () => openApproval({ ...request, required }),
        /^RangeError: opening an approval: \S+ approvals; require at least 1$/,
      )
  })

  it('throws on a plan of nobody', () => {
    for (const count of [0, -1, 1.5, Number.NaN]) assert.throws(() => openApproval({ ...request, count }), /at least 1/)
  })

  it('throws on a time that is over at once or that cannot be told', () => {
    for (const ttlMs of [0, -1, Number.NaN]) assert.throws(() => openApproval({ ...request, ttlMs }), /more than 0/)
    assert.throws(() => openApproval({ ...request, ttlMs: Number.POSITIVE_INFINITY }), /is no time/)
    assert.throws(() => openApproval({ ...request, askedAt: 'soon' }), /"soon" plus 86400000 ms is no time/)
  })
})
