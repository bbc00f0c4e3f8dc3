import assert from 'node:assert/strict'
import { keptText, refreshTokenToBeginWith } from '../../../src/directory/webex/kept-token.ts'

describe('the kept refresh token of a service app', () => {
  it('goes before the one in the environment that it came from', () => {
    assert.equal(refreshTokenToBeginWith(keptText('rotated', 'given'), 'given'), 'rotated')
  })

  it('makes room for another one that an operator gives', () => {
    assert.equal(refreshTokenToBeginWith(keptText('rotated', 'given'), 'new'), 'new')
  })

  it('is there again when the operator takes a mistyped one back', () => {
    const kept = keptText('rotated', 'given')
    assert.equal(refreshTokenToBeginWith(kept, 'mistyped'), 'mistyped')
    assert.equal(refreshTokenToBeginWith(kept, 'given'), 'rotated')
  })

  it('may be a bare token of an earlier version, and nothing', () => {
    assert.equal(refreshTokenToBeginWith('bare', 'given'), 'bare')
    assert.equal(refreshTokenToBeginWith(undefined, 'given'), 'given')
  })
})
