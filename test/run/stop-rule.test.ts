import assert from 'node:assert/strict'
import type { Outcome, OutcomeKind } from '../../src/model/run.ts'
import { DEFAULT_STOP_RULE, tooManyFailures } from '../../src/run/stop-rule.ts'

type Told = Pick<Outcome, 'kind' | 'error'>

const outcomes = (done: number, failed: number, kind: OutcomeKind = 'failed', code = 'http-500'): Told[] => [
  ...Array<Told>(done).fill({ kind: 'done' }),
  ...Array<Told>(failed).fill({ kind, error: { code, message: 'no', isRetryable: false } }),
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

  it('counts nobody whose change happened and brought another with it', () => {
    assert.equal(tooManyFailures(outcomes(0, 50, 'failed', 'differs'), DEFAULT_STOP_RULE), undefined)
    const mixed = [...outcomes(0, 40, 'failed', 'differs'), ...outcomes(0, 10)]
    assert.equal(tooManyFailures(mixed, DEFAULT_STOP_RULE), undefined)
    assert.deepEqual(tooManyFailures([...mixed, ...outcomes(0, 1)], DEFAULT_STOP_RULE), { failed: 11, of: 50 })
  })

  it('counts unknown as a failure, and neither drift nor a user who is gone already', () => {
    assert.deepEqual(tooManyFailures(outcomes(0, 10, 'unknown'), DEFAULT_STOP_RULE), { failed: 10, of: 10 })
    assert.equal(tooManyFailures(outcomes(0, 50, 'drifted'), DEFAULT_STOP_RULE), undefined)
    assert.equal(tooManyFailures(outcomes(0, 50, 'already-done'), DEFAULT_STOP_RULE), undefined)
  })
})
