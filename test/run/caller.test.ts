import assert from 'node:assert/strict'
import { WireError, type WireFault } from '../../src/model/wire.ts'
import { createCaller } from '../../src/run/caller.ts'
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

const setUp = (concurrency = 4) => {
  const clock = fakeClock()
  return { clock, call: createCaller({ clock, random: () => 0, concurrency, timeoutMs: 1000 }) }
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

  it('has no more calls of a bucket under way than allowed', async () => {
    const { call } = setUp(3)
    let underWay = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 20 }, () =>
        call({ bucket: 'b', nature: 'read' }, async () => {
          underWay += 1
          most = Math.max(most, underWay)
          await Promise.resolve()
          underWay -= 1
        }),
      ),
    )
    assert.equal(most, 3)
  })

  it('begins no more calls in any window than its share of the quota', async () => {
    const pace = { calls: 4, windowMs: 60 }
    const call = createCaller({ clock: fakeClock(), random: () => 0, concurrency: 10, timeoutMs: 1000, pace })
    const begun: number[] = []
    const note = async (): Promise<void> => {
      begun.push(performance.now())
    }
    await Promise.all(Array.from({ length: 14 }, () => call({ bucket: 'b', nature: 'read' }, note)))
    // The fifth call from any call on is outside the window that the call opened; timers may fire a hair early.
    for (const [no, at] of begun.slice(4).entries())
      assert.ok(at - (begun[no] ?? 0) >= pace.windowMs - 2, `call ${no + 4}`)
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
})
