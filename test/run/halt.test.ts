import assert from 'node:assert/strict'
import type { WireFault } from '../../src/model/wire.ts'
import { haltAfter, isNotSent } from '../../src/run/halt.ts'

const until = '2026-03-03T00:00:00.000Z'
const fault = (over: Partial<WireFault>): WireFault => ({
  kind: 'refused',
  code: 'http-503',
  message: 'the vendor said so',
  isRetryable: true,
  ...over,
})

describe('why a run stands still', () => {
  it('is the used-up quota only where the vendor says when it takes calls again, for the run goes on by itself then', () => {
    const message = 'the vendor said so'
    assert.deepEqual(haltAfter(fault({ code: 'budget-spent', until })), { code: 'budget-spent', message, until })
    assert.deepEqual(haltAfter(fault({ code: 'budget-spent' })), { code: 'vendor-unreachable', message })
    assert.deepEqual(haltAfter(fault({ until })), { code: 'vendor-unreachable', message })
  })

  it('is the credential or that the vendor cannot be reached, and never goes on by itself', () => {
    const message = 'the vendor said so'
    assert.deepEqual(haltAfter(fault({ code: 'credential-refused', until })), { code: 'credential-refused', message })
    for (const code of ['http-503', 'timeout', 'connection-refused'])
      assert.deepEqual(haltAfter(fault({ code })), { code: 'vendor-unreachable', message })
  })

  it('is not that a call was not wanted any more', () => {
    assert.ok(isNotSent(fault({ kind: 'no-answer', code: 'not-sent' })))
    assert.ok(!isNotSent(fault({ kind: 'no-answer', code: 'connection-refused' })))
  })
})
