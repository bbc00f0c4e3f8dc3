import assert from 'node:assert/strict'
import type { Effect, Subject } from '../../../src/model/directory.ts'
import type { UserId } from '../../../src/model/ids.ts'
import { bevyWorld } from '../../support/bevy-world.ts'

type World = Awaited<ReturnType<typeof bevyWorld>>

async function inWorld(
  options: Parameters<typeof bevyWorld>[0],
  use: (world: World, id: UserId) => Promise<void>,
): Promise<void> {
  const world = await bevyWorld(options)
  try {
    await use(world, world.ordinary[0]?.id ?? assert.fail('nobody is there'))
  } finally {
    await world.close()
  }
}

async function subject({ directory }: World, id: UserId): Promise<Subject> {
  const found = (await directory.reread([id])).get(id)
  assert.equal(found?.kind, 'found')
  return found.subject
}

const apply = async ({ directory }: World, operation: 'delete' | 'restore', id: UserId): Promise<Effect> =>
  (await directory.apply(operation, [{ id }])).get(id) ?? assert.fail('no effect')

const stepsLeft = async (world: World, operation: 'delete' | 'restore', id: UserId) =>
  world.directory.stepsLeft(operation, await subject(world, id), { id })

const FIELD = 'deletion_scheduled_at'
const CANCEL = { method: 'POST', path: '/api/user/{id}/cancel-deletion/' } as const
const DAY_MS = 86_400_000

describe('a deletion in Bevy', () => {
  it('can be called off until the day it happens', () =>
    inWorld({}, async (world, id) =>
      assert.deepEqual(await apply(world, 'delete', id), { kind: 'done', undoUntil: '2026-03-09T09:00:00.000Z' }),
    ))

  it('happens after as many days as are set', async () => {
    await inWorld({ directory: { daysUntilDeletion: 30 } }, async (world, id) =>
      assert.deepEqual(await apply(world, 'delete', id), { kind: 'done', undoUntil: '2026-04-01T09:00:00.000Z' }),
    )
    await inWorld({ directory: { daysUntilDeletion: 0 } }, async (world, id) =>
      assert.deepEqual(await apply(world, 'delete', id), { kind: 'done' }),
    )
  })

  for (const shows of ['time', 'flag'] as const)
    it(`is known by a field that holds a ${shows}, where one is set`, () =>
      inWorld(
        { site: { deletionField: { name: FIELD, shows } }, directory: { deletionField: FIELD } },
        async (world, id) => {
          assert.deepEqual(await stepsLeft(world, 'delete', id), ['delete'])
          assert.equal((await subject(world, id)).status, 'active')
          await apply(world, 'delete', id)
          assert.deepEqual(await stepsLeft(world, 'delete', id), [])
          assert.equal((await subject(world, id)).status, 'scheduled for deletion')
        },
      ))

  it('cannot be told where no field is set, or the answers do not hold it', async () => {
    const field = { deletionField: { name: FIELD, shows: 'flag' } } as const
    for (const options of [{}, { site: field }, { directory: { deletionField: FIELD } }])
      await inWorld(options, async (world, id) => {
        assert.equal(await stepsLeft(world, 'delete', id), undefined)
        await apply(world, 'delete', id)
        assert.equal(await stepsLeft(world, 'delete', id), undefined)
        assert.equal(await stepsLeft(world, 'restore', id), undefined)
      })
  })

  it('has nothing left to do once the address is gone, with a field or without', () =>
    inWorld({}, async (world, id) => {
      await apply(world, 'delete', id)
      world.later(8 * DAY_MS)
      assert.equal((await subject(world, id)).status, 'deleted')
      assert.deepEqual(await stepsLeft(world, 'delete', id), [])
      const { tenant, subjects } = await world.directory.everyone(() => undefined, new AbortController().signal)
      assert.equal(tenant.population, world.population - 1)
      assert.ok(subjects.every((one) => one.id !== id))
    }))

  it('that was made before is told by a 404 where the user is gone, and never where the path is wrong', async () => {
    await inWorld({ site: { showsDeleted: false } }, async (world, id) => {
      await apply(world, 'delete', id)
      world.later(8 * DAY_MS)
      assert.deepEqual(await apply(world, 'delete', id), { kind: 'already-done' })
    })
    await inWorld({ directory: { paths: { remove: '/api/users/{id}/' } } }, async (world, id) => {
      const effect = await apply(world, 'delete', id)
      assert.equal(effect.kind, 'refused')
      assert.match(effect.fault.message, /yet Bevy shows the user/)
      assert.equal(effect.fault.httpStatus, 404)
    })
  })

  it('is refused, not done, where a second one gets a 404 and nothing shows the first', () =>
    inWorld({ site: { secondDelete: 404 } }, async (world, id) => {
      await apply(world, 'delete', id)
      assert.equal((await apply(world, 'delete', id)).kind, 'refused')
    }))

  it('is unclear where it got a 404 and then no answer', () =>
    inWorld({}, async (world, id) => {
      world.cloud.knobs.set({
        rules: [
          { method: 'DELETE', effect: 404, body: { detail: 'Not found.' } },
          { method: 'GET', effect: 'reset' },
        ],
      })
      assert.equal((await apply(world, 'delete', id)).kind, 'unclear')
    }))

  it('takes other answers for a yes where they are set, and no others', () =>
    inWorld({ site: { deleteStatus: 202 }, directory: { successCodes: [204] } }, async (world, id) => {
      assert.equal((await apply(world, 'delete', id)).kind, 'unclear')
      assert.equal((await apply(world, 'delete', world.ordinary[1]?.id ?? id)).kind, 'unclear')
    }))

  it('says what Bevy said is wrong with it', () =>
    inWorld({ site: { secondDelete: 400 } }, async (world, id) => {
      await apply(world, 'delete', id)
      const effect = await apply(world, 'delete', id)
      assert.equal(effect.kind, 'refused')
      assert.match(effect.fault.message, /answered 400, "user: This user is already scheduled for deletion\."/)
    }))

  it('throws where a 403 turns out to be about the key', () =>
    inWorld({}, async (world, id) => {
      world.cloud.knobs.set({
        rules: [{ path: '^/bevy/', times: 9, effect: 403, body: { detail: 'Permission Denied' } }],
      })
      await assert.rejects(apply(world, 'delete', id), /Permission Denied.*give the program a credential/)
    }))

  it('of the key’s own owner is refused as of that one account', () =>
    inWorld({}, async (world) => {
      const effect = await apply(world, 'delete', String(world.emulation.adminId) as UserId)
      assert.equal(effect.kind, 'refused')
      assert.equal(effect.fault.code, 'http-403')
    }))
})

