import assert from 'node:assert/strict'
import { isAsleep, isDueAgain, isThawed } from '../../src/jobs/due-again.ts'
import type { Freeze } from '../../src/model/freeze.ts'
import { aJob } from '../chat/job-fixtures.ts'
import { vera } from '../support/an-approval.ts'

const until = '2026-03-03T00:00:00.000Z'
const asleep = aJob({ status: 'paused', pause: { code: 'budget-spent', message: '', until } })

const freeze: Freeze = { by: vera, at: '2026-03-02T10:00:00.000Z', reason: '' }
const frozen = aJob({ status: 'paused', pause: { code: 'frozen', by: 'vera@example.com', reason: '' } })

describe('a job that sleeps', () => {
  it('is due at its time and after it, not a moment before', () => {
    assert.equal(isDueAgain(asleep, new Date('2026-03-02T23:59:59.999Z'), undefined), false)
    assert.equal(isDueAgain(asleep, new Date(until), undefined), true)
    assert.equal(isDueAgain(asleep, new Date('2026-03-09T00:00:00.000Z'), undefined), true)
  })

  it('is left alone when somebody asked for something else, or it stands still for another reason', () => {
    const now = new Date(until)
    assert.equal(isDueAgain({ ...asleep, wish: { kind: 'cancel' } }, now, undefined), false)
    assert.equal(isDueAgain({ ...asleep, pause: { code: 'asked', by: 'alma@example.com' } }, now, undefined), false)
    assert.equal(isDueAgain({ ...asleep, status: 'running' }, now, undefined), false)
  })

  it('stays asleep during a freeze, whatever the time is', () => {
    assert.equal(isDueAgain(asleep, new Date(until), freeze), false)
  })
})

describe('a job that a freeze stopped', () => {
  const now = new Date(until)

  it('goes on when there is no freeze any more, and not before', () => {
    assert.equal(isDueAgain(frozen, now, freeze), false)
    assert.equal(isDueAgain(frozen, now, undefined), true)
    assert.equal(isThawed(frozen, undefined), true)
    assert.equal(isThawed(asleep, undefined), false)
  })

  it('is left alone when somebody asked for something else meanwhile', () => {
    assert.equal(isAsleep(frozen), true, 'somebody may want it to stand still')
    assert.equal(isDueAgain({ ...frozen, pause: { code: 'asked', by: 'alma@example.com' } }, now, undefined), false)
    assert.equal(isDueAgain({ ...frozen, wish: { kind: 'cancel' } }, now, undefined), false)
    assert.equal(isDueAgain({ ...frozen, status: 'cancelled' }, now, undefined), false)
  })
})
