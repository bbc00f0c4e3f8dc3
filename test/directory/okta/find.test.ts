import assert from 'node:assert/strict'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { createOktaDirectory } from '../../../src/directory/okta/directory.ts'
import { chooseSearch, matchAddress } from '../../../src/directory/okta/find.ts'
import { USER } from '../../../src/directory/okta/schema.ts'
import { type Found, findingKey, type Subject, TooManyPeople } from '../../../src/model/directory.ts'
import type { RowKey } from '../../../src/model/rows.ts'
import { WireError } from '../../../src/model/wire.ts'
import type { Call } from '../../../src/sandbox/traffic.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { type OddAnswer, type OddRequest, oddServer } from '../../support/odd-server.ts'
import { oktaWorld } from '../../support/okta-world.ts'
import { oneAttempt } from '../../support/one-attempt.ts'

const email = (value: string): RowKey => ({ by: 'email', value })
const byId = (value: string): RowKey => ({ by: 'id', value })
const never = new AbortController().signal

type World = Awaited<ReturnType<typeof oktaWorld>>

async function find({ directory }: Pick<World, 'directory'>, ...keys: readonly RowKey[]) {
  const { tenant, findings } = await directory.find(keys, () => undefined, never)
  return { tenant, of: (key: RowKey): Found => findings.get(findingKey(key)) ?? assert.fail(findingKey(key)) }
}

/** Which calls were made how often, without ids and values. */
function counted(calls: readonly Call[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { method, url } of calls) {
    const { pathname, searchParams } = new URL(url, 'http://x')
    const kind = ['filter', 'search'].find((name) => searchParams.has(name))
    const shape = `${method} ${pathname.replace(/users\/[^/]+/, 'users/…')}${kind ? `?${kind}` : ''}`
    counts[shape] = (counts[shape] ?? 0) + 1
  }
  return counts
}

