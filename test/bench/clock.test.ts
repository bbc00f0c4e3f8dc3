import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fastClock } from '../../bench/clock.ts'
import { LEAST_LEAP_MS, leapOf, STILL_LOOKS } from '../../bench/leap.ts'
import { watchUnderWay } from '../../bench/under-way.ts'
import { pause } from '../../src/model/pause.ts'

const HOUR_MS = 3_600_000

describe('the fast clock', () => {
  it('wakes each sleeper when it is due, and none before', async () => {
    const clock = fastClock(50)
    const startedAt = clock.now().getTime()
    const woken: number[] = []
    const slept = [400, 100, 250].map(async (ms) => {
      await clock.sleep(ms)
      assert.ok(clock.now().getTime() >= Math.floor(startedAt + ms))
      woken.push(ms)
    })
    await Promise.all(slept)
    assert.deepEqual(woken, [100, 250, 400])
    assert.equal(clock.leaptMs(), 0)
  })

  it('wakes at once whoever is not to sleep any longer', async () => {
    const clock = fastClock(1)
    const over = new AbortController()
    const slept = clock.sleep(24 * HOUR_MS, over.signal)
    over.abort()
    await slept
    await clock.sleep(24 * HOUR_MS, over.signal)
    assert.equal(clock.leaptMs(), 0)
  })

  it('leaps from one sleeper to the next, and past none of them', async () => {
    const clock = fastClock(1, () => 0)
    const startedAt = clock.now().getTime()
    const woken: number[] = []
    const sleep = async (ms: number) => {
      await clock.sleep(ms)
      woken.push(Math.round((clock.now().getTime() - startedAt) / 1000) * 1000)
    }
    await Promise.all([sleep(10 * HOUR_MS), sleep(HOUR_MS).then(() => sleep(HOUR_MS)), sleep(3 * HOUR_MS)])
    assert.deepEqual(woken, [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS, 10 * HOUR_MS])
    assert.ok(clock.leaptMs() > 9.9 * HOUR_MS && clock.leaptMs() <= 10 * HOUR_MS, `${clock.leaptMs()}`)
  })

  it('does not leap while something is under way', async () => {
    let underWay = 1
    const clock = fastClock(1, () => underWay)
    const slept = clock.sleep(HOUR_MS)
    let turns = 0
    await new Promise<void>((resolve) => {
      const turn = (): void => {
        turns += 1
        if (turns < 1_000) setImmediate(turn)
        else resolve()
      }
      turn()
    })
    assert.equal(clock.leaptMs(), 0)
    underWay = 0
    await slept
    assert.ok(clock.leaptMs() > 0)
  })

  it('does not leap while work goes on piece by piece', async () => {
    const clock = fastClock(1, watchUnderWay().count)
    const slept = clock.sleep(HOUR_MS)
    for (let piece = 0; piece < 20 * STILL_LOOKS; piece += 1) await pause()
    assert.equal(clock.leaptMs(), 0)
    await slept
    assert.ok(clock.leaptMs() > 0)
  })

  it('never leaps past a sleeper, while something is under way, or in a moment that is not still', () => {
    const stand = fc.record({
      nowMs: fc.integer({ min: 0, max: HOUR_MS }),
      wakesAt: fc.array(fc.integer({ min: 0, max: 2 * HOUR_MS })),
      underWay: fc.integer({ min: 0, max: 2 }),
      stillLooks: fc.integer({ min: 0, max: 2 * STILL_LOOKS }),
    })
    fc.assert(
      fc.property(stand, (one) => {
        const leapMs = leapOf(one)
        if (leapMs === 0) return
        assert.equal(one.underWay, 0)
        assert.ok(one.stillLooks >= STILL_LOOKS && leapMs >= LEAST_LEAP_MS)
        assert.equal(one.nowMs + leapMs, Math.min(...one.wakesAt))
      }),
    )
    assert.equal(leapOf({ nowMs: 0, wakesAt: [HOUR_MS, 5_000], underWay: 0, stillLooks: STILL_LOOKS }), 5_000)
  })
})
