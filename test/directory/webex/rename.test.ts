import assert from 'node:assert/strict'
import fc from 'fast-check'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { createWebexDirectory } from '../../../src/directory/webex/directory.ts'
import type { Effect } from '../../../src/model/directory.ts'
import { type UserId, userId } from '../../../src/model/ids.ts'
import type { User } from '../../../src/sandbox/administration/user.ts'
import { type OddAnswer, type OddRequest, oddServer } from '../../support/odd-server.ts'
import { oneAttempt } from '../../support/one-attempt.ts'
import {
  fingerprintOf,
  PEOPLE_SCOPES,
  REQUIRES,
  testClock,
  type WebexWorldOptions,
  webexWorld,
} from '../../support/webex-world.ts'

type World = Awaited<ReturnType<typeof webexWorld>>

const unprivileged = (id: UserId) => ({ id, isFullAdmin: false })

async function inWorld(options: WebexWorldOptions, run: (world: World) => Promise<void>): Promise<void> {
  const world = await webexWorld(options)
  try {
    await world.directory.check()
    await run(world)
  } finally {
    await world.close()
  }
}

const people = { scopes: PEOPLE_SCOPES }
const NEW = 'somebody+new@example.com'

function one(
  world: World,
  isWanted: (user: User) => boolean = () => true,
): { readonly id: UserId; readonly user: User } {
  const { organisation } = world.admin
  const user = organisation
    .people(organisation.home.uuid)
    .find((person) => person.roles.length === 0 && person.loginEnabled && isWanted(person))
  assert.ok(user)
  return { id: world.idOf(user.uuid), user }
}

const now = (world: World, { uuid }: User): User => world.admin.organisation.user(uuid) ?? assert.fail('gone')

async function rename(world: World, id: UserId, newLogin = NEW): Promise<Effect> {
  const effects = await world.directory.apply('rename', [{ id, newLogin }])
  assert.equal(effects.size, 1)
  return effects.get(id) ?? assert.fail('no effect')
}

const faultOf = (effect: Effect) => ('fault' in effect ? effect.fault : assert.fail(effect.kind))
const writes = (world: World) => world.cloud.traffic.calls.filter(({ method }) => method !== 'GET').length

for (const [means, options] of [
  ['SCIM', {}],
  ['the People API', people],
] as const)
  describe(`renaming through ${means}`, () => {
    it('gives an address with a plus sign, and leaves the rest as it was', () =>
      inWorld(options, async (world) => {
        const { id, user } = one(world, ({ nickName }) => nickName === undefined)
        assert.deepEqual(await rename(world, id), { kind: 'done' })
        assert.deepEqual(now(world, user).emails, [{ value: NEW, type: 'work', primary: true }])
        assert.equal(fingerprintOf(now(world, user)), fingerprintOf(user))
      }))

    it('sends nothing for an account that has the address already', () =>
      inWorld(options, async (world) => {
        const { id, user } = one(world)
        world.cloud.traffic.clear()
        assert.deepEqual(await rename(world, id, user.emails[0]?.value), { kind: 'already-done' })
        assert.equal(writes(world), 0)
      }))

    it('sends nothing without a new address', () =>
      inWorld(options, async (world) => {
        const { id } = one(world)
        world.cloud.traffic.clear()
        const effect = (await world.directory.apply('rename', [{ id }])).get(id)
        assert.equal(effect && faultOf(effect).code, 'no-address')
        assert.equal(writes(world), 0)
      }))

    it('hands on in the words of the vendor that another organisation has the address', () =>
      inWorld(options, async (world) => {
        const { id, user } = one(world)
        const fault = faultOf(await rename(world, id, 'otto@elsewhere.example'))
        assert.deepEqual([fault.code, fault.httpStatus, fault.isRetryable], ['http-409', 409, false])
        assert.match(fault.message, /already in use/)
        assert.deepEqual(now(world, user), user)
      }))

    it('changes nobody when the account cannot be read first, and says so', () =>
      inWorld(options, async (world) => {
        const { id, user } = one(world)
        world.failReads(0, 503)
        const effect = await rename(world, id)
        assert.equal(effect.kind, 'refused')
        assert.match(faultOf(effect).message, /nothing was changed/)
        assert.deepEqual(now(world, user), user)
      }))

    it('does not call it done, nor undone, when it cannot be looked at afterwards', () =>
      inWorld(options, async (world) => {
        const { id, user } = one(world)
        world.failReads(1, 503)
        assert.equal((await rename(world, id)).kind, 'unclear')
        assert.equal(now(world, user).emails[0]?.value, NEW)
      }))

    it('keeps the whole account for the file of what was before', () =>
      inWorld(options, async (world) => {
        const { id, user } = one(world, ({ avatar }) => avatar !== undefined)
        const odd = userId('../people')
        const kept = await world.directory.snapshot?.('rename', [id, odd].map(unprivileged))
        assert.deepEqual([...(kept?.keys() ?? [])], [id])
        assert.ok(JSON.stringify(kept?.get(id)).includes(user.avatar ?? 'no avatar'))
        assert.equal(await world.directory.snapshot?.('deactivate', [id].map(unprivileged)), undefined)
      }))
  })

