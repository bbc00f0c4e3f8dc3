import assert from 'node:assert/strict'
import { estimateSeconds } from '../../src/plan/estimate.ts'

const oneByOne = { rereadSize: 85, effectSize: 1, concurrency: 4, secondsPerEffect: 0.5, callsPerAccount: 1.012 }
const bulk = { rereadSize: 85, effectSize: 100, concurrency: 1, secondsPerEffect: 0.05, callsPerAccount: 0.022 }
const pace = { calls: 150, windowMs: 60_000 }

describe('the estimate of a run', () => {
  it('is what the vendor needs while the quota share is not felt', () => {
    assert.equal(estimateSeconds(oneByOne, 100, { calls: 1_500, windowMs: 60_000 }), 13)
    assert.equal(estimateSeconds(bulk, 1000, pace), 50)
  })

  it('is what the quota share lets through where that is slower', () => {
    // 1,012 calls, 0.4 s from one to the next.
    assert.equal(estimateSeconds(oneByOne, 1000, pace), 405)
  })

  it('waits for another day only where the calls of one are not enough', () => {
    const day = { calls: 500, windowMs: 86_400_000, isUneven: true }
    const twoCalls = { ...oneByOne, callsPerAccount: 2 }
    assert.equal(estimateSeconds(twoCalls, 250, day), 32)
    assert.equal(estimateSeconds(twoCalls, 251, day), 86_400 + 16)
  })

  it('has the rests between batches in it, and none after the last', () => {
    const batch = { size: 250, restMs: 30_000 }
    const quick = { ...oneByOne, secondsPerEffect: 0.04, callsPerAccount: 0.02 }
    assert.equal(estimateSeconds({ ...quick, batch }, 250, pace), 3)
    assert.equal(estimateSeconds({ ...quick, batch }, 251, pace), 3 + 30)
    assert.equal(estimateSeconds({ ...quick, batch }, 1000, pace), 10 + 90)
    assert.equal(estimateSeconds({ ...quick, batch }, 0, pace), 0)
  })

  it('is nothing for nobody and never less than a second for somebody', () => {
    assert.equal(estimateSeconds(bulk, 0, pace), 0)
    assert.equal(estimateSeconds(bulk, 1, pace), 1)
  })
})
