import assert from 'node:assert/strict'
import { emailsAreAsAsked, renamedEmails } from '../../../src/directory/webex/scim-emails.ts'

const user = (userName: string, ...emails: readonly object[]) => ({ id: '1', userName, emails })
const work = (value: string) => ({ value, type: 'work', primary: true })
const other = (value: string, type = 'home') => ({ value, type })

describe('the e-mails of a renamed user', () => {
  it('have the new login in the place of the old one, and keep the others', () => {
    const before = user('Old@example.com', other('home@example.com'), { ...work('old@example.com'), display: 'd' })
    assert.deepEqual(renamedEmails(before, 'new@example.com'), [
      { ...work('new@example.com'), display: 'd' },
      other('home@example.com'),
    ])
  })

  it('are one where there was none, or none that is primary', () => {
    assert.deepEqual(renamedEmails(user('old@example.com'), 'new@example.com'), [work('new@example.com')])
    const unmarked = user('old@example.com', other('old@example.com', 'work'))
    assert.deepEqual(renamedEmails(unmarked, 'new@example.com'), [work('new@example.com')])
  })

  it('never hold an address twice, nor two that are primary', () => {
    const has = user('old@example.com', work('old@example.com'), other('new@example.com'))
    assert.deepEqual(renamedEmails(has, 'new@example.com'), [work('new@example.com')])
    const odd = user('old@example.com', work('older@example.com'), other('old@example.com', 'work'))
    assert.deepEqual(
      renamedEmails(odd, 'new@example.com').filter((email) => email['primary'] === true),
      [work('new@example.com')],
    )
  })

  it('are as asked for when each is there and nothing else but the old address', () => {
    const asked = [work('new@example.com'), other('home@example.com')]
    const are = (...now: readonly Readonly<Record<string, unknown>>[]) =>
      emailsAreAsAsked(asked, now, 'old@example.com')
    assert.equal(are(other('HOME@example.com'), work('new@example.com')), true)
    assert.equal(are(...asked, other('old@example.com', 'other')), true)
    assert.equal(are(work('new@example.com')), false)
    assert.equal(are(...asked, other('third@example.com')), false)
    assert.equal(are(other('new@example.com', 'work'), other('home@example.com')), false)
  })
})
