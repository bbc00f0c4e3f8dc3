import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Budget } from '../../src/model/wire.ts'
import { type BudgetState, budgetWait, hear, quotaOf, roomOf, spend } from '../../src/run/budget.ts'

const MINUTE_MS = 60_000
const announced = (remaining: number, resetsInMs: number, limit = 600): Budget => ({
  limit,
  remaining,
  resetsInMs,
  windowMs: MINUTE_MS,
})

/** What is known after these announcements, each at its millisecond. */
const heardOf = (...heard: readonly (readonly [number, Budget])[]): BudgetState | undefined =>
  heard.reduce<BudgetState | undefined>((state, [at, budget]) => hear(state, budget, at), undefined)

describe('the budget of a bucket', () => {
  it('lets calls begin while nothing was announced', () => {
    assert.deepEqual(budgetWait(undefined, 50, 0.1, 0), { kind: 'none' })
  })

  it('lets calls begin until our share would be used up by those under way', () => {
    const state = heardOf([0, announced(310, 60_000)])
    assert.deepEqual(budgetWait(state, 9, 0.5, 0), { kind: 'none' })
    assert.deepEqual(budgetWait(state, 10, 0.5, 0), { kind: 'until', at: 60_000 })
    assert.deepEqual(budgetWait(state, 10, 0.6, 0), { kind: 'none' })
  })

  it('takes a window that is over for whole again', () => {
    const state = heardOf([0, announced(0, 60_000)])
    assert.deepEqual(budgetWait(state, 0, 1, 59_999), { kind: 'until', at: 60_000 })
    assert.deepEqual(budgetWait(state, 0, 1, 60_000), { kind: 'none' })
    assert.deepEqual(budgetWait(state, 599, 1, 60_000), { kind: 'none' })
    assert.deepEqual(budgetWait(state, 600, 1, 60_000), { kind: 'answer' })
  })

  it('lets one call ask in a window of which nothing was heard, however small the share', () => {
    const state = heardOf([0, announced(1, 1_000, 1)])
    assert.deepEqual(budgetWait(state, 0, 0.01, 1_000), { kind: 'none' })
    assert.deepEqual(budgetWait(state, 1, 0.01, 1_000), { kind: 'answer' })
  })

  it('goes by the lowest count of a window, in whatever order the answers come', () => {
    const state = heardOf([0, announced(305, 60_000)], [5, announced(303, 60_000)], [10, announced(304, 59_500)])
    assert.deepEqual(state, { limit: 600, remaining: 303, resetsAt: 60_005, isOver: false, windowMs: MINUTE_MS })
  })

  it('takes announcements for those of one window up to two seconds apart, whichever came first', () => {
    const first = [0, announced(305, 60_000)] as const
    const remainingAfter = (resetsInMs: number) => heardOf(first, [0, announced(400, resetsInMs)])
    assert.deepEqual(remainingAfter(62_000), {
      limit: 600,
      remaining: 305,
      resetsAt: 62_000,
      isOver: false,
      windowMs: MINUTE_MS,
    })
    assert.deepEqual(remainingAfter(62_001), {
      limit: 600,
      remaining: 400,
      resetsAt: 62_001,
      isOver: false,
      windowMs: 62_001,
    })
    assert.deepEqual(remainingAfter(58_000), {
      limit: 600,
      remaining: 305,
      resetsAt: 60_000,
      isOver: false,
      windowMs: MINUTE_MS,
    })
    assert.deepEqual(remainingAfter(57_999), {
      limit: 600,
      remaining: 304,
      resetsAt: 60_000,
      isOver: false,
      windowMs: MINUTE_MS,
    })
  })

  it('forgets the old window when a newer one is announced', () => {
    assert.equal(heardOf([0, announced(301, 10_000)], [10_500, announced(599, 60_000)])?.remaining, 599)
    assert.equal(heardOf([0, announced(301, 10_000)], [9_900, announced(599, 60_000)])?.remaining, 599)
  })

  it('is not undone by a late word of an older window, which only counts as a call', () => {
    const late = heardOf([0, announced(400, 60_000)], [60_100, announced(310, 60_000)], [60_200, announced(590, 0)])
    assert.deepEqual(late, { limit: 600, remaining: 309, resetsAt: 120_100, isOver: false, windowMs: MINUTE_MS })
    const unheard = heardOf([0, announced(400, 60_000)], [60_100, announced(350, 0)])
    assert.deepEqual(unheard, { limit: 600, remaining: 599, resetsAt: 60_000, isOver: true, windowMs: MINUTE_MS })
  })

  it('knows how long a window is by the documents, or less once two of them were seen to end', () => {
    const windowOf = (...heard: readonly (readonly [number, Budget])[]) => heardOf(...heard)?.windowMs
    assert.equal(windowOf([0, announced(500, 10_000)]), 60_000)
    assert.equal(windowOf([0, announced(500, 90_000)]), 90_000)
    assert.equal(windowOf([0, announced(500, 10_000)], [10_100, announced(599, 10_000)]), 12_100)
    // In whole seconds, and with nothing sent between.
    assert.equal(windowOf([0, announced(500, 60_000)], [60_100, announced(599, 59_000)]), 60_000)
    assert.equal(windowOf([0, announced(500, 10_000)], [500_000, announced(599, 10_000)]), 60_000)
  })

  it('tells what of it may begin in a window', () => {
    assert.equal(quotaOf(undefined, 0.5), undefined)
    assert.deepEqual(quotaOf(heardOf([0, announced(17, 9_000)]), 0.5), { calls: 300, windowMs: MINUTE_MS })
  })

  it('tells what may still begin until the window ends', () => {
    const state = heardOf([0, announced(330, 32_000)])
    assert.deepEqual(roomOf(state, 0, 0.5, 0), { left: 30, restMs: 30_000 })
    assert.deepEqual(roomOf(state, 10, 0.5, 31_000), { left: 20, restMs: -1_000 })
    assert.equal(roomOf(undefined, 0, 0.5, 0), undefined)
    assert.equal(roomOf(state, 0, 0.5, 32_000), undefined)
    assert.equal(roomOf(spend(state, 33_000), 0, 0.5, 33_000), undefined)
  })

  it('does not take a concurrency violation for a quota', () => {
    assert.equal(heardOf([0, announced(0, 60_000, 0)]), undefined)
    assert.equal(heardOf([0, announced(500, 60_000)], [1, announced(0, 90_000, 0)])?.remaining, 500)
  })

  it('counts a call whose answer announced nothing', () => {
    assert.equal(spend(undefined, 0), undefined)
    assert.equal(spend(heardOf([0, announced(302, 60_000)]), 1)?.remaining, 301)
    assert.equal(spend(heardOf([0, announced(302, 60_000)]), 60_000)?.remaining, 599)
  })

  it('never lets more than our share begin in a window, however late and mixed the answers are', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.array(fc.record({ step: fc.integer({ min: 0, max: 4_000 }), answers: fc.nat(9) }), { maxLength: 120 }),
        (limit, share, moves) => {
          const windowMs = 60_000
          const service = { window: 0, used: 0 }
          const underWay: { readonly window: number; readonly remaining: number; readonly sentAt: number }[] = []
          const perWindow = new Map<number, number>()
          let state: BudgetState | undefined
          let now = 0
          for (const { step, answers } of moves) {
            now += step
            for (const answer of underWay.splice(0, answers)) {
              const resetsInMs = Math.max(0, (answer.window + 1) * windowMs - now)
              state = hear(state, { limit, remaining: answer.remaining, resetsInMs, windowMs }, now)
            }
            // The first call alone, as nothing is known yet.
            if (state === undefined && underWay.length > 0) continue
            if (budgetWait(state, underWay.length, share, now).kind !== 'none') continue
            const window = Math.floor(now / windowMs)
            if (window !== service.window) Object.assign(service, { window, used: 0 })
            service.used += 1
            perWindow.set(window, service.used)
            underWay.push({ window, remaining: limit - service.used, sentAt: now })
          }
          for (const begun of perWindow.values())
            assert.ok(begun <= Math.max(1, limit * share + 1e-6), `${begun} of ${limit}`)
        },
      ),
    ))
})
