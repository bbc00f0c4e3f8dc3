import assert from 'node:assert/strict'
import type { Directory } from '../../../src/model/directory.ts'
import { type Caller, WireError, type WireFault } from '../../../src/model/wire.ts'
import { createCaller } from '../../../src/run/caller.ts'
import { bevyWorld } from '../../support/bevy-world.ts'

type World = Awaited<ReturnType<typeof bevyWorld>>

async function inWorld(options: Parameters<typeof bevyWorld>[0], use: (world: World) => Promise<void>): Promise<void> {
  const world = await bevyWorld(options)
  try {
    await use(world)
  } finally {
    await world.close()
  }
}

async function faultOf(asked: Promise<unknown>): Promise<WireFault> {
  try {
    await asked
  } catch (error) {
    assert.ok(error instanceof WireError)
    return error.fault
  }
  return assert.fail('nothing was thrown')
}

const faultOrNone = (asked: Promise<unknown>): Promise<WireFault | undefined> =>
  asked.then(
    () => undefined,
    () => faultOf(asked),
  )

const find = (world: World, directory: Directory, count: number) =>
  directory.find(
    world.ordinary.slice(0, count).map(({ login }) => ({ by: 'email', value: login }) as const),
    () => undefined,
    new AbortController().signal,
  )

const DAY_MS = 86_400_000
const CANCEL = { method: 'POST', path: '/api/user/{id}/cancel-deletion/' } as const

