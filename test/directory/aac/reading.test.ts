import assert from 'node:assert/strict'
import { createAacDirectory } from '../../../src/directory/aac/directory.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { userId } from '../../../src/model/ids.ts'
import { WireError, type WireFault } from '../../../src/model/wire.ts'
import type { AacOptions } from '../../../src/sandbox/aac/options.ts'
import { aacWorld } from '../../support/aac-world.ts'
import { type OddAnswer, type OddServer, oddServer } from '../../support/odd-server.ts'
import { oneAttempt } from '../../support/one-attempt.ts'

const never = new AbortController().signal

async function faultOf(asked: Promise<unknown>): Promise<WireFault> {
  const error = await asked.then(
    () => assert.fail('it was answered'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof WireError, String(error))
  return error.fault
}

describe('reading a workspace of Alteryx', () => {
  const worlds: Awaited<ReturnType<typeof aacWorld>>[] = []
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()))
  })
  async function worldOf(cloud: AacOptions = {}) {
    const world = await aacWorld({ cloud })
    worlds.push(world)
    return world
  }

  /** People leave whenever a first page was answered; `times` readings see it. */
  async function leaving(people: number, times: number, cloud: AacOptions = {}) {
    const world = await worldOf(cloud)
    await world.directory.check()
    const leavers = world.ordinary.slice(0, people * times)
    world.sandbox.traffic.subscribe(({ url, status }) => {
      if (url.includes('offset=0') && status === 200) for (const { id } of leavers.splice(0, people)) world.remove(id)
    })
    return world
  }
  const idsOf = (subjects: readonly { readonly id: string }[]) => new Set(subjects.map(({ id }) => id))

  for (const [what, cloud] of [
    ['counted pages', {}],
    ['pages that do not count', { variants: { withdrawn: ['list'] } }],
  ] as const) {
    it(`misses nobody who stays when somebody leaves between two ${what}`, async () => {
      const world = await leaving(1, 1, cloud)
      const { subjects } = await world.directory.everyone(() => undefined, never)
      for (const { id } of world.emulation.workspace.members()) assert.ok(idsOf(subjects).has(userId(String(id))))
    })

    it(`reads again when so many leave that ${what} do not meet`, async () => {
      const world = await leaving(7, 2, cloud)
      const { subjects } = await world.directory.everyone(() => undefined, never)
      assert.equal(subjects.length, 46)
    })

    it(`gives up when ${what} do not meet three times`, async () => {
      const world = await leaving(13, 3, cloud)
      const { code, message, isRetryable } = await faultOf(world.directory.everyone(() => undefined, never))
      assert.deepEqual([code, isRetryable], ['bad-answer', true])
      assert.match(message, /people left in the meantime, and took the pages apart, 3 times/)
    })
  }

  it('misses nobody who stays when some leave and as many come', async () => {
    const world = await leaving(2, 1)
    world.sandbox.traffic.subscribe(({ url }) => {
      if (!url.includes('offset=0')) return
      for (const n of [1, 2])
        world.emulation.workspace.add({ email: `new${n}@example.com`, firstName: 'New', lastName: 'Comer' })
    })
    const { subjects } = await world.directory.everyone(() => undefined, never)
    const stayed = world.ordinary.slice(2)
    for (const { id } of stayed) assert.ok(idsOf(subjects).has(id))
  })

  it('makes 60 people of pages of 20 in four calls, each meeting the one before it, and asks who administers in one more', async () => {
    const world = await worldOf()
    await world.directory.check()
    world.sandbox.traffic.clear()
    await world.directory.everyone(() => undefined, never)
    const urls = world.sandbox.traffic.calls.map(({ url }) => url.replace(/.*(offset=\d+|admins)$/, '$1'))
    assert.deepEqual(urls.sort(), ['admins', 'offset=0', 'offset=18', 'offset=36', 'offset=54'])
  })

  it('tells the status of everybody, also where the list shows names only', async () => {
    for (const listShows of ['everything', 'names'] as const) {
      const world = await worldOf({ variants: { listShows } })
      const { subjects } = await world.directory.everyone(() => undefined, never)
      for (const { id, status } of subjects) assert.equal(status !== 'disabled', world.isActive(id), status)
      assert.ok(subjects.some(({ status }) => status === 'disabled'))
      if (listShows === 'everything') assert.ok(subjects.some(({ status }) => status === 'invited'))
    }
  })

  it('shows an address in lower case, and two people with one address as ambiguous', async () => {
    const world = await worldOf()
    const [one, other] = world.ordinary
    assert.ok(one && other)
    world.changeLogin(one.id, 'Mixed.Case@Example.com')
    const key = { by: 'email', value: 'mixed.case@example.com' } as const
    const find = async () =>
      (await world.directory.find([key], () => undefined, never)).findings.get(`email:${key.value}`)
    const found = await find()
    assert.equal(found?.kind === 'found' && found.subject.login, key.value)
    world.changeLogin(other.id, 'mixed.case@example.com')
    assert.deepEqual(await find(), { kind: 'ambiguous', detail: `2 people have the address "${key.value}"` })
  })

  it('shows nobody of another workspace', async () => {
    const world = await worldOf()
    const { id, login } = world.known(world.emulation.workspace.outsider)
    const keys = [{ by: 'email', value: login } as const, { by: 'id', value: id } as const]
    const { findings } = await world.directory.find(keys, () => undefined, never)
    assert.deepEqual([...findings.values()], [{ kind: 'absent' }, { kind: 'absent' }])
    assert.deepEqual((await world.directory.reread([id])).get(id), { kind: 'absent' })
  })

  it('costs one call a person where that is less than a sweep, and says nobody is gone on the word of one', async () => {
    const world = await worldOf({ variants: { withdrawn: ['one'] } })
    await world.directory.check()
    const [one] = world.ordinary
    assert.ok(one)
    world.sandbox.traffic.clear()
    const found = (await world.directory.reread([one.id])).get(one.id)
    assert.equal(found?.kind, 'found')
    const seen = world.sandbox.traffic.calls.map(({ status, url }) => `${status} ${url.split('?')[0]}`)
    assert.deepEqual(seen.slice(1), [
      `410 /v4/people/${one.id}`,
      '200 /v4/workspaces/91946/admins',
      ...Array(4).fill('200 /v4/people'),
    ])
  })
})

