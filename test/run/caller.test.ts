import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import type { Clock } from '../../src/model/clock.ts'
import { type Attempt, type Budget, WireError, type WireFault } from '../../src/model/wire.ts'
import { type CallerOptions, createCaller } from '../../src/run/caller.ts'
import { realClock } from '../chat/support/real-clock.ts'
import { fakeClock } from '../support/fake-clock.ts'

const throttled = (retryAfter: string): WireError =>
  new WireError({
    kind: 'refused',
    code: 'http-429',
    message: 'too many',
    httpStatus: 429,
    retryAfter,
    isRetryable: true,
  })

const lost: WireFault = { kind: 'no-answer', code: 'connection-reset', message: 'cut', isRetryable: true }

const setUp = (concurrency = 4, over: Partial<CallerOptions> = {}) => {
  const clock = fakeClock()
  return { clock, call: createCaller({ clock, random: () => 0, concurrency, timeoutMs: 1000, ...over }) }
}

/** Answers with each of the faults in turn, then with its name. */
const answering = (faults: readonly WireError[]) => {
  let calls = 0
  return {
    attempt: async (): Promise<string> => {
      const fault = faults[calls]
      calls += 1
      if (fault) throw fault
      return 'answer'
    },
    calls: () => calls,
  }
}

describe('the caller', () => {
  it('repeats a read after a lost answer', async () => {
    const { call, clock } = setUp()
    const service = answering([new WireError(lost), new WireError(lost)])
    assert.equal(await call({ bucket: 'b', nature: 'read' }, service.attempt), 'answer')
    assert.equal(service.calls(), 3)
    assert.deepEqual(clock.sleeps, [250, 500])
  })

  it('does not repeat an effect after a lost answer', async () => {
    const { call } = setUp()
    const service = answering([new WireError(lost)])
    await assert.rejects(call({ bucket: 'b', nature: 'effect' }, service.attempt), { name: 'WireError', fault: lost })
    assert.equal(service.calls(), 1)
  })

  it('holds the whole bucket, and no other, while the service asks to wait', async () => {
    const { call, clock } = setUp(1)
    const service = answering([throttled('30')])
    const started = clock.now().getTime()
    const at: Record<string, number> = {}
    const note = (name: string) => async () => {
      at[name] = clock.now().getTime() - started
    }
    await Promise.all([
      call({ bucket: 'people', nature: 'read' }, service.attempt),
      call({ bucket: 'people', nature: 'read' }, note('same bucket')),
      call({ bucket: 'bulk', nature: 'read' }, note('other bucket')),
    ])
    assert.equal(at['same bucket'], 30_000)
    assert.equal(at['other bucket'], 0)
  })

  it('begins with what was learned of a bucket, and tells what a refusal as one too many teaches, and nothing else', async () => {
    const heard: (readonly [string, number])[] = []
    const { call, clock } = setUp(1, {
      quota: { calls: 60, windowMs: 60_000 },
      learned: (bucket) => (bucket === 'people' ? { calls: 30, at: fakeClock().now().getTime() } : undefined),
      onLearned: (bucket, _learned, believed) => heard.push([bucket, believed.calls]),
    })
    const send = (bucket: string, ...faults: readonly WireError[]) =>
      call({ bucket, nature: 'read' }, answering(faults).attempt)
    const startedAt = clock.now().getTime()
    for (let no = 0; no < 31; no += 1) await send('people')
    assert.ok(clock.now().getTime() - startedAt >= 60_000, `${clock.now().getTime() - startedAt}`)
    for (let no = 0; no < 10; no += 1) await send('bulk')
    await send('bulk', new WireError({ ...lost, kind: 'refused', code: 'http-503', httpStatus: 503 }))
    const tooWide = [throttled('1')]
    await call({ bucket: 'bulk', nature: 'read' }, async (_signal, announce) => {
      const fault = tooWide.pop()
      if (fault === undefined) return
      announce({ limit: 0, remaining: 0, resetsInMs: 60_000, windowMs: 60_000 })
      throw fault
    })
    assert.deepEqual(heard, [])
    await send('bulk', throttled('1'))
    assert.deepEqual(heard, [['bulk', 60]])
  })

  it('holds nobody else when one call meets an error that is its own', async () => {
    const service = answering([new WireError({ ...lost, kind: 'refused', code: 'http-503', httpStatus: 503 })])
    // Who sleeps does so for good: only one that need not wait comes to its answer.
    const clock: Clock = { now: () => new Date(0), sleep: () => new Promise(() => undefined) }
    const call = createCaller({ clock, random: () => 0, concurrency: 2, timeoutMs: 1000 })
    void call({ bucket: 'b', nature: 'read' }, service.attempt)
    while (service.calls() === 0) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(await call({ bucket: 'b', nature: 'read' }, async () => 'at once'), 'at once')
  })

  it('still holds the bucket after a service asked for longer than anybody waits', async () => {
    const { call, clock } = setUp(1)
    const started = clock.now().getTime()
    const once = { bucket: 'b', nature: 'once' } as const
    for (const retryAfter of ['30', '601', '30'])
      await assert.rejects(call(once, answering([throttled(retryAfter)]).attempt), { message: 'too many' })
    await call(once, async () => undefined)
    // The second waited for the first, the third for nobody, and the last for the third.
    assert.equal(clock.now().getTime() - started, 60_000)
  })

  it('has no more calls of a bucket under way than allowed', async () => {
    const { call } = setUp(3)
    let underWay = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 20 }, () =>
        call({ bucket: 'b', nature: 'read' }, async () => {
          underWay += 1
          most = Math.max(most, underWay)
          await new Promise((resolve) => setImmediate(resolve))
          underWay -= 1
        }),
      ),
    )
    assert.equal(most, 3)
  })

  it('begins its share of the quota evenly, and no more in any window', async () => {
    const { call, clock } = setUp(1, { quota: { calls: 3, windowMs: 60_000 } })
    const started = clock.now().getTime()
    const begun: number[] = []
    const note = async (): Promise<void> => {
      begun.push(clock.now().getTime() - started)
      clock.advance(1_000)
    }
    for (let no = 0; no < 8; no += 1) await call({ bucket: 'b', nature: 'read' }, note)
    // A hair later than every twenty seconds.
    assert.deepEqual(begun, [0, 20_200, 40_400, 60_600, 80_800, 101_000, 121_200, 141_400])
  })

  it('keeps to the pace with many calls under way', async () => {
    const quota = { calls: 4, windowMs: 60 }
    const { call } = setUp(10, { quota, clock: realClock })
    const begun: number[] = []
    const note = async (): Promise<void> => {
      begun.push(performance.now())
    }
    await Promise.all(Array.from({ length: 14 }, () => call({ bucket: 'b', nature: 'read' }, note)))
    // The fifth call from any call on is outside the window that the call opened; the clock has no fractions.
    for (const [no, at] of begun.slice(4).entries())
      assert.ok(at - (begun[no] ?? 0) >= quota.windowMs - 2, `call ${no + 4}`)
    assert.equal(begun.length, 14)
  })

  it('lets no bucket wait for the pace of another', async () => {
    const { call, clock } = setUp(1, { quota: { calls: 1, windowMs: 60_000 } })
    const started = clock.now().getTime()
    const at = async (): Promise<number> => clock.now().getTime() - started
    assert.equal(await call({ bucket: 'people', nature: 'read' }, at), 0)
    assert.equal(await call({ bucket: 'scim', nature: 'read' }, at), 0)
    assert.equal(await call({ bucket: 'people', nature: 'read' }, at), 60_600)
  })

  it('holds the bucket when an effect is throttled that is never repeated', async () => {
    const { call, clock } = setUp(1)
    const service = answering([throttled('30')])
    const started = clock.now().getTime()
    await assert.rejects(call({ bucket: 'b', nature: 'once' }, service.attempt), { name: 'WireError' })
    assert.equal(service.calls(), 1)
    await call({ bucket: 'b', nature: 'once' }, async () => assert.equal(clock.now().getTime() - started, 30_000))
  })

  for (const concurrency of [1, 4])
    it(`keeps to its share of what the vendor announces, window after window, ${concurrency} at a time`, async () => {
      const { call, clock } = setUp(concurrency, { share: 0.5, random: () => 0.4 })
      const started = clock.now().getTime()
      const service = { window: 0, used: 0 }
      const begun = new Map<number, number>()
      const attempt: Attempt<void> = async (_signal, announce) => {
        const at = clock.now().getTime() - started
        begun.set(at, (begun.get(at) ?? 0) + 1)
        const window = Math.floor(at / 60_000)
        if (window !== service.window) Object.assign(service, { window, used: 0 })
        service.used += 1
        const remaining = 20 - service.used
        await Promise.resolve()
        announce({ limit: 20, remaining, resetsInMs: (window + 1) * 60_000 - at, windowMs: 60_000 })
      }
      await Promise.all(Array.from({ length: 30 }, () => call({ bucket: 'b', nature: 'read' }, attempt)))
      // Ten in each window, evenly.
      const perWindow = new Map<number, number>()
      for (const [at, calls] of begun)
        perWindow.set(Math.floor(at / 60_000), (perWindow.get(Math.floor(at / 60_000)) ?? 0) + calls)
      assert.deepEqual([...perWindow.values()].slice(0, 2), [10, 10])
      assert.ok(Math.max(...perWindow.values()) <= 10, `${[...perWindow.values()]}`)
      assert.ok(Math.max(...begun.values()) <= Math.max(2, concurrency), `${[...begun.values()]}`)
    })

  it('counts calls whose answers announce nothing', async () => {
    const { call, clock } = setUp(1, { share: 0.5 })
    const started = clock.now().getTime()
    const begun: number[] = []
    const attempt =
      (budget?: Budget): Attempt<void> =>
      async (_signal, announce) => {
        begun.push(clock.now().getTime() - started)
        if (budget) announce(budget)
      }
    await call(
      { bucket: 'b', nature: 'read' },
      attempt({ limit: 20, remaining: 13, resetsInMs: 60_000, windowMs: 60_000 }),
    )
    for (let no = 0; no < 4; no += 1) await call({ bucket: 'b', nature: 'read' }, attempt())
    assert.ok((begun[3] ?? 0) < 60_000 && (begun[4] ?? 0) >= 60_000, `${begun}`)
  })

  it('waits a concurrency violation out by its own schedule, halves what is under way, and grows back', async () => {
    const { call, clock } = setUp(8)
    let underWay = 0
    let refusals = 8
    const most: number[] = []
    const attempt: Attempt<void> = async (_signal, announce) => {
      underWay += 1
      most.push(underWay)
      await new Promise((resolve) => setImmediate(resolve))
      underWay -= 1
      if (refusals === 0) return
      refusals -= 1
      announce({ limit: 0, remaining: 0, resetsInMs: 60_000, windowMs: 60_000 })
      throw throttled('60')
    }
    await Promise.all(Array.from({ length: 200 }, () => call({ bucket: 'b', nature: 'effect' }, attempt)))
    assert.deepEqual([...new Set(clock.sleeps.filter((ms) => ms > 0))], [250])
    assert.equal(Math.max(...most.slice(0, 8)), 8)
    assert.equal(Math.max(...most.slice(8, 28)), 4)
    assert.equal(Math.max(...most.slice(-60)), 8)
  })

  it('throws what is not a wire error at once', async () => {
    const { call, clock } = setUp()
    await assert.rejects(
      call({ bucket: 'b', nature: 'read' }, () => Promise.reject(new TypeError('a bug'))),
      /a bug/,
    )
    assert.deepEqual(clock.sleeps, [])
  })

  it('hands the attempt a signal that ends it in time', async () => {
    const { call } = setUp()
    const signal = await call({ bucket: 'b', nature: 'read' }, async (given) => given)
    assert.ok(signal instanceof AbortSignal)
  })

  describe('of a call that is not wanted any more', () => {
    const unwanted = (bucket: string) => ({
      name: 'WireError',
      fault: {
        kind: 'no-answer',
        code: 'not-sent',
        message: `waiting for a turn in "${bucket}": the run was stopped meanwhile, so the call was not sent`,
        isRetryable: true,
      },
    })
    /** A clock that stands still: nothing that waits goes on by itself. */
    const standing = () => {
      const waits: (AbortSignal | undefined)[] = []
      const clock: Clock = {
        now: () => new Date(0),
        sleep: (_ms, signal) => {
          waits.push(signal)
          return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
        },
      }
      return { clock, waits }
    }
    const setUpStanding = (concurrency: number, over: Partial<CallerOptions> = {}) => {
      const { clock, waits } = standing()
      return { waits, call: createCaller({ clock, random: () => 0, concurrency, timeoutMs: 1000, ...over }) }
    }
    const turn = () => new Promise((resolve) => setImmediate(resolve))

    it('sends nothing, though it could be sent at once', async () => {
      const { call } = setUp()
      const service = answering([])
      const wanted = AbortSignal.abort()
      await assert.rejects(call({ bucket: 'b', nature: 'effect', wanted }, service.attempt), unwanted('b'))
      assert.equal(service.calls(), 0)
    })

    it('sends nothing after its wait for a Retry-After, for a window or for its share of the quota', async () => {
      const asked = { calls: 1, windowMs: 60_000 }
      const told: Budget = { limit: 100, remaining: 50, resetsInMs: 60_000, windowMs: 60_000 }
      const waitsFor = {
        'a hold': { first: [throttled('30')], over: {} },
        'a window': { first: [], over: { quota: asked } },
        'a share': { first: [], over: { share: 0.5 } },
      } as const
      for (const [what, { first, over }] of Object.entries(waitsFor)) {
        const { call, waits } = setUpStanding(4, over)
        const service = answering(first)
        const announced: Attempt<string> = (_signal, announce) => {
          if (what === 'a share') announce(told)
          return service.attempt()
        }
        await call({ bucket: 'b', nature: 'once' }, announced).catch(() => undefined)
        const stop = new AbortController()
        const waiting = call({ bucket: 'b', nature: 'effect', wanted: stop.signal }, service.attempt)
        await turn()
        assert.deepEqual([service.calls(), waits], [1, [stop.signal]], `it waits for ${what}`)
        stop.abort()
        await assert.rejects(waiting, unwanted('b'))
        assert.equal(service.calls(), 1, what)
      }
    })

    it('gives a place in the line up at once, and lets those behind it have their turn', async () => {
      const { call } = setUpStanding(1)
      const order: string[] = []
      let answer: () => void = () => undefined
      const first = call({ bucket: 'b', nature: 'effect' }, () => new Promise<void>((resolve) => (answer = resolve)))
      const stop = new AbortController()
      const second = call({ bucket: 'b', nature: 'effect', wanted: stop.signal }, async () => void order.push('second'))
      const third = call({ bucket: 'b', nature: 'effect' }, async () => void order.push('third'))
      await turn()
      stop.abort()
      await assert.rejects(second, unwanted('b'))
      answer()
      await Promise.all([first, third])
      assert.deepEqual(order, ['third'])
    })

    it('waits for the answer of a call that is under way', async () => {
      const { call } = setUpStanding(1)
      const stop = new AbortController()
      let answer: (words: string) => void = () => undefined
      const attempt: Attempt<string> = () => new Promise((resolve) => (answer = resolve))
      const underWay = call({ bucket: 'b', nature: 'effect', wanted: stop.signal }, attempt)
      await turn()
      stop.abort()
      await turn()
      answer('done')
      assert.equal(await underWay, 'done')
    })

    it('does not repeat what the service did nothing of', async () => {
      const { call } = setUpStanding(1)
      const stop = new AbortController()
      const service = answering([throttled('30')])
      const repeated = call({ bucket: 'b', nature: 'effect', wanted: stop.signal }, service.attempt)
      await turn()
      stop.abort()
      await assert.rejects(repeated, unwanted('b'))
      assert.equal(service.calls(), 1)
    })

    it('counts against nothing: the quota is left for those that are sent', async () => {
      const { call, clock } = setUp(1, { quota: { calls: 2, windowMs: 60_000 } })
      const started = clock.now().getTime()
      const at = async (): Promise<number> => clock.now().getTime() - started
      const wanted = AbortSignal.abort()
      assert.equal(await call({ bucket: 'b', nature: 'effect' }, at), 0)
      for (let no = 0; no < 5; no += 1)
        await assert.rejects(call({ bucket: 'b', nature: 'effect', wanted }, at), unwanted('b'))
      assert.ok((await call({ bucket: 'b', nature: 'effect' }, at)) < 31_000)
      assert.equal(await call({ bucket: 'b', nature: 'effect' }, at), 60_600)
    })

    it('leaves no listener behind', async () => {
      const { call } = setUp()
      const { signal } = new AbortController()
      for (let no = 0; no < 3; no += 1)
        await call({ bucket: 'b', nature: 'effect', wanted: signal }, answering([]).attempt)
      assert.equal(getEventListeners(signal, 'abort').length, 0)
    })
  })
})
