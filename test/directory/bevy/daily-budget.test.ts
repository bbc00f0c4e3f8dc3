import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DailyBudget, type DailyBudgetOptions } from '../../../src/directory/bevy/daily-budget.ts'
import { WireError, type WireFault } from '../../../src/model/wire.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryMeter } from '../../support/memory-meter.ts'

const HOUR_MS = 3_600_000

function parts(options: Partial<DailyBudgetOptions> = {}) {
  const [clock, meter] = [fakeClock('2026-03-02T09:00:00.000Z'), memoryMeter()]
  const newBudget = () =>
    new DailyBudget({ meter, clock, name: 'bevy', dailyCalls: 5, dayBeginsAt: 0, block: 2, ...options })
  return { clock, meter, newBudget, budget: newBudget() }
}

async function faultOf(asked: Promise<unknown> | (() => void)): Promise<WireFault> {
  try {
    await (typeof asked === 'function' ? asked() : asked)
  } catch (error) {
    assert.ok(error instanceof WireError)
    return error.fault
  }
  return assert.fail('nothing was thrown')
}

const take = async (budget: DailyBudget, calls: number): Promise<void> => {
  for (let n = 0; n < calls; n++) await budget.take('reading')
}

const refusal = (status: number, retryAfter?: string): WireFault => ({
  kind: 'refused',
  code: `http-${status}`,
  message: `reading: Bevy answered ${status}`,
  httpStatus: status,
  ...(retryAfter !== undefined && { retryAfter }),
  isRetryable: status === 429,
})

