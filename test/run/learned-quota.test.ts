import assert from 'node:assert/strict'
import fc from 'fast-check'
import { believed, learn } from '../../src/run/learned-quota.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const quota = { calls: 300, windowMs: MINUTE_MS }
/** So many calls, half a second from one to the next; the last of them is refused. */
const every500ms = (calls: number): readonly number[] => Array.from({ length: calls }, (_, no) => no * 500)
const refusedAfter = (calls: number, of = quota) => learn(of, every500ms(calls + 1), calls * 500, calls * 500 + 90)

describe('a quota that nobody announces', () => {
  it('is learned from the calls of the window that ended with a refusal', () => {
    assert.deepEqual(refusedAfter(100), { calls: 100, at: 50_090 })
  })

  it('is learned from no call that began a window before or after the refused one', () => {
    const begun = [...every500ms(50).map((at) => at - MINUTE_MS), ...every500ms(61), 30_001, 30_002]
    assert.equal(learn(quota, begun, 30_000, 30_100)?.calls, 60)
    assert.equal(learn(quota, [0, ...every500ms(40).map((at) => at + 40_500)], MINUTE_MS, MINUTE_MS)?.calls, 39)
  })

  it('is not learned from a refusal that our calls can hardly have caused', () => {
    assert.equal(refusedAfter(29), undefined)
    assert.equal(refusedAfter(30)?.calls, 30)
  })

  it('is a little less after a refusal of as many calls as were believed to be allowed', () => {
    assert.equal(refusedAfter(110, { ...quota, calls: 110 })?.calls, 99)
    assert.equal(refusedAfter(115, { ...quota, calls: 110 })?.calls, 99)
  })

  it('is believed for a day, and never more than what is configured', () => {
    const learned = { calls: 100, at: 1_000 }
    assert.deepEqual(believed(quota, undefined, 0), quota)
    assert.deepEqual(believed(quota, learned, 1_000 + DAY_MS - 1), { calls: 100, windowMs: MINUTE_MS })
    assert.deepEqual(believed(quota, learned, 1_000 + DAY_MS), quota)
    assert.equal(believed({ ...quota, calls: 50 }, learned, 2_000).calls, 50)
  })

  it('only ever becomes less by a refusal, and never nothing', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.nat(300), (calls, before) => {
        const learned = refusedAfter(before, { ...quota, calls })
        if (learned === undefined) return
        assert.ok(learned.calls >= 1 && (learned.calls < calls || calls === 1), `${learned.calls} of ${calls}`)
      }),
    ))
})
