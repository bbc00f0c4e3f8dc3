import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compareTypedCount } from '../../src/approval/typed-count.ts'

describe('compareTypedCount', () => {
  const equal: readonly (readonly [string, number])[] = [
    ['3', 3],
    [' 3 ', 3],
    ['3\n', 3],
    ['1234', 1234],
    ['1 234', 1234],
    ['1,234', 1234],
    ['1\u00a0234', 1234],
    ['1\u2009234', 1234],
    ['1\u202f234', 1234],
    ["1'234", 1234],
    ['1\u2019234', 1234],
    ['12 345 678', 12_345_678],
    ['1,234,567', 1_234_567],
    ['1.234.567', 1_234_567],
    ['12.345.678', 12_345_678],
    ['123.456.789', 123_456_789],
  ]
  for (const [typed, expected] of equal) {
    it(`takes ${JSON.stringify(typed)} for ${expected}`, () => {
      assert.equal(compareTypedCount(typed, expected), 'equal')
    })
  }

  const different: readonly (readonly [string, number, string])[] = [
    ['4', 3, 'another number'],
    ['30', 3, 'a digit too many'],
    ['1.234', 1234, 'a fraction in England'],
    ['1,234.567', 1_234_567, 'two separators'],
    ['1 234,567', 1_234_567, 'two separators'],
    ["1 234'567", 1_234_567, 'two separators'],
    ['1,23,456', 123_456, 'groups of two'],
    ['12 34', 1234, 'groups of two'],
    ['1234 567', 1_234_567, 'a group too long'],
    ['1  234', 1234, 'two spaces'],
    ['1\t234', 1234, 'a tab'],
    ['1_234', 1234, 'an underscore'],
    [',123,456', 123_456, 'nothing before the first separator'],
    ['123,456,', 123_456, 'a separator at the end'],
    ['003', 3, 'leading zeros'],
    ['-3', 3, 'a sign'],
    ['+3', 3, 'a sign'],
    ['\u22123', 3, 'a minus of typography'],
    ['3.0', 3, 'a fraction of nothing'],
    ['3.', 3, 'a point'],
    ['3e0', 3, 'an exponent'],
    ['1e3', 1000, 'an exponent'],
    ['0x3', 3, 'a base'],
    ['３', 3, 'a full-width digit'],
    ['٣', 3, 'an Arabic digit'],
    ['3 users', 3, 'a word'],
    ['1.234.567 users', 1_234_567, 'a word'],
    ['about 1.234.567', 1_234_567, 'a word'],
    ['1234.567.890', 1_234_567_890, 'a group too long'],
    ['three', 3, 'a word'],
    ['3\u200b', 3, 'an invisible character'],
    ['NaN', Number.NaN, 'no number at all'],
    ['9007199254740993', 9_007_199_254_740_992, 'a number that a double cannot tell from the other'],
    ['9'.repeat(400), Number.POSITIVE_INFINITY, 'a huge number'],
    ['1'.repeat(100_000), 3, 'a number as long as a book'],
  ]
  for (const [typed, expected, why] of different) {
    it(`does not take ${JSON.stringify(typed.slice(0, 20))} for ${expected}: ${why}`, () => {
      assert.equal(compareTypedCount(typed, expected), 'different')
    })
  }

  it('tells that nothing was typed', () => {
    for (const typed of ['', ' ', '\t\n', '\u00a0']) assert.equal(compareTypedCount(typed, 3), 'missing')
  })

  it('takes no text that is not the digits of the number, once separators are gone', () => {
    const character = fc.constantFrom(..."0123456789 ,.'-+e\u00a0３")
    const typed = fc.string({ unit: character, maxLength: 12 })
    fc.assert(
      fc.property(typed, fc.nat(2_000_000), (text, expected) => {
        if (compareTypedCount(text, expected) === 'equal')
          assert.equal(text.replace(/[ ,.'\u00a0]/g, ''), String(expected))
        assert.equal(compareTypedCount(String(expected), expected), 'equal')
      }),
      { numRuns: 500 },
    )
  })
})
