import assert from 'node:assert/strict'
import type { User } from '../../../src/sandbox/administration/user.ts'
import { type Served, serving } from './serving.ts'

const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
const CISCO_ERROR = 'urn:scim:schemas:extension:cisco:webexidentity:api:messages:2.0:Error'

const bulk = (served: Served, operations: readonly unknown[], more: object = {}) =>
  served.call('POST', `/identity/scim/${served.cloud.organisation.home.uuid}/v2/Bulk`, undefined, {
    schemas: [REQUEST],
    operations,
    ...more,
  })

const deletion = ({ uuid }: Pick<User, 'uuid'>) => ({ method: 'DELETE', path: `/Users/${uuid}` })

const nobody = { uuid: '00000000-0000-4000-8000-000000000000' }

const ordinary = ({ cloud }: Served, count: number): readonly User[] =>
  cloud.organisation
    .people(cloud.organisation.home.uuid)
    .filter(({ roles }) => roles.length === 0)
    .slice(0, count)

const statuses = (operations: readonly unknown[]): readonly unknown[] =>
  operations.map((operation) => (operation as Record<string, unknown>)['status'])

describe('the emulated SCIM Bulk', () => {
  it('deletes up to 100 users, with an answer for each that names it', () =>
    serving({ size: 130 }, async (served) => {
      const people = ordinary(served, 100)
      const reply = await bulk(served, people.map(deletion))
      assert.equal(reply.status, 200)
      assert.deepEqual(statuses(reply.list('Operations')), Array(100).fill('204'))
      assert.ok(String(reply.at('Operations', 41, 'location')).endsWith(`/v2/Users/${people[41]?.uuid}`))
      assert.deepEqual(
        served.cloud.organisation.changes.map(({ uuid }) => uuid),
        people.map(({ uuid }) => uuid),
      )
      assert.ok(served.cloud.organisation.changes.every(({ through }) => through === 'scim-bulk'))
    }))

  it('refuses 101 operations as a whole', () =>
    serving({ size: 130 }, async (served) => {
      const reply = await bulk(served, ordinary(served, 101).map(deletion))
      assert.equal(reply.status, 400)
      assert.deepEqual(served.cloud.organisation.changes, [])
    }))

  it('goes on after a failure and tells it in the vendor’s form', () =>
    serving({}, async (served) => {
      const [one, two] = ordinary(served, 2)
      assert.ok(one !== undefined && two !== undefined)
      const reply = await bulk(served, [deletion(one), deletion(nobody), deletion(two)])
      assert.equal(reply.status, 200)
      assert.deepEqual(statuses(reply.list('Operations')), ['204', '404', '204'])
      assert.equal(reply.at('Operations', 1, 'response', 'status'), '404')
      assert.equal(reply.at('Operations', 1, 'response', CISCO_ERROR, 'errorCode'), 404)
      assert.match(String(reply.at('Operations', 1, 'response', CISCO_ERROR, 'details')), /not found/)
    }))

  it('stops after failOnErrors failures and leaves the rest undone and unanswered', () =>
    serving({}, async (served) => {
      const [one, two, three] = ordinary(served, 3)
      assert.ok(one !== undefined && two !== undefined && three !== undefined)
      const operations = [deletion(one), deletion(nobody), deletion(two), deletion(nobody), deletion(three)]
      const reply = await bulk(served, operations, { failOnErrors: 2 })
      assert.deepEqual(statuses(reply.list('Operations')), ['204', '404', '204', '404'])
      assert.ok(served.cloud.organisation.user(three.uuid) !== undefined)
    }))

  it('takes failOnErrors from 1 to 100 only', () =>
    serving({}, async (served) => {
      for (const failOnErrors of [0, 101, 'all']) {
        assert.equal((await bulk(served, [deletion(nobody)], { failOnErrors })).status, 400, String(failOnErrors))
      }
    }))

  it('takes the key Operations as well, data as text or as an object, and no PUT', () =>
    serving({}, async (served) => {
      const { uuid } = served.cloud.organisation.persona('dora')
      const data = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: 'T' }],
      }
      const path = `/Users/${uuid}`
      const operations = [
        { method: 'PATCH', path, data, bulkId: 'a' },
        { method: 'PATCH', path, data: JSON.stringify(data), bulkId: 'b' },
        { method: 'PATCH', path, data: '{', bulkId: 'c' },
        { method: 'PUT', path, data, bulkId: 'd' },
      ]
      const reply = await bulk(served, [], { operations: undefined, Operations: operations })
      assert.deepEqual(statuses(reply.list('Operations')), ['200', '200', '400', '400'])
      assert.equal(reply.at('Operations', 3, 'bulkId'), 'd')
      assert.equal(served.cloud.organisation.user(uuid)?.title, 'T')
    }))

  it('creates users, each with a bulkId', () =>
    serving({}, async (served) => {
      const data = {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'n@example.com',
        userType: 'user',
      }
      const reply = await bulk(served, [
        { method: 'POST', path: '/Users', data, bulkId: 'x' },
        { method: 'POST', path: '/Users', data },
      ])
      assert.deepEqual(statuses(reply.list('Operations')), ['201', '400'])
      assert.equal(reply.at('Operations', 0, 'bulkId'), 'x')
      assert.ok(served.cloud.identity.accountByEmail('n@example.com') !== undefined)
    }))

  it('never deletes the own account, the bot, or somebody of another organisation', () =>
    serving({}, async (served) => {
      const { organisation } = served.cloud
      const targets = (['serviceApp', 'bot', 'otto'] as const).map((name) => deletion(organisation.persona(name)))
      const reply = await bulk(served, targets)
      assert.deepEqual(statuses(reply.list('Operations')), ['403', '404', '404'])
      assert.deepEqual(organisation.changes, [])
    }))

  it('switches sign-ins off and on and changes addresses, operation by operation in their order', () =>
    serving({}, async (served) => {
      const [one, two, three] = ordinary(served, 3)
      assert.ok(one !== undefined && two !== undefined && three !== undefined)
      const patch = ({ uuid }: User, value: object) => ({
        method: 'PATCH',
        path: `/Users/${uuid}`,
        data: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', value }] },
      })
      const address = (value: string) => ({ userName: value, emails: [{ value, type: 'work', primary: true }] })
      const [first, second] = [one.emails[0]?.value ?? '', two.emails[0]?.value ?? '']
      const reply = await bulk(served, [
        patch(three, { active: false }),
        patch(one, address(second)),
        patch(two, address('two.new@example.com')),
        patch(one, address(second)),
        patch(three, { active: true }),
        patch(three, { userName: first }),
      ])
      assert.deepEqual(statuses(reply.list('Operations')), ['200', '409', '200', '200', '200', '400'])
      const { organisation } = served.cloud
      assert.deepEqual(
        [one, two, three].map(({ uuid }) => organisation.user(uuid)?.emails[0]?.value),
        [second, 'two.new@example.com', three.emails[0]?.value],
      )
      assert.deepEqual(
        organisation.changes.map(({ uuid, fields }) => [uuid, fields]),
        [
          [three.uuid, ['loginEnabled']],
          [two.uuid, ['emails', 'invitePending']],
          [one.uuid, ['emails', 'invitePending']],
          [three.uuid, ['loginEnabled']],
        ],
      )
      assert.deepEqual(
        [one, two, three].map(({ uuid }) => organisation.user(uuid)?.invitePending),
        [true, true, three.invitePending],
      )
    }))
})
