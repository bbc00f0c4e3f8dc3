import assert from 'node:assert/strict'
import type { AacDirectoryOptions } from '../../../src/directory/aac/directory.ts'
import type { Change } from '../../../src/model/plan.ts'
import type { Operation } from '../../../src/model/vendor.ts'
import { createCaller } from '../../../src/run/caller.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import type { AacOptions } from '../../../src/sandbox/aac/options.ts'
import { aChange, aPlan } from '../../support/a-plan.ts'
import { aacWorld } from '../../support/aac-world.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryJournal } from '../../support/memory-journal.ts'

const size = 340
const never = new AbortController().signal
const clock = { now: () => new Date(), sleep: async () => undefined }

describe('a run over an Alteryx workspace', () => {
  const worlds: Awaited<ReturnType<typeof aacWorld>>[] = []
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()))
  })

  async function run(
    operation: Operation,
    more: Partial<AacDirectoryOptions> = {},
    cloud: AacOptions = {},
    isTimed = false,
  ) {
    const paced = fakeClock()
    const call = createCaller({ clock: paced, random: Math.random, concurrency: 8, timeoutMs: 5_000, share: 0.5 })
    const world = await aacWorld({
      cloud: { size, clock: () => paced.now(), ...cloud },
      directory: () => ({ call, pageSize: 50, limits: { timeoutMs: 5_000, maxBytes: 1_000_000 }, ...more }),
    })
    worlds.push(world)
    const { directory } = world
    await directory.check()
    const { subjects } = await directory.everyone(() => undefined, never)
    const changes = subjects
      .filter((subject) => !subject.isFullAdmin && directory.stepsLeft(operation, subject, subject)?.length !== 0)
      .map((before, no): Change => {
        const steps = directory.stepsLeft(operation, before, before) ?? [operation]
        return aChange({ no, directory: 'aac', userId: before.id, before, steps })
      })
    world.sandbox.traffic.clear()
    const journal = memoryJournal()
    const plan = aPlan({ operation, changes })
    const control = { wanted: () => ({ kind: 'go' }) as const }
    const driftOf = () => undefined
    const time = isTimed ? paced : clock
    const end = await runPlan({ plan, directory, journal, control, driftOf, clock: time, onProgress: () => undefined })
    const outcomes = journal.entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.outcome.kind] : []))
    return { world, end, outcomes, changes, calls: world.sandbox.traffic.calls }
  }

  it('removes everybody of the plan while it reads the next hundred, and makes the calls that it told', async () => {
    const { world, end, outcomes, changes, calls } = await run('delete')
    assert.deepEqual(end, { kind: 'completed' })
    assert.deepEqual([outcomes.length, new Set(outcomes)], [size - 2, new Set(['done'])])
    assert.equal(world.emulation.workspace.members().length, 2)
    const told = world.directory.traits('delete').callsPerAccount
    assert.ok(calls.length / changes.length <= told + 0.1, `${calls.length} calls, told ${told * changes.length}`)
    assert.ok(calls.every(({ status }) => status < 300))
  })

  it('reads the people of a large workspace one by one, few enough at once that a quota makes no reading old', async () => {
    const { world, outcomes, changes, calls } = await run(
      'delete',
      { pageSize: 3 },
      { quota: { user: 600, workspace: 1200 } },
      true,
    )
    assert.deepEqual([outcomes.length, new Set(outcomes)], [size - 2, new Set(['done'])])
    const told = world.directory.traits('delete').callsPerAccount
    assert.equal(told, 2.05)
    assert.ok(calls.length / changes.length <= told + 0.1, `${calls.length} calls, told ${told * changes.length}`)
    assert.ok(calls.every(({ status, url }) => status < 300 && !url.includes('offset=')))
  })

  it('loses nothing where there is somebody to hand the assets to', async () => {
    const { world, outcomes } = await run('delete', { transferTo: 'workspace.owner@example.com' })
    assert.deepEqual([outcomes.length, new Set(outcomes)], [size - 2, new Set(['done'])])
    const lost = world.emulation.workspace.changes.filter(({ what, assets = 0 }) => what === 'removed' && assets > 0)
    assert.deepEqual(lost, [])
  })

  for (const resetIn of ['ms', 's'] as const) {
    it(`meets no 429 where the quota is announced, its reset in ${resetIn}`, async () => {
      const { outcomes, calls } = await run(
        'delete',
        {},
        { quota: { user: 200, workspace: 120 }, variants: { resetIn } },
      )
      assert.deepEqual([outcomes.length, new Set(outcomes)], [size - 2, new Set(['done'])])
      assert.equal(calls.filter(({ status }) => status === 429).length, 0)
    })
  }

  for (const operation of ['deactivate', 'restore'] as const) {
    it(`does "${operation}" to everybody on whom there is something to do`, async () => {
      const { world, outcomes, changes } = await run(operation)
      assert.deepEqual([outcomes.length, new Set(outcomes)], [changes.length, new Set(['done'])])
      const people = world.emulation.workspace.members().filter(({ isAdmin }) => !isAdmin)
      assert.ok(people.every(({ isDisabled }) => isDisabled === (operation === 'deactivate')))
    })
  }
})
