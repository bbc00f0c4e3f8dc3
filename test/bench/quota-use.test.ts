import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { BenchQuota, SeenCall } from '../../bench/bench-case.ts'
import { evennessOf, mostThrottledOf, mostWithin, peakShareOf } from '../../bench/quota-use.ts'

const MINUTE_MS = 60_000
const quota: BenchQuota = {
  name: 'people',
  holds: ({ url }) => url.startsWith('/v1/people'),
  limit: 10,
  windowMs: MINUTE_MS,
}

const callsAt = (times: readonly number[], over: Partial<SeenCall> = {}): readonly SeenCall[] =>
  times.map((atMs) => ({ method: 'GET', url: '/v1/people', status: 200, atMs, ...over }))

describe('the use of a quota', () => {
  it('is counted over every window, wherever it begins', () => {
    assert.equal(peakShareOf(quota, callsAt([0, 59_999, 60_000, 60_001, 130_000])), 0.3)
    assert.equal(peakShareOf(quota, callsAt([0, 60_000])), 0.1)
    assert.equal(peakShareOf(quota, []), 0)
  })

  it('is counted over the days of the vendor where it is one of days', () => {
    const ofDays = { ...quota, isOfDays: true }
    assert.equal(peakShareOf(ofDays, callsAt([59_998, 59_999, 60_000, 60_001, 60_002])), 0.3)
    assert.equal(peakShareOf(ofDays, []), 0)
  })

  it('agrees with a count over the windows that begin at every millisecond', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 })
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 60 }), (times, windowMs) => {
        const begins = Array.from({ length: 262 }, (_, i) => i - 61)
        const counts = begins.map((begin) => times.filter((at) => at >= begin && at < begin + windowMs).length)
        assert.equal(mostWithin(times, windowMs), Math.max(...counts))
      }),
    )
  })

  it('is that of the calls of the bucket, in whatever order they were answered', () => {
    const others = callsAt([1, 2, 3], { url: '/v1/roles' })
    assert.equal(peakShareOf(quota, [...callsAt([70_000, 5, 65_000]), ...others]), 0.2)
  })

  it('counts the refusals of a window apart from its calls', () => {
    const refused = callsAt([10, 59_000, 61_000], { status: 429 })
    assert.equal(mostThrottledOf(quota, [...callsAt([1, 2, 3, 4]), ...refused]), 2)
    assert.equal(mostThrottledOf(quota, callsAt([1, 2])), 0)
  })

  it('shows how far the fullest second was from an even pace', () => {
    assert.deepEqual(evennessOf({ ...quota, limit: 300 }, 0.5, callsAt([0, 400, 800, 999, 1_000, 2_500])), {
      most: 4,
      even: 2.5,
    })
  })
})
