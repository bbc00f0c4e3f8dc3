import assert from 'node:assert/strict'
import { serving } from './serving.ts'

const idsOf = (people: readonly unknown[]): readonly unknown[] =>
  people.map((person) => Reflect.get(Object(person), 'id'))

describe('the people of the emulated Analytics Cloud', () => {
  it('come 25 at a time, and are counted when it is asked for', () =>
    serving({}, async ({ call }) => {
      const first = await call('GET', '/v4/people')
      assert.deepEqual([first.list('data').length, first.at('count')], [25, undefined])
      const rest = await call('GET', '/v4/people?offset=25&limit=100&includeCount=true')
      assert.deepEqual([rest.list('data').length, rest.at('count')], [15, 40])
      assert.equal(new Set([...idsOf(first.list('data')), ...idsOf(rest.list('data'))]).size, 40)
      assert.equal((await call('GET', '/v4/people?noLimit=true')).list('data').length, 40)
    }))

  it('shift when somebody leaves between two pages', () =>
    serving({}, async ({ call, cloud }) => {
      const first = idsOf((await call('GET', '/v4/people?limit=20')).list('data'))
      cloud.workspace.remove(Number(first[5]), 0)
      const second = idsOf((await call('GET', '/v4/people?limit=20&offset=20')).list('data'))
      assert.equal(new Set([...first, ...second]).size, 39)
    }))

  it('are sorted and filtered as asked', () =>
    serving({}, async ({ call, cloud }) => {
      const { email, id } = cloud.workspace.members()[7] ?? assert.fail('nobody is there')
      const byEmail = await call('GET', `/v4/people?email=${encodeURIComponent(email.toUpperCase())}`)
      assert.deepEqual(idsOf(byEmail.list('data')), [id])
      const exact = await call(
        'GET',
        `/v4/people?filterType=exact&filterFields=email&filter=${encodeURIComponent(email)}`,
      )
      assert.deepEqual(idsOf(exact.list('data')), [id])
      const down = idsOf((await call('GET', '/v4/people?sort=-id&limit=100')).list('data')).map(Number)
      assert.deepEqual(
        down,
        down.toSorted((one, other) => other - one),
      )
      assert.equal((await call('GET', '/v4/people?sort=nothing')).at('exception', 'name'), 'ApiValidationFailed')
      const disabled = await call('GET', '/v4/people?isDisabled=true&limit=100')
      assert.deepEqual(
        idsOf(disabled.list('data')),
        cloud.workspace.members().flatMap((person) => (person.isDisabled ? [person.id] : [])),
      )
    }))

  it('are shown with status and privileges when it is asked for, and only the caller as administrator', () =>
    serving({}, async ({ call, cloud }) => {
      const whole = await call('GET', '/v4/people?limit=100&includeStatus=true&includePrivileges=true')
      const shown = whole.list('data').map(Object)
      assert.ok(['active', 'invited', 'disabled'].every((status) => shown.some((one) => one['status'] === status)))
      assert.ok(shown.every((one) => Array.isArray(one['maximalPrivileges'])))
      assert.deepEqual(idsOf(shown.filter((one) => 'isAdmin' in one)), [cloud.workspace.owner.id])
    }))

  it('are the same under all three paths, which take the numeric id of the workspace only', () =>
    serving({}, async ({ call, cloud }) => {
      const { id, gid } = cloud.workspace
      const ids = await Promise.all(
        ['/v4/people', `/v4/workspaces/${id}/people`, `/iam/v1/workspaces/${id}/people`].map(async (path) =>
          idsOf((await call('GET', `${path}?limit=100`)).list('data')),
        ),
      )
      assert.deepEqual(ids[1], ids[0])
      assert.deepEqual(ids[2], ids[0])
      const byGid = await call('GET', `/v4/workspaces/${gid}/people`)
      assert.deepEqual([byGid.status, byGid.at('exception', 'name')], [404, 'RouteNotFoundException'])
      assert.equal((await call('GET', `/v4/workspaces/${id + 1}/people`)).status, 403)
    }))

  it('tell the current workspace and person, one person, and the administrators', () =>
    serving({}, async ({ call, cloud }) => {
      const { workspace } = cloud
      for (const path of ['/v4/workspaces/current', '/iam/v1/workspaces/current']) {
        const current = await call('GET', path)
        assert.deepEqual([current.at('id'), current.at('workspace_member_count')], [workspace.id, 40])
      }
      assert.equal((await call('GET', '/v4/people/current')).at('id'), workspace.owner.id)
      const { id, email } = workspace.members()[9] ?? assert.fail('nobody is there')
      assert.equal((await call('GET', `/v4/people/${id}`)).at('email'), email)
      assert.equal((await call('GET', `/v4/people/${workspace.outsider.id}`)).status, 404)
      assert.equal((await call('GET', `/v4/workspaces/${workspace.id}/admins`)).list('data').length, 2)
    }))

  it('withdraw what is withdrawn, with a number for the support', () =>
    serving({ variants: { withdrawn: ['list', 'one', 'current'] } }, async ({ call, cloud }) => {
      for (const path of ['', '/count', '/current', `/${cloud.workspace.owner.id}`]) {
        const reply = await call('GET', `/v4/people${path}`)
        assert.deepEqual([reply.status, reply.at('exception', 'name')], [410, 'GoneException'], path)
        assert.match(reply.headers.get('x-trifacta-request-id') ?? '', /^sandbox-aac-\d{8}$/)
      }
      assert.equal((await call('GET', `/iam/v1/workspaces/${cloud.workspace.id}/people`)).status, 200)
      assert.equal((await call('GET', '/v4/nothing')).at('exception', 'name'), 'RouteNotFoundException')
    }))

  it('can be shown as other tenants were seen to: names only, ids as text, no wrapping, small pages', () =>
    serving(
      { variants: { listShows: 'names', idsAre: 'texts', admins: 'bare', pageLimit: 7, iamCounts: true } },
      async ({ call, cloud }) => {
        const page = await call('GET', '/v4/people?limit=100&offset=2&includeStatus=true')
        assert.equal(page.list('data').length, 7)
        assert.deepEqual(Object.keys(Object(page.at('data', 0))), ['id', 'email', 'name'])
        assert.equal(typeof page.at('data', 0, 'id'), 'string')
        assert.equal((await call('GET', `/v4/workspaces/${cloud.workspace.id}/admins`)).list().length, 2)
        const counted = await call('GET', `/iam/v1/workspaces/${cloud.workspace.id}/people?includeCount=true`)
        assert.equal(counted.at('count'), 40)
      },
    ))

  it('are those who were given, beside two administrators', () =>
    serving({ people: [{ email: 'Ada@Example.com', firstName: 'Ada', lastName: 'King' }] }, async ({ call }) => {
      const all = await call('GET', '/v4/people?limit=10&includeCount=true')
      assert.deepEqual(
        [all.at('count'), all.at('data', 2, 'email'), all.at('data', 2, 'name')],
        [3, 'Ada@Example.com', 'Ada King'],
      )
    }))
})
