import assert from 'node:assert/strict'
import { stepsLeft } from '../../../src/directory/webex/steps-left.ts'
import { findingKey, type Subject, type Target } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import { PEOPLE_SCOPES, SCIM_SCOPES, type WebexWorldOptions, webexWorld } from '../../support/webex-world.ts'

type World = Awaited<ReturnType<typeof webexWorld>>

async function inWorld(options: WebexWorldOptions, run: (world: World) => Promise<void>): Promise<void> {
  const world = await webexWorld(options)
  try {
    await world.directory.check()
    await run(world)
  } finally {
    await world.close()
  }
}

const oneOf = (world: World, isSynced: boolean): Subject['id'] => {
  const { organisation } = world.admin
  const user = organisation
    .people(organisation.home.uuid)
    .find((one) => one.roles.length === 0 && one.loginEnabled && (one.externalId !== undefined) === isSynced)
  assert.ok(user)
  return world.idOf(user.uuid)
}

const open = new AbortController().signal

async function statuses(world: World, login: string, id: Subject['id']): Promise<readonly string[]> {
  const key = { by: 'email', value: login } as const
  const { findings } = await world.directory.find([key], () => undefined, open)
  const { subjects } = await world.directory.everyone(() => undefined, open)
  const reread = (await world.directory.reread([id])).get(id)
  const found = findings.get(findingKey(key))
  assert.ok(found?.kind === 'found' && reread?.kind === 'found')
  return [found.subject, subjects.find((subject) => subject.id === id), reread.subject].map((s) => s?.status ?? 'gone')
}

describe('deactivating and restoring', () => {
  it('tells until when a deactivation can be undone, and nothing of the kind for a restoration', () =>
    inWorld({}, async (world) => {
      const { directory, clock } = world
      const [id, synced] = [oneOf(world, false), oneOf(world, true)]
      clock.advance(60_000)
      assert.deepEqual(
        await directory.apply('deactivate', [{ id }, { id: synced }]),
        new Map([
          [id, { kind: 'done', undoUntil: '2026-03-31T09:01:00.000Z' }],
          // Webex keeps those of a directory sync for seven days only.
          [synced, { kind: 'done', undoUntil: '2026-03-08T09:01:00.000Z' }],
        ]),
      )
      assert.deepEqual((await directory.apply('restore', [{ id }])).get(id), { kind: 'done' })
    }))

  it('promises the shorter time where it cannot be told who is synced', () =>
    inWorld({}, async (world) => {
      const id = oneOf(world, false)
      world.cloud.knobs.set({ rules: [{ method: 'GET', times: 100, effect: 503 }] })
      const effect = (await world.directory.apply('deactivate', [{ id }])).get(id)
      assert.deepEqual(effect, { kind: 'done', undoUntil: '2026-03-08T09:00:00.000Z' })
    }))

  it('changes nothing but the sign-in, of 100 accounts in one call', () =>
    inWorld({ size: 130 }, async (world) => {
      const targets = world.ordinary.slice(0, 100)
      const before = targets.map(({ id }) => world.fingerprint(id))
      world.cloud.traffic.clear()
      await world.directory.apply('deactivate', targets)
      assert.deepEqual(
        world.cloud.traffic.calls.map(({ method }) => method),
        ['GET', 'POST'],
      )
      assert.ok(targets.every(({ id }) => !world.isActive(id)))
      assert.deepEqual(
        targets.map(({ id }) => world.fingerprint(id)),
        before,
      )
    }))

  it('is not possible without the scope, says so, and sends nothing', () =>
    inWorld({ scopes: [...PEOPLE_SCOPES, 'identity:people_read'] }, async ({ directory, ordinary, cloud }) => {
      const id = ordinary[0]?.id ?? assert.fail('nobody is there')
      cloud.traffic.clear()
      for (const operation of ['deactivate', 'restore'] as const) {
        const effect = (await directory.apply(operation, [{ id }])).get(id)
        assert.ok(effect?.kind === 'refused')
        assert.equal(effect.fault.code, 'not-supported')
        assert.match(effect.fault.message, /scope identity:people_rw/)
      }
      assert.deepEqual(cloud.traffic.calls, [])
    }))

  it('counts a refusal of the whole call for a refusal of the credential', () =>
    inWorld({}, async ({ directory, ordinary, cloud }) => {
      const id = ordinary[0]?.id ?? assert.fail('nobody is there')
      cloud.knobs.set({ rules: [{ method: 'POST', effect: 403 }] })
      const asked = directory.apply('deactivate', [{ id }])
      await assert.rejects(asked, (error: { fault?: { code?: string } }) => error.fault?.code === 'credential-refused')
    }))
})