describe('the calls that the Bevy adapter makes', () => {
  it('are one a user to find and one for the population, then two a user to run', () =>
    inWorld({}, async (world) => {
      await find(world, world.directory, 20)
      assert.equal(world.calls().length, 21)
      world.cloud.traffic.clear()
      for (const { id } of world.ordinary.slice(0, 20)) {
        await world.directory.reread([id])
        await world.directory.apply('delete', [{ id }])
      }
      assert.equal(world.calls().length, 20 * world.directory.traits('delete').callsPerAccount)
    }))

  it('are one a user as soon as it is seen that the site takes no addresses, and two for nobody', async () => {
    await inWorld({ site: { takesEmail: 'never' } }, async (world) => {
      await find(world, world.directory, 1)
      world.cloud.traffic.clear()
      await find(world, world.directory, 20)
      assert.equal(world.calls().length, 21)
    })
    await inWorld({}, async (world) => {
      await world.directory.find(
        [{ by: 'email', value: 'nobody@example.com' }],
        () => undefined,
        new AbortController().signal,
      )
      assert.equal(world.calls().length, 3)
    })
  })

  it('are all counted by the site, too, and stop at the limit, with nobody changed by what was not sent', () =>
    inWorld({ directory: { dailyCalls: 24 } }, async (world) => {
      await find(world, world.directory, 20)
      const [first, second, third] = world.ordinary
      assert.ok(first && second && third)
      await world.directory.apply('delete', [first])
      const restarted = world.newDirectory()
      assert.equal((await faultOf(restarted.apply('delete', [second]))).code, 'budget-spent')
      await world.directory.apply('delete', [second])
      await world.directory.apply('delete', [third])
      const fault = await faultOf(world.directory.apply('delete', [{ id: world.ordinary[3]?.id ?? first.id }]))
      assert.deepEqual([fault.code, fault.until], ['budget-spent', '2026-03-03T00:00:00.000Z'])
      assert.equal(world.emulation.quota.used(world.emulation.key), 24)
      assert.equal(world.calls().length, 24)
      assert.equal(world.everyone().length, world.population - 3)
      world.later(DAY_MS)
      assert.equal((await world.directory.apply('delete', [{ id: world.ordinary[3]?.id ?? first.id }])).size, 1)
    }))

  it('are not begun where the day has too few left for all of them', () =>
    inWorld({ directory: { dailyCalls: 10, block: 1 } }, async (world) => {
      assert.equal((await faultOf(find(world, world.directory, 10))).code, 'budget-too-small')
      await find(world, world.directory, 4)
      assert.equal((await faultOf(find(world, world.directory, 5))).code, 'budget-spent')
      assert.equal(world.calls().length, 5)
    }))

  it('are not begun for everybody where the pages are more than the day has left', () =>
    inWorld({ site: { pageSizeLimit: 10 }, directory: { dailyCalls: 6 } }, async (world) => {
      const everyone = world.directory.everyone(() => undefined, new AbortController().signal)
      assert.equal((await faultOf(everyone)).code, 'budget-too-small')
      assert.equal(world.calls().length, 1)
    }))

  for (const excess of ['429-retry-after', '403-retry-after'] as const)
    it(`end for the day when the site says so with ${excess}, whatever was counted here`, () =>
      inWorld({ site: { dailyCalls: 3, excess } }, async (world) => {
        const [one] = world.ordinary
        assert.ok(one)
        await find(world, world.directory, 2)
        const fault = await faultOf(world.directory.apply('delete', [one]))
        assert.deepEqual([fault.code, fault.until], ['budget-spent', '2026-03-03T00:00:00.000Z'])
        assert.equal((await faultOf(world.directory.reread([one.id]))).code, 'budget-spent')
        assert.equal(world.calls().length, 4)
        assert.equal((await faultOf(world.newDirectory().reread([one.id]))).code, 'budget-spent')
        assert.equal(world.everyone().length, world.population)
        world.later(DAY_MS)
        assert.equal((await world.directory.apply('delete', [one])).get(one.id)?.kind, 'done')
      }))

  it('may be repeated where they read, and only on a clear no where they change', () =>
    inWorld({ site: { cancel: CANCEL } }, async (world) => {
      const natures: string[] = []
      const call: Caller = (traits, attempt) => {
        natures.push(`${traits.bucket} ${traits.nature}`)
        return attempt(new AbortController().signal, () => undefined)
      }
      const directory = world.newDirectory({ call, cancel: CANCEL })
      const targets = world.ordinary.slice(0, 1)
      await directory.check()
      await directory.reread(targets.map(({ id }) => id))
      await directory.apply('delete', targets)
      await directory.apply('restore', targets)
      assert.deepEqual(natures, ['bevy read', 'bevy read', 'bevy effect', 'bevy effect'])
    }))

  it('are not tried again in vain by the caller that paces them, once the day is spent', () =>
    inWorld({ directory: { dailyCalls: 1 } }, async (world) => {
      const { clock } = world
      const call = createCaller({ clock, random: () => 0.5, concurrency: 2, timeoutMs: 400 })
      const directory = world.newDirectory({ call })
      await directory.check()
      assert.equal((await faultOf(directory.check())).code, 'budget-spent')
      assert.equal((await faultOf(directory.apply('delete', world.ordinary.slice(0, 1)))).code, 'budget-spent')
      assert.deepEqual(clock.sleeps, [])
      assert.equal(world.calls().length, 1)
    }))

  for (const { dailyCalls, groups } of [
    { dailyCalls: 100, groups: [20, 20, 20, 20, 0, 0] },
    { dailyCalls: 94, groups: [20, 20, 20, 20, 0, 0] },
    // After three groups 33 are left: too few for ten readings, ten effects, and what of the group before is not sent yet.
    { dailyCalls: 93, groups: [20, 20, 20, 0, 0, 0] },
  ])
    it(`end for the day before an effect is begun, where a run rereads first, with ${dailyCalls} a day`, () =>
      inWorld({ directory: { dailyCalls } }, async (world) => {
        const sent: number[] = []
        for (let n = 0; n < 60; n += 10) {
          const group = world.ordinary.slice(n, n + 10)
          const fault = await faultOrNone(world.directory.reread(group.map(({ id }) => id)))
          if (fault === undefined) for (const one of group) await world.directory.apply('delete', [one])
          sent.push(fault === undefined ? 20 : 0)
        }
        assert.deepEqual(sent, groups)
        assert.equal(
          world.calls().length,
          groups.reduce((sum, calls) => sum + calls, 0),
        )
      }))

  it('are refused as throttled, or as forbidden, where the site says no more than that', async () => {
    await inWorld({ site: { dailyCalls: 0, excess: '429' } }, async (world) => {
      assert.equal((await faultOf(world.directory.check())).code, 'http-429')
      const effects = await world.directory.apply('delete', world.ordinary.slice(0, 1))
      assert.deepEqual(
        [...effects.values()].map(({ kind }) => kind),
        ['refused'],
      )
    })
    await inWorld({ site: { dailyCalls: 0, excess: '403' } }, async (world) => {
      assert.equal(
        (await faultOf(world.directory.apply('delete', world.ordinary.slice(0, 1)))).code,
        'credential-refused',
      )
    })
  })
})
