import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { createSend } from '../../../src/directory/http/client.ts'
import { createRead } from '../../../src/directory/http/read.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { createWebexDirectory, LIMITS } from '../../../src/directory/webex/directory.ts'
import { search } from '../../../src/directory/webex/find.ts'
import { People } from '../../../src/directory/webex/people.ts'
import { isSynced, WEBEX_USER } from '../../../src/directory/webex/scim.ts'
import { loginOf } from '../../../src/directory/webex/subject.ts'
import { WEBEX } from '../../../src/directory/webex/vendor.ts'
import { findingKey } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import type { RowKey } from '../../../src/model/rows.ts'
import { WireError } from '../../../src/model/wire.ts'
import { type OddAnswer, type OddRequest, oddServer } from '../../support/odd-server.ts'
import { oneAttempt } from '../../support/one-attempt.ts'
import { REQUIRES, testClock, webexWorld } from '../../support/webex-world.ts'

const email = (value: string): RowKey => ({ by: 'email', value })
const open = new AbortController().signal

/** Paths of the calls, without queries and ids, each with how often it was made. */
function counted(calls: readonly { readonly method: string; readonly url: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { method, url } of calls) {
    const { pathname, searchParams } = new URL(url, 'http://x')
    const kind = ['email', 'id', 'roles', 'filter'].find((name) => searchParams.has(name))
    const path = pathname.replace(/\/[\w-]{30,}/g, '/…') + (kind ? `?${kind}` : '')
    counts[`${method} ${path}`] = (counts[`${method} ${path}`] ?? 0) + 1
  }
  return counts
}

