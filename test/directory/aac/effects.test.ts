import assert from 'node:assert/strict'
import type { AacDirectoryOptions } from '../../../src/directory/aac/directory.ts'
import type { Effect } from '../../../src/model/directory.ts'
import { type UserId, userId } from '../../../src/model/ids.ts'
import type { Operation } from '../../../src/model/vendor.ts'
import { type Budget, type Caller, WireError } from '../../../src/model/wire.ts'
import { DEFAULT_VARIANTS, type Variants } from '../../../src/sandbox/aac/options.ts'
import type { AacPerson } from '../../../src/sandbox/aac/person.ts'
import type { FaultRule } from '../../../src/sandbox/knobs.ts'
import { aacWorld } from '../../support/aac-world.ts'
import { oneAttempt } from '../../support/one-attempt.ts'

type World = Awaited<ReturnType<typeof aacWorld>>

const idOf = ({ id }: AacPerson): UserId => userId(String(id))

describe('changing people of an Alteryx workspace', () => {
  const worlds: World[] = []
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()))
  })

  async function worldOf(variants: Partial<Variants> = {}, options: Partial<AacDirectoryOptions> = {}) {
    const world = await aacWorld({ cloud: { variants }, directory: () => options })
    worlds.push(world)
    await world.directory.check()
    world.sandbox.traffic.clear()
    return world
  }

  const withAssets = ({ emulation }: World): AacPerson =>
    emulation.workspace.members().find(({ assets, isAdmin }) => assets > 2 && !isAdmin) ??
    assert.fail('nobody has assets')

  async function apply({ directory }: World, id: UserId, operation: Operation = 'delete'): Promise<Effect> {
    return (await directory.apply(operation, [{ id }])).get(id) ?? assert.fail('nothing is told of the person')
  }

  const changes = ({ sandbox }: World) =>
    sandbox.traffic.calls
      .filter(({ method }) => method !== 'GET')
      .map(({ method, url, status }) => `${method} ${url} ${status}`)

  const fail = (world: World, ...rules: FaultRule[]) => world.sandbox.knobs.set({ rules })

  for (const removal of ['no-content', 'list'] as const) {
    it(`takes a removal for done that is answered with ${removal}`, async () => {
      const world = await worldOf({ removal })
      const leaver = withAssets(world)
      assert.deepEqual(await apply(world, idOf(leaver)), { kind: 'done' })
      assert.equal(world.emulation.workspace.member(leaver.id), undefined)
      assert.equal(world.emulation.workspace.account(leaver.id)?.email, leaver.email)
    })
  }

  it('takes 200 with nothing in it for no clear answer to a removal, whether or not it was made', async () => {
    const world = await worldOf({ removal: 'empty-200' })
    const made = await apply(world, idOf(withAssets(world)))
    fail(world, { method: 'DELETE', path: '^/aac/', effect: 'empty', times: 1 })
    const notMade = await apply(world, idOf(withAssets(world)))
    for (const effect of [made, notMade])
      assert.match(effect.kind === 'unclear' ? effect.fault.message : effect.kind, /200 with nothing in it/)
  })

  for (const removedAgain of [404, 410] as const) {
    it(`takes ${removedAgain} for done before once the whole workspace was read and the person is not in it`, async () => {
      const world = await worldOf({ removedAgain })
      const leaver = withAssets(world)
      world.remove(idOf(leaver))
      assert.deepEqual(await apply(world, idOf(leaver)), { kind: 'already-done' })
    })
  }

  for (const [status, name] of [
    [404, 'RouteNotFoundException'],
    [404, 'DataNotFoundException'],
    [410, 'GoneException'],
  ] as const) {
    it(`does not take ${status} ${name} for done before while the person is there`, async () => {
      const world = await worldOf()
      const body = { exception: { name, message: 'withdrawn' } }
      fail(world, { method: 'DELETE', path: '^/aac/', effect: status, body, times: 2 })
      const effect = await apply(world, idOf(withAssets(world)))
      assert.equal(effect.kind, 'refused')
      assert.deepEqual(world.emulation.workspace.changes, [])
    })
  }

  it('asks under /iam/v1 where /v4 is withdrawn, and keeps to it', async () => {
    const world = await worldOf({ withdrawn: ['changes'] })
    const [one, other] = world.ordinary
    assert.ok(one && other)
    assert.deepEqual([await apply(world, one.id), await apply(world, other.id)], [{ kind: 'done' }, { kind: 'done' }])
    const { id } = world.emulation.workspace
    assert.deepEqual(changes(world), [
      `DELETE /v4/workspaces/${id}/people/${one.id} 410`,
      `DELETE /iam/v1/workspaces/${id}/people/${one.id} 204`,
      `DELETE /iam/v1/workspaces/${id}/people/${other.id} 204`,
    ])
  })

  it('calls it unclear when a 404 cannot be looked into', async () => {
    const world = await worldOf()
    fail(world, { method: 'DELETE', effect: 404 }, { method: 'GET', effect: 503, times: 99 })
    const effect = await apply(world, idOf(withAssets(world)))
    assert.equal(effect.kind, 'unclear')
    assert.equal(effect.kind === 'unclear' && effect.fault.httpStatus, 503)
  })

  it('never deletes an account, whatever is asked and however it is answered', async () => {
    for (const variants of [
      DEFAULT_VARIANTS,
      { withdrawn: ['changes', 'list', 'one'] },
      { removedAgain: 410 },
    ] as const) {
      const world = await worldOf(variants, { transferTo: 'workspace.owner@example.com' })
      const [one, other] = world.ordinary
      assert.ok(one && other)
      const ids = [one.id, other.id, one.id, world.known(world.emulation.workspace.outsider).id]
      for (const operation of ['deactivate', 'restore', 'delete', 'rename'] as const)
        for (const id of ids) await apply(world, id, operation)
      const seen = changes(world)
      assert.ok(seen.length >= 12, `${seen.length} calls`)
      assert.deepEqual(
        seen.filter((line) => line.startsWith('DELETE /v4/people')),
        [],
      )
      assert.ok(!world.emulation.workspace.changes.some(({ what }) => what === 'account-deleted'))
    }
  })

  it('leaves the owner of the token alone', async () => {
    const world = await worldOf()
    for (const operation of ['delete', 'deactivate'] as const) {
      const effect = await apply(world, idOf(world.emulation.workspace.owner), operation)
      assert.equal(effect.kind === 'refused' && effect.fault.code, 'credential-owner')
    }
    assert.deepEqual(changes(world), [])
  })

  it('says that it cannot rename, and sends nothing', async () => {
    const world = await worldOf()
    const effect = await apply(world, idOf(withAssets(world)), 'rename')
    assert.equal(effect.kind === 'refused' && effect.fault.code, 'unable')
    assert.match((await world.directory.check()).unable?.rename ?? '', /no call that changes the address/)
    assert.deepEqual(changes(world), [])
  })

  it('refuses a 403 of one person, and gives the credential up when its owner no longer administers', async () => {
    const world = await worldOf()
    fail(world, { method: 'DELETE', effect: 403 })
    assert.equal((await apply(world, idOf(withAssets(world)))).kind, 'refused')
    world.emulation.workspace.update(world.emulation.workspace.owner.id, { isAdmin: false })
    const error = await apply(world, idOf(withAssets(world))).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof WireError)
    assert.equal(error.fault.code, 'credential-refused')
  })

  for (const suspension of ['empty-200', 'no-content', 'people'] as const) {
    it(`suspends and restores where that is answered with ${suspension}, with the assets kept`, async () => {
      const world = await worldOf({ suspension })
      const before = withAssets(world)
      assert.deepEqual(await apply(world, idOf(before), 'deactivate'), { kind: 'done' })
      assert.equal(world.emulation.workspace.member(before.id)?.isDisabled, true)
      assert.deepEqual(await apply(world, idOf(before), 'restore'), { kind: 'done' })
      const after = world.emulation.workspace.member(before.id)
      assert.deepEqual([after?.isDisabled, after?.assets], [false, before.assets])
    })
  }

  describe('with somebody to hand the assets to', () => {
    const transferTo = 'workspace.owner@example.com'
    const heirOf = ({ emulation }: World): AacPerson =>
      emulation.workspace.members().find(({ email }) => email === transferTo) ?? assert.fail('the heir is gone')

    it('ends between the two when it is not wanted any more, and says what was done', async () => {
      const stop = new AbortController()
      const call: Caller = (traits, attempt) =>
        oneAttempt(traits, attempt).finally(() => traits.nature === 'effect' && stop.abort())
      const world = await worldOf({}, { transferTo, call })
      const leaver = withAssets(world)
      const id = idOf(leaver)
      const effect = (await world.directory.apply('delete', [{ id }], stop.signal)).get(id)
      assert.equal(effect?.kind === 'refused' && effect.fault.code, 'not-sent')
      assert.match(effect?.kind === 'refused' ? effect.fault.message : '', /the assets were handed to/)
      assert.deepEqual(
        world.emulation.workspace.changes.map(({ what }) => what),
        ['assets-transferred'],
      )
    })

    it('hands them over first, and loses nothing', async () => {
      const world = await worldOf({}, { transferTo })
      const [leaver, before] = [withAssets(world), heirOf(world).assets]
      assert.deepEqual(await apply(world, idOf(leaver)), { kind: 'done' })
      assert.deepEqual(
        world.emulation.workspace.changes.map(({ what, assets }) => [what, assets]),
        [
          ['assets-transferred', leaver.assets],
          ['removed', 0],
        ],
      )
      assert.equal(heirOf(world).assets, before + leaver.assets)
    })

    for (const [effect, kind] of [
      [400, 'refused'],
      [409, 'refused'],
      [429, 'refused'],
      [500, 'unclear'],
      ['reset', 'unclear'],
      ['hang', 'unclear'],
    ] as const) {
      it(`leaves the person untouched when the transfer ends with ${effect}`, async () => {
        const world = await worldOf({}, { transferTo })
        fail(world, { method: 'PATCH', effect })
        assert.equal((await apply(world, idOf(withAssets(world)))).kind, kind)
        assert.deepEqual(world.emulation.workspace.changes, [])
      })
    }

    it('does it again from the start when only the transfer was done', async () => {
      const world = await worldOf({}, { transferTo })
      const leaver = withAssets(world)
      fail(world, { method: 'DELETE', effect: 'reset' })
      assert.equal((await apply(world, idOf(leaver))).kind, 'unclear')
      assert.deepEqual(await apply(world, idOf(leaver)), { kind: 'done' })
      assert.equal(world.emulation.workspace.changes.at(-1)?.assets, 0)
    })

    for (const [effect, kind] of [
      [403, 'refused'],
      [429, 'refused'],
      ['reset', 'unclear'],
      [401, 'unclear'],
    ] as const) {
      it(`tells that the assets were handed over when the removal ends with ${effect}, and throws nothing`, async () => {
        const world = await worldOf({}, { transferTo })
        fail(world, ...Array.from({ length: 30 }, () => ({ method: 'DELETE', effect }) as const))
        const told = await apply(world, idOf(withAssets(world)))
        assert.equal(told.kind, kind)
        assert.match('fault' in told ? told.fault.message : '', /handed to "workspace.owner@example.com" before$/)
        assert.deepEqual(
          world.emulation.workspace.changes.map(({ what }) => what),
          ['assets-transferred'],
        )
      })
    }

    it('says of somebody who was removed before that it was done, though nothing can be handed over', async () => {
      const world = await worldOf({}, { transferTo })
      const leaver = withAssets(world)
      world.remove(idOf(leaver))
      assert.deepEqual(await apply(world, idOf(leaver)), { kind: 'already-done' })
    })

    it('takes an id as well as an address, and tells in the credential who it is', async () => {
      const { id } = heirOf(await worldOf())
      const world = await worldOf({}, { transferTo: String(id) })
      assert.match((await world.directory.check()).means, /handed to workspace.owner@example.com first/)
      assert.deepEqual(await apply(world, idOf(withAssets(world))), { kind: 'done' })
    })

    it('never removes or suspends that person', async () => {
      const world = await worldOf({}, { transferTo })
      for (const operation of ['delete', 'deactivate'] as const) {
        const effect = await apply(world, idOf(heirOf(world)), operation)
        assert.equal(effect.kind === 'refused' && effect.fault.code, 'transfer-target')
      }
      assert.deepEqual(changes(world), [])
    })

    it('removes nobody when that person is not there or is suspended, says why, and still suspends', async () => {
      for (const [who, words] of [
        ['nobody@example.com', /who is not in the workspace/],
        ['suspended', /who is suspended/],
      ] as const) {
        const suspended = withSuspended(await worldOf())
        const world = await worldOf({}, { transferTo: who === 'suspended' ? suspended : who })
        assert.match((await world.directory.check()).unable?.delete ?? '', words)
        const effect = await apply(world, idOf(withAssets(world)))
        assert.equal(effect.kind === 'refused' && effect.fault.code, 'unable')
        assert.deepEqual(await apply(world, idOf(withAssets(world)), 'deactivate'), { kind: 'done' })
      }
    })

    const withSuspended = ({ emulation }: World): string =>
      emulation.workspace.members().find(({ isDisabled }) => isDisabled)?.email ?? assert.fail('nobody is suspended')

    it('names both steps, and one without such a person', async () => {
      const world = await worldOf({}, { transferTo })
      const found = [...(await world.directory.reread([idOf(withAssets(world))])).values()][0]
      assert.ok(found?.kind === 'found')
      const { subject } = found
      assert.deepEqual(world.directory.stepsLeft('delete', subject, subject), ['transfer assets', 'remove'])
      assert.deepEqual((await worldOf()).directory.stepsLeft('delete', subject, subject), ['remove'])
      assert.deepEqual(
        [1.05, 2.05],
        [
          (await worldOf()).directory.traits('delete').callsPerAccount,
          world.directory.traits('delete').callsPerAccount,
        ],
      )
    })
  })

  it('announces what the headers say, of good answers and of a 429', async () => {
    const heard: Budget[] = []
    const world = await aacWorld({
      cloud: { quota: { user: 40, workspace: 3 } },
      directory: () => ({
        call: (_traits, attempt) => attempt(new AbortController().signal, (budget) => heard.push(budget)),
      }),
    })
    worlds.push(world)
    await world.directory.check()
    assert.deepEqual(
      heard.map(({ limit, remaining }) => [limit, remaining]),
      [
        [3, 2],
        [3, 1],
        [3, 0],
      ],
    )
    assert.ok(heard.every(({ resetsInMs }) => resetsInMs > 50_000 && resetsInMs <= 60_000))
    const effect = await apply(world, idOf(withAssets(world)))
    assert.ok(effect.kind === 'refused')
    assert.deepEqual([effect.fault.code, effect.fault.isRetryable], ['TooManyRequestsException', true])
    assert.match(effect.fault.retryAfter ?? '', /^(59|60)$/)
    assert.match(effect.fault.trackingId ?? '', /^sandbox-aac-/)
    assert.equal(heard.length, 4)
  })
})
