import assert from 'node:assert/strict'
import { publicId } from '../../../src/sandbox/administration/hydra-id.ts'
import { PERSONAS } from '../../../src/sandbox/administration/personas.ts'
import { type Served, serving } from './serving.ts'

const form = (served: Served, more: Readonly<Record<string, string>> = {}): URLSearchParams => {
  const { clientId, clientSecret, refreshToken } = served.cloud.secrets
  const fields = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken }
  return new URLSearchParams({ grant_type: 'refresh_token', ...fields, ...more })
}

describe('the emulated tokens', () => {
  it('have three fields parted by an underscore, the organisation third', () =>
    serving({}, async ({ cloud }) => {
      for (const persona of PERSONAS) {
        const fields = cloud.tokens.of(persona).split('_')
        assert.equal(fields.length, 3, persona)
        assert.equal(fields[2], cloud.organisation.persona(persona).orgUuid, persona)
      }
    }))

  it('open the account that they belong to, until they are expired, refused or the account is gone', () =>
    serving({}, async ({ cloud }) => {
      const { identity, tokens, organisation } = cloud
      const owner = (token: string): string | undefined => identity.authenticate(`Bearer ${token}`)?.account.displayName
      assert.equal(owner(tokens.of('cleo')), 'Cléo Approver')
      assert.equal(identity.authenticate(tokens.of('cleo')), undefined)
      tokens.expire(tokens.of('cleo'))
      tokens.refuse(tokens.of('ben'))
      organisation.delete(organisation.persona('dora').uuid, { uuid: 'somebody', through: 'sandbox' })
      assert.deepEqual(
        [owner(tokens.of('cleo')), owner(tokens.of('ben')), owner(tokens.of('dora'))],
        [undefined, undefined, undefined],
      )
      cloud.reset()
      assert.deepEqual([owner(tokens.of('cleo')), owner(tokens.of('dora'))], ['Cléo Approver', 'Dora Bystander'])
    }))

  it('end with their time', async () => {
    let now = new Date('2026-05-04T12:00:00.000Z')
    await serving({ clock: () => now }, async ({ call, cloud }) => {
      const token = cloud.tokens.add({ owner: 'ben', scopes: ['spark:all'], lifeMs: 1000 })
      assert.equal((await call('GET', '/v1/people/me', token)).status, 200)
      now = new Date(now.getTime() + 1000)
      assert.equal((await call('GET', '/v1/people/me', token)).status, 401)
    })
  })

  it('are renewed for the service app as often as asked, each good for its time', async () => {
    let now = new Date('2026-05-04T12:00:00.000Z')
    await serving({ clock: () => now, accessTokenLifeSeconds: 60 }, async (served) => {
      const first = await served.call('POST', '/v1/access_token', '', form(served))
      const second = await served.call('POST', '/v1/access_token', '', form(served))
      assert.deepEqual([first.status, first.at('expires_in'), first.at('token_type')], [200, 60, 'Bearer'])
      assert.notEqual(first.at('access_token'), second.at('access_token'))
      const people = async (): Promise<number> =>
        (await served.call('GET', '/v1/people', String(first.at('access_token')))).status
      assert.equal(await people(), 200)
      now = new Date(now.getTime() + 60_000)
      assert.equal(await people(), 401)
    })
  })

  it('are not renewed with a wrong secret, a wrong refresh token or another grant', () =>
    serving({}, async (served) => {
      const ask = async (more: Readonly<Record<string, string>>): Promise<number> =>
        (await served.call('POST', '/v1/access_token', '', form(served, more))).status
      assert.equal(await ask({ client_secret: 'guess' }), 401)
      assert.equal(await ask({ refresh_token: 'guess' }), 400)
      assert.equal(await ask({ grant_type: 'password' }), 400)
    }))
})

describe('the emulated catalogue of an organisation', () => {
  it('lists roles, the own organisation and licences to admins, with the licences in use', () =>
    serving({}, async ({ call, cloud }) => {
      const roles = await call('GET', '/v1/roles')
      assert.equal(roles.at('items', 0, 'id'), publicId('ROLE', 'id_full_admin'))
      for (const role of roles.list('items')) {
        const { id, name } = role as { readonly id: string; readonly name: string }
        assert.equal((await call('GET', `/v1/roles/${id}`)).at('name'), name)
      }
      assert.equal((await call('GET', `/v1/roles/${publicId('ROLE', 'id_nobody')}`)).status, 404)
      const organisations = await call('GET', '/v1/organizations')
      assert.deepEqual(organisations.list('items').length, 1)
      assert.equal((await call('GET', `/v1/organizations/${String(organisations.at('items', 0, 'id'))}`)).status, 200)
      const other = publicId('ORGANIZATION', cloud.organisation.elsewhere.uuid)
      assert.equal((await call('GET', `/v1/organizations/${other}`)).status, 404)
      const licences = await call('GET', '/v1/licenses')
      assert.ok(licences.list('items').length >= 4)
      const people = cloud.organisation.people(cloud.organisation.home.uuid)
      const calling = people.filter((user) => user.licences.includes('BCSTD')).length
      assert.equal(licences.at('items', 2, 'name'), 'Webex Calling - Professional')
      assert.equal(licences.at('items', 2, 'consumedUnits'), calling)
    }))

  it('refuses them to everybody else', () =>
    serving({}, async ({ call, cloud }) => {
      for (const path of ['/v1/roles', '/v1/organizations', '/v1/licenses']) {
        assert.equal((await call('GET', path, cloud.tokens.of('ben'))).status, 403, path)
      }
    }))
})
