import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseSubmit } from '../../src/chat/cards/submit.ts'

const review = { job: 'J-7K2Q', nonce: 'n0nce', verdict: 'approve', count: '37', reason: ' fine ' }
const control = { job: 'J-7K2Q', nonce: 'n0nce', action: 'pause' }
const ask = { ask: 'Y2lzY29zcGFyazovL3VzL01FU1NBR0UvMQ', nonce: 'n0nce', operation: 'delete', directory: 'webex' }

describe('parseSubmit', () => {
  it('reads a verdict with the count as it was typed', () => {
    assert.deepEqual(parseSubmit(review), {
      kind: 'review',
      job: 'J-7K2Q',
      nonce: 'n0nce',
      verdict: 'approve',
      typedCount: '37',
      reason: 'fine',
    })
  })

  it('takes a count that a client sent as a number, and one that was left out', () => {
    assert.deepEqual(typedCount({ ...review, count: 37 }), '37')
    const { count: _, ...without } = review
    assert.deepEqual(typedCount(without), '')
  })

  it('reads a button of the control card and the answer to the ask card', () => {
    assert.deepEqual(parseSubmit(control), { kind: 'control', job: 'J-7K2Q', nonce: 'n0nce', action: 'pause' })
    assert.deepEqual(parseSubmit(ask), {
      kind: 'ask',
      askedIn: ask.ask,
      nonce: 'n0nce',
      operation: 'delete',
      directories: ['webex'],
      addresses: '',
    })
  })

  it('reads several directories as Webex joins them, and what the card did not ask for as nothing', () => {
    const { operation: _, ...named } = ask
    assert.deepEqual(parseSubmit({ ...named, directory: 'okta,webex' }), {
      kind: 'ask',
      askedIn: ask.ask,
      nonce: 'n0nce',
      directories: ['okta', 'webex'],
      addresses: '',
    })
    const { directory: __, ...bare } = named
    const keep = parseSubmit({ ...bare, addresses: ' anna@example.com\nbob@example.com ' })
    assert.ok(keep?.kind === 'ask' && keep.directories.length === 0)
    assert.equal(keep.addresses, 'anna@example.com\nbob@example.com')
  })

  it('ignores inputs that it does not know', () => {
    assert.equal(parseSubmit({ ...control, approver: 'me', isApprover: true })?.kind, 'control')
  })

  it('refuses wrong types, other words and a mixture of two cards', () => {
    const wrong: readonly unknown[] = [
      undefined,
      null,
      'approve',
      [],
      {},
      { ...review, verdict: 'APPROVE' },
      { ...review, verdict: ['approve'] },
      { ...review, count: 36.5 },
      { ...review, count: Number.NaN },
      { ...review, count: { valueOf: 37 } },
      { ...review, count: '3'.repeat(41) },
      { ...review, reason: 'x'.repeat(2001) },
      { ...review, job: 'j-7k2q' },
      { ...review, job: 'J-7K2Q\n' },
      { ...review, job: '../../etc' },
      { ...review, nonce: '' },
      { ...review, nonce: 'a b' },
      { ...review, nonce: 7 },
      { ...control, action: 'delete' },
      { ...control, action: '__proto__' },
      { ...ask, ask: 'https://evil.example' },
      { ...ask, operation: 'explode' },
      { ...ask, operation: '__proto__' },
      { ...ask, directory: 'ldap' },
      { ...ask, directory: 'webex,webex' },
      { ...ask, directory: 'webex,' },
      { ...ask, directory: 'webex, okta' },
      { ...ask, directory: ['webex'] },
      { ...ask, addresses: ['anna@example.com'] },
      { ...ask, addresses: 'x'.repeat(20_001) },
      { ...review, action: 'cancel' },
      { ...control, ask: ask.ask },
      { ...ask, verdict: 'approve' },
    ]
    for (const inputs of wrong) assert.equal(parseSubmit(inputs), undefined, JSON.stringify(inputs))
  })

  it('never throws, and never lets a value of another shape through', () => {
    const key = fc.constantFrom(
      'job',
      'nonce',
      'verdict',
      'action',
      'ask',
      'count',
      'reason',
      'operation',
      'directory',
      'addresses',
    )
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('J-7K2Q', 'n0nce', 'approve', 'pause', 'delete', 'webex', '37'),
    )
    fc.assert(
      fc.property(fc.dictionary(key, value), (inputs) => {
        const command = parseSubmit(inputs)
        if (command === undefined) return
        for (const part of Object.values(command).flat()) assert.equal(typeof part, 'string')
      }),
      { numRuns: 500 },
    )
  })
})

function typedCount(inputs: unknown): string | undefined {
  const command = parseSubmit(inputs)
  return command?.kind === 'review' ? command.typedCount : undefined
}