describe('the calls that it takes', () => {
  it('for 1,000 of 5,000 users are 5 pages of people, 5 of SCIM, 12 rereads and 10 deletions', async () => {
    const world = await webexWorld({ size: 5_000 })
    const { directory, cloud } = world
    await directory.check()
    cloud.traffic.clear()
    const wanted = world.ordinary.slice(0, 1_000)
    const { findings } = await directory.find(
      wanted.map(({ login }) => email(login)),
      () => undefined,
      open,
    )
    assert.ok(wanted.every(({ login }) => findings.get(findingKey(email(login)))?.kind === 'found'))
    assert.deepEqual(counted(cloud.traffic.calls), {
      'GET /v1/people?roles': 1,
      'GET /v1/licenses': 1,
      'GET /identity/scim/…/v2/Users': 6,
      'GET /v1/people': 5,
    })
    cloud.traffic.clear()
    const again = await directory.reread(
      wanted.map(({ id }) => id),
      'delete',
    )
    assert.ok([...again.values()].every((found) => found.kind === 'found'))
    assert.deepEqual(counted(cloud.traffic.calls), { 'GET /v1/people?id': 12 })
    cloud.traffic.clear()
    const before = world.everyone().length
    for (let n = 0; n < 1_000; n += 100)
      await directory.apply(
        'delete',
        wanted.slice(n, n + 100).map(({ id }) => ({ id })),
      )
    assert.deepEqual(counted(cloud.traffic.calls), { 'POST /identity/scim/…/v2/Bulk': 10 })
    assert.equal(world.everyone().length, before - 1_000)
    await world.close()
  })

  it('are made of SCIM beside those of the people where it is sure that it will be paged', async () => {
    const world = await webexWorld({ size: 3_000 })
    await world.directory.check()
    world.cloud.traffic.clear()
    await world.directory.find(
      world.ordinary.slice(0, 6).map(({ login }) => email(login)),
      () => undefined,
      open,
    )
    const paths = world.cloud.traffic.calls.map(({ url }) => url)
    const firstOfScim = paths.findIndex((url) => url.includes('count=1000'))
    const lastOfPeople = paths.findLastIndex((url) => url.startsWith('/v1/people?'))
    assert.ok(firstOfScim !== -1 && firstOfScim < lastOfPeople, paths.join('\n'))
    await world.close()
  })

  it('leave no person of a page unheard of until the last page is there', async () => {
    const world = await webexWorld({ size: 3_000 })
    const { cloud, token } = world
    const send = createSend(WEBEX, staticToken(token), LIMITS)
    const people = new People(createRead(WEBEX, oneAttempt, send), send, cloud.apiUrl, 1_000)
    const pages = () => cloud.traffic.calls.filter(({ url }) => url.startsWith('/v1/people?')).length
    const heard: { readonly login: string; readonly pages: number }[] = []
    const wanted = world.ordinary.slice(0, 2_000)
    const { orgId } = await people.me()
    await search(people, {
      keys: wanted.map(({ login }) => email(login)),
      orgId,
      population: 3_000,
      onFound: () => undefined,
      onSeen: (person) => heard.push({ login: loginOf(person), pages: pages() }),
      signal: open,
    })
    assert.deepEqual(heard.map(({ login }) => login).toSorted(), wanted.map(({ login }) => login).toSorted())
    assert.ok((heard[0]?.pages ?? 0) < pages(), `the first is heard of after ${heard[0]?.pages} of ${pages()} pages`)
    await world.close()
  })

  it('are lookups of SCIM where few of those asked for are there', async () => {
    const world = await webexWorld({ size: 3_000 })
    await world.directory.check()
    world.cloud.traffic.clear()
    const there = world.ordinary.slice(0, 2).map(({ login }) => email(login))
    const absent = Array.from({ length: 3 }, (_, n) => email(`absent-${n}@example.com`))
    await world.directory.find([...there, ...absent], () => undefined, open)
    const { 'GET /identity/scim/…/v2/Users': pages, 'GET /identity/scim/…/v2/Users?filter': lookups } = counted(
      world.cloud.traffic.calls,
    )
    assert.deepEqual([pages, lookups], [1, 2])
    await world.close()
  })

  it('for three users of many are one lookup each, once the pages are seen to be small', async () => {
    const world = await webexWorld({ size: 300, pageLimit: 50, countLimit: 50 })
    await world.directory.check()
    world.cloud.traffic.clear()
    const keys = world.ordinary.slice(0, 3).map(({ login }) => email(login))
    const { tenant } = await world.directory.find(keys, () => undefined, open)
    assert.equal(tenant.population, 300)
    assert.deepEqual(counted(world.cloud.traffic.calls), {
      'GET /v1/people?roles': 1,
      'GET /v1/licenses': 1,
      'GET /identity/scim/…/v2/Users': 2,
      'GET /v1/people': 1,
      'GET /v1/people?email': 3,
      'GET /identity/scim/…/v2/Users?filter': 3,
    })
    await world.close()
  })

  it('for rereads that come close together share one sweep of the roles', async () => {
    const world = await webexWorld()
    await world.directory.check()
    world.cloud.traffic.clear()
    const ids = world.ordinary.map(({ id }) => id)
    await Promise.all([
      world.directory.reread(ids.slice(0, 20), 'delete'),
      world.directory.reread(ids.slice(20, 40), 'delete'),
    ])
    assert.deepEqual(counted(world.cloud.traffic.calls), { 'GET /v1/people?roles': 1, 'GET /v1/people?id': 2 })
    await world.close()
  })
})

describe('what is told of an account', () => {
  it('is the sync, the phone and the last activity as far as Webex shows them, over several pages', async () => {
    const world = await webexWorld({ countLimit: 20 })
    const { organisation } = world.admin
    const people = organisation.people(organisation.home.uuid)
    const { findings } = await world.directory.find(
      people.map((user) => email(user.emails[0]?.value ?? '')),
      () => undefined,
      open,
    )
    const seen = new Set<string>()
    for (const user of people) {
      const found = findings.get(findingKey(email(user.emails[0]?.value ?? '')))
      assert.equal(found?.kind, 'found')
      assert.equal(found.subject.isSynced, user.externalId !== undefined, inspect(user))
      assert.equal(found.subject.lastActiveAt, user.lastActivity)
      assert.equal(typeof found.subject.hasPhone, 'boolean')
      seen.add(`${found.subject.isSynced} ${found.subject.hasPhone}`)
    }
    assert.ok(seen.size > 2, 'the organisation is too uniform for this test')
    await world.close()
  })
})

const ORG = 'ciscospark://us/ORGANIZATION/00000000-0000-4000-8000-000000000001'
const idOf = (n: number) =>
  Buffer.from(`ciscospark://us/PEOPLE/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`).toString('base64url')
