import assert from 'node:assert/strict'
import { checkedPlan } from '../../src/jobs/checked-plan.ts'
import type { JobsContext } from '../../src/jobs/context.ts'
import { pickUpJobs } from '../../src/jobs/pick-up-jobs.ts'
import { planDigest, userId } from '../../src/model/ids.ts'
import type { Plan } from '../../src/model/plan.ts'
import { planWitness } from '../../src/plan/plan-witness.ts'
import { addresses, approved, asked, inJobsWorld, type JobsWorld } from '../support/jobs-world.ts'
import { type ScriptedDirectory, scriptedDirectory } from '../support/scripted-directory.ts'
import { stating } from '../support/stated-plan.ts'

/** The world's context, with the plans counted that are read from the disk. */
const counting = ({ context }: JobsWorld): { readonly context: JobsContext; readonly read: Plan[] } => {
  const read: Plan[] = []
  const { files } = context
  const loadPlan: typeof files.loadPlan = async (id, witness) => {
    const pinned = await files.loadPlan(id, witness)
    read.push(pinned.plan)
    return pinned
  }
  return { context: { ...context, files: { ...files, loadPlan } }, read }
}

describe('a large plan', () => {
  it('is told as it was made, without being read again, and its file is that of the disk', () =>
    inJobsWorld([scriptedDirectory(3)], async (world) => {
      const counted = counting(world)
      const job = await asked({ ...world, context: counted.context }, { csv: addresses(3) })
      assert.deepEqual(counted.read, [])
      assert.ok(world.said.includes('plan file'))
      assert.equal(world.files.get(`plan-${job.id}.csv`)?.trim().split('\n').length, 4)
    }))

  it('is hashed as the disk has it, and runs without the cells of its rows', () =>
    inJobsWorld([scriptedDirectory(3)], async (world) => {
      const { id, digest } = await asked(world, { csv: [...addresses(3), 'nobody@example.com'] })
      const checked = await checkedPlan(world.context, id)
      const { plan } = await world.context.files.loadPlan(id)
      assert.equal(checked.digest, digest)
      const cells = [...checked.plan.changes, ...checked.plan.skips].flatMap((row) => row.cells)
      assert.deepEqual(cells, [])
      assert.deepEqual(
        checked.plan.changes.map(({ cells: _left, ...change }) => change),
        plan.changes.map(({ cells: _left, ...change }) => change),
      )
    }))

  it('is confirmed by its text as soon as it is made, and hashed anew where its file has another order of keys', () =>
    inJobsWorld([scriptedDirectory(3)], async (world) => {
      const { id, digest } = await asked(world, { csv: [...addresses(3), 'nobody@example.com'] })
      const { files } = world.context
      const loaded = await files.loadPlan(id, planWitness())
      assert.deepEqual([loaded.isConfirmed, loaded.digest], [true, digest])
      const turned = <T extends object>(row: T): T => Object.fromEntries(Object.entries(row).toReversed()) as T
      const { plan } = await files.loadPlan(id)
      await files.purge(id)
      await files.savePlan(id, { ...plan, changes: plan.changes.map(turned) }, stating(loaded.digest))
      assert.equal((await files.loadPlan(id, planWitness())).isConfirmed, false)
      assert.equal((await checkedPlan(world.context, id)).digest, digest)
    }))

  it('is another by its digest when its file was written anew with somebody else in it', () =>
    inJobsWorld([scriptedDirectory(3)], async (world) => {
      const { id, digest } = await asked(world, { csv: addresses(3) })
      const { files } = world.context
      const { plan } = await files.loadPlan(id)
      const [first, ...rest] = plan.changes
      assert.ok(first)
      await files.purge(id)
      await files.savePlan(
        id,
        { ...plan, changes: [{ ...first, userId: userId('somebody-else') }, ...rest] },
        stating(planDigest(digest ?? '')),
      )
      assert.notEqual((await checkedPlan(world.context, id)).digest, digest)
    }))

  it('is read once before the first effect of a run that an earlier process began', async () => {
    const directory = scriptedDirectory(3)
    let onEffect = (): void => undefined
    const watched: ScriptedDirectory = {
      ...directory,
      apply: (...targets) => {
        onEffect()
        return directory.apply(...targets)
      },
    }
    await inJobsWorld([watched], async (world) => {
      const { id } = await asked(world, { csv: addresses(3) })
      onEffect = () => void world.context.running.stop()
      await approved(world)
      assert.equal((await world.settled()).status, 'running')
      await world.restart()
      const { context, read } = counting(world)
      let before: number | undefined
      onEffect = () => {
        before ??= read.length
      }
      await pickUpJobs(context)
      while (context.running.has(id)) await new Promise((resolve) => setImmediate(resolve))
      await context.running.settled()
      assert.equal(before, 1)
      assert.equal((await world.job()).status, 'completed')
      assert.deepEqual([...directory.effects.values()], [1, 1, 1])
    })
  })
})
