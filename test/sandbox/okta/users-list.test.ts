import assert from 'node:assert/strict'
import { idsOf, type Reply, serving, somebody, type World } from './serving.ts'

const query = (parameters: Readonly<Record<string, string>>): string =>
  `/api/v1/users?${new URLSearchParams(parameters).toString()}`

/** The target of a relation in the Link header; undefined when there is none. */
const linkOf = (reply: Reply, rel: string): string | undefined =>
  new RegExp(`<([^>]*)>; rel="${rel}"`).exec(reply.headers.get('link') ?? '')?.[1]

async function pages({ call }: World, path: string): Promise<readonly Reply[]> {
  const replies: Reply[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const reply: Reply = await call('GET', next)
    replies.push(reply)
    next = linkOf(reply, 'next')
  }
  return replies
}

const found = async (world: World, parameters: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await pages(world, query(parameters))).flatMap(idsOf)

const ids = ({ cloud }: World, wanted: (status: string) => boolean): readonly string[] =>
  cloud.organisation
    .users()
    .filter(({ status }) => wanted(status))
    .map(({ id }) => id)

describe('the list of people of the emulated Okta', () => {
  it('leaves the deactivated out unless a filter or a search is given', () =>
    serving({}, async (world) => {
      const [everybody, others] = [ids(world, () => true), ids(world, (status) => status !== 'DEPROVISIONED')]
      assert.ok(others.length < everybody.length)
      assert.deepEqual(await found(world, {}), others)
      const all = 'status eq "DEPROVISIONED" or (status lt "DEPROVISIONED" or status gt "DEPROVISIONED")'
      assert.deepEqual(await found(world, { search: all }), everybody)
      assert.deepEqual(await found(world, { filter: 'lastUpdated gt "2000-01-01T00:00:00.000Z"' }), everybody)
    }))

  it('comes in pages of 200 at most, with a link to itself and one to the next in header lines of their own', () =>
    serving({ size: 450 }, async (world) => {
      for (const parameters of [{}, { limit: '500' }] as Record<string, string>[]) {
        const replies = await pages(world, query({ ...parameters, search: 'created gt "2000-01-01T00:00:00.000Z"' }))
        assert.deepEqual(
          replies.map((reply) => reply.list().length),
          [200, 200, 50],
        )
        assert.equal(new Set(replies.flatMap(idsOf)).size, 450)
      }
      const { headers } = await rawGet(world, '/api/v1/users?limit=10')
      assert.equal(headers.filter((name) => name.toLowerCase() === 'link').length, 2)
    }))

  it('ends without a next link when the last page is full', () =>
    serving({ size: 30 }, async (world) => {
      const replies = await pages(world, query({ limit: '15', filter: 'lastUpdated gt "2000-01-01T00:00:00.000Z"' }))
      assert.deepEqual(
        replies.map((reply) => reply.list().length),
        [15, 15],
      )
    }))

  it('goes on at its place when the last person of a page is deleted meanwhile', () =>
    serving({ size: 30 }, async (world) => {
      const everybody = ids(world, (status) => status !== 'DEPROVISIONED')
      const first = await world.call('GET', '/api/v1/users?limit=10')
      world.cloud.organisation.remove(everybody[9] ?? '')
      const second = await world.call('GET', linkOf(first, 'next') ?? '')
      assert.deepEqual(idsOf(second), everybody.slice(10, 20))
    }))

  it('has a cursor that says nothing, and refuses one that it did not make', () =>
    serving({}, async (world) => {
      const first = await world.call('GET', '/api/v1/users?limit=5')
      const after = new URL(linkOf(first, 'next') ?? '').searchParams.get('after') ?? ''
      for (const id of idsOf(first)) assert.ok(!after.includes(id))
      const refused = await world.call('GET', '/api/v1/users?limit=5&after=guess')
      assert.deepEqual([refused.status, refused.at('errorCode')], [400, 'E0000001'])
    }))

  it('gives ten people for q and no second page, by the beginning of a name or an address, whatever the case', () =>
    serving({ size: 300 }, async (world) => {
      const [first] = await pages(world, query({ q: 'A' }))
      assert.equal(first?.list().length, 10)
      assert.equal(linkOf(first, 'next'), undefined)
      const user = somebody(world.cloud)
      assert.ok((await found(world, { q: user.profile.email.toUpperCase() })).includes(user.id))
      assert.deepEqual(await found(world, { q: user.profile.email.slice(1) }), [])
      const gone = somebody(world.cloud, 'DEPROVISIONED')
      assert.ok(!(await found(world, { q: gone.profile.email })).includes(gone.id))
    }))

  it('filters by the documented properties, with regard to case', () =>
    serving({}, async (world) => {
      const user = somebody(world.cloud)
      const { login, email, firstName } = user.profile
      for (const filter of [
        `id eq "${user.id}"`,
        `profile.login eq "${login}"`,
        `profile.email eq "${email}" and profile.firstName eq "${firstName}"`,
        `profile.login EQ "${login}" AND (status eq "ACTIVE" OR status eq "STAGED")`,
        `lastUpdated eq "${user.lastUpdated}" and id eq "${user.id}"`,
        `lastUpdated ge "${user.lastUpdated}" and lastUpdated le "${user.lastUpdated}" and id eq "${user.id}"`,
      ])
        assert.deepEqual(await found(world, { filter }), [user.id], filter)
      for (const filter of [
        `profile.login eq "${login.toUpperCase()}"`,
        'status eq "active"',
        `lastUpdated gt "${user.lastUpdated}" and id eq "${user.id}"`,
        `lastUpdated lt "${user.lastUpdated}" and id eq "${user.id}"`,
      ])
        assert.deepEqual(await found(world, { filter }), [], filter)
      assert.deepEqual(
        await found(world, { filter: 'status eq "DEPROVISIONED"' }),
        ids(world, (status) => status === 'DEPROVISIONED'),
      )
    }))

  it('refuses a filter that is not documented', () =>
    serving({}, async ({ call }) => {
      for (const filter of [
        'profile.department eq "Sales"',
        'profile.login sw "a"',
        'status ne "ACTIVE"',
        'Status eq "ACTIVE"',
        'not (status eq "ACTIVE")',
        'status eq ACTIVE',
        'status eq "ACTIVE" or',
        '(status eq "ACTIVE"',
        'status eq "ACTIVE" status eq "STAGED"',
        'lastUpdated gt "yesterday"',
        '',
      ]) {
        const reply = await call('GET', query({ filter }))
        assert.deepEqual([reply.status, reply.at('errorCode')], [400, 'E0000031'], filter)
      }
    }))

  it('searches by most properties, without regard to case', () =>
    serving({}, async (world) => {
      const user = somebody(world.cloud)
      const { login, department } = user.profile
      for (const search of [
        `profile.login eq "${login.toUpperCase()}"`,
        `profile.login sw "${login.slice(0, -1)}" and id eq "${user.id}"`,
        `profile.login co "${login.slice(1, -1)}" and id eq "${user.id}"`,
        `profile.department eq "${department}" and id eq "${user.id}" and status eq "active"`,
      ])
        assert.deepEqual(await found(world, { search }), [user.id], search)
      for (const search of ['status ne "ACTIVE"', 'status co "ACT"', 'Profile.login eq "a"', 'status pr'])
        assert.equal((await world.call('GET', query({ search }))).at('errorCode'), 'E0000031', search)
    }))

  it('searches among the people of a while ago where it is asked to, and filters among those of now', () =>
    serving({ searchLagMs: 2_000 }, async (world) => {
      const { cloud, clock } = world
      const [renamed, deleted] = [somebody(cloud), somebody(cloud, 'DEPROVISIONED')]
      cloud.organisation.changeLogin(renamed.id, 'new@example.com')
      cloud.organisation.delete(deleted.id)
      const asked = (login: string) => ({
        filter: `profile.login eq "${login}"`,
        search: `profile.login eq "${login}"`,
      })
      const seen = async (login: string) => {
        const { filter, search } = asked(login)
        return [(await found(world, { filter })).length, (await found(world, { search })).length]
      }
      assert.deepEqual(await seen('new@example.com'), [1, 0])
      assert.deepEqual(await seen(renamed.profile.login), [0, 1])
      assert.deepEqual(await seen(deleted.profile.login), [0, 1])
      clock.advance(2_000)
      assert.deepEqual(await seen('new@example.com'), [1, 1])
      assert.deepEqual(await seen(renamed.profile.login), [0, 0])
      assert.deepEqual(await seen(deleted.profile.login), [0, 0])
    }))

  it('sorts a search by any property and pages through it in that order', () =>
    serving({}, async (world) => {
      for (const sortOrder of ['asc', 'desc']) {
        const parameters = { search: 'status eq "ACTIVE"', sortBy: 'profile.lastName', sortOrder, limit: '7' }
        const names = (await pages(world, query(parameters))).flatMap((reply) =>
          reply.list().map((_, index) => String(reply.at(index, 'profile', 'lastName'))),
        )
        const sorted = [...names].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
        assert.ok(names.length > 30)
        assert.deepEqual(names, sortOrder === 'asc' ? sorted : sorted.reverse())
      }
    }))

  it('shows the fields asked for and the id, and only the link to the person itself', () =>
    serving({}, async ({ call, base }) => {
      const bare = await call('GET', query({ limit: '1', fields: 'status,profile:(firstName)' }))
      const id = String(bare.at(0, 'id'))
      assert.deepEqual(Object.keys(bare.at(0) as object).sort(), ['id', 'profile', 'status'])
      assert.deepEqual(Object.keys(bare.at(0, 'profile') as object), ['firstName'])
      const whole = await call('GET', query({ limit: '1' }))
      assert.deepEqual(whole.at(0, '_links'), { self: { href: `${base}/api/v1/users/${id}` } })
    }))

  it('refuses a limit that is no number above 0', () =>
    serving({}, async ({ call }) => {
      for (const limit of ['0', '-1', 'many', '']) {
        const reply = await call('GET', query({ limit }))
        assert.deepEqual([reply.status, reply.at('errorCode')], [400, 'E0000001'], limit)
      }
    }))
})

/** The names of the header lines as they came; `fetch` folds lines of the same name into one. */
async function rawGet({ base, cloud }: World, path: string): Promise<{ readonly headers: readonly string[] }> {
  const { get } = await import('node:http')
  return new Promise((resolve, reject) => {
    get(base + path, { headers: { authorization: `SSWS ${cloud.tokens.first}` } }, (response) => {
      response.resume()
      resolve({ headers: response.rawHeaders.filter((_, index) => index % 2 === 0) })
    }).on('error', reject)
  })
}