describe('renaming through SCIM', () => {
  it('takes three calls for 100 accounts, one of them a bulk call', () =>
    inWorld({ size: 130 }, async (world) => {
      const targets = world.ordinary.slice(0, 100).map(({ id }, n) => ({ id, newLogin: `new${n}@example.com` }))
      world.cloud.traffic.clear()
      const effects = await world.directory.apply('rename', targets)
      assert.ok([...effects.values()].every(({ kind }) => kind === 'done'))
      assert.deepEqual([world.cloud.traffic.calls.length, writes(world)], [3, 1])
    }))

  it('tells row by row which of several went through', () =>
    inWorld({}, async (world) => {
      const [a, b, gone, d] = world.ordinary
      assert.ok(a && b && gone && d)
      world.remove(gone.id)
      const effects = await world.directory.apply('rename', [
        { id: a.id, newLogin: 'a.new@example.com' },
        { id: b.id, newLogin: d.login },
        { id: gone.id, newLogin: 'gone@example.com' },
        { id: d.id, newLogin: 'd.new@example.com' },
      ])
      assert.deepEqual(
        [...effects.values()].map(({ kind }) => kind),
        ['done', 'refused', 'refused', 'done'],
      )
    }))

  it('lets an address pass from one account to the next in the order of the plan', () =>
    inWorld({}, async (world) => {
      const [a, b] = world.ordinary
      assert.ok(a && b)
      const effects = await world.directory.apply('rename', [
        { id: a.id, newLogin: 'a.new@example.com' },
        { id: b.id, newLogin: a.login },
      ])
      assert.deepEqual(
        [...effects.values()].map(({ kind }) => kind),
        ['done', 'done'],
      )
    }))

  it('keeps the other addresses of the account', () =>
    inWorld({}, async (world) => {
      const { id, user } = one(world)
      world.addSecondAddress?.(id, 'second@example.com')
      assert.deepEqual(await rename(world, id), { kind: 'done' })
      assert.deepEqual(
        now(world, user).emails.map(({ value }) => value),
        [NEW, 'second@example.com'],
      )
    }))

  it('asks one by one where a filter for many is refused', () =>
    inWorld({}, async (world) => {
      const { id } = one(world)
      world.cloud.knobs.set({ rules: [{ method: 'GET', path: '[?&]filter=', times: 99, effect: 400 }] })
      assert.deepEqual(await rename(world, id), { kind: 'done' })
    }))
})

