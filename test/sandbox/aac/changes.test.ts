import assert from 'node:assert/strict'
import type { AacChange } from '../../../src/sandbox/aac/workspace.ts'
import { type Served, serving } from './serving.ts'

const somebody = ({ cloud }: Served, place: number) =>
  cloud.workspace.members()[place] ?? assert.fail('nobody is there')
const path = ({ cloud }: Served) => `/v4/workspaces/${cloud.workspace.id}`
const last = ({ cloud }: Served): AacChange => cloud.workspace.changes.at(-1) ?? assert.fail('nothing was changed')

describe('changes in the emulated Analytics Cloud', () => {
  it('take the membership away and leave the account; assets that were not handed over are lost', () =>
    serving({}, async (served) => {
      const { cloud, call } = served
      const heard: AacChange[] = []
      cloud.workspace.onChange((change) => heard.push(change))
      const leaver = somebody(served, 4)
      assert.equal((await call('DELETE', `${path(served)}/people/${leaver.id}`)).status, 204)
      assert.equal(cloud.workspace.member(leaver.id), undefined)
      assert.equal(cloud.workspace.account(leaver.id)?.email, leaver.email)
      assert.deepEqual([last(served).what, last(served).assets], ['removed', leaver.assets])
      assert.ok(leaver.assets > 0)
      assert.deepEqual(heard, cloud.workspace.changes)
    }))

  it('are refused for who was removed, for strangers and for oneself', () =>
    serving({}, async (served) => {
      const { cloud, call } = served
      const { id } = somebody(served, 4)
      await call('DELETE', `${path(served)}/people/${id}`)
      assert.equal(
        (await call('DELETE', `${path(served)}/people/${id}`)).at('exception', 'name'),
        'DataNotFoundException',
      )
      assert.equal((await call('DELETE', `${path(served)}/people/${cloud.workspace.outsider.id}`)).status, 404)
      assert.equal((await call('DELETE', `${path(served)}/people/${cloud.workspace.owner.id}`)).status, 403)
      assert.equal((await call('DELETE', `${path(served)}/people/x`)).status, 400)
      assert.equal(cloud.workspace.changes.length, 1)
    }))

  it('are answered in each way that the documents allow', async () => {
    for (const [removal, status] of [
      ['no-content', 204],
      ['list', 200],
      ['empty-200', 200],
    ] as const) {
      await serving(
        { variants: { removal, removedAgain: 410, removedShown: 'shown', selfRemoval: 400 } },
        async (served) => {
          const { cloud, call } = served
          const { id } = somebody(served, 4)
          const url = `${path(served)}/people/${id}`
          const done = await call('DELETE', url)
          assert.deepEqual([done.status, done.at()], [status, removal === 'list' ? [] : undefined])
          assert.equal((await call('DELETE', url)).status, 410)
          assert.equal((await call('GET', `/v4/people/${id}`)).status, 200)
          assert.equal((await call('DELETE', `${path(served)}/people/${cloud.workspace.owner.id}`)).status, 400)
        },
      )
    }
  })

  it('delete the whole account where that is what was asked for', () =>
    serving({}, async (served) => {
      const { id } = somebody(served, 4)
      assert.equal((await served.call('DELETE', `/v4/people/${id}`)).status, 204)
      assert.equal(served.cloud.workspace.account(id), undefined)
      assert.equal(last(served).what, 'account-deleted')
    }))

  it('hand assets over by id or by address, and only among members', () =>
    serving({}, async (served) => {
      const { cloud, call } = served
      const [from, to] = [somebody(served, 4), somebody(served, 6)]
      const ids = { fromPersonId: from.id, toPersonId: to.id }
      assert.equal((await call('PATCH', '/v4/workspaces/current/transfer', ids)).status, 204)
      assert.deepEqual([last(served).what, last(served).assets], ['assets-transferred', from.assets])
      assert.equal(cloud.workspace.member(to.id)?.assets, to.assets + from.assets)
      const addresses = { fromPersonEmail: to.email.toUpperCase(), toPersonEmail: from.email }
      assert.equal((await call('PATCH', `${path(served)}/transfer`, addresses)).status, 204)
      assert.equal(cloud.workspace.member(from.id)?.assets, to.assets + from.assets)
      assert.equal((await call('PATCH', `${path(served)}/transfer`, { fromPersonId: from.id })).status, 400)
      assert.equal((await call('PATCH', `${path(served)}/transfer`, { ...ids, toPersonId: from.id })).status, 400)
      cloud.workspace.remove(from.id, 0)
      assert.equal((await call('PATCH', `/iam/v1/workspaces/${cloud.workspace.id}/transfer`, ids)).status, 404)
    }))

  it('suspend and unsuspend all or nobody, one or many, with the assets kept', () =>
    serving({ variants: { suspension: 'people' } }, async (served) => {
      const { cloud, call } = served
      const [one, other] = [somebody(served, 4), somebody(served, 6)]
      const personIds = [one.id, other.id]
      const areDisabled = () => personIds.map((id) => cloud.workspace.member(id)?.isDisabled)
      const suspended = await call('POST', `${path(served)}/people/suspend`, { personIds })
      assert.deepEqual(
        suspended.list('data'),
        personIds.map((id) => ({ id, isDisabled: true })),
      )
      assert.deepEqual(areDisabled(), [true, true])
      assert.equal(cloud.workspace.member(one.id)?.assets, one.assets)
      const withStranger = { personIds: [one.id, cloud.workspace.outsider.id] }
      assert.equal((await call('POST', `${path(served)}/people/unsuspend`, withStranger)).status, 404)
      assert.deepEqual(areDisabled(), [true, true])
      assert.equal((await call('PUT', `${path(served)}/people/${one.id}/suspended`, { suspended: false })).status, 200)
      assert.deepEqual(areDisabled(), [false, true])
      assert.equal((await call('POST', `${path(served)}/people/unsuspend`, { personIds: ['x'] })).status, 404)
      assert.equal((await call('POST', `${path(served)}/people/suspend`, '{"personIds":[')).status, 400)
    }))

  it('leave snapshots alone, and are undone by a reset', () =>
    serving({}, async (served) => {
      const { workspace } = served.cloud
      const start = workspace.snapshot()
      workspace.remove(somebody(served, 4).id, 0)
      assert.equal(workspace.snapshot().members.length, start.members.length - 1)
      assert.equal(workspace.snapshot().accounts.length, start.accounts.length)
      served.cloud.reset()
      assert.deepEqual(workspace.snapshot(), start)
      assert.deepEqual(workspace.changes, [])
    }))
})

