import assert from 'node:assert/strict'
import { chatApi } from '../../src/chat/webex-api.ts'
import { personId } from '../../src/model/ids.ts'
import type { Person } from '../../src/model/person.ts'

const self: Person = { id: personId('bot'), email: 'b@webex.bot', displayName: 'Bot', orgId: 'org', kind: 'bot' }

/** What is read of a person whom Webex tells with this address. */
const addressRead = async (address: string): Promise<string> => {
  const body = { id: 'someone', emails: [address], displayName: 'Someone', orgId: 'org', type: 'person' }
  const pages = async function* (): AsyncGenerator<readonly unknown[]> {}
  return (await chatApi({ call: async () => ({ body }), pages }, self).person(personId('someone'))).email
}

describe('the address of a person who wrote or clicked', () => {
  it('is folded from A to Z', async () => {
    assert.equal(await addressRead('Kim@Example.com'), 'kim@example.com')
  })

  it('stays another one than the address that it looks like', async () => {
    const kelvin = '\u212Aim@example.com'
    assert.equal(kelvin.toLowerCase(), 'kim@example.com', 'the sign that Unicode lowers to a k')
    assert.notEqual(await addressRead(kelvin), 'kim@example.com')
  })
})
