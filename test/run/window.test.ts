import assert from 'node:assert/strict'
import { windowOpensAt } from '../../src/run/window.ts'

const pace = { calls: 3, windowMs: 1000 }

describe('a pace of our own', () => {
  it('lets calls begin at once until there are as many as a window allows', () => {
    for (const begun of [[], [5], [5, 6]]) assert.equal(windowOpensAt(begun, pace), 0)
  })

  it('opens when the first of so many calls is a window ago, whatever was before it', () => {
    assert.equal(windowOpensAt([5, 6, 700], pace), 1005)
    assert.equal(windowOpensAt([1, 2, 5, 6, 700], pace), 1005)
  })
})