describe('calling a deletion off in Bevy', () => {
  const options = {
    site: { deletionField: { name: FIELD, shows: 'flag' }, cancel: CANCEL },
    directory: { deletionField: FIELD, cancel: CANCEL },
  } as const

  it('keeps the account, and says that nothing is left', () =>
    inWorld(options, async (world, id) => {
      assert.deepEqual(await stepsLeft(world, 'restore', id), [])
      await apply(world, 'delete', id)
      assert.deepEqual(await stepsLeft(world, 'restore', id), ['restore'])
      assert.deepEqual(await apply(world, 'restore', id), { kind: 'done' })
      assert.deepEqual(await stepsLeft(world, 'restore', id), [])
      world.later(8 * DAY_MS)
      assert.notEqual((await subject(world, id)).status, 'deleted')
    }))

  it('is refused where there is nothing to call off, or nobody left', () =>
    inWorld(options, async (world, id) => {
      assert.equal((await apply(world, 'restore', id)).kind, 'refused')
      await apply(world, 'delete', id)
      world.later(8 * DAY_MS)
      assert.equal((await apply(world, 'restore', id)).kind, 'refused')
      assert.deepEqual(await stepsLeft(world, 'restore', id), ['restore'])
    }))

  it('is unclear when the answer is lost, and is not tried again', () =>
    inWorld(options, async (world, id) => {
      await apply(world, 'delete', id)
      world.cloud.knobs.set({ rules: [{ method: 'POST', effect: 'reset-after' }] })
      assert.equal((await apply(world, 'restore', id)).kind, 'unclear')
      assert.equal(world.calls().filter((call) => call.startsWith('POST')).length, 1)
    }))

  it('is done by hand where no call is set, and the words say how', () =>
    inWorld({}, async (world, id) => {
      await apply(world, 'delete', id)
      const { unable } = await world.directory.check()
      assert.match(unable?.restore ?? '', /Admin Dashboard → Members → the user → Cancel Deletion/)
      const effect = await apply(world, 'restore', id)
      assert.equal(effect.kind, 'refused')
      assert.ok(effect.fault.message.includes(unable?.restore ?? 'nothing'))
    }))
})
