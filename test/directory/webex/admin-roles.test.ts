import assert from 'node:assert/strict'
import type { Read } from '../../../src/directory/http/read.ts'
import { AdminRoles } from '../../../src/directory/webex/admin-roles.ts'
import { People } from '../../../src/directory/webex/people.ts'
import { testClock } from '../../support/webex-world.ts'

const FULL = Buffer.from('ciscospark://us/ROLE/id_full_admin').toString('base64url')

const holder = (id: string, over: Readonly<Record<string, string>> = {}) => ({
  id,
  emails: [`${id}@example.com`],
  orgId: 'org-home',
  type: 'person',
  roles: [FULL],
  ...over,
})

/** Answers as Webex would that tells of these holders of the role; the sandbox lists neither machines nor partners. */
const administratorsAmong = (holders: readonly ReturnType<typeof holder>[]) => {
  const bodyOf = (url: string): unknown =>
    url.endsWith('/roles') ? { items: [{ id: FULL, name: 'Full Administrator' }] } : { items: holders }
  const read: Read = async ({ url, schema }) => ({ body: schema.parse(bodyOf(url)) })
  const send = () => Promise.reject(new Error('nothing is sent'))
  return new AdminRoles(new People(read, send, 'http://x/v1', 100), testClock()).sweep(holder('anna'))
}

describe('the full administrators of the organisation', () => {
  it('are its people: no machine and no partner stands in for the last one', async () => {
    const others = [
      holder('machine', { type: 'appuser' }),
      holder('robot', { type: 'bot' }),
      holder('partner', { orgId: 'org-else' }),
    ]
    const administrators = await administratorsAmong([...others, holder('anna')])
    assert.deepEqual(administrators.fullAdmins, ['anna'])
    for (const other of others) assert.ok(administrators.isFullAdmin(other), `${other.id} is one all the same`)
  })
})
