import assert from 'node:assert/strict'
import type { Budget } from '../../src/model/wire.ts'
import { Bucket } from '../../src/run/bucket.ts'
import { fakeClock } from '../support/fake-clock.ts'

const MINUTE_MS = 60_000
const again = () => 'again' as const

/** A bucket, and calls to it that end when they are told to. */
const aBucket = (concurrency = 4) => {
  const clock = fakeClock()
  const bucket = new Bucket({ clock, random: () => 0, concurrency, timeoutMs: 1000 })
  const begun: string[] = []
  const open = (name: string, ...announced: readonly Budget[]) => {
    let end: () => void = () => undefined
    const isOver = new Promise<void>((resolve) => {
      end = resolve
    })
    const answer = bucket.send(async (_signal, announce) => {
      begun.push(name)
      for (const budget of announced) announce(budget)
      await isOver
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
  return { bucket, clock, begun, open, answered, refused }
}
const quota = (remaining: number, limit = 4): Budget => ({ limit, remaining, resetsInMs: MINUTE_MS })
const tooWide: Budget = { limit: 0, remaining: 0, resetsInMs: MINUTE_MS }
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a bucket', () => {
  it('does not begin what waited for a place and is not wanted any more', async () => {
    const { bucket } = aBucket(1)
    const stop = new AbortController()
    let isBegun = false
    let end: () => void = () => undefined
    const first = bucket.inPlace(() => new Promise<void>((resolve) => (end = resolve)))
    const second = bucket.inPlace(async () => (isBegun = true), stop.signal)
    stop.abort()
    assert.deepEqual(await second, { kind: 'unwanted' })
    end()
    await first
    await bucket.inPlace(async () => undefined)
    assert.equal(isBegun, false)
  })

  it('lets calls of which nothing was announced count against their own window and no later one', async () => {
    const { clock, answered } = aBucket()
    await answered('tells', quota(99, 100))
    for (let no = 0; no < 20; no += 1) await answered('tells nothing')
    clock.advance(MINUTE_MS)
    await answered('tells', quota(99, 100))
    for (let no = 0; no < 90; no += 1) await answered('tells nothing')
    assert.deepEqual(clock.sleeps, [])
  })

  it('lets one call go and ask in a window of which nothing was heard, and the others wait for its answer', async () => {
    const { clock, begun, open, answered } = aBucket()
    await answered('tells', quota(1, 1))
    clock.advance(MINUTE_MS)
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
    const { clock, open, answered } = aBucket()
    await answered('tells twice', quota(3), quota(3))
    const underWay = [open('a'), open('b')]
    await turn()
    assert.deepEqual(clock.sleeps, [])
    await answered('too many')
    assert.deepEqual(clock.sleeps, [MINUTE_MS])
    for (const { end } of underWay) end()
    await Promise.all(underWay.map(({ answer }) => answer))
  })

  it('counts a call that was refused because too many were under way', async () => {
    const { clock, answered, refused } = aBucket()
    await answered('tells', quota(3))
    assert.equal(await refused(tooWide), 'again')
    await answered('the last')
    assert.deepEqual(clock.sleeps, [])
    await answered('too many')
    assert.deepEqual(clock.sleeps, [MINUTE_MS])
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
})
