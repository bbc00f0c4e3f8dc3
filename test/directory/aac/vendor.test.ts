import assert from 'node:assert/strict'
import fc from 'fast-check'
import { AAC } from '../../../src/directory/aac/vendor.ts'

const NOW = Date.parse('2026-05-04T12:00:00.000Z')
const DATE = new Date(NOW).toUTCString()

const budgetOf = (headers: Readonly<Record<string, string>>) => AAC.budget?.((name) => headers[name])

const told = (who: 'user' | 'workspace', limit: number, remaining: number, reset: number) => ({
  [`x-rate-limit-${who}-limit`]: String(limit),
  [`x-rate-limit-${who}-remaining`]: String(remaining),
  [`x-rate-limit-${who}-reset`]: String(reset),
})

describe('what the headers of Alteryx announce', () => {
  it('is the same for a reset in milliseconds, in seconds and in seconds from now', () => {
    for (const reset of [NOW + 42_000, (NOW + 42_000) / 1000, 42])
      assert.deepEqual(budgetOf({ date: DATE, ...told('user', 30, 28, reset) }), {
        limit: 30,
        remaining: 28,
        resetsInMs: 42_000,
        windowMs: 60_000,
      })
  })

  it('is the budget with less room, of the user or of the workspace', () => {
    const user = told('user', 30, 5, NOW + 10_000)
    assert.equal(budgetOf({ date: DATE, ...user, ...told('workspace', 60, 2, NOW + 20_000) })?.resetsInMs, 20_000)
    assert.equal(budgetOf({ date: DATE, ...user, ...told('workspace', 60, 8, NOW + 20_000) })?.limit, 30)
  })

  it('is nothing when there is nothing, or nothing that makes sense', () => {
    assert.equal(budgetOf({ date: DATE }), undefined)
    assert.equal(budgetOf({ date: DATE, 'x-rate-limit-user-limit': '30' }), undefined)
    assert.equal(budgetOf({ date: DATE, ...told('user', 0, 0, NOW) }), undefined)
    assert.equal(budgetOf({ date: DATE, ...told('user', 30, -1, NOW) }), undefined)
  })

  it('never makes anybody wait longer than a window, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.oneof(fc.double(), fc.nat(), fc.constant(NOW * 10)),
        fc.string(),
        (left, reset, date) => {
          const { resetsInMs } = budgetOf({ date, ...told('user', 30, left, reset) }) ?? { resetsInMs: 0 }
          assert.ok(resetsInMs >= 0 && resetsInMs <= 60_000)
        },
      ),
    )
  })

  it('names when to come back by x-retry-after, and by Retry-After where a gateway speaks', () => {
    const of = (headers: Readonly<Record<string, string>>) => AAC.retryAfter?.((name) => headers[name])
    assert.equal(of({ 'x-retry-after': '57', 'retry-after': '1' }), '57')
    assert.equal(of({ 'retry-after': '1' }), '1')
    assert.equal(of({}), undefined)
  })
})

describe('how Alteryx says no', () => {
  it('is read from the exception, and from an OAuth error', () => {
    const exception = { name: 'DataNotFoundException', message: 'No such person', details: 'x' }
    assert.deepEqual(AAC.said({ exception }), { detail: 'No such person', code: 'DataNotFoundException' })
    assert.deepEqual(AAC.said({ error: 'invalid_grant', error_description: 'expired' }), { detail: 'expired' })
    assert.deepEqual(AAC.said({ exception: { details: 'x' } }), { detail: 'x' })
  })

  it('never passes for a word of our own', () => {
    for (const name of ['credential-refused', 'token-unavailable', 'connection-refused', 'x', 7])
      assert.equal(AAC.said({ exception: { name, message: 'm' } }).code, undefined)
  })

  it('is nothing for a body of another form', () => {
    fc.assert(fc.property(fc.anything(), (body) => assert.doesNotThrow(() => AAC.said(body))))
    assert.deepEqual(AAC.said('<html>'), {})
  })
})