describe('odd answers of Alteryx', () => {
  let server: OddServer
  let answers: Record<string, OddAnswer>
  const person = (id: number, more: object = {}) => ({
    id,
    email: `p${id}@example.com`,
    name: `P ${id}`,
    isDisabled: false,
    ...more,
  })
  const people = (count: number, from = 1) => Array.from({ length: count }, (_, n) => person(from + n))

  beforeEach(async () => {
    answers = {
      '/iam/v1/workspaces/current': { body: { id: 5, name: 'Five', workspace_member_count: 3 } },
      '/v4/people/current': { body: person(1, { isAdmin: true }) },
      '/v4/workspaces/5/admins': { body: { data: [{ id: 1 }] } },
      '/v4/people': { body: { data: people(3), count: 3 } },
    }
    server = await oddServer(({ url }) => answers[url] ?? answers[url.split('?')[0] ?? ''] ?? { status: 404, body: {} })
  })
  afterEach(() => server.close())

  const directory = (more: object = {}) =>
    createAacDirectory({ url: `${server.url}/`, tokens: staticToken('secret'), call: oneAttempt, pageSize: 2, ...more })
  const everyone = () => directory().everyone(() => undefined, never)

  it('that hold everybody in one page, whatever was asked for, are taken', async () => {
    assert.deepEqual(
      (await everyone()).subjects.map(({ id }) => id),
      ['1', '2', '3'],
    )
  })

  for (const [what, body, words] of [
    ['the same page again and again', { data: people(2), count: 4 }, /2 different people came of the 4/],
    ['an empty page and a count', { data: [], count: 4 }, /the first page is empty, and 4 people/],
    ['more people than it counts', { data: people(3), count: 2 }, /3 different people came of the 2/],
    ['a person without an address', { data: [{ id: 1 }], count: 1 }, /lacks what was expected at "data.0.email"/],
    ['a person without an id', { data: [{ email: 'a@b' }], count: 1 }, /lacks what was expected at "data.0.id"/],
    ['no list', { people: [] }, /lacks what was expected at "data"/],
  ] as const) {
    it(`that hold ${what} are thrown away`, async () => {
      answers['/v4/people'] = { body }
      const fault = await faultOf(everyone())
      assert.equal(fault.code, 'bad-answer')
      assert.match(fault.message, words)
    })
  }

  it('that count nowhere are thrown away', async () => {
    answers['/v4/people'] = { body: { data: people(3) } }
    assert.equal((await everyone()).subjects.length, 3)
    answers['/iam/v1/workspaces/current'] = { status: 403, body: {} }
    answers['/v4/workspaces/current'] = { body: { id: 5 } }
    assert.match((await faultOf(everyone())).message, /does not tell how many/)
  })

  it('that refuse the size or a parameter are asked again as plainly as can be', async () => {
    answers['/v4/people'] = { status: 400, body: { exception: { name: 'ApiValidationFailed', message: 'sort' } } }
    answers['/v4/people?limit=50&includeCount=true&offset=0'] = { body: { data: people(3), count: 3 } }
    assert.equal((await everyone()).subjects.length, 3)
  })

  it('that ignore the filter for who is suspended leave the status unknown', async () => {
    const bare = [1, 2, 3].map((id) => ({ id, email: `p${id}@example.com`, name: 'P' }))
    answers['/v4/people'] = { body: { data: bare, count: 3 } }
    const { subjects } = await everyone()
    assert.deepEqual(
      subjects.map(({ status }) => status),
      ['unknown', 'unknown', 'unknown'],
    )
    const [first] = subjects
    assert.ok(first)
    const target = { id: first.id }
    assert.equal(directory().stepsLeft('deactivate', first, target), undefined)
    assert.equal(directory().stepsLeft('restore', first, target), undefined)
    assert.deepEqual(directory().stepsLeft('delete', first, target), ['remove'])
  })

  it('that name no administrator, or not the owner who is one, are thrown away', async () => {
    answers['/v4/workspaces/5/admins'] = { body: [] }
    assert.match((await faultOf(everyone())).message, /nobody on the list/)
    answers['/v4/workspaces/5/admins'] = { body: [{ id: 2 }] }
    assert.match(
      (await faultOf(everyone())).message,
      /the owner of the token, who administers the workspace, is not on the list/,
    )
  })

  it('that show the owner of the token as an administrator no longer are taken for a refused credential', async () => {
    const known = directory()
    await known.check()
    answers['/v4/workspaces/5/admins'] = { body: [{ id: 2 }] }
    answers['/v4/people/current'] = { body: person(1, { isAdmin: false }) }
    assert.equal((await faultOf(known.reread([userId('2')]))).code, 'credential-refused')
  })

  it('that refuse to tell who administers stop every reading, and the check says so', async () => {
    answers['/v4/workspaces/5/admins'] = { status: 403, body: {} }
    assert.equal((await faultOf(everyone())).httpStatus, 403)
    assert.match((await directory().check()).lacks.join(), /administrators: they cannot be told from others/)
  })

  it('that list administrators in pages are read to the end', async () => {
    const ids = (from: number, count: number) => ({ body: people(count, from).map(({ id }) => ({ id })) })
    answers['/v4/workspaces/5/admins'] = ids(1, 25)
    answers['/v4/workspaces/5/admins?limit=25&offset=25'] = ids(26, 3)
    answers['/v4/people'] = { body: { data: people(30), count: 30 } }
    assert.equal((await everyone()).tenant.fullAdmins.length, 28)
    answers['/v4/workspaces/5/admins?limit=25&offset=25'] = { status: 400 }
    assert.equal((await everyone()).tenant.fullAdmins.length, 25)
  })

  it('that no longer tell whose the token is need the name in the configuration', async () => {
    answers['/v4/people/current'] = { status: 410, body: {} }
    assert.equal((await faultOf(directory().check())).code, 'owner-unknown')
    assert.match((await faultOf(directory({ owner: 'x@y' }).check())).message, /"x@y" is said to have made it/)
    const { ownerId, ownerLogin } = await directory({ owner: 'P2@Example.com' }).check()
    assert.deepEqual([ownerId, ownerLogin], [userId('2'), 'p2@example.com'])
  })

  it('that show a token of somebody who does not administer are reported', async () => {
    answers['/v4/people/current'] = { body: person(2) }
    assert.match((await directory().check()).lacks.join(), /role Workspace Admin/)
  })
})
