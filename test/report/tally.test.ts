import assert from 'node:assert/strict'
import { failedRows } from '../../src/report/failed-rows.ts'
import { countKinds, progressOf, tally, tallySoFar } from '../../src/report/tally.ts'
import { anOutcome, aPlan, intakeOf, outcomesOf, planOf } from './planning.ts'

const START = '2026-01-02T03:00:00.000Z'
const later = (ms: number): Date => new Date(Date.parse(START) + ms)
const csvOf = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, i) => `u${i}@x.org\n`).join('')}nobody\n`

const error = (isRetryable: boolean) => ({ error: { code: 'timeout', message: 'no answer', isRetryable } })

describe('the tally of a job', () => {
  it('counts every row once, a change without an outcome as unknown', async () => {
    const outcomes = outcomesOf(
      anOutcome(0, 'done'),
      anOutcome(1, 'done'),
      anOutcome(2, 'failed'),
      anOutcome(3, 'drifted'),
    )
    assert.deepEqual(tally(await planOf(csvOf(6)), outcomes), {
      done: 2,
      'already-done': 0,
      failed: 1,
      drifted: 1,
      unknown: 2,
      cancelled: 0,
      skipped: 1,
      retryable: 2,
    })
  })

  it('does not count who was kept among the skipped', async () => {
    const plan = await planOf(csvOf(2))
    const [one] = plan.skips
    assert.ok(one)
    const kept = { ...one, line: 9, code: 'kept' as const }
    assert.equal(tally({ changes: [], skips: [one, kept, kept] }, new Map()).skipped, 1)
    assert.equal(tallySoFar({ changes: plan.changes, skips: [kept] }, new Map()).skipped, 0)
  })

  it('leaves out whom a run that stands still has not reached', async () => {
    const soFar = tallySoFar(await planOf(csvOf(6)), outcomesOf(anOutcome(0, 'done'), anOutcome(2, 'unknown')))
    assert.deepEqual([soFar.done, soFar.unknown, soFar.skipped, soFar.retryable], [1, 1, 1, 1])
  })
})

describe('the progress of a run', () => {
  const counts = (done: number, failed = 0) =>
    countKinds([...Array<'done'>(done).fill('done'), ...Array<'failed'>(failed).fill('failed')])

  it('says how long it will take at the rate so far', () => {
    assert.deepEqual(progressOf(100, counts(20, 5), START, later(10_000)), {
      total: 100,
      finished: 25,
      counts: counts(20, 5),
      secondsLeft: 30,
    })
  })

  it('says no time before there is a rate, and none left at the end', () => {
    assert.equal(progressOf(100, counts(0), START, later(60_000)).secondsLeft, undefined)
    assert.equal(progressOf(100, counts(5), START, later(999)).secondsLeft, undefined)
    assert.equal(progressOf(5, counts(5), START, later(10)).secondsLeft, 0)
    assert.equal(
      progressOf(100, counts(90), START, later(10_000), 85).secondsLeft,
      20,
      'what was done before says nothing',
    )
    assert.equal(progressOf(100, counts(1), START, later(-5000)).secondsLeft, undefined)
  })
})

describe('the rows that a retry takes up', () => {
  it('are retryable failures, unknown and cancelled ones, by the id that was approved', async () => {
    const plan = await planOf(csvOf(8))
    const outcomes = outcomesOf(
      anOutcome(0, 'done'),
      anOutcome(1, 'already-done'),
      anOutcome(2, 'failed', error(true)),
      anOutcome(3, 'failed', error(false)),
      anOutcome(4, 'drifted', error(true)),
      anOutcome(5, 'unknown', error(false)),
      anOutcome(6, 'cancelled'),
    )
    const { files, rows, issues } = failedRows(plan, outcomes)
    assert.deepEqual(
      rows.map(({ line, key, cells }) => [line, key, cells]),
      [2, 5, 6, 7].map((no) => [no + 2, { by: 'id', value: `account-${no}` }, [`u${no}@x.org`]]),
    )
    assert.deepEqual(issues, [])
    assert.deepEqual(files, [{ ...plan.files[0], rows: 4 }])
  })

  it('stay in their directory, with their new address, and in a file that Twokey wrote', async () => {
    const { files, changes, ...plan } = await planOf('email\na@x.org\n')
    const [change] = changes
    const [file] = files
    assert.ok(change && file)
    const both = [change, { ...change, no: 1, directory: 'okta' as const, to: 'b@x.org' }]
    const intake = failedRows({ ...plan, files: [{ ...file, isMade: true }], changes: both }, new Map())
    assert.deepEqual(
      intake.rows.map(({ line, directory, to }) => [line, directory, to]),
      [
        [2, 'webex', undefined],
        [2, 'okta', 'b@x.org'],
      ],
    )
    assert.deepEqual(intake.files, [{ ...file, isMade: true, rows: 1 }])
  })

  it('leave out files of which nothing is left', async () => {
    const plan = aPlan(
      await intakeOf([
        { name: 'a.csv', bytes: Buffer.from('email\na@x.org') },
        { name: 'b.csv', bytes: Buffer.from('email\nb@x.org') },
      ]),
    )
    const { files } = failedRows(plan, outcomesOf(anOutcome(0, 'done'), anOutcome(1, 'unknown')))
    assert.deepEqual(
      files.map(({ name }) => name),
      ['b.csv'],
    )
  })
})