describe('finding in Okta', () => {
  let world: World
  beforeEach(async () => {
    world = await oktaWorld({ okta: { size: 450 } })
  })
  afterEach(() => world.close())

  const one = (place = 0) => world.ordinary[place] ?? assert.fail('nobody is there')

  it('reads everybody once an hour for the count, and single people while that is cheaper', async () => {
    await find(world, email(one().login))
    assert.deepEqual(counted(world.cloud.traffic.calls), {
      'GET /api/v1/users?filter': 3,
      'GET /api/v1/users/…/roles': 1,
    })
    world.cloud.traffic.clear()
    const { tenant } = await find(world, email(one().login), byId(one(1).id))
    assert.equal(tenant.population, world.population)
    assert.deepEqual(counted(world.cloud.traffic.calls), { 'GET /api/v1/users/…': 2, 'GET /api/v1/users/…/roles': 2 })
    world.cloud.traffic.clear()
    await find(world, ...[0, 1, 2].map((place) => email(one(place).login)))
    assert.equal(counted(world.cloud.traffic.calls)['GET /api/v1/users?filter'], 3)
    world.cloud.traffic.clear()
    world.clock.advance(60 * 60_000)
    await find(world, email(one().login))
    assert.equal(counted(world.cloud.traffic.calls)['GET /api/v1/users?filter'], 3)
  })

  it('reads people singly only where that is fewer calls than pages of 200', () => {
    assert.equal(chooseSearch(1, undefined), 'sweep')
    assert.equal(chooseSearch(2, { accounts: 401, population: 1 }), 'lookup')
    assert.equal(chooseSearch(3, { accounts: 401, population: 1 }), 'sweep')
  })

  it('counts nobody who is deactivated, and takes off the count whom it deactivates or deletes', async () => {
    const all = world.organisation.users()
    const deactivated = all.filter(({ status }) => status === 'DEPROVISIONED')
    assert.ok(deactivated.length > 5)
    assert.equal((await find(world, email(one().login))).tenant.population, all.length - deactivated.length)
    await world.directory.apply('delete', [{ id: one().id }])
    await world.directory.apply('deactivate', [{ id: one(1).id }])
    const { population } = (await find(world, email(one(2).login))).tenant
    assert.equal(population, all.length - deactivated.length - 2)
    assert.equal(counted(world.cloud.traffic.calls)['GET /api/v1/users?filter'], 3)
  })

  it('finds who is deactivated, by reading all and by reading one', async () => {
    const gone = world.organisation.users().find(({ status }) => status === 'DEPROVISIONED') ?? assert.fail('nobody')
    for (const _way of ['sweep', 'lookup']) {
      const found = (await find(world, email(gone.profile.login))).of(email(gone.profile.login))
      assert.ok(found.kind === 'found' && found.subject.status === 'DEPROVISIONED')
    }
  })

  for (const way of ['sweep', 'lookup'])
    describe(`by ${way}`, () => {
      const arrange = (place: number, profile: { login?: string; email?: string }) => {
        const user = world.organisation.user(one(place).id) ?? assert.fail('nobody')
        world.organisation.arrange(user.id, { profile: { ...user.profile, ...profile } })
      }
      /** The count of an earlier search makes the next one go one by one. */
      const look = async (key: RowKey) => {
        if (way === 'lookup') await find(world, byId('none'))
        return (await find(world, key)).of(key)
      }

      it('takes the account of that login before any that has the address as e-mail', async () => {
        arrange(0, { login: 'anna@example.com', email: 'anna@example.com' })
        arrange(1, { login: 'anna.admin@example.com', email: 'anna@example.com' })
        const found = await look(email('Anna@example.com'))
        assert.ok(found.kind === 'found' && found.subject.id === one(0).id)
      })

      it('chooses nobody by e-mail whose login is another address, and names the login', async () => {
        arrange(0, { login: 'anna.admin@example.com', email: 'anna@example.com' })
        const found = await look(email('anna@example.com'))
        assert.ok(found.kind === 'ambiguous')
        assert.match(found.detail, /another login, "anna.admin@example.com"; name it by its login/)
      })

      it('takes by e-mail the one account whose login is no address', async () => {
        arrange(0, { login: 'anna', email: 'Anna@example.com' })
        const found = await look(email('anna@example.com'))
        assert.ok(found.kind === 'found')
        assert.deepEqual([found.subject.id, found.subject.login], [one(0).id, 'anna@example.com'])
      })

      it('chooses nobody of two who share an e-mail address, whatever their logins', async () => {
        for (const other of ['anna.admin', 'anna.admin@example.com']) {
          arrange(0, { login: 'anna', email: 'anna@example.com' })
          arrange(1, { login: other, email: 'anna@example.com' })
          const found = await look(email('anna@example.com'))
          assert.ok(found.kind === 'ambiguous')
          assert.match(found.detail, /^2 accounts have the address "anna@example.com"; their logins are "anna/)
        }
      })

      it('never takes an account for its short name', async () => {
        arrange(0, { login: 'anna@example.com', email: 'anna@example.com' })
        for (const key of [email('anna'), byId('anna'), byId('anna@example.com'), email('me'), byId('me'), email('..')])
          assert.deepEqual(await look(key), { kind: 'absent' })
      })

      it('finds a login with a slash, which has no address of its own', async () => {
        arrange(0, { login: 'a/b@example.com', email: 'a/b@example.com' })
        const found = await look(email('a/b@example.com'))
        assert.ok(found.kind === 'found' && found.subject.id === one(0).id)
      })
    })

  it('tells an administrator by roles of a person and of a group, in the words of Okta', async () => {
    const { groupLed, helpDesk } = Object.fromEntries(
      (['groupLed', 'helpDesk'] as const).map((name) => [name, world.organisation.persona(name)]),
    )
    assert.ok(groupLed && helpDesk)
    const { tenant, of } = await find(world, byId(groupLed.id), byId(helpDesk.id), byId(one().id))
    const subjects = [groupLed, helpDesk].map(({ id }) => of(byId(id)))
    for (const found of subjects) assert.ok(found.kind === 'found' && found.subject.isFullAdmin)
    const [, desk] = subjects
    assert.deepEqual(desk?.kind === 'found' && desk.subject.adminRoles, ['Help Desk administrator'])
    assert.deepEqual([...tenant.fullAdmins].sort(), [groupLed.id, helpDesk.id].sort())
  })

  it('calls an account forbidden whose roles are kept from it, also when it is reread', async () => {
    const { id } = one()
    world.cloud.knobs.set({ rules: [{ path: `${id}/roles`, effect: 403, times: 2 }] })
    assert.equal((await find(world, byId(id))).of(byId(id)).kind, 'forbidden')
    assert.equal((await world.directory.reread([id])).get(id)?.kind, 'forbidden')
  })

  it('leaves nobody out of everybody, and passes who keeps the roles to itself for an administrator', async () => {
    const { id } = one()
    world.clock.advance(60_000)
    world.cloud.knobs.set({ rules: [{ path: `${id}/roles`, effect: 403 }] })
    const { subjects, tenant } = await world.directory.everyone(() => undefined, never)
    assert.equal(subjects.length, world.organisation.users().length)
    assert.equal(tenant.population, subjects.length)
    assert.equal(subjects.find((subject) => subject.id === id)?.isFullAdmin, true)
  })

  it('reads no roles when more people count than the caller has a use for, and tells how many there are', async () => {
    const all = world.organisation.users()
    const { traffic } = world.cloud
    const before = traffic.calls.length
    const limit = { atMost: 400, count: (accounts: readonly Subject[]) => accounts.length - 40 }
    await assert.rejects(
      world.directory.everyone(() => undefined, never, limit),
      (error: unknown) => {
        assert.ok(error instanceof TooManyPeople)
        assert.equal(error.people, all.length - 40)
        const { kind, code, message, isRetryable } = error.fault
        assert.deepEqual([kind, code, isRetryable], ['refused', 'too-many-people', false])
        assert.ok(
          message.includes(`reading all ${all.length} users of the organisation: ${all.length - 40} people count`),
        )
        return true
      },
    )
    assert.deepEqual(counted(traffic.calls.slice(before)), { 'GET /api/v1/users?filter': 3 })
  })

  it('reads the roles of everybody when exactly as many people count', async () => {
    const limit = { atMost: 410, count: () => 410 }
    const { subjects } = await world.directory.everyone(() => undefined, never, limit)
    assert.ok(subjects.some(({ isFullAdmin }) => isFullAdmin))
  })

  it('calls an account forbidden that the credential may not see', async () => {
    await find(world, byId('none'))
    world.cloud.knobs.set({ rules: [{ path: one().id, effect: 403 }] })
    assert.equal((await find(world, byId(one().id))).of(byId(one().id)).kind, 'forbidden')
  })
})

const person = (over: object = {}, profile: object = {}) => ({
  id: '00uAAAAAAAAAAAAAAAAA',
  status: 'ACTIVE',
  profile: { login: 'kim@example.com', email: 'kim@example.com', ...profile },
  ...over,
})

/** Everybody first, then whatever is asked for by name or id. */
async function oddly(list: OddAnswer, single: (request: OddRequest) => OddAnswer) {
  const server = await oddServer((request) => {
    if (request.url.endsWith('/roles')) return { body: [] }
    return request.url.startsWith('/api/v1/users?filter') ? list : single(request)
  })
  const directory = createOktaDirectory({
    url: server.url,
    auth: { kind: 'api-token', tokens: staticToken('t') },
    call: oneAttempt,
    clock: fakeClock(),
    activationMail: false,
  })
  return { server, directory }
}

describe('finding, when Okta answers oddly', () => {
  it('takes nobody whom a lookup by another name gave, and reads a search that is behind once more', async () => {
    const crowd = Array.from({ length: 401 }, (_, n) =>
      person({ id: `00uAAAAAAAAAAAAAA${1_000 + n}` }, { login: `p${n}` }),
    )
    const { server, directory } = await oddly({ body: crowd }, ({ url }) => {
      if (url.includes('search=')) return { body: [person({}, { login: 'kim', email: 'kim@example.com' })] }
      if (url.endsWith('00uAAAAAAAAAAAAAAAAA'))
        return { body: person({}, { login: 'kim', email: 'moved@example.com' }) }
      return { body: person({}, { login: 'kim@example.com.au' }) }
    })
    await find({ directory }, byId('none'))
    assert.deepEqual((await find({ directory }, email('kim@example.com'))).of(email('kim@example.com')), {
      kind: 'absent',
    })
    await server.close()
  })

  it('throws rather than tell somebody to be absent, when a user is not as documented or another is given', async () => {
    for (const odd of [{ status: undefined }, { profile: {} }, { profile: { login: ' ' } }, { id: 7 }]) {
      const { server, directory } = await oddly({ body: [{ ...person(), ...odd }] }, () => ({ body: person() }))
      await assert.rejects(find({ directory }, email('kim@example.com')), WireError)
      await server.close()
    }
    const { server, directory } = await oddly({ body: [] }, () => ({ body: person() }))
    await assert.rejects(directory.reread([person({ id: '00uBBBBBBBBBBBBBBBBB' }).id as never]), /another user/)
    await server.close()
  })

  it('follows no page to another host, and none in a circle', async () => {
    for (const next of ['https://elsewhere.example/api/v1/users?after=x', '/api/v1/users?filter=x&after=x']) {
      const link = `</api/v1/users?limit=200>; rel="self", <${next}>; rel="next"`
      const { server, directory } = await oddly({ body: [person()], headers: { link } }, () => ({ body: person() }))
      await assert.rejects(find({ directory }, email('kim@example.com')), /another host|in a circle/)
      await server.close()
    }
  })

  it('reads a user who comes on two pages as one', () => {
    const user = USER.parse(person())
    assert.equal(matchAddress('kim@example.com', [user]).kind, 'found')
    assert.equal(matchAddress('kim@example.com', []).kind, 'absent')
  })
})
