import assert from 'node:assert/strict'
import { publicId } from '../../../src/sandbox/administration/hydra-id.ts'
import type { Persona } from '../../../src/sandbox/administration/personas.ts'
import type { User } from '../../../src/sandbox/administration/user.ts'
import { type Served, serving } from './serving.ts'

const pathOf = ({ uuid }: Pick<User, 'uuid'>): string => `/v1/people/${publicId('PEOPLE', uuid)}`

const persona = ({ cloud }: Served, name: Persona): User => cloud.organisation.persona(name)

describe('the emulated People API, deleting', () => {
  it('deletes once, and answers 404 the second time', () =>
    serving({}, async (served) => {
      const dora = persona(served, 'dora')
      assert.equal((await served.call('DELETE', pathOf(dora))).status, 204)
      assert.equal((await served.call('DELETE', pathOf(dora))).status, 404)
      assert.equal((await served.call('GET', pathOf(dora))).status, 404)
      assert.equal(served.cloud.identity.account(dora.uuid), undefined)
    }))

  it('logs who deleted whom when and through which door', () =>
    serving({}, async (served) => {
      const dora = persona(served, 'dora')
      await served.call('DELETE', pathOf(dora))
      const by = persona(served, 'serviceApp').uuid
      const at = '2026-05-04T12:00:00.000Z'
      assert.deepEqual(served.cloud.organisation.changes, [
        {
          at,
          what: 'deleted',
          uuid: dora.uuid,
          email: 'dora.bystander@example.com',
          fields: [],
          by,
          through: 'people',
        },
      ])
    }))

  it('tells the messaging half, after the account is gone', () =>
    serving({}, async (served) => {
      const heard: unknown[] = []
      const { identity } = served.cloud
      identity.onDeleted((account) => heard.push([account.emails[0], identity.account(account.uuid)]))
      await served.call('DELETE', pathOf(persona(served, 'dora')))
      assert.deepEqual(heard, [['dora.bystander@example.com', undefined]])
    }))

  it('refuses a read-only admin, a device admin, an ordinary person and a token without the scope', () =>
    serving({}, async (served) => {
      const { tokens, organisation } = served.cloud
      const target = pathOf(persona(served, 'dora'))
      const scopes = ['spark-admin:people_read', 'spark-admin:people_write']
      for (const role of ['id_readonly_admin', 'id_device_admin'] as const) {
        const token = tokens.add({ owner: organisation.withRole(role)[0]?.uuid ?? '', scopes })
        assert.equal((await served.call('GET', '/v1/people', token)).status, 200, role)
        assert.equal((await served.call('DELETE', target, token)).status, 403, role)
      }
      assert.equal((await served.call('DELETE', target, tokens.of('ben'))).status, 403)
      const readOnly = tokens.add({ owner: 'serviceApp', scopes: ['spark-admin:people_read'] })
      assert.equal((await served.call('DELETE', target, readOnly)).status, 403)
      assert.deepEqual(organisation.changes, [])
    }))

  it('refuses a bot, a person of another organisation, the own account and the last full admin', () =>
    serving({}, async (served) => {
      assert.equal((await served.call('DELETE', pathOf(persona(served, 'otto')))).status, 403)
      assert.equal((await served.call('DELETE', pathOf(persona(served, 'bot')))).status, 403)
      assert.equal((await served.call('DELETE', pathOf(persona(served, 'serviceApp')))).status, 403)
      const [first, last] = served.cloud.organisation.withRole('id_full_admin')
      assert.ok(first !== undefined && last !== undefined)
      assert.equal((await served.call('DELETE', pathOf(first))).status, 204)
      assert.equal((await served.call('DELETE', pathOf(last))).status, 409)
    }))
})

