import assert from 'node:assert/strict'
import { createSend } from '../../../src/directory/http/client.ts'
import { createRead } from '../../../src/directory/http/read.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { renameInBulk } from '../../../src/directory/webex/rename-in-bulk.ts'
import { Scim } from '../../../src/directory/webex/scim.ts'
import { WEBEX } from '../../../src/directory/webex/vendor.ts'
import type { Effect } from '../../../src/model/directory.ts'
import { userId } from '../../../src/model/ids.ts'
import { type OddRequest, oddServer } from '../../support/odd-server.ts'
import { oneAttempt } from '../../support/one-attempt.ts'

const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'
const NEW = 'new@example.com'

type User = Readonly<Record<string, unknown>>
const user = (id: string, more: object = {}): User => ({
  ...{ id, userName: 'old@example.com', active: true, meta: { version: '1' } },
  emails: [{ value: 'old@example.com', type: 'work', primary: true }],
  'urn:scim:schemas:extension:cisco:webexidentity:2.0:User': { accountStatus: 'active', externalAttribute1: ['x'] },
  ...more,
})
const renamed = { userName: NEW, emails: [{ value: NEW, type: 'work', primary: true }] }

/** A SCIM that shows `before` until the bulk call and `after` from then on. */
async function renaming(
  before: readonly User[],
  after: readonly User[],
  list: (users: readonly User[], request: OddRequest) => unknown = (users) => ({
    totalResults: users.length,
    Resources: users,
  }),
): Promise<{ readonly effect: Effect; readonly requests: readonly OddRequest[] }> {
  let shown = before
  const server = await oddServer((request) => {
    if (request.method === 'POST') {
      shown = after
      return { body: { Operations: [{ location: `x/Users/${A}`, method: 'PATCH', status: '200' }] } }
    }
    if (request.url.includes('?')) return { body: list(shown, request) }
    const one = shown.find(({ id }) => request.url.endsWith(String(id)))
    return one ? { body: one } : { status: 404 }
  })
  try {
    const send = createSend(WEBEX, staticToken('token'), { timeoutMs: 2_000, maxBytes: 1_000_000 })
    const scim = new Scim(createRead(WEBEX, oneAttempt, send), send, server.url, 'org')
    const effects = await renameInBulk({ scim, call: oneAttempt }, [{ id: userId(A), newLogin: NEW }])
    return { effect: effects.get(userId(A)) ?? assert.fail('no effect'), requests: server.requests }
  } finally {
    await server.close()
  }
}

describe('renaming where SCIM does not do as it says', () => {
  it('sends the login and the e-mails in one step', async () => {
    const { effect, requests } = await renaming([user(A)], [user(A, renamed)])
    assert.deepEqual(effect, { kind: 'done' })
    const sent: unknown = JSON.parse(requests.find(({ method }) => method === 'POST')?.body ?? '')
    assert.deepEqual(sent, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      operations: [
        {
          method: 'PATCH',
          path: `/Users/${A}`,
          data: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'replace', value: renamed }],
          },
        },
      ],
    })
  })

  it('is done although the account waits to be verified and has another version', async () => {
    const extension = 'urn:scim:schemas:extension:cisco:webexidentity:2.0:User'
    const waiting = { [extension]: { accountStatus: 'pending', externalAttribute1: ['x'] }, meta: { version: '2' } }
    assert.deepEqual((await renaming([user(A)], [user(A, { ...renamed, ...waiting })])).effect, { kind: 'done' })
  })

  it('tells with both values what else has changed, in an extension, too', async () => {
    const extension = 'urn:scim:schemas:extension:cisco:webexidentity:2.0:User'
    const after = user(A, { ...renamed, active: false, [extension]: { accountStatus: 'active' } })
    const { effect } = await renaming([user(A)], [after])
    assert.ok(effect.kind === 'refused')
    assert.deepEqual([effect.fault.code, effect.fault.isRetryable], ['differs', false])
    assert.match(effect.fault.message, /is done, but/)
    assert.match(effect.fault.message, /active was true, is false; externalAttribute1 was \["x"\], is nothing/)
  })

  it('tells of e-mails that are not as asked for', async () => {
    const { effect } = await renaming([user(A)], [user(A, { ...renamed, emails: [] })])
    assert.ok(effect.kind === 'refused')
    assert.match(effect.fault.message, /emails was \[.*new@example.com.*\], is nothing/)
  })

  it('is unclear where it said yes and shows the old address, or nobody', async () => {
    assert.equal((await renaming([user(A)], [user(A)])).effect.kind, 'unclear')
    assert.equal((await renaming([user(A)], [])).effect.kind, 'unclear')
  })

  it('asks for the one by id where the filter is passed over, and reads no second page of everybody', async () => {
    const everybody = (users: readonly User[]) => ({ totalResults: 5_000, Resources: [user(B), ...users] })
    const { effect, requests } = await renaming([user(A)], [user(A, renamed)], everybody)
    assert.deepEqual(effect, { kind: 'done' })
    assert.equal(requests.filter(({ method }) => method === 'GET').length, 4)
  })

  it('never takes the account of somebody else for the one that was asked for', async () => {
    const { effect, requests } = await renaming([user(B)], [user(B, renamed)])
    assert.ok(effect.kind === 'refused')
    assert.equal(effect.fault.code, 'not-found')
    assert.ok(requests.every(({ method }) => method === 'GET'))
  })
})
