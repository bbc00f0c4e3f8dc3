import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { createOktaDirectory } from '../../../src/directory/okta/directory.ts'
import { STATUSES } from '../../../src/directory/okta/steps.ts'
import type { Effect } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import { oddServer } from '../../support/odd-server.ts'
import { oktaWorld } from '../../support/okta-world.ts'
import { oneAttempt } from '../../support/one-attempt.ts'

type World = Awaited<ReturnType<typeof oktaWorld>>
type Status = (typeof STATUSES)[number]

describe('the life cycle in Okta', () => {
  let world: World
  beforeEach(async () => {
    world = await oktaWorld()
  })
  afterEach(() => world.close())

  const given = (status: Status, from = world) => {
    const id = from.ordinary[0]?.id ?? assert.fail('nobody is there')
    from.organisation.arrange(id, { status })
    from.cloud.traffic.clear()
    return id
  }
  const done = async (operation: 'deactivate' | 'restore', id: string, to = world): Promise<Effect> =>
    (await to.directory.apply(operation, [{ id: userId(id) }])).get(userId(id)) ?? assert.fail('nothing was told')
  const posts = (from = world) =>
    from.cloud.traffic.calls.filter(({ method }) => method !== 'GET').map(({ url }) => url.replace(/.*lifecycle\//, ''))

  /** What each operation sends to an account of each status, and what the account is afterwards. */
  const RESTORED: Readonly<Record<Status, readonly [sent: string, after: Status]>> = {
    STAGED: ['activate?sendEmail=false', 'ACTIVE'],
    PROVISIONED: ['', 'PROVISIONED'],
    ACTIVE: ['', 'ACTIVE'],
    RECOVERY: ['', 'RECOVERY'],
    PASSWORD_EXPIRED: ['', 'PASSWORD_EXPIRED'],
    LOCKED_OUT: ['', 'LOCKED_OUT'],
    SUSPENDED: ['unsuspend', 'ACTIVE'],
    DEPROVISIONED: ['activate?sendEmail=false', 'PROVISIONED'],
  }
  for (const status of STATUSES) {
    it(`deactivates an account that is ${status}${status === 'DEPROVISIONED' ? ' by doing nothing' : ''}`, async () => {
      const id = given(status)
      const isThere = status === 'DEPROVISIONED'
      assert.deepEqual(await done('deactivate', id), { kind: isThere ? 'already-done' : 'done' })
      assert.deepEqual(posts(), isThere ? [] : ['deactivate?sendEmail=false'])
      assert.equal(world.organisation.user(id)?.status, 'DEPROVISIONED')
    })

    const [sent, after] = RESTORED[status]
    it(`restores an account that is ${status} by ${sent || 'doing nothing'}`, async () => {
      const id = given(status)
      world.organisation.arrange(id, { hasPassword: status !== 'DEPROVISIONED' })
      world.organisation.arrange(id, { provider: { type: 'OKTA', name: 'OKTA' } })
      assert.deepEqual(await done('restore', id), { kind: sent === '' ? 'already-done' : 'done' })
      assert.deepEqual(posts(), sent === '' ? [] : [sent])
      assert.equal(world.organisation.user(id)?.status, after)
    })
  }

  it('looks anew after it has acted, however fresh the last reading is', async () => {
    const id = given('ACTIVE')
    await world.directory.reread([id])
    assert.deepEqual(await done('deactivate', id), { kind: 'done' })
    assert.deepEqual(await done('restore', id), { kind: 'done' })
  })

  it('has Okta write to who is activated only where that is wanted', async () => {
    const writing = await oktaWorld({ directory: { activationMail: true } })
    const id = given('DEPROVISIONED', writing)
    assert.deepEqual(await done('restore', id, writing), { kind: 'done' })
    assert.deepEqual(posts(writing), ['activate?sendEmail=true'])
    await writing.close()
  })

  it('keeps the token of an activation to nobody', async () => {
    const id = given('DEPROVISIONED')
    world.organisation.arrange(id, { hasPassword: false, provider: { type: 'OKTA', name: 'OKTA' } })
    const effect = await done('restore', id)
    const answer = world.cloud.traffic.calls.find(({ url }) => url.includes('activate'))?.responseBody
    const token = (answer as { activationToken?: string }).activationToken ?? assert.fail('no token was given')
    assert.ok(!inspect([effect, world.directory], { depth: 20, showHidden: true }).includes(token))
  })

  it('takes an account that is there for done, whatever was answered', async () => {
    for (const effect of ['reset-after', 'hang-after'] as const) {
      const hasty = await oktaWorld({ directory: { limits: { timeoutMs: 200, maxBytes: 1_000_000 } } })
      const id = given('ACTIVE', hasty)
      hasty.cloud.knobs.set({ rules: [{ method: 'POST', effect }] })
      assert.deepEqual(await done('deactivate', id, hasty), { kind: 'done' })
      await hasty.close()
    }
  })

  for (const [fault, kind] of [
    ['reset', 'unclear'],
    [500, 'unclear'],
    ['bad-json', 'unclear'],
    ['empty', 'unclear'],
    [429, 'refused'],
    [400, 'refused'],
    [403, 'refused'],
    [409, 'refused'],
  ] as const)
    it(`is ${kind} after "${fault}", with nobody changed and one request`, async () => {
      const id = given('ACTIVE')
      world.cloud.knobs.set({ rules: [{ method: 'POST', effect: fault }] })
      assert.equal((await done('deactivate', id)).kind, kind)
      assert.equal(posts().length, 1)
      assert.equal(world.organisation.user(id)?.status, 'ACTIVE')
    })

  it('waits for what takes its time, and joins what is under way', async () => {
    const slow = await oktaWorld({ okta: { settleMs: 2_500 } })
    const id = given('ACTIVE', slow)
    assert.deepEqual(await done('deactivate', id, slow), { kind: 'done' })
    assert.deepEqual(slow.clock.sleeps, [1_000, 2_000])
    assert.deepEqual(await done('restore', id, slow), { kind: 'done' })
    slow.organisation.step('deactivate', id)
    slow.cloud.traffic.clear()
    assert.deepEqual(await done('deactivate', id, slow), { kind: 'done' })
    assert.deepEqual(posts(slow), [])
    await slow.close()
  })

  it('sends nothing to an account whose status is not documented', async () => {
    const id = userId('00uAAAAAAAAAAAAAAAAA')
    const server = await oddServer(() => ({ body: { id, status: 'ACTIVATING', profile: { login: 'x@example.com' } } }))
    const directory = createOktaDirectory({
      url: server.url,
      auth: { kind: 'api-token', tokens: staticToken('t') },
      call: oneAttempt,
      clock: world.clock,
      activationMail: false,
    })
    for (const operation of ['deactivate', 'restore', 'delete'] as const) {
      const effect = (await directory.apply(operation, [{ id }])).get(id)
      assert.ok(effect?.kind === 'refused' && effect.fault.code === 'unknown-status')
    }
    assert.deepEqual([...new Set(server.requests.map(({ method }) => method))], ['GET'])
    await server.close()
  })

  it('keeps groups, roles, apps and the profile of who is to be deactivated or deleted', async () => {
    const id = given('ACTIVE')
    const { groupIds, appIds, profile } = world.organisation.user(id) ?? assert.fail('nobody')
    world.organisation.giveRole(id, 'HELP_DESK_ADMIN')
    for (const operation of ['delete', 'deactivate'] as const) {
      const kept = (await world.directory.snapshot?.(operation, [{ id, isFullAdmin: true }]))?.get(id)
      assert.deepEqual(JSON.parse(JSON.stringify(kept)), kept)
      const seen = kept as Record<'profile' | 'groups' | 'roles' | 'appLinks', never>
      const { groups, roles, appLinks } = seen as Record<
        string,
        { id?: string; label?: string; appInstanceId?: string }[]
      >
      assert.deepEqual(seen.profile, profile)
      assert.deepEqual(
        groups
          ?.slice(1)
          .map((group) => group.id)
          .sort(),
        [...groupIds].sort(),
      )
      assert.deepEqual(
        roles?.map(({ label }) => label),
        ['Help Desk administrator'],
      )
      assert.deepEqual(appLinks?.map(({ appInstanceId }) => appInstanceId).sort(), [...appIds].sort())
    }
    assert.equal(await world.directory.snapshot?.('rename', [{ id, isFullAdmin: true }]), undefined)
  })

  it('asks for no roles of who had none when planned', async () => {
    const id = given('ACTIVE')
    world.cloud.traffic.clear()
    const kept = (await world.directory.snapshot?.('delete', [{ id, isFullAdmin: false }]))?.get(id)
    assert.deepEqual((kept as { roles?: unknown }).roles, [])
    const paths = world.cloud.traffic.calls.map(({ url }) => url.replace(/.*\//, ''))
    assert.deepEqual(paths.sort(), [id, 'appLinks', 'groups'].sort())
  })

  it('records with two calls who was just reread, and nobody who is gone', async () => {
    const id = given('ACTIVE')
    await world.directory.reread([id])
    world.cloud.traffic.clear()
    await world.directory.snapshot?.('delete', [{ id, isFullAdmin: true }])
    assert.deepEqual(world.cloud.traffic.calls.map(({ url }) => url.replace(/.*\//, '')).sort(), ['appLinks', 'groups'])
    world.organisation.remove(id)
    assert.equal((await world.directory.snapshot?.('delete', [{ id, isFullAdmin: true }]))?.size, 0)
    world.cloud.knobs.set({ rules: [{ path: '/groups', effect: 500 }] })
    await assert.rejects(async () =>
      world.directory.snapshot?.('delete', [{ id: world.ordinary[1]?.id ?? id, isFullAdmin: true }]),
    )
  })
})
