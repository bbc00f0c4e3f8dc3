import assert from 'node:assert/strict'
import fc from 'fast-check'
import { FilterError, parseFilter, parseSearch } from '../../../src/sandbox/okta/filter.ts'

const PARTS = [
  'status',
  'id',
  'profile.login',
  'lastUpdated',
  'eq',
  'gt',
  'and',
  'or',
  '(',
  ')',
  '"ACTIVE"',
  '"',
  ' ',
  '\\',
]

describe('the expressions of the emulated Okta', () => {
  it('are understood or refused, whatever is written', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PARTS)), (parts) => {
        for (const parse of [parseFilter, parseSearch]) {
          try {
            assert.equal(typeof parse(parts.join(' '))({ status: 'ACTIVE' }), 'boolean')
          } catch (error) {
            assert.ok(error instanceof FilterError, String(error))
          }
        }
      }),
    ))

  it('find any login that is quoted as JSON quotes it', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'Z', '"', '\\', ' ', '(', ')', "'", 'ü') }), (login) => {
        const text = `profile.login eq ${JSON.stringify(login)}`
        assert.ok(parseFilter(text)({ profile: { login } }))
        assert.ok(!parseFilter(text)({ profile: { login: `${login}x` } }))
        assert.ok(parseSearch(text)({ profile: { login: login.toUpperCase() } }))
      }),
    ))

  it('bind "and" tighter than "or", and brackets tightest', () => {
    const holds = (text: string) => parseFilter(text)({ status: 'ACTIVE', id: '1', profile: { login: 'a' } })
    assert.equal(holds('status eq "ACTIVE" or id eq "2" and profile.login eq "b"'), true)
    assert.equal(holds('(status eq "ACTIVE" or id eq "2") and profile.login eq "b"'), false)
  })
})
