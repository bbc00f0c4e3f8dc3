import assert from 'node:assert/strict'
import { showProgress } from '../../src/jobs/show-progress.ts'
import { addresses, approved, asked, inJobsWorld } from '../support/jobs-world.ts'
import { scriptedDirectory } from '../support/scripted-directory.ts'

const counts = (done: number) => ({ done, 'already-done': 0, failed: 0, drifted: 0, unknown: 0, cancelled: 0 })
const edits = (said: readonly string[]): readonly string[] => said.filter((what) => what.startsWith('progress'))

describe('the progress of a run, shown in its thread', () => {
  it('says the end once, whether it was heard of before or comes with the end', () =>
    inJobsWorld([scriptedDirectory(6)], async (world) => {
      await asked(world, { csv: addresses(3) })
      await approved(world)
      const { id } = await world.settled()
      const { plan } = await world.context.files.loadPlan(id)
      world.said.length = 0
      const shown = showProgress(world.context, await world.job(), plan)
      shown.onProgress(counts(3))
      await shown.end()
      assert.deepEqual(edits(world.said), ['progress 3/3'])
      shown.onProgress(counts(3))
      await shown.end()
      assert.deepEqual(edits(world.said), ['progress 3/3'])
    }))
})
