import assert from 'node:assert/strict'
import { dueTellings } from '../../src/jobs/tellings.ts'
import { messageId } from '../../src/model/ids.ts'
import { JOB_STATUSES } from '../../src/model/job.ts'
import { aJob, aSummary, aTally } from '../chat/job-fixtures.ts'

const m = messageId('m')

describe('what of a job has still to be said', () => {
  it('is the plan file, then the card, while it waits for approval', () => {
    assert.deepEqual(dueTellings(aJob({ status: 'awaiting-approval' })), ['plan-file', 'card'])
    assert.deepEqual(dueTellings(aJob({ status: 'awaiting-approval', posted: { planFile: m } })), ['card'])
    assert.deepEqual(dueTellings(aJob({ status: 'awaiting-approval', posted: { planFile: m, card: m } })), [])
  })

  it('is the decision once there is one, whatever became of the job since', () => {
    for (const status of ['approved', 'running', 'rejected', 'withdrawn', 'expired', 'superseded'] as const)
      assert.deepEqual(dueTellings(aJob({ status })), ['decision'])
    assert.deepEqual(dueTellings(aJob({ status: 'paused' })), ['decision', 'pause'])
    assert.equal(dueTellings(aJob({ status: 'completed', tally: aTally({ done: 1 }) }))[0], 'decision')
  })

  it('is the files that have rows, then the words, at the end', () => {
    const posted = { decision: m }
    const told = (tally: Parameters<typeof aTally>[0]) =>
      dueTellings(aJob({ status: 'completed', posted, tally: aTally(tally) }))
    assert.deepEqual(told({ done: 2, skipped: 1 }), ['results', 'errors', 'words'])
    assert.deepEqual(told({ done: 2 }), ['results', 'words'])
    assert.deepEqual(told({ drifted: 1 }), ['errors', 'words'])
    assert.deepEqual(told({ 'already-done': 1 }), ['results', 'words'])
  })

  it('is the results of a keep also when nobody was removed, since those who were kept are in no other report', () => {
    const job = aJob({ status: 'completed', posted: { decision: m }, tally: aTally({ failed: 1 }), keep: true })
    assert.deepEqual(dueTellings(job), ['results', 'errors', 'words'])
  })

  it('is what was kept of the accounts before the results, where something was kept', () => {
    const job = aJob({ status: 'cancelled', posted: { decision: m }, tally: aTally({ done: 1 }), hasBefore: true })
    assert.deepEqual(dueTellings(job), ['before', 'results', 'words'])
    assert.deepEqual(dueTellings({ ...job, posted: { decision: m, before: m } }), ['results', 'words'])
  })

  it('takes the control card away before the last words', () => {
    const posted = { decision: m, results: m, control: m }
    const due = dueTellings(aJob({ status: 'completed', posted, tally: aTally({ done: 1 }) }))
    assert.deepEqual(due, ['remove-control', 'words'])
  })

  it('is the plan file of a refused job only where there is a plan', () => {
    const { summary: _none, ...unplanned } = aJob({ status: 'refused' })
    assert.deepEqual(dueTellings(unplanned), ['refusal'])
    assert.deepEqual(dueTellings(aJob({ status: 'refused', summary: aSummary() })), ['plan-file', 'refusal'])
  })

  it('comes to an end in every status', () => {
    const posted = { planFile: m, card: m, decision: m, pause: m, refusal: m, results: m, errors: m, words: m }
    for (const status of JOB_STATUSES)
      assert.deepEqual(dueTellings(aJob({ status, posted, tally: aTally({ done: 1, failed: 1 }) })), [], status)
  })
})
