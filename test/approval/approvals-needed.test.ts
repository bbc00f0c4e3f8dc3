import assert from 'node:assert/strict'
import fc from 'fast-check'
import { approvalsNeeded } from '../../src/approval/approvals-needed.ts'

describe('the approvals that are needed', () => {
  it('are as many as are always needed where the number of users makes no difference', () => {
    for (const approvalsRequired of [1, 2, 5])
      assert.deepEqual(approvalsNeeded(1_000, { approvalsRequired }), { required: approvalsRequired })
  })

  it('are two from one user more than the limit', () => {
    const policy = { approvalsRequired: 1, secondApprovalAbove: 10 }
    assert.deepEqual(approvalsNeeded(10, policy), { required: 1 })
    assert.deepEqual(approvalsNeeded(11, policy), { required: 2, secondAbove: 10 })
  })

  it('are two for anybody above a limit of 0', () => {
    const policy = { approvalsRequired: 1, secondApprovalAbove: 0 }
    assert.deepEqual(approvalsNeeded(1, policy), { required: 2, secondAbove: 0 })
  })

  it('give the limit for the reason only where it is one', () => {
    for (const approvalsRequired of [2, 3])
      assert.deepEqual(approvalsNeeded(11, { approvalsRequired, secondApprovalAbove: 10 }), {
        required: approvalsRequired,
      })
  })

  it('are never fewer than always, and never fewer than two above the limit', () => {
    const number = fc.integer({ min: 1, max: 20 })
    fc.assert(
      fc.property(number, number, number, (count, approvalsRequired, secondApprovalAbove) => {
        const { required } = approvalsNeeded(count, { approvalsRequired, secondApprovalAbove })
        assert.ok(required >= approvalsRequired && (count <= secondApprovalAbove || required >= 2))
      }),
    )
  })
})