describe('the quota of the emulated Analytics Cloud', () => {
  for (const [resetIn, expected] of [
    ['ms', Date.parse('2026-05-04T12:01:00.000Z')],
    ['s', Date.parse('2026-05-04T12:01:00.000Z') / 1000],
  ] as const) {
    it(`is told in every answer, its reset in ${resetIn}, and refuses what is more until the minute is over`, () =>
      serving({ quota: { user: 2, workspace: 3 }, variants: { resetIn } }, async ({ call, advance }) => {
        const first = await call('GET', '/v4/people/current')
        const told = (name: string) => Number(first.headers.get(`x-rate-limit-${name}`))
        assert.deepEqual([told('user-limit'), told('user-remaining'), told('workspace-remaining')], [2, 1, 2])
        assert.equal(told('user-reset'), expected)
        advance(20_500)
        await call('GET', '/v4/people/current')
        const refused = await call('GET', '/v4/people/current')
        assert.deepEqual([refused.status, refused.at('exception', 'name')], [429, 'TooManyRequestsException'])
        assert.equal(refused.headers.get('x-retry-after'), '40')
        advance(39_500)
        assert.equal((await call('GET', '/v4/people/current')).status, 200)
      }))
  }

  it('is not there when none is given', () =>
    serving({}, async ({ call }) => {
      assert.equal((await call('GET', '/v4/people/current')).headers.get('x-rate-limit-user-limit'), null)
    }))
})
