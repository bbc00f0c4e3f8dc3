import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Begun,
  begin,
  earlier,
  NOTHING_BEGUN,
  opensAt,
  type Quota,
  type Room,
  shareOf,
} from '../../src/run/pace.ts'

const MINUTE_MS = 60_000
const START = 1_000_000
const quota: Quota = { calls: 150, windowMs: MINUTE_MS }

/** When so many calls begin if each takes its turn as soon as it may, and not before it is asked for. */
const begunAt = (asked: readonly number[], of = quota, room?: Room): readonly number[] => {
  let begun: Begun = NOTHING_BEGUN
  let now = 0
  return asked.map((at) => {
    now = Math.max(now, at, opensAt(begun, of))
    begun = begin(begun, of, now, room)
    return now
  })
}
const allAtOnce = (calls: number, at = START): readonly number[] => Array.from({ length: calls }, () => at)
const tookMs = (begun: readonly number[]): number => (begun.at(-1) ?? 0) - (begun[0] ?? 0)
const distancesOf = (begun: readonly number[]): readonly number[] =>
  begun.slice(1).map((at, no) => at - (begun[no] ?? 0))

/** The most calls that any window of this length has, ends included: two that are a window apart are in one. */
const mostIn = (begun: readonly number[], windowMs: number): number =>
  Math.max(0, ...begun.map((from) => begun.filter((at) => at >= from && at <= from + windowMs).length))

describe('an even pace', () => {
  it('is four times as fast until half of a window is used, and never two calls at once', () => {
    const begun = begunAt(allAtOnce(75))
    const [least, most] = [Math.min(...distancesOf(begun)), Math.max(...distancesOf(begun))]
    assert.deepEqual([least, most], [101, 101])
  })

  it('spreads the other half over the rest of the first window, so that nobody stands still at the end of it', () => {
    const begun = begunAt(allAtOnce(600))
    assert.ok(Math.max(...distancesOf(begun)) <= 2 * 404, `${Math.max(...distancesOf(begun))}`)
  })

  it('goes on at equal distances, a hair longer than the quota asks for', () => {
    const distances = distancesOf(begunAt(allAtOnce(1_500)).slice(900))
    assert.deepEqual([...new Set(distances)], [404])
  })

  it('comes as close to the quota as little more than a hundredth', () => {
    const begun = begunAt(allAtOnce(1_500))
    const ideal = (1_500 / quota.calls) * quota.windowMs
    assert.ok(tookMs(begun) <= ideal * 1.013, `${tookMs(begun)} ms for ${ideal}`)
  })

  it('takes up what was lost in a stumble of half a second', () => {
    const calls = 1_500
    let begun: Begun = NOTHING_BEGUN
    let now = START
    for (let no = 0; no < calls; no += 1) {
      now = Math.max(now, opensAt(begun, quota)) + (no > 0 && no % 100 === 0 ? 500 : 0)
      begun = begin(begun, quota, now)
    }
    const ideal = (calls / quota.calls) * quota.windowMs
    assert.ok(now - START <= ideal * 1.02, `${now - START} ms for ${ideal}`)
  })

  it('is as fast again after a rest, however long it was', () => {
    const begun = begunAt([...allAtOnce(300), ...allAtOnce(40, 10_000_000)]).slice(300)
    assert.ok(tookMs(begun) <= 40 * 101, `${tookMs(begun)}`)
  })

  it('never lets more than the quota begin in a window, wherever it begins, and loses no turn for longer than a window', () =>
    fc.assert(
      fc.property(
        fc.record({ calls: fc.integer({ min: 1, max: 40 }), windowMs: fc.integer({ min: 100, max: 5_000 }) }),
        fc.array(fc.record({ rest: fc.oneof(fc.constant(0), fc.nat(200), fc.nat(20_000)), calls: fc.nat(60) }), {
          maxLength: 12,
        }),
        (of, crowds) => {
          let at = 0
          const asked = crowds.flatMap(({ rest, calls }) => {
            at += rest
            return allAtOnce(calls, at)
          })
          const begun = begunAt(asked, of)
          assert.ok(mostIn(begun, of.windowMs) <= of.calls)
          for (const [no, time] of begun.entries())
            assert.ok(time - Math.max(asked[no] ?? 0, begun[no - 1] ?? 0) <= of.windowMs * 1.01 + 601)
        },
      ),
    ))

  it('opens a window after the call that its last one stands beside, and a little later', () => {
    assert.equal(opensAt({ at: [0, 100], due: 0 }, { calls: 2, windowMs: 1_000 }), 1_600)
    assert.equal(opensAt({ at: [0, 100], due: 1_700.2 }, { calls: 2, windowMs: 1_000 }), 1_701)
  })

  it('remembers as many calls as a window may have', () => {
    assert.deepEqual(begin({ at: [1, 2, 3], due: 0 }, { calls: 2, windowMs: MINUTE_MS }, 4).at, [3, 4])
  })

  it('takes a call that is late by a fiftieth of a window for held up, and a later one for a new beginning', () => {
    const dueAfter = (late: number) => begin({ at: [], due: START }, quota, START + late).due - START
    assert.deepEqual([1_200, 1_201].map(dueAfter), [101, 1_201 + 101])
  })

  it('counts a call no more once a window and a little have gone by since', () => {
    const now = 100_000
    const after = begin({ at: [now - 60_600, now - 100, now - 50], due: now }, { calls: 4, windowMs: MINUTE_MS }, now)
    assert.equal(after.due - now, (60_600 - 100) / 2)
  })

  it('moves with a clock that is set back', () => {
    assert.deepEqual(earlier({ at: [1_000, 2_000], due: 3_000 }, 500), { at: [500, 1_500], due: 2_500 })
  })

  it('spreads what others have left in the window that the vendor announces', () => {
    const begin1 = (room: Room) => begin(NOTHING_BEGUN, quota, START, room).due - START
    assert.equal(begin1({ left: 10, restMs: 40_000 }), 4_000)
    assert.equal(begin1({ left: 1, restMs: 40_000 }), 40_000)
    // There is enough for a head start, or the window is over.
    assert.equal(Math.round(begin1({ left: 140, restMs: 40_000 })), 101)
    assert.equal(Math.round(begin1({ left: 11, restMs: -5 })), 404)
  })
})

describe('a share of a quota', () => {
  it('is in whole calls, rounded down, and a call at the least', () => {
    const of = (calls: number, share: number) => shareOf({ calls, windowMs: 1 }, share).calls
    assert.deepEqual([of(300, 0.5), of(301, 0.5), of(100, 0.29), of(3, 0.1)], [150, 150, 29, 1])
  })
})
