import assert from 'node:assert/strict'
import { subjectOf } from '../../../src/directory/okta/subject.ts'

const account = (login: string, email: string | null) =>
  subjectOf({ id: '00u1', status: 'ACTIVE', profile: { login, email } }, [], 'acme.okta.com')

describe('the addresses of an Okta account', () => {
  it('are its login and an e-mail address that is another', () => {
    const { login, otherAddresses } = account('J.Adm@sso.example', 'Jane@acme.example')
    assert.equal(login, 'j.adm@sso.example')
    assert.deepEqual(otherAddresses, ['jane@acme.example'])
  })

  it('are one where both are equal, or where there is no e-mail address', () => {
    assert.equal(account('jane@acme.example', 'Jane@acme.example').otherAddresses, undefined)
    assert.equal(account('jane@acme.example', null).otherAddresses, undefined)
    assert.equal(account('jane@acme.example', ' ').otherAddresses, undefined)
  })

  it('include a login that is none', () => {
    const { login, otherAddresses } = account('jdoe', 'jane@acme.example')
    assert.equal(login, 'jane@acme.example')
    assert.deepEqual(otherAddresses, ['jdoe'])
  })
})
