import assert from 'node:assert/strict'
import { dayAfter, dayOf, waitOf } from '../../../src/directory/bevy/day.ts'

describe('the days of a quota', () => {
  const at = (text: string): Date => new Date(text)

  it('begin at midnight of UTC, or at the hour that is set', () => {
    assert.equal(dayOf(at('2026-03-01T23:59:59.999Z'), 0), '2026-03-01')
    assert.equal(dayOf(at('2026-03-02T00:00:00.000Z'), 0), '2026-03-02')
    assert.equal(dayOf(at('2026-03-02T07:59:59.999Z'), 8), '2026-03-01')
    assert.equal(dayOf(at('2026-03-02T08:00:00.000Z'), 8), '2026-03-02')
  })

  it('end when the next one begins', () => {
    assert.equal(dayAfter('2026-03-01', 0).toISOString(), '2026-03-02T00:00:00.000Z')
    assert.equal(dayAfter('2026-12-31', 23).toISOString(), '2027-01-01T23:00:00.000Z')
  })
})

describe('a Retry-After', () => {
  const now = new Date('2026-03-01T09:00:00.000Z')

  it('is read as seconds and as a date, and as nothing else', () => {
    assert.equal(waitOf('7', now), 7_000)
    assert.equal(waitOf('Sun, 01 Mar 2026 10:00:00 GMT', now), 3_600_000)
    assert.equal(waitOf('Sun, 01 Mar 2026 08:00:00 GMT', now), 0)
    for (const odd of [undefined, '', 'soon', '-5x']) assert.equal(waitOf(odd, now), undefined)
  })
})