describe('the emulated People API, replacing', () => {
  const somebody = (served: Served): User => {
    const user = served.cloud.organisation
      .people(served.cloud.organisation.home.uuid)
      .find((person) => person.avatar !== undefined && person.phoneNumbers.length > 0 && person.roles.length === 0)
    assert.ok(user !== undefined)
    return user
  }

  it('keeps everything that is sent back as it was read', () =>
    serving({ size: 60 }, async (served) => {
      const user = somebody(served)
      const path = `${pathOf(user)}?callingData=true`
      const before = await served.call('GET', path)
      const reply = await served.call('PUT', path, undefined, before.at())
      assert.equal(reply.status, 200)
      const after = await served.call('GET', path)
      const nickName = user.firstName
      assert.deepEqual(
        { ...(after.at() as object), lastModified: '' },
        { ...(before.at() as object), nickName, lastModified: '' },
      )
    }))

  it('loses what is not sent', () =>
    serving({ size: 60 }, async (served) => {
      const user = somebody(served)
      const reply = await served.call('PUT', pathOf(user), undefined, { displayName: 'Only A. Name' })
      assert.equal(reply.status, 200)
      const after = served.cloud.organisation.user(user.uuid)
      assert.deepEqual(
        [after?.avatar, after?.phoneNumbers, after?.licences, after?.roles, after?.title, after?.managerUuid],
        [undefined, [], [], [], undefined, undefined],
      )
      assert.deepEqual([after?.emails, after?.created, after?.timezone], [user.emails, user.created, user.timezone])
      assert.ok(served.cloud.organisation.changes[0]?.fields.includes('avatar'))
    }))

  it('needs a displayName, one address only, and an address that is free in every organisation', () =>
    serving({}, async (served) => {
      const path = pathOf(persona(served, 'dora'))
      const put = async (body: unknown): Promise<number> => (await served.call('PUT', path, undefined, body)).status
      assert.equal(await put({ emails: ['dora@example.com'] }), 400)
      assert.equal(await put({ displayName: 'Dora', emails: ['a@example.com', 'b@example.com'] }), 400)
      assert.equal(await put({ displayName: 'Dora', emails: ['Ben.Approver@example.com'] }), 409)
      assert.equal(await put({ displayName: 'Dora', emails: ['otto@elsewhere.example'] }), 409)
      assert.deepEqual(served.cloud.organisation.changes, [])
      assert.equal(await put({ displayName: 'Dora', emails: ['Dora.New@example.com'] }), 200)
      assert.equal(served.cloud.identity.accountByEmail('dora.new@example.com')?.displayName, 'Dora')
      assert.equal(served.cloud.identity.accountByEmail('dora.bystander@example.com'), undefined)
    }))

  it('shows whoever got a new address as invited anew, and nobody else', () =>
    serving({}, async (served) => {
      const path = pathOf(persona(served, 'dora'))
      await served.call('PUT', path, undefined, { displayName: 'Dora' })
      assert.equal((await served.call('GET', path)).at('invitePending'), 'false')
      await served.call('PUT', path, undefined, { displayName: 'Dora', emails: ['dora.new@example.com'] })
      assert.equal((await served.call('GET', path)).at('invitePending'), 'true')
    }))

  it('answers 204 to minResponse, and 400 in its own words to a body that is no JSON', () =>
    serving({}, async (served) => {
      const path = pathOf(persona(served, 'dora'))
      assert.equal(
        (await served.call('PUT', `${path}?minResponse=true`, undefined, { displayName: 'Dora' })).status,
        204,
      )
      const reply = await served.call('PUT', path, undefined, '{')
      assert.equal(reply.status, 400)
      assert.equal(typeof reply.at('trackingId'), 'string')
    }))

  it('takes a login away, and with it the tokens of the account', () =>
    serving({}, async (served) => {
      const { tokens } = served.cloud
      assert.equal((await served.call('GET', '/v1/people/me', tokens.of('dora'))).status, 200)
      await served.call('PUT', pathOf(persona(served, 'dora')), undefined, { displayName: 'Dora', loginEnabled: false })
      assert.equal((await served.call('GET', '/v1/people/me', tokens.of('dora'))).status, 401)
    }))
})
