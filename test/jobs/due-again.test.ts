import assert from 'node:assert/strict'
import { isDueAgain } from '../../src/jobs/due-again.ts'
import { aJob } from '../chat/job-fixtures.ts'

const until = '2026-03-03T00:00:00.000Z'
const asleep = aJob({ status: 'paused', pause: { code: 'budget-spent', message: '', until } })

describe('a job that sleeps', () => {
  it('is due at its time and after it, not a moment before', () => {
    assert.equal(isDueAgain(asleep, new Date('2026-03-02T23:59:59.999Z')), false)
    assert.equal(isDueAgain(asleep, new Date(until)), true)
    assert.equal(isDueAgain(asleep, new Date('2026-03-09T00:00:00.000Z')), true)
  })

  it('is left alone when somebody asked for something else, or it stands still for another reason', () => {
    const now = new Date(until)
    assert.equal(isDueAgain({ ...asleep, wish: { kind: 'cancel' } }, now), false)
    assert.equal(isDueAgain({ ...asleep, pause: { code: 'asked', by: 'alma@example.com' } }, now), false)
    assert.equal(isDueAgain({ ...asleep, status: 'running' }, now), false)
  })
})
