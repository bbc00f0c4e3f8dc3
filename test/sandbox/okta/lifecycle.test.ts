import assert from 'node:assert/strict'
import { STATUSES, type Status } from '../../../src/sandbox/okta/user.ts'
import { serving, somebody, type World } from './serving.ts'

const statusOf = async ({ call }: World, id: string): Promise<unknown> =>
  (await call('GET', `/api/v1/users/${id}`)).at('status')

/** What a step answers for somebody of each status: the HTTP status, or the code of the refusal. */
async function answers(world: World, step: string): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {}
  for (const status of STATUSES) {
    const reply = await world.call('POST', `/api/v1/users/${somebody(world.cloud, status).id}/lifecycle/${step}`)
    found[status] = reply.status === 200 ? 200 : `${reply.status} ${reply.at('errorCode')}`
  }
  return found
}
const all = (answer: unknown, except: Partial<Record<Status, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(STATUSES.map((status) => [status, except[status] ?? answer]))

describe('the life cycle of people in the emulated Okta', () => {
  it('lets everybody be deactivated but who is already, who is then not found', () =>
    serving({}, async (world) => {
      assert.deepEqual(await answers(world, 'deactivate'), all(200, { DEPROVISIONED: '404 E0000007' }))
      const gone = somebody(world.cloud, 'DEPROVISIONED')
      const again = await world.call('POST', `/api/v1/users/${gone.id}/lifecycle/deactivate`)
      assert.equal(again.at('errorSummary'), `Not found: Resource not found: ${gone.id} (User)`)
    }))

  it('activates the staged and the deactivated alone', () =>
    serving({}, async (world) => {
      const expected = { STAGED: 200, DEPROVISIONED: 200, ACTIVE: '403 E0000016', PROVISIONED: '403 E0000016' }
      assert.deepEqual(await answers(world, 'activate'), all('403 E0000038', expected))
    }))

  it('reactivates those alone who have not come to the end of an activation or a recovery', () =>
    serving({}, async (world) => {
      assert.deepEqual(await answers(world, 'reactivate'), all('403 E0000038', { PROVISIONED: 200, RECOVERY: 200 }))
    }))

  it('suspends the active alone, and takes back the suspension of the suspended alone', () =>
    serving({}, async (world) => {
      assert.deepEqual(await answers(world, 'unsuspend'), all('400 E0000001', { SUSPENDED: 200 }))
    }).then(() =>
      serving({}, async (world) => {
        assert.deepEqual(await answers(world, 'suspend'), all('400 E0000001', { ACTIVE: 200 }))
      }),
    ))

  it('keeps groups and apps through a suspension and gives the person back as it was', () =>
    serving({}, async (world) => {
      const user = somebody(world.cloud)
      await world.call('POST', `/api/v1/users/${user.id}/lifecycle/suspend`)
      assert.equal(await statusOf(world, user.id), 'SUSPENDED')
      await world.call('POST', `/api/v1/users/${user.id}/lifecycle/unsuspend`)
      const { status, groupIds, appIds } = world.cloud.organisation.user(user.id) ?? user
      assert.deepEqual({ status, groupIds, appIds }, { status: 'ACTIVE', groupIds: user.groupIds, appIds: user.appIds })
    }))

  it('answers a deactivation with an empty object, and takes apps, roles and the password but not the groups', () =>
    serving({}, async ({ call, cloud }) => {
      const user = cloud.organisation.arrange(somebody(cloud).id, {
        appIds: [cloud.organisation.catalogue.apps[0]?.id ?? ''],
      })
      cloud.organisation.giveRole(user.id, 'HELP_DESK_ADMIN')
      const path = `/api/v1/users/${user.id}`
      const holds = async () => {
        const [apps, roles, groups] = [
          call('GET', `${path}/appLinks`),
          call('GET', `${path}/roles`),
          call('GET', `${path}/groups`),
        ]
        return [(await apps).list().length, (await roles).list().length, (await groups).list().length]
      }
      assert.deepEqual(await holds(), [1, 1, 2])
      const reply = await call('POST', `${path}/lifecycle/deactivate?sendEmail=false`)
      assert.deepEqual([reply.status, reply.text], [200, '{}'])
      assert.deepEqual(await holds(), [0, 0, 2])
      const after = await call('GET', path)
      assert.deepEqual([after.at('status'), after.at('credentials', 'password')], ['DEPROVISIONED', undefined])
    }))

  it('gives back a deactivated person without apps, roles and password, to be welcomed anew', () =>
    serving({}, async (world) => {
      const { call, cloud } = world
      const user = cloud.organisation.arrange(somebody(cloud).id, { provider: { type: 'OKTA', name: 'OKTA' } })
      cloud.organisation.giveRole(user.id, 'HELP_DESK_ADMIN')
      await call('POST', `/api/v1/users/${user.id}/lifecycle/deactivate`)
      const reply = await call('POST', `/api/v1/users/${user.id}/lifecycle/activate?sendEmail=false`)
      const token = String(reply.at('activationToken'))
      assert.match(token, /^\w{20}$/)
      assert.equal(reply.at('activationUrl'), `${world.base}/tokens/${token}/verify`)
      assert.equal(await statusOf(world, user.id), 'PROVISIONED')
      const after = cloud.organisation.user(user.id)
      assert.deepEqual([after?.appIds, after?.roles, after?.groupIds], [[], [], user.groupIds])
    }))

  it('takes the role that a group gives while the person is deactivated, and no longer', () =>
    serving({}, async ({ call, cloud }) => {
      const path = `/api/v1/users/${cloud.organisation.persona('groupLed').id}`
      const roles = async () => (await call('GET', `${path}/roles`)).list().length
      await call('POST', `${path}/lifecycle/deactivate`)
      assert.equal(await roles(), 0)
      await call('POST', `${path}/lifecycle/activate`)
      assert.equal(await roles(), 1)
    }))

  it('writes to the person on activation unless told not to, and to nobody on deactivation unless told to', () =>
    serving({}, async ({ call, cloud }) => {
      const path = `/api/v1/users/${somebody(cloud).id}`
      await call('POST', `${path}/lifecycle/deactivate`)
      const activation = await call('POST', `${path}/lifecycle/activate`)
      assert.deepEqual([activation.status, activation.text], [200, '{}'])
      await call('POST', `${path}/lifecycle/deactivate?sendEmail=true`)
      await call('POST', `${path}/lifecycle/activate?sendEmail=false`)
      assert.deepEqual(
        cloud.organisation.changes.map(({ what, mailed }) => [what, mailed]),
        [
          ['deactivated', false],
          ['activated', true],
          ['deactivated', true],
          ['activated', false],
        ],
      )
    }))

  it('takes its time where it is asked to, and shows whereto meanwhile', () =>
    serving({ settleMs: 5_000 }, async ({ call, cloud, clock }) => {
      const path = `/api/v1/users/${somebody(cloud).id}`
      const seen = async () => {
        const user = await call('GET', path)
        return [user.at('status'), user.at('transitioningToStatus')]
      }
      assert.equal((await call('POST', `${path}/lifecycle/deactivate`)).status, 200)
      assert.deepEqual(await seen(), ['ACTIVE', 'DEPROVISIONED'])
      const meanwhile = await call('POST', path, { body: { profile: { firstName: 'New' } } })
      assert.deepEqual([meanwhile.status, meanwhile.at('errorCode')], [409, 'E0000112'])
      clock.advance(5_000)
      assert.deepEqual(await seen(), ['DEPROVISIONED', undefined])
    }))
})

describe('the delete of the emulated Okta', () => {
  it('deactivates who is not deactivated, deletes who is, and answers both alike', () =>
    serving({}, async (world) => {
      const { call, cloud } = world
      const user = somebody(cloud)
      const path = `/api/v1/users/${user.id}`
      const first = await call('DELETE', path)
      assert.deepEqual([first.status, first.text, await statusOf(world, user.id)], [204, '', 'DEPROVISIONED'])
      const second = await call('DELETE', path)
      assert.deepEqual([second.status, second.text], [204, ''])
      for (const asked of [user.id, encodeURIComponent(user.profile.login)])
        assert.equal((await call('GET', `/api/v1/users/${asked}`)).status, 404)
      const third = await call('DELETE', path)
      assert.deepEqual([third.status, third.at('errorCode')], [404, 'E0000007'])
      assert.deepEqual(
        cloud.organisation.snapshot().deleted.map(({ id }) => id),
        [user.id],
      )
    }))

  it('refuses the technical and the billing contact, who can be deactivated all the same', () =>
    serving({}, async ({ call, cloud }) => {
      const path = `/api/v1/users/${cloud.organisation.persona('billing').id}`
      const refused = await call('DELETE', path)
      assert.deepEqual([refused.status, refused.at('errorCode')], [403, 'E0000006'])
      assert.equal((await call('POST', `${path}/lifecycle/deactivate`)).status, 200)
      assert.equal((await call('DELETE', path)).status, 403)
    }))

  it('tells every change to who listens', () =>
    serving({}, async ({ call, cloud }) => {
      const seen: unknown[] = []
      cloud.organisation.onChanged(({ what, from, to, by }) => seen.push([what, from, to, by]))
      const path = `/api/v1/users/${somebody(cloud).id}`
      await call('DELETE', path)
      await call('DELETE', path)
      const owner = cloud.organisation.persona('owner').id
      assert.deepEqual(seen, [
        ['deactivated', 'ACTIVE', 'DEPROVISIONED', owner],
        ['deleted', 'DEPROVISIONED', undefined, owner],
      ])
    }))
})
