import assert from 'node:assert/strict'
import { byteLength, cutBytes, firstThatFits, fitMarkdown } from '../../src/chat/limits.ts'
import { count, duration, firstOf, listed, percent, shortDigest, span, utc } from '../../src/chat/quantities.ts'
import { bar } from '../../src/chat/tally-words.ts'

describe('quantities', () => {
  it('count one and many as English does', () => {
    assert.deepEqual(
      [0, 1, 2, 1234].map((n) => count(n, 'user')),
      ['0 users', '1 user', '2 users', '1,234 users'],
    )
    assert.equal(count(1, 'user is', 'users are'), '1 user is')
  })

  it('give a time as a bound that a person can plan with', () => {
    const said = [0, 4, 12, 58, 60, 89, 240, 3600, 5400, 90_000, 200_000, Number.NaN, -5].map(duration)
    assert.deepEqual(said, [
      'a few seconds',
      'a few seconds',
      'about 10 seconds',
      'about 1 minute',
      'about 1 minute',
      'about 1 minute',
      'about 4 minutes',
      'about 1 hour',
      'about 2 hours',
      'about 25 hours',
      'about 2 days',
      'a few seconds',
      'a few seconds',
    ])
  })

  it('give the time between two moments as it was set', () => {
    const from = '2026-11-20T15:00:00Z'
    assert.equal(span(from, '2026-11-21T15:00:00Z'), '24 hours')
    assert.equal(span(from, '2026-11-22T15:00:00Z'), '2 days')
    assert.equal(span(from, '2026-11-20T15:30:00Z'), '30 minutes')
    assert.equal(span(from, '2026-11-20T16:01:00Z'), '1 hour 1 minute')
  })

  it('give a moment in UTC, whatever offset it came with', () => {
    assert.equal(utc('2026-11-20T16:04:59+01:00'), '2026-11-20 15:04 UTC')
    assert.equal(utc('yesterday'), 'an unknown time')
  })

  it('shorten shares, lists and digests', () => {
    assert.equal(percent(0.2), '20 %')
    assert.equal(percent(1 / 3), '33.3 %')
    assert.equal(listed(['a', 'b', 'c']), 'a, b and c')
    assert.equal(firstOf(['a', 'b', 'c'], 9, 2), 'a, b and 7 more')
    assert.equal(firstOf(['a', 'b'], 2, 3), 'a and b')
    assert.equal(firstOf([], 2, 3), '')
    assert.equal(shortDigest('0123456789abcdef'), '0123456789ab')
  })
})

describe('bar', () => {
  it('is full only when all is done and empty only when nothing is', () => {
    assert.deepEqual(
      [bar(0, 1000), bar(1, 1000), bar(500, 1000), bar(999, 1000), bar(1000, 1000)],
      ['░░░░░░░░░░░░', '█░░░░░░░░░░░', '██████░░░░░░', '███████████░', '████████████'],
    )
  })
})

describe('fitMarkdown', () => {
  it('keeps items of one list together and paragraphs apart', () => {
    assert.equal(fitMarkdown({ head: ['a'], details: ['- b', '- c'], tail: ['d'] }), 'a\n\n- b\n- c\n\nd')
  })

  it('drops details from the end, says how many, and keeps the next step', () => {
    const details = Array.from({ length: 40 }, (_, at) => `- detail ${at}`)
    const text = fitMarkdown({ head: ['head'], details, tail: ['tail'] }, 200)
    assert.ok(byteLength(text) <= 200)
    assert.match(text, /^head\n\n- detail 0\n[\s\S]+\n\n… and \d+ more lines, left out for want of room\.\n\ntail$/u)
  })

  it('cuts between characters when even the head is too long', () => {
    assert.equal(cutBytes('äöü', 5), 'ä…')
    assert.equal(byteLength(fitMarkdown({ head: ['ä'.repeat(9000)] })), 7439)
  })
})

describe('firstThatFits', () => {
  it('takes the fullest that fits, and the barest when none does', () => {
    assert.equal(firstThatFits(['aaaa', 'aa', 'a'], 4), 'aa')
    assert.equal(firstThatFits(['aaaa', 'aa', 'a'], 1), 'a')
  })
})
