import assert from 'node:assert/strict'
import fc from 'fast-check'
import { editDueIn, MOST_EDITS } from '../../src/jobs/progress-schedule.ts'
import type { RunProgress } from '../../src/model/run.ts'

const progress = (finished: number, total: number): RunProgress => ({
  total,
  finished,
  counts: { done: finished, 'already-done': 0, failed: 0, drifted: 0, unknown: 0, cancelled: 0 },
})

describe('the progress message', () => {
  it('is edited as the work goes on, about once for each ninth', () => {
    const edits: number[] = []
    for (let finished = 0; finished <= 90; finished += 1)
      if (editDueIn(progress(finished, 90), edits.length, 10_000) === 0) edits.push(finished)
    assert.deepEqual(edits, [10, 20, 30, 40, 50, 60, 70, 80, 90])
  })

  it('keeps its last edit for the end, however fast the work goes', () => {
    assert.equal(editDueIn(progress(89, 90), MOST_EDITS - 1, 10_000), undefined)
    assert.equal(editDueIn(progress(90, 90), MOST_EDITS - 1, 0), 0)
  })

  it('does not flicker: what comes too early is due a moment later', () => {
    assert.equal(editDueIn(progress(50, 90), 0, 1_000), 500)
    assert.equal(editDueIn(progress(50, 90), 0, 1_500), 0)
    assert.equal(editDueIn(progress(9, 90), 0, 1_000), undefined)
  })

  it('is never edited more often than Webex allows', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ step: fc.nat(5_000), waited: fc.nat(60_000) })),
        fc.integer({ min: 1, max: 100_000 }),
        (steps, total) => {
          let edits = 0
          let finished = 0
          for (const { step, waited } of steps) {
            finished = Math.min(total, finished + step)
            if (editDueIn(progress(finished, total), edits, waited) === 0) edits += 1
          }
          assert.ok(edits <= 9)
        },
      ),
    ))
})