describe('renaming through the People API', () => {
  it('takes three calls an account', () =>
    inWorld(people, async (world) => {
      const { id } = one(world)
      world.cloud.traffic.clear()
      await rename(world, id)
      assert.deepEqual(
        world.cloud.traffic.calls.map(({ method }) => method),
        ['GET', 'PUT', 'GET'],
      )
    }))

  it('loses no field of any account, and tells of a nickname that Webex overwrites', () =>
    inWorld({ ...people, size: 12 }, async (world) => {
      const { organisation } = world.admin
      const { id, user } = one(world)
      const text = fc.string({ minLength: 1, maxLength: 12 }).filter((value) => value.trim() !== '')
      const licences = fc.subarray([...new Set(organisation.people(organisation.home.uuid).flatMap((p) => p.licences))])
      const optional = fc.record(
        {
          avatar: text,
          title: text,
          department: text,
          firstName: text,
          lastName: text,
          nickName: text,
          extension: text,
        },
        { requiredKeys: [] },
      )
      const account = fc.record({
        displayName: text,
        optional,
        licences,
        loginEnabled: fc.boolean(),
        roles: fc.subarray(['id_user_admin', 'id_readonly_admin', 'id_device_admin'] as const),
        siteUrls: fc.array(text, { maxLength: 2 }),
        phoneNumbers: fc.array(fc.record({ type: fc.constantFrom('work', 'mobile', 'fax'), value: text }), {
          maxLength: 3,
        }),
        addresses: fc.array(fc.record({ type: fc.constant('work'), locality: text }), { maxLength: 2 }),
      })
      let n = 0
      const property = fc.asyncProperty(account, async ({ optional: some, ...rest }) => {
        const {
          firstName: _1,
          lastName: _2,
          nickName: _3,
          avatar: _4,
          title: _5,
          department: _6,
          extension: _7,
          ...bare
        } = user
        organisation.update({ ...bare, ...rest, ...some }, world.byTest)
        const before = now(world, user)
        const effect = await rename(world, id, `random${++n}@example.com`)
        const after = now(world, user)
        const isNickNameLost = before.nickName !== undefined && before.nickName !== (before.firstName ?? '')
        assert.equal(after.emails[0]?.value, `random${n}@example.com`)
        assert.equal(after.loginEnabled, before.loginEnabled)
        if (!isNickNameLost) {
          assert.deepEqual(effect, { kind: 'done' })
          return assert.equal(fingerprintOf(after), fingerprintOf(before))
        }
        const { code, message, isRetryable } = faultOf(effect)
        assert.deepEqual([code, isRetryable], ['differs', false])
        assert.ok(message.includes(`nickName was ${JSON.stringify(before.nickName)}`), message)
        const { nickName: _lost, ...others } = before
        const { nickName: _given, ...left } = after
        assert.equal(fingerprintOf(left), fingerprintOf(others))
      })
      await fc.assert(property, { numRuns: 60 })
    }))

  it('sends nothing for an account of several addresses, since their order is not told', () =>
    inWorld(people, async (world) => {
      const { id } = one(world)
      world.addSecondAddress?.(id, 'second@example.com')
      world.cloud.traffic.clear()
      assert.equal(faultOf(await rename(world, id)).code, 'several-addresses')
      assert.equal(writes(world), 0)
    }))

  it('is done when the answer was lost and the account shows all of it', () =>
    inWorld(people, async (world) => {
      const { id, user } = one(world, ({ nickName }) => nickName === undefined)
      world.cloud.knobs.set({ rules: [{ method: 'PUT', effect: 'reset-after' }] })
      assert.deepEqual(await rename(world, id), { kind: 'done' })
      assert.equal(now(world, user).emails[0]?.value, NEW)
    }))

  for (const [effect, kind, isRetryable] of [
    ['reset', 'unclear', true],
    [500, 'unclear', true],
    [429, 'refused', true],
    [400, 'refused', false],
    [403, 'refused', false],
  ] as const)
    it(`takes "${effect}" for ${kind} where the account is untouched`, () =>
      inWorld(people, async (world) => {
        const { id, user } = one(world)
        world.cloud.knobs.set({ rules: [{ method: 'PUT', effect }] })
        const found = await rename(world, id)
        assert.deepEqual([found.kind, faultOf(found).isRetryable], [kind, isRetryable])
        assert.deepEqual(now(world, user), user)
      }))

  it('asks nothing more of a service that asks to come back later', () =>
    inWorld(people, async (world) => {
      const { id } = one(world)
      world.cloud.knobs.set({ rules: [{ method: 'PUT', effect: 429, retryAfter: '7' }] })
      world.cloud.traffic.clear()
      assert.equal(faultOf(await rename(world, id)).retryAfter, '7')
      assert.equal(world.cloud.traffic.calls.length, 2)
    }))

  it('takes a 403 for the credential when its account has lost a role since the check', () =>
    inWorld(people, async (world) => {
      const { id } = one(world)
      world.admin.organisation.update({ ...world.admin.organisation.persona('serviceApp'), roles: [] }, world.byTest)
      const asked = rename(world, id)
      await assert.rejects(asked, (error: { fault?: { code?: string } }) => error.fault?.code === 'credential-refused')
    }))
})

