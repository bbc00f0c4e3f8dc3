import assert from 'node:assert/strict'
import type { LearnedQuota } from '../../src/model/store.ts'
import type { Budget } from '../../src/model/wire.ts'
import { Bucket, type BucketOptions } from '../../src/run/bucket.ts'
import { onBehalfOf } from '../../src/run/whose-call.ts'
import { fakeClock } from '../support/fake-clock.ts'

const MINUTE_MS = 60_000
const again = () => 'again' as const

/** A bucket, and calls to it that end when they are told to. `at` is when each call began, in milliseconds since the start. */
const aBucket = (concurrency = 4, over: Partial<BucketOptions> = {}) => {
  const clock = fakeClock()
  const startedAt = clock.now().getTime()
  const bucket = new Bucket({ clock, random: () => 0, concurrency, timeoutMs: 1000, ...over })
  const begun: string[] = []
  const at = new Map<string, number>()
  const begin = (name: string): void => {
    begun.push(name)
    at.set(name, clock.now().getTime() - startedAt)
  }
  const open = (name: string, ...announced: readonly Budget[]) => {
    let end: () => void = () => undefined
    const isOver = new Promise<void>((resolve) => {
      end = resolve
    })
    const answer = bucket.send(async (_signal, announce) => {
      begin(name)
      await isOver
      for (const budget of announced) announce(budget)
    }, again)
    return { answer, end }
  }
  const answered = async (name: string, ...announced: readonly Budget[]): Promise<void> => {
    const { answer, end } = open(name, ...announced)
    end()
    await answer
  }
  const refused = (...announced: readonly Budget[]) =>
    bucket.send(async (_signal, announce) => {
      for (const budget of announced) announce(budget)
      throw new Error('no')
    }, again)
  return { bucket, clock, begun, at, begin, open, answered, refused }
}
const quota = (remaining: number, limit = 4): Budget => ({
  limit,
  remaining,
  resetsInMs: MINUTE_MS,
  windowMs: MINUTE_MS,
})
const tooWide: Budget = { limit: 0, remaining: 0, resetsInMs: MINUTE_MS, windowMs: MINUTE_MS }
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a bucket', () => {
  it('does not begin what waited for its turn and is not wanted any more', async () => {
    const { bucket, open } = aBucket(1)
    const stop = new AbortController()
    let isBegun = false
    const first = open('first')
    const second = bucket.send(async () => (isBegun = true), again, stop.signal)
    stop.abort()
    assert.deepEqual(await second, { kind: 'unwanted' })
    first.end()
    await first.answer
    await bucket.send(async () => undefined, again)
    assert.equal(isBegun, false)
  })

  it('lets calls of which nothing was announced count against their own window and no later one', async () => {
    const { clock, answered } = aBucket()
    const evenly = async (calls: number): Promise<void> => {
      for (let no = 0; no < calls; no += 1) {
        clock.advance(610)
        await answered('tells nothing')
      }
    }
    await answered('tells', quota(99, 100))
    await evenly(20)
    clock.advance(MINUTE_MS)
    await answered('tells', quota(99, 100))
    await evenly(90)
    assert.deepEqual(clock.sleeps, [])
  })

  it('lets one call go and ask in a window of which nothing was heard, and the others wait for its answer', async () => {
    const { clock, begun, open, answered } = aBucket()
    await answered('tells', quota(1, 1))
    clock.advance(2 * MINUTE_MS)
    const asks = open('asks', quota(9, 10))
    const waits = open('waits')
    await turn()
    assert.deepEqual(begun, ['tells', 'asks'])
    asks.end()
    await asks.answer
    await turn()
    assert.deepEqual(begun, ['tells', 'asks', 'waits'])
    waits.end()
    await waits.answer
  })

  it('counts a call once, however often its answer announces', async () => {
    const { at, open, answered } = aBucket()
    await answered('tells twice', quota(3, 600), quota(3, 600))
    const underWay = ['a', 'b'].map((name) => open(name))
    await turn()
    await answered('c')
    await answered('too many')
    assert.ok((at.get('c') ?? 0) < MINUTE_MS, `${at.get('c')}`)
    assert.equal(at.get('too many'), MINUTE_MS)
    for (const { end } of underWay) end()
    await Promise.all(underWay.map(({ answer }) => answer))
  })

  it('counts a call that was refused because too many were under way', async () => {
    const { at, answered, refused } = aBucket()
    await answered('tells', quota(3, 600))
    assert.equal(await refused(tooWide), 'again')
    await answered('the last but one')
    await answered('the last')
    await answered('too many')
    assert.ok((at.get('the last') ?? 0) < MINUTE_MS, `${at.get('the last')}`)
    assert.equal(at.get('too many'), MINUTE_MS)
  })

  it('grows back by answers alone, and not by calls that went wrong', async () => {
    const { begun, open, refused } = aBucket(4)
    await refused(tooWide)
    for (let no = 0; no < 40; no += 1) await refused()
    const calls = ['a', 'b', 'c'].map((name) => open(name))
    await turn()
    assert.deepEqual(begun, ['a', 'b'])
    for (const { end } of calls) end()
    await Promise.all(calls.map(({ answer }) => answer))
  })

  it('keeps an even pace within what is announced, and has the first half of a window sooner', async () => {
    const { clock, at, answered } = aBucket(4, { share: 0.5 })
    const startedAt = clock.now().getTime()
    for (let no = 0; no < 60; no += 1) {
      const leftInWindow = MINUTE_MS - (clock.now().getTime() - startedAt)
      await answered(`${no}`, { limit: 120, remaining: 119 - no, resetsInMs: leftInWindow, windowMs: MINUTE_MS })
    }
    const distances = Array.from({ length: 58 }, (_, no) => (at.get(`${no + 2}`) ?? 0) - (at.get(`${no + 1}`) ?? 0))
    assert.ok(Math.max(...distances.slice(0, 27)) <= 253, `${distances}`)
    assert.ok(Math.min(...distances.slice(30)) >= 1_008 && Math.max(...distances) <= 1_800, `${distances}`)
    assert.ok((at.get('59') ?? 0) < MINUTE_MS, `${at.get('59')}`)
  })

  it('spreads what others have left of the share over the rest of the window', async () => {
    const { clock, at, answered } = aBucket(4, { share: 0.5 })
    const startedAt = clock.now().getTime()
    const told = (remaining: number): Budget => ({
      limit: 120,
      remaining,
      resetsInMs: MINUTE_MS - (clock.now().getTime() - startedAt),
      windowMs: MINUTE_MS,
    })
    // Others have used fifty: ten are left for us in a minute.
    await answered('first', told(70))
    for (let no = 0; no < 9; no += 1) await answered(`${no}`, told(69 - no))
    assert.ok((at.get('3') ?? 0) > 10_000, `${at.get('3')}`)
    assert.ok((at.get('8') ?? 0) > 45_000 && (at.get('8') ?? 0) < MINUTE_MS, `${at.get('8')}`)
  })

  it('goes on at its pace when the clock is set back, also within a hold and a window that was announced', async () => {
    const { bucket, clock, answered } = aBucket(1, { quota: { calls: 600, windowMs: MINUTE_MS } })
    await answered('unannounced')
    clock.advance(-3_600_000)
    await answered('an hour earlier')
    await answered('announced', quota(500, 600))
    bucket.holdUntil(clock.now().getTime() + 5_000)
    clock.advance(-3_600_000)
    await answered('two hours earlier')
    await answered('the next')
    const slept = clock.sleeps.reduce((sum, ms) => sum + ms, 0)
    assert.ok(slept >= 5_000 && slept < 6_000, `${clock.sleeps}`)
  })

  it('waits out a window that is used up, and a moment more, also when the clock is set back meanwhile', async () => {
    const { clock, answered } = aBucket(1, { random: () => 1 })
    const waited = async (): Promise<number> => {
      clock.sleeps.length = 0
      await answered('the next')
      return clock.sleeps.reduce((sum, ms) => sum + ms, 0)
    }
    await answered('used up', quota(0, 600))
    assert.equal(await waited(), MINUTE_MS + 250)
    await answered('used up again', quota(0, 600))
    clock.advance(-3_600_000)
    assert.equal(await waited(), MINUTE_MS + 250)
  })

  it('takes the calls of all jobs in turn', async () => {
    const { begun, open } = aBucket(1, { quota: { calls: 600, windowMs: MINUTE_MS } })
    const large = onBehalfOf('large', () => Array.from({ length: 40 }, (_, no) => open(`large ${no}`)))
    const small = onBehalfOf('small', () => Array.from({ length: 3 }, (_, no) => open(`small ${no}`)))
    for (const { end } of [...large, ...small]) end()
    await Promise.all(small.map(({ answer }) => answer))
    assert.ok(begun.length <= 8, `${begun}`)
    await Promise.all(large.map(({ answer }) => answer))
    assert.equal(begun.length, 43)
  })

  describe('of a vendor that announces nothing', () => {
    const believed = { calls: 60, windowMs: MINUTE_MS }
    const learning = (learned?: LearnedQuota) => {
      const lessons: LearnedQuota[] = []
      const world = aBucket(1)
      const { clock, begin } = world
      const bucket = new Bucket(
        { clock, random: () => 0, concurrency: 1, timeoutMs: 1000, quota: believed },
        { ...(learned && { learned }), onLearned: (lesson) => void lessons.push(lesson) },
      )
      const send = (name: string, isRefused = false) =>
        bucket.send(
          async () => {
            begin(name)
            if (isRefused) throw new Error('too many')
          },
          (unsent) => bucket.refused(unsent),
        )
      return { ...world, bucket, lessons, send }
    }
    const distanceOf = (at: ReadonlyMap<string, number>, name: string, next: string) =>
      (at.get(next) ?? 0) - (at.get(name) ?? 0)

    it('learns from a refusal how many calls it lets through, once', async () => {
      const { lessons, send, at, bucket } = learning()
      for (let no = 0; no < 20; no += 1) await send(`${no}`)
      await send('refused', true)
      assert.deepEqual(
        lessons.map(({ calls }) => calls),
        [20],
      )
      // One that began before the lesson has nothing more to tell.
      bucket.refused({ kind: 'error', error: undefined, isTooWide: false, begunAt: lessons[0]?.at ?? 0 })
      assert.equal(lessons.length, 1)
      for (let no = 0; no < 40; no += 1) await send(`after ${no}`)
      assert.ok(distanceOf(at, 'after 38', 'after 39') >= 3_000, `${distanceOf(at, 'after 38', 'after 39')}`)
    })

    it('learns nothing from a refusal after a few calls, and needs nobody to hear what it learns', async () => {
      const { lessons, send } = learning()
      for (let no = 0; no < 3; no += 1) await send(`${no}`)
      await send('refused', true)
      assert.deepEqual(lessons, [])
      const unheard = aBucket(1, { quota: believed })
      for (let no = 0; no < 20; no += 1) await unheard.answered(`${no}`)
      const refused = (): Promise<unknown> =>
        unheard.bucket.send(
          async () => {
            throw new Error('too many')
          },
          (unsent) => unheard.bucket.refused(unsent),
        )
      await refused()
      for (let no = 0; no < 30; no += 1) await unheard.answered(`after ${no}`)
      assert.ok(distanceOf(unheard.at, 'after 28', 'after 29') >= 3_000)
    })

    it('goes on with what an earlier process has learned', async () => {
      const learned = { calls: 20, at: fakeClock().now().getTime() - 1_000 }
      const { send, at } = learning(learned)
      for (let no = 0; no < 30; no += 1) await send(`${no}`)
      assert.ok(distanceOf(at, '28', '29') >= 3_000, `${distanceOf(at, '28', '29')}`)
    })

    it('learns nothing where the answers announce the quota', async () => {
      const { bucket, lessons, send } = learning()
      for (let no = 0; no < 20; no += 1) await send(`${no}`)
      await bucket.send(async (_signal, announce) => announce(quota(500, 600)), again)
      await send('refused', true)
      assert.deepEqual(lessons, [])
    })
  })
})
