import assert from 'node:assert/strict'
import type { OutcomeKind } from '../../src/model/run.ts'
import { DEFAULT_STOP_RULE, tooManyFailures } from '../../src/run/stop-rule.ts'

const outcomes = (done: number, failed: number, kind: OutcomeKind = 'failed'): OutcomeKind[] => [
  ...Array<OutcomeKind>(done).fill('done'),
  ...Array<OutcomeKind>(failed).fill(kind),
]

describe('the stop rule', () => {
  it('lets exactly a fifth of the last fifty fail and stops at one more', () => {
    assert.equal(tooManyFailures(outcomes(40, 10), DEFAULT_STOP_RULE), undefined)
    assert.deepEqual(tooManyFailures(outcomes(39, 11), DEFAULT_STOP_RULE), { failed: 11, of: 50 })
  })

  it('forgets what lies further back than fifty', () => {
    assert.equal(tooManyFailures([...outcomes(0, 30), ...outcomes(50, 0)], DEFAULT_STOP_RULE), undefined)
  })

  it('judges a small job from ten outcomes on', () => {
    assert.equal(tooManyFailures(outcomes(0, 9), DEFAULT_STOP_RULE), undefined)
    assert.deepEqual(tooManyFailures(outcomes(7, 3), DEFAULT_STOP_RULE), { failed: 3, of: 10 })
  })

  it('counts unknown as a failure, and neither drift nor a user who is gone already', () => {
    assert.deepEqual(tooManyFailures(outcomes(0, 10, 'unknown'), DEFAULT_STOP_RULE), { failed: 10, of: 10 })
    assert.equal(tooManyFailures(outcomes(0, 50, 'drifted'), DEFAULT_STOP_RULE), undefined)
    assert.equal(tooManyFailures(outcomes(0, 50, 'already-done'), DEFAULT_STOP_RULE), undefined)
  })
})