/** A People API that does as it likes with what is put. */
describe('renaming where Webex does not do as it says', () => {
  const uuid = '00000000-0000-4000-8000-000000000001'
  const account = {
    id: uuid,
    orgId: '00000000-0000-4000-8000-0000000000ff',
    emails: ['old@example.com'],
    displayName: 'Anna',
    avatar: 'https://a.example/1',
    licenses: ['b', 'a'],
    loginEnabled: 'true',
  }
  type Account = Readonly<Record<string, unknown>>

  async function against(
    put: (sent: Account) => { readonly kept: Account; readonly answer: OddAnswer },
    start: Account = account,
  ) {
    let stored = start
    const answer = ({ method, url, body }: OddRequest): OddAnswer => {
      if (url === '/people/me') return { body: { ...account, id: '00000000-0000-4000-8000-000000000002', roles: [] } }
      if (!url.startsWith('/people/')) return { status: 404 }
      if (method === 'GET') return { body: stored }
      const { kept, answer: said } = put(JSON.parse(body) as Account)
      stored = kept
      return said
    }
    const server = await oddServer(answer)
    try {
      const directory = createWebexDirectory({
        apiUrl: server.url,
        scimUrl: `${server.url}/scim`,
        tokens: staticToken('token'),
        call: oneAttempt,
        clock: testClock(),
        requires: REQUIRES,
      })
      const id = userId(uuid)
      const effects = await directory.apply('rename', [{ id, newLogin: 'new@example.com' }])
      const puts = server.requests.filter(({ method }) => method === 'PUT').length
      return { effect: effects.get(id) ?? assert.fail('no effect'), puts }
    } finally {
      await server.close()
    }
  }

  it('tells with both values what else has changed, and that the address did', async () => {
    const { effect } = await against((sent) => ({
      kept: { ...account, ...sent, avatar: '', licenses: ['a'] },
      answer: { body: {} },
    }))
    const { code, message, isRetryable } = faultOf(effect)
    assert.deepEqual([effect.kind, code, isRetryable], ['refused', 'differs', false])
    assert.equal(
      message,
      'renaming "old@example.com" to "new@example.com" is done, but the account has changed otherwise; ' +
        'avatar was "https://a.example/1", is nothing; licenses was ["b","a"], is ["a"]; mend it by hand',
    )
  })

  it('takes another order of a list for no difference', async () => {
    const { effect } = await against((sent) => ({
      kept: { ...account, ...sent, licenses: ['a', 'b'] },
      answer: { body: {} },
    }))
    assert.deepEqual(effect, { kind: 'done' })
  })

  it('is done where it said no and did it whole, and tells of what it did in part', async () => {
    const no = { status: 400, body: { message: 'odd licence' } }
    assert.deepEqual((await against((sent) => ({ kept: { ...account, ...sent }, answer: no }))).effect, {
      kind: 'done',
    })
    const { effect } = await against(() => ({ kept: { ...account, avatar: '' }, answer: no }))
    const { code, message } = faultOf(effect)
    assert.equal(code, 'differs')
    assert.match(
      message,
      /odd licence.*the address is still the old one.*avatar was "https:\/\/a.example\/1", is nothing/,
    )
  })

  it('is unclear where it said yes and shows the old address', async () => {
    assert.equal((await against(() => ({ kept: account, answer: { body: {} } }))).effect.kind, 'unclear')
  })

  it('lets the old address stay behind the new one, as Webex is known to keep it', async () => {
    const kept = { ...account, emails: ['old@example.com', 'new@example.com'] }
    assert.deepEqual((await against(() => ({ kept, answer: { body: {} } }))).effect, { kind: 'done' })
  })

  it('sends nothing where it does not show the account as to an administrator', async () => {
    const { loginEnabled: _hidden, ...shown } = account
    const { effect, puts } = await against((sent) => ({ kept: sent, answer: {} }), shown)
    assert.deepEqual([faultOf(effect).code, puts], ['not-shown', 0])
  })
})