describe('the status of an account', () => {
  it('is whether it may sign in, however it is read, and never its presence', () =>
    inWorld({}, async (world) => {
      const { organisation } = world.admin
      const away = organisation
        .people(organisation.home.uuid)
        .find((user) => user.roles.length === 0 && user.loginEnabled && user.presence === 'inactive')
      assert.ok(away)
      const [id, login] = [world.idOf(away.uuid), away.emails[0]?.value ?? '']
      assert.deepEqual(await statuses(world, login, id), ['active', 'active', 'active'])
      await world.directory.apply('deactivate', [{ id }])
      assert.deepEqual(await statuses(world, login, id), ['inactive', 'inactive', 'inactive'])
    }))

  it('is not known by id alone where SCIM may not be read', () =>
    inWorld({ scopes: PEOPLE_SCOPES }, async (world) => {
      const { id, login } = world.ordinary.find((one) => world.isActive(one.id)) ?? assert.fail('nobody is active')
      const [found, listed, reread] = await statuses(world, login, id)
      assert.deepEqual([found, listed, reread], [found, found, 'unknown'])
      assert.notEqual(found, 'unknown')
    }))

  it('of somebody elsewhere is not known', () =>
    inWorld({}, async (world) => {
      const id = world.outsider?.id ?? assert.fail('there is no outsider')
      const found = (await world.directory.reread([id])).get(id)
      assert.equal(found?.kind === 'found' && found.subject.status, 'unknown')
    }))

  it('costs no call in a rereading for an operation that does not ask for it', () =>
    inWorld({}, async (world) => {
      const ids = world.ordinary.map(({ id }) => id)
      for (const [operation, calls] of [
        ['delete', 0],
        ['rename', 0],
        ['deactivate', 1],
        ['restore', 1],
      ] as const) {
        world.cloud.traffic.clear()
        await world.directory.reread(ids, operation)
        const scim = world.cloud.traffic.calls.filter(({ url }) => url.startsWith('/identity/'))
        assert.equal(scim.length, calls, operation)
      }
    }))
})

describe('everyone', () => {
  it('tells who is synced where SCIM may be read, and nothing of it elsewhere', async () => {
    for (const [scopes, isTold] of [
      [[...PEOPLE_SCOPES, ...SCIM_SCOPES], true],
      [PEOPLE_SCOPES, false],
    ] as const)
      await inWorld({ scopes }, async ({ directory, admin, idOf }) => {
        const { subjects } = await directory.everyone(() => undefined, open)
        const synced = new Set(subjects.filter(({ isSynced }) => isSynced).map(({ id }) => id))
        const { organisation } = admin
        const marked = organisation.people(organisation.home.uuid).filter(({ externalId }) => externalId !== undefined)
        assert.ok(marked.length > 0)
        assert.deepEqual(synced, new Set(isTold ? marked.map(({ uuid }) => idOf(uuid)) : []))
        assert.ok(subjects.every(({ isSynced }) => (isSynced !== undefined) === isTold))
      })
  })
})

describe('the steps that are left', () => {
  const steps = (operation: Parameters<typeof stepsLeft>[0], about: Partial<Subject>, target: Partial<Target> = {}) => {
    const subject: Subject = {
      ...{ id: userId('1'), login: 'a@example.com', displayName: '', tenantId: 't', status: 'active' },
      ...{ adminRoles: [], isFullAdmin: false, ...about },
    }
    return stepsLeft(operation, subject, { id: subject.id, ...target })
  }

  it('are one or none, and not told where the reading did not tell', () => {
    assert.deepEqual(steps('delete', { status: 'unknown' }), ['delete'])
    assert.deepEqual(steps('deactivate', {}), ['deactivate'])
    assert.deepEqual(steps('deactivate', { status: 'pending' }), ['deactivate'])
    assert.deepEqual(steps('deactivate', { status: 'inactive' }), [])
    assert.equal(steps('deactivate', { status: 'unknown' }), undefined)
    assert.deepEqual(steps('restore', {}), [])
    assert.deepEqual(steps('restore', { status: 'pending' }), [])
    assert.deepEqual(steps('restore', { status: 'inactive' }), ['restore'])
    assert.equal(steps('restore', { status: 'unknown' }), undefined)
    assert.deepEqual(steps('rename', {}, { newLogin: 'b@example.com' }), ['rename'])
    assert.deepEqual(steps('rename', {}, { newLogin: 'A@example.com' }), [])
    assert.equal(steps('rename', {}), undefined)
  })
})