const person = (n: number, login: string, more: { roles?: readonly string[] } = {}) => ({
  id: idOf(n),
  emails: [login],
  orgId: Buffer.from(ORG).toString('base64url'),
  ...more,
})
const ROLES = [
  { id: 'R-full', name: 'Full Administrator' },
  { id: 'R-help', name: 'Support Administrator' },
]

/** A Webex whose `/people` answers as told; the rest is as it should be, and there is no SCIM. */
async function oddWebex(people: (request: OddRequest, origin: string) => OddAnswer, me = person(1, 'me@example.com')) {
  const server = await oddServer((request): OddAnswer => {
    const { pathname, searchParams } = new URL(request.url, 'http://x')
    if (pathname === '/v1/people/me') return { body: me }
    if (pathname === '/v1/roles') return { body: { items: ROLES } }
    if (pathname === '/v1/licenses') return { body: { items: [] } }
    if (pathname.startsWith('/v1/organizations/')) return { body: { displayName: 'Example' } }
    if (pathname.startsWith('/identity/')) return { status: 403 }
    if (pathname === '/v1/people' && searchParams.has('roles') && me.roles === undefined) return { body: { items: [] } }
    return people(request, server.url)
  })
  const directory = createWebexDirectory({
    apiUrl: `${server.url}/v1`,
    scimUrl: `${server.url}/identity/scim`,
    tokens: staticToken('secret'),
    call: oneAttempt,
    clock: testClock(),
    requires: REQUIRES,
  })
  const find = async (...keys: readonly RowKey[]) => (await directory.find(keys, () => undefined, open)).findings
  return { server, directory, find }
}

describe('who is synced', () => {
  it('is who has an id or an attribute from an outside source', () => {
    const user = { id: 'x' }
    const withAttribute = (value: unknown) => isSynced({ ...user, [WEBEX_USER]: { externalAttribute7: value } })
    assert.equal(isSynced({ ...user, externalId: 'S-1-5' }), true)
    assert.equal(withAttribute([{ source: 'AD.1', value: 'x' }]), true)
    assert.equal(withAttribute([{ source: '', value: 'x' }]), false)
    assert.equal(
      isSynced({ ...user, externalId: '', [WEBEX_USER]: { extensionAttribute1: [{ source: 'AD.1' }] } }),
      false,
    )
    assert.equal(isSynced(user), false)
  })
})

