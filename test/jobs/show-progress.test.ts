import assert from 'node:assert/strict'
import type { JobsContext } from '../../src/jobs/context.ts'
import { type ShownProgress, showProgress } from '../../src/jobs/show-progress.ts'
import type { Clock } from '../../src/model/clock.ts'
import { messageId } from '../../src/model/ids.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { addresses, approved, asked, inJobsWorld, type JobsWorld } from '../support/jobs-world.ts'
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
      // A run this short may be over before its first words of progress were said.
      const progress = { id: messageId('progress'), edits: 0 }
      await world.context.store.change(id, (job) => ({ ...job, posted: { ...job.posted, progress } }))
      world.said.length = 0
      const shown = showProgress(world.context, await world.job(), plan)
      shown.onProgress(counts(3))
      await shown.end()
      assert.deepEqual(edits(world.said), ['progress 3/3'])
      shown.onProgress(counts(3))
      await shown.end()
      assert.deepEqual(edits(world.said), ['progress 3/3'])
    }))

  it('says a moment later what came too early, though nothing more happens', () =>
    shownInWorld(fakeClock(), async (shown, world, clock) => {
      shown.onProgress(counts(8))
      await until(() => edits(world.said).length > 0)
      shown.onProgress(counts(14))
      await until(() => edits(world.said).length > 1)
      assert.deepEqual(edits(world.said), ['progress 8/20', 'progress 14/20'])
      assert.deepEqual(clock.sleeps, [1_500])
      await shown.end()
      assert.deepEqual(edits(world.said), ['progress 8/20', 'progress 14/20'])
    }))

  it('waits once for however much comes too early, and for nothing beyond the end', () => {
    const held = heldClock()
    return shownInWorld(held, async (shown, world) => {
      shown.onProgress(counts(8))
      await until(() => edits(world.said).length > 0)
      for (const done of [12, 13, 14]) {
        shown.onProgress(counts(done))
        await until(() => held.open() === 1)
        await turns()
      }
      assert.equal(held.open(), 1)
      await shown.end()
      assert.equal(held.open(), 0)
      shown.onProgress(counts(15))
      await turns()
      assert.equal(held.open(), 0)
      assert.deepEqual(edits(world.said), ['progress 8/20'])
    })
  })

  it('says what came while it was saying something else', () => {
    const clock = fakeClock()
    let isAsked = false
    let isFree = false
    return shownInWorld(
      clock,
      async (shown, world) => {
        shown.onProgress(counts(8))
        await until(() => isAsked)
        shown.onProgress(counts(14))
        isFree = true
        await until(() => edits(world.said).length > 1)
        assert.deepEqual(edits(world.said), ['progress 8/20', 'progress 14/20'])
        await shown.end()
      },
      ({ voice }) => ({
        editProgress: async (...call) => {
          isAsked = true
          while (!isFree) await new Promise((resolve) => setImmediate(resolve))
          await voice.editProgress(...call)
        },
      }),
    )
  })

  it('makes no more edits than Webex allows, however often it comes too early', () =>
    shownInWorld(fakeClock(), async (shown, world) => {
      for (const done of [5, 7, 9, 12, 14, 16, 18]) {
        shown.onProgress(counts(done))
        await until(() => edits(world.said).at(-1) === `progress ${done}/20`)
      }
      shown.onProgress(counts(19))
      await turns()
      shown.onProgress(counts(20))
      await shown.end()
      assert.deepEqual(edits(world.said).slice(-2), ['progress 18/20', 'progress 20/20'])
      assert.equal((await world.job()).posted.progress?.edits, 9)
    }))
})

/** A job of twenty whose message was edited a few times; `voice` may stand before the voice of the world. */
const shownInWorld = <C extends Clock>(
  clock: C,
  work: (shown: ShownProgress, world: JobsWorld, clock: C) => Promise<void>,
  voice: (context: JobsContext) => Partial<JobsContext['voice']> = () => ({}),
): Promise<void> =>
  inJobsWorld([scriptedDirectory(40)], async (world) => {
    await asked(world, { csv: addresses(20) })
    await approved(world)
    const { id } = await world.settled()
    await world.context.store.change(id, (stored) => ({
      ...stored,
      posted: {
        ...stored.posted,
        ...(stored.posted.progress && { progress: { ...stored.posted.progress, edits: 1 } }),
      },
    }))
    const { plan } = await world.context.files.loadPlan(id)
    world.said.length = 0
    const { context } = world
    await work(
      showProgress({ ...context, clock, voice: { ...context.voice, ...voice(context) } }, await world.job(), plan),
      world,
      clock,
    )
  })

/** Whoever sleeps is woken by the signal alone. */
const heldClock = (): Clock & { open(): number } => {
  let open = 0
  return {
    now: () => new Date('2026-03-02T09:00:00.000Z'),
    open: () => open,
    sleep: async (_ms, signal) => {
      open += 1
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
      open -= 1
    },
  }
}

const until = async (isSo: () => boolean): Promise<void> => {
  const giveUpAt = Date.now() + 1_500
  while (!isSo() && Date.now() < giveUpAt) await new Promise((resolve) => setImmediate(resolve))
  assert.ok(isSo())
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
