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

describe('who is found under an address', () => {
  const aPerson = (id: string, ...emails: readonly string[]) => ({
    id,
    emails,
    displayName: id,
    orgId: 'org',
    type: 'person',
  })

  const found = async (...pages: readonly (readonly unknown[])[]) => {
    const asked: unknown[] = []
    const read: number[] = []
    const rest = {
      call: () => Promise.reject(new Error('a list is read page by page')),
      pages: async function* (call: unknown) {
        asked.push(call)
        for (const [index, page] of pages.entries()) {
          read.push(index)
          yield page
        }
      },
    }
    const persons = await chatApi(rest, self).personsWith('a+b@example.com')
    return { persons: persons.map(({ id, email }) => [id, email]), asked, read }
  }

  it('is read from Webex by that address, with the first address of each', async () => {
    const { persons, asked } = await found([aPerson('one', 'One@Example.com', 'a+b@example.com')])
    assert.deepEqual(persons, [['one', 'one@example.com']])
    assert.deepEqual(asked, [
      {
        doing: 'looking up who has an address',
        method: 'GET',
        path: '/people',
        query: { email: 'a+b@example.com', max: '2' },
      },
    ])
  })

  it('is everybody up to the second, also of a further page, and nobody is read in vain', async () => {
    const one = aPerson('one', 'one@example.com')
    const two = aPerson('two', 'two@example.com')
    assert.deepEqual((await found([])).persons, [])
    const { persons, read } = await found([one], [two], [one])
    assert.deepEqual(
      persons.map(([id]) => id),
      ['one', 'two'],
    )
    assert.deepEqual(read, [0, 1])
  })

  it('is not guessed from an answer that is not as documented', async () => {
    await assert.rejects(found([{ id: 'one' }]), /looking up who has an address.*not as documented/)
  })
})
