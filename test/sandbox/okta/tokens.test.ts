import assert from 'node:assert/strict'
import { idsOf, serving, somebody, type World } from './serving.ts'

const codeOf = async ({ call }: World, authorization: string, path = '/api/v1/users/me') => {
  const reply = await call('GET', path, { authorization })
  return reply.status === 200 ? 200 : `${reply.status} ${reply.at('errorCode')}`
}

describe('an API token of the emulated Okta', () => {
  it('opens nothing when it is missing or unknown', () =>
    serving({}, async (world) => {
      assert.equal(await codeOf(world, ''), '403 E0000005')
      assert.equal(await codeOf(world, 'SSWS guess'), '401 E0000011')
      assert.equal(await codeOf(world, `Bearer ${world.cloud.tokens.first}`), '401 E0000011')
      assert.equal(await codeOf(world, `SSWS ${world.cloud.tokens.first}`), 200)
    }))

  it('dies with the deactivation of the person who made it, and stays dead when that person is back', () =>
    serving({}, async (world) => {
      const { call, cloud } = world
      const owner = `/api/v1/users/${cloud.organisation.persona('owner').id}`
      assert.equal((await call('POST', `${owner}/lifecycle/deactivate`)).status, 200)
      assert.equal(await codeOf(world, `SSWS ${cloud.tokens.first}`), '401 E0000011')
      cloud.organisation.step('activate', cloud.organisation.persona('owner').id)
      assert.equal(await codeOf(world, `SSWS ${cloud.tokens.first}`), '401 E0000011')
      assert.equal(cloud.tokens.has(cloud.tokens.first), false)
    }))

  it('rests while its owner is suspended', () =>
    serving({}, async (world) => {
      const { organisation, tokens } = world.cloud
      const { id } = somebody(world.cloud)
      const authorization = `SSWS ${tokens.add(id)}`
      organisation.step('suspend', id)
      assert.equal(await codeOf(world, authorization), '401 E0000011')
      organisation.step('unsuspend', id)
      assert.equal(await codeOf(world, authorization), 200)
    }))

  it('lives thirty days from its last use', () =>
    serving({}, async (world) => {
      const authorization = `SSWS ${world.cloud.tokens.first}`
      const day = 86_400_000
      for (const [days, expected] of [
        [29, 200],
        [29, 200],
        [31, '401 E0000011'],
      ] as const) {
        world.clock.advance(days * day)
        assert.equal(await codeOf(world, authorization), expected)
      }
    }))

  it('revokes itself when asked to', () =>
    serving({}, async (world) => {
      assert.equal((await world.call('DELETE', '/api/v1/api-tokens/current')).status, 204)
      assert.equal(await codeOf(world, `SSWS ${world.cloud.tokens.first}`), '401 E0000011')
    }))

  it('of a group administrator shows and changes the members of those groups alone, and no administrator', () =>
    serving({}, async ({ call, cloud }) => {
      const { organisation, tokens } = cloud
      const [admin, outsider] = [somebody(cloud), somebody(cloud, 'ACTIVE', 1)]
      const [group = '', another = ''] = organisation.catalogue.departments.map(({ id }) => id)
      organisation.arrange(admin.id, { groupIds: [] })
      organisation.arrange(outsider.id, { groupIds: [another] })
      const member = organisation.arrange(somebody(cloud, 'ACTIVE', 2).id, { groupIds: [group] })
      const colleague = organisation.arrange(somebody(cloud, 'ACTIVE', 3).id, { groupIds: [group] })
      organisation.giveRole(colleague.id, 'HELP_DESK_ADMIN')
      organisation.giveRole(admin.id, 'USER_ADMIN', [group])
      const authorization = `SSWS ${tokens.add(admin.id)}`
      const ask = async (method: string, path: string) => {
        const reply = await call(method, `/api/v1/users/${path}`, { authorization })
        return reply.status < 300 ? reply.status : `${reply.status} ${reply.at('errorCode')}`
      }
      const listed = idsOf(await call('GET', '/api/v1/users', { authorization }))
      const expected = organisation
        .users()
        .filter((user) => user.status !== 'DEPROVISIONED' && (user.groupIds.includes(group) || user.id === admin.id))
      assert.deepEqual(
        listed,
        expected.map(({ id }) => id),
      )
      assert.deepEqual([await ask('GET', member.id), await ask('GET', outsider.id)], [200, '403 E0000006'])
      assert.equal(await ask('DELETE', outsider.id), '403 E0000006')
      assert.equal(await ask('POST', `${colleague.id}/lifecycle/deactivate`), '403 E0000006')
      assert.equal(await ask('GET', `${member.id}/roles`), '403 E0000006')
      assert.equal(await ask('DELETE', member.id), 204)
    }))

  it('of a help desk administrator or of nobody in particular changes nobody', () =>
    serving({}, async ({ call, cloud }) => {
      const [user, plain] = [somebody(cloud), somebody(cloud, 'ACTIVE', 1)]
      for (const [owner, seen] of [
        [cloud.organisation.persona('helpDesk').id, 200],
        [plain.id, 403],
      ] as const) {
        const authorization = `SSWS ${cloud.tokens.add(owner)}`
        assert.equal((await call('GET', `/api/v1/users/${user.id}`, { authorization })).status, seen)
        assert.equal((await call('DELETE', `/api/v1/users/${user.id}`, { authorization })).status, 403)
      }
    }))

  it('does not deactivate the last super administrator', () =>
    serving({}, async ({ call, cloud }) => {
      const { organisation } = cloud
      const path = (name: 'owner' | 'superAdmin') =>
        `/api/v1/users/${organisation.persona(name).id}/lifecycle/deactivate`
      assert.equal((await call('POST', path('superAdmin'))).status, 200)
      const refused = await call('POST', path('owner'))
      assert.deepEqual([refused.status, refused.at('errorCode')], [403, 'E0000006'])
    }))
})
