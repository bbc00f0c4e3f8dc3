import assert from 'node:assert/strict'
import type { CallTraits, WireFault } from '../../src/model/wire.ts'
import { parseRetryAfter } from '../../src/run/retry-after.ts'
import { DEFAULT_RETRY_POLICY, decideRetry } from '../../src/run/retry-decision.ts'

const now = new Date('2026-03-02T09:00:00.000Z')
const middle = (): number => 0.5

const fault = (over: Partial<WireFault>): WireFault => ({
  kind: 'refused',
  code: 'http-503',
  message: 'reading people: 503',
  httpStatus: 503,
  isRetryable: true,
  ...over,
})

/** The waits of a call that meets the same fault again and again, until it gives up. */
const schedule = (what: WireFault, nature: CallTraits['nature'], random = middle): number[] => {
  const waits: number[] = []
  for (let attempt = 1; ; attempt += 1) {
    const decision = decideRetry(what, nature, attempt, DEFAULT_RETRY_POLICY, now, random)
    if (decision.kind === 'give-up') return waits
    waits.push(decision.waitMs)
  }
}

describe('the retry decision', () => {
  it('doubles the wait of a read that meets 5xx and gives up after six tries', () => {
    assert.deepEqual(schedule(fault({}), 'read'), [375, 750, 1500, 3000, 6000])
  })

  it('spreads the waits between half and the whole of the step', () => {
    assert.deepEqual(
      schedule(fault({}), 'read', () => 0),
      [250, 500, 1000, 2000, 4000],
    )
    assert.deepEqual(
      schedule(fault({}), 'read', () => 1),
      [500, 1000, 2000, 4000, 8000],
    )
  })

  it('never waits longer than the longest wait', () => {
    const waits = schedule(fault({ httpStatus: 429, code: 'http-429' }), 'read', () => 1)
    assert.equal(waits.length, 19)
    assert.equal(Math.max(...waits), 30_000)
  })

  it('waits as long as Retry-After says, and a little more', () => {
    const decision = decideRetry(
      fault({ httpStatus: 429, retryAfter: '7' }),
      'read',
      1,
      DEFAULT_RETRY_POLICY,
      now,
      middle,
    )
    assert.deepEqual(decision, { kind: 'retry', waitMs: 7125 })
  })

  it('falls back to its own schedule when Retry-After is malformed', () => {
    const malformed = fault({ httpStatus: 429, retryAfter: 'rand(30),add(30)' })
    assert.deepEqual(schedule(malformed, 'effect').slice(0, 3), [375, 750, 1500])
  })

  it('gives up rather than sleep for longer than ten minutes', () => {
    assert.deepEqual(schedule(fault({ httpStatus: 429, retryAfter: '601' }), 'read'), [])
    assert.equal(schedule(fault({ httpStatus: 429, retryAfter: '600' }), 'read').length, 19)
  })

  it('repeats an effect only when the service surely did nothing', () => {
    assert.equal(schedule(fault({ httpStatus: 429 }), 'effect').length, 19)
    assert.equal(
      schedule(fault({ kind: 'no-answer', code: 'connection-refused', httpStatus: undefined as never }), 'effect')
        .length,
      5,
    )
    const unsent = { kind: 'no-answer', code: 'token-unavailable', message: 'no token', isRetryable: true } as const
    assert.equal(schedule(unsent, 'effect').length, 5)
    for (const code of ['timeout', 'connection-reset', 'bad-answer']) {
      assert.deepEqual(schedule({ kind: 'no-answer', code, message: code, isRetryable: true }, 'effect'), [], code)
    }
    for (const httpStatus of [500, 502, 503, 504]) assert.deepEqual(schedule(fault({ httpStatus }), 'effect'), [])
  })

  it('never repeats a call that is made once, even where the service surely did nothing', () => {
    for (const what of [
      fault({}),
      fault({ httpStatus: 429, retryAfter: '1' }),
      fault({ kind: 'no-answer', code: 'connection-refused' }),
    ])
      assert.deepEqual(schedule(what, 'once'), [])
  })

  it('leaves it to the job to wait for the next day', () => {
    const spent = {
      kind: 'refused',
      code: 'budget-spent',
      message: 'spent',
      retryAfter: '60',
      isRetryable: true,
    } as const
    for (const nature of ['read', 'effect'] as const) assert.deepEqual(schedule(spent, nature), [])
  })

  it('never repeats what the service refused for good', () => {
    assert.deepEqual(schedule(fault({ httpStatus: 404, isRetryable: false }), 'read'), [])
  })
})

describe('Retry-After', () => {
  it('is read as seconds or as a date', () => {
    assert.equal(parseRetryAfter('120', now), 120_000)
    assert.equal(parseRetryAfter(' 0 ', now), 0)
    assert.equal(parseRetryAfter('1.5', now), 1500)
    assert.equal(parseRetryAfter('1.2501', now), 1251)
    assert.equal(parseRetryAfter('Mon, 02 Mar 2026 09:00:30 GMT', now), 30_000)
    assert.equal(parseRetryAfter('Mon, 02 Mar 2026 08:00:00 GMT', now), 0)
  })

  it('counts as not said when it is anything else', () => {
    for (const header of [
      undefined,
      '',
      'soon',
      '-5',
      'rand(30),add(30)',
      '1e3',
      '0x10',
      '99999999999',
      '12 monkeys',
      'not before Mon, 02 Mar 2026 09:00:30 GMT',
      'Mon, 02 Mar 2026 09:00:30 GMT or later',
      'Mon, 02 Mar 2026 09:00:30 GMT+0200',
      'Mon, 99 Mar 2026 09:00:30 GMT',
      // Two forms without a zone, which would be read in that of this machine.
      'Mon, 02 Mar 2026 09:00:30',
      'Mon Mar  2 09:00:30 2026',
    ]) {
      assert.equal(parseRetryAfter(header, now), undefined, header)
    }
  })
})