describe('a Webex that answers oddly', () => {
  it('does not make the population larger by bots and people of other organisations', async () => {
    const items = [
      person(2, 'anna@example.com'),
      { ...person(3, 'b@webex.bot'), type: 'bot' },
      { ...person(4, 'o@else.example'), orgId: 'other' },
    ]
    await odd(
      () => ({ body: { items } }),
      async ({ directory }) => {
        const { tenant } = await directory.find([email('anna@example.com')], () => undefined, open)
        assert.equal(tenant.population, 1)
      },
    )
  })

  const odd = async (
    people: (request: OddRequest, origin: string) => OddAnswer,
    run: (webex: Awaited<ReturnType<typeof oddWebex>>) => Promise<void>,
    me?: ReturnType<typeof person>,
  ) => {
    const webex = await oddWebex(people, me)
    try {
      await run(webex)
    } finally {
      await webex.server.close()
    }
  }
  const codeOf = async (asked: Promise<unknown>) => {
    const error = await asked.catch((thrown: unknown) => thrown)
    assert.ok(error instanceof WireError, inspect(error))
    return error.fault.code
  }

  it('does not make the program choose between two accounts with one address', async () => {
    const items = [person(1, 'me@example.com'), person(2, 'twin@example.com'), person(3, 'Twin@example.com')]
    await odd(
      () => ({ body: { items } }),
      async ({ find }) => {
        const found = (await find(email('twin@example.com'))).get('email:twin@example.com')
        assert.deepEqual(found, { kind: 'ambiguous', detail: '2 accounts have the address "twin@example.com"' })
      },
    )
  })

  it('does not believe an account while another one has its address, too', async () => {
    const other = { ...person(3, 'other@example.com'), emails: ['other@example.com', 'twin@example.com'] }
    await odd(
      () => ({ body: { items: [person(1, 'me@example.com'), person(2, 'twin@example.com'), other] } }),
      async ({ find }) => {
        const found = (await find(email('twin@example.com'))).get('email:twin@example.com')
        assert.ok(found?.kind === 'ambiguous')
        assert.match(found.detail, /also answers with the account of another address, "other@example.com"/)
      },
    )
  })

  it('may show one account on two pages, which is one account still', async () => {
    const items = [person(2, 'anna@example.com')]
    const pages = ({ url }: OddRequest): OddAnswer =>
      url.includes('cursor')
        ? { body: { items } }
        : { body: { items }, headers: { link: '</v1/people?cursor=2>; rel="next"' } }
    await odd(pages, async ({ directory }) => {
      const { tenant, findings } = await directory.find([email('anna@example.com')], () => undefined, open)
      assert.equal(findings.get('email:anna@example.com')?.kind, 'found')
      assert.equal(tenant.population, 1)
    })
  })

  it('is not followed to another host', async () => {
    const other = await oddServer(() => ({ body: { items: [] } }))
    const link = `<${other.url}/v1/people?cursor=2>; rel="next"`
    await odd(
      () => ({ body: { items: [] }, headers: { link } }),
      async ({ find }) => {
        assert.equal(await codeOf(find(email('anna@example.com'))), 'bad-answer')
      },
    )
    assert.deepEqual(other.requests, [])
    await other.close()
  })

  it('is not followed in a circle', async () => {
    const headers = { link: '</v1/people?cursor=2>; rel="next"' }
    await odd(
      () => ({ body: { items: [] }, headers }),
      async ({ find }) => {
        assert.equal(await codeOf(find(email('anna@example.com'))), 'bad-answer')
      },
    )
  })

  it('may refuse large pages, and is asked for smaller ones', async () => {
    const items = [person(2, 'anna@example.com')]
    const answer = ({ url }: OddRequest): OddAnswer =>
      url.includes('max=1000') ? { status: 400 } : { body: { items } }
    await odd(answer, async ({ find, server }) => {
      assert.equal((await find(email('anna@example.com'))).get('email:anna@example.com')?.kind, 'found')
      assert.ok(server.requests.some(({ url }) => url === '/v1/people?max=100'))
    })
  })

  it('does not make an account absent by a page that lacks what is read', async () => {
    for (const items of [undefined, null, [{ id: idOf(2) }], [{ ...person(2, 'a@b.c'), roles: 'all' }]]) {
      await odd(
        () => ({ body: { items } }),
        async ({ find }) => {
          assert.equal(await codeOf(find(email('anna@example.com'))), 'bad-answer')
        },
      )
    }
  })

  it('does not make somebody absent by leaving them out of a list: each is asked for alone', async () => {
    const anna = person(2, 'anna@example.com')
    const gone = person(3, 'gone@example.com')
    const asked: string[] = []
    const answer = ({ url }: OddRequest): OddAnswer => {
      const { pathname, searchParams } = new URL(url, 'http://x')
      if (searchParams.has('id')) return { body: { items: [] } }
      asked.push(pathname)
      return pathname.endsWith(anna.id) ? { body: anna } : { status: 404, body: { message: 'not found' } }
    }
    await odd(answer, async ({ directory }) => {
      const ids = [userId(anna.id), userId(gone.id)]
      const found = await directory.reread(ids)
      assert.deepEqual(
        ids.map((id) => found.get(id)?.kind),
        ['found', 'absent'],
      )
      assert.equal(asked.length, 2)
    })
  })

  it('may take the comma between roles for "and": then each role is asked for by itself', async () => {
    const me = person(1, 'me@example.com', { roles: ['R-help'] })
    const anna = person(2, 'anna@example.com')
    const answer = ({ url }: OddRequest): OddAnswer => {
      const roles = new URL(url, 'http://x').searchParams.get('roles')
      if (roles === 'R-full') return { body: { items: [anna] } }
      if (roles === 'R-help') return { body: { items: [person(1, 'me@example.com')] } }
      return { body: { items: roles === null ? [anna] : [] } }
    }
    await odd(
      answer,
      async ({ directory }) => {
        const id = userId(anna.id)
        const found = (await directory.reread([id])).get(id)
        assert.equal(found?.kind, 'found')
        assert.deepEqual(found.subject.adminRoles, ['Full Administrator'])
      },
      me,
    )
  })
})
