import assert from 'node:assert/strict'
import { fullWidth, halve, type Width, widen } from '../../src/run/width.ts'

const grown = (width: Width, answers: number): Width =>
  Array.from({ length: answers }).reduce<Width>((now) => widen(now), width)

describe('the number of calls under way', () => {
  it('is halved at each violation, and never below one', () => {
    const seen: number[] = []
    for (let width = fullWidth(8); seen.length < 5; width = halve(width, width.halvings)) seen.push(width.now)
    assert.deepEqual(seen, [8, 4, 2, 1, 1])
  })

  it('is halved once by many calls that began together', () => {
    const width = fullWidth(8)
    assert.equal(halve(halve(halve(width, 0), 0), 0).now, 4)
  })

  it('grows back by one for every twenty answers, up to what it was', () => {
    const narrow = halve(fullWidth(8), 0)
    assert.equal(grown(narrow, 19).now, 4)
    assert.equal(grown(narrow, 20).now, 5)
    assert.equal(grown(narrow, 1_000).now, 8)
  })
})