describe('the daily budget', () => {
  it('says how many calls were made, what the limit is and when it goes on', async () => {
    const { budget } = parts()
    await take(budget, 5)
    assert.deepEqual(await faultOf(budget.take('deleting the Bevy user "7"')), {
      kind: 'refused',
      code: 'budget-spent',
      message:
        'deleting the Bevy user "7": not sent, because 5 calls were made today and the limit is 5; calls are taken again from 2026-03-03T00:00:00.000Z on',
      retryAfter: String(15 * 3600),
      until: '2026-03-03T00:00:00.000Z',
      isRetryable: true,
    })
  })

  it('goes on when the next day begins, at the hour that is set', async () => {
    const { budget, clock } = parts({ dayBeginsAt: 10 })
    await take(budget, 5)
    assert.equal((await faultOf(budget.take('reading'))).until, '2026-03-02T10:00:00.000Z')
    clock.advance(HOUR_MS)
    await take(budget, 5)
    assert.equal((await faultOf(budget.take('reading'))).until, '2026-03-03T10:00:00.000Z')
  })

  it('counts before a call is sent, a few at a time', async () => {
    const { budget, meter } = parts()
    await take(budget, 1)
    assert.equal(meter.spent('bevy', '2026-03-02'), 2)
    await take(budget, 2)
    assert.equal(meter.spent('bevy', '2026-03-02'), 4)
    await take(budget, 2)
    assert.equal(meter.spent('bevy', '2026-03-02'), 5)
  })

  it('uses nothing on the next day that was reserved on this one', async () => {
    const { budget, meter, clock } = parts()
    await take(budget, 1)
    clock.advance(24 * HOUR_MS)
    await take(budget, 1)
    assert.deepEqual(
      [...meter.counts],
      [
        ['bevy 2026-03-02', 2],
        ['bevy 2026-03-03', 2],
      ],
    )
  })

  it('makes no room by a restart', async () => {
    const { budget, newBudget } = parts()
    await take(budget, 1)
    const again = newBudget()
    await take(again, 3)
    assert.equal((await faultOf(again.take('reading'))).code, 'budget-spent')
  })

  it('refuses a long reading that cannot come to its end, before it is begun', async () => {
    const { budget, clock } = parts()
    await take(budget, 1)
    budget.expect(4, 'looking 3 users up')
    const fault = await faultOf(() => budget.expect(5, 'looking 4 users up'))
    assert.deepEqual([fault.code, fault.until], ['budget-spent', '2026-03-03T00:00:00.000Z'])
    assert.match(fault.message, /takes 5 calls, and 4 of the day's 5 are left/)
    const never = await faultOf(() => budget.expect(6, 'looking 5 users up'))
    assert.deepEqual([never.code, never.isRetryable], ['budget-too-small', false])
    assert.equal((await faultOf(() => budget.expect(5, 'reading', 1))).code, 'budget-too-small')
    clock.advance(24 * HOUR_MS)
    budget.expect(5, 'looking 4 users up')
  })

  it('keeps room for what follows, though never more than half of a day', async () => {
    const { budget } = parts({ dailyCalls: 10 })
    await take(budget, 6)
    budget.keepRoom(4, 'reading anew')
    budget.keepRoom(0, 'reading anew')
    assert.equal((await faultOf(() => budget.keepRoom(5, 'reading anew'))).code, 'budget-spent')
    assert.equal((await faultOf(() => budget.keepRoom(50, 'reading anew'))).code, 'budget-spent')
    const tomorrow = parts({ dailyCalls: 10 }).budget
    await take(tomorrow, 5)
    tomorrow.keepRoom(50, 'reading anew')
  })

  it('sends nothing more once Bevy says that the day is over, until then', async () => {
    for (const status of [429, 403]) {
      const { budget, clock } = parts()
      const heard = budget.heard(refusal(status, '7200'))?.fault
      assert.deepEqual(
        [heard?.code, heard?.kind, heard?.isRetryable, heard?.until, heard?.httpStatus],
        ['budget-spent', 'refused', true, '2026-03-02T11:00:00.000Z', status],
      )
      assert.equal((await faultOf(budget.take('reading'))).until, '2026-03-02T11:00:00.000Z')
      assert.equal((await faultOf(() => budget.expect(1, 'reading'))).until, '2026-03-02T11:00:00.000Z')
      clock.advance(2 * HOUR_MS)
      await take(budget, 1)
    }
  })

  it('takes no wait for longer than the day that the quota is of, whatever Bevy says', async () => {
    for (const wait of ['31536000', 'Fri, 31 Dec 2100 23:59:59 GMT', 'retry in 5000']) {
      const { budget, clock } = parts()
      const begun = clock.now().getTime()
      const until = Date.parse(budget.heard(refusal(429, wait))?.fault.until ?? clock.now().toISOString())
      assert.ok(until - begun <= 24 * HOUR_MS, wait)
      clock.advance(24 * HOUR_MS)
      await take(budget, 1)
    }
  })

  it('takes a short wait, a wait that is not told and other refusals for what they are', async () => {
    const { budget } = parts()
    const others = [refusal(429, '600'), refusal(429), refusal(403), refusal(503, '7200'), refusal(429, 'later')]
    for (const fault of others) assert.equal(budget.heard(fault), undefined)
    await take(budget, 1)
  })

  it('is never exceeded on any day, whoever shares the meter, however often the process dies', async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('calls' as const),
          who: fc.nat(2),
          count: fc.integer({ min: 1, max: 9 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), who: fc.nat(2) }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 20 * HOUR_MS }) }),
      },
    )
    const settings = fc.record({
      dailyCalls: fc.integer({ min: 1, max: 25 }),
      block: fc.integer({ min: 1, max: 8 }),
      dayBeginsAt: fc.nat(23),
    })
    await fc.assert(
      fc.asyncProperty(settings, fc.array(step, { maxLength: 40 }), async (setting, steps) => {
        const { clock, newBudget, meter } = parts(setting)
        const budgets = [newBudget(), newBudget(), newBudget()]
        const sent = new Map<string, number>()
        const call = async (budget: DailyBudget | undefined): Promise<void> => {
          const day = new Date(clock.now().getTime() - setting.dayBeginsAt * HOUR_MS).toISOString().slice(0, 10)
          try {
            await budget?.take('reading')
            sent.set(day, (sent.get(day) ?? 0) + 1)
          } catch (error) {
            assert.ok(error instanceof WireError && error.fault.code === 'budget-spent')
          }
        }
        for (const one of steps) {
          if (one.kind === 'time') clock.advance(one.ms)
          else if (one.kind === 'restart') budgets[one.who] = newBudget()
          else await Promise.all(Array.from({ length: one.count }, (_, n) => call(budgets[(one.who + n) % 3])))
        }
        for (const [day, calls] of sent) {
          assert.ok(calls <= setting.dailyCalls, `${calls} calls on ${day}, ${setting.dailyCalls} allowed`)
          assert.ok(calls <= meter.spent('bevy', day), `${calls} calls on ${day}, ${meter.spent('bevy', day)} counted`)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is used up to the last call where nobody dies and nobody shares it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), async (dailyCalls, block) => {
        const { budget } = parts({ dailyCalls, block })
        const asked = await Promise.allSettled(Array.from({ length: dailyCalls + 3 }, () => budget.take('reading')))
        assert.equal(asked.filter(({ status }) => status === 'fulfilled').length, dailyCalls)
      }),
      { numRuns: 60 },
    )
  })
})
