import assert from 'node:assert/strict'
import { endOf } from '../../../src/directory/webex/token-life.ts'
import type { Secrets } from '../../../src/model/store.ts'
import { testClock, webexWorld } from '../../support/webex-world.ts'

const HOUR_MS = 3_600_000

function memory(): Secrets & { readonly values: Map<string, string> } {
  const values = new Map<string, string>()
  return { values, get: (name) => values.get(name), set: async (name, value) => void values.set(name, value) }
}

describe('the end of a pasted token', () => {
  it('is 12 hours after it was first seen, however often it is seen again', async () => {
    const [clock, seen] = [testClock(), memory()]
    const pasted = { token: 'personal', seen }
    assert.equal(await endOf(pasted, clock), '2026-03-01T21:00:00.000Z')
    clock.advance(5 * HOUR_MS)
    assert.equal(await endOf(pasted, clock), '2026-03-01T21:00:00.000Z')
    clock.advance(90 * HOUR_MS)
    assert.equal(await endOf(pasted, clock), '2026-03-01T21:00:00.000Z')
  })

  it('begins anew with another token, and takes another life', async () => {
    const [clock, seen] = [testClock(), memory()]
    await endOf({ token: 'personal', seen }, clock)
    clock.advance(HOUR_MS)
    assert.equal(await endOf({ token: 'next', seen, lifeMs: HOUR_MS }, clock), '2026-03-01T11:00:00.000Z')
  })

  it('keeps the time and a piece of a hash, and never the token', async () => {
    const [clock, seen] = [testClock(), memory()]
    await endOf({ token: 'personal', seen }, clock)
    assert.deepEqual([...seen.values.keys()], ['webex-token-seen'])
    const kept = seen.values.get('webex-token-seen') ?? ''
    assert.deepEqual(Object.keys(JSON.parse(kept) as object), ['sha256', 'at'])
    assert.ok(!kept.includes('personal'))
  })

  it('starts over where what was kept cannot be read', async () => {
    for (const odd of ['', '{', '[]', '{"sha256":1}', '{"sha256":"x","at":"yesterday"}']) {
      const [clock, seen] = [testClock(), memory()]
      seen.values.set('webex-token-seen', odd)
      assert.equal(await endOf({ token: 'personal', seen }, clock), '2026-03-01T21:00:00.000Z')
    }
  })
})

describe('the check of a pasted token', () => {
  async function expiryFor(owner: 'alma' | 'bot', isPasted: boolean): Promise<string | undefined> {
    const seen = memory()
    const { directory, close } = await webexWorld({
      owner,
      directory: isPasted ? { pasted: { token: 'personal', seen } } : {},
    })
    try {
      const { expiresAt } = await directory.check()
      assert.equal(seen.values.size, expiresAt === undefined ? 0 : 1)
      return expiresAt
    } finally {
      await close()
    }
  }

  it('tells the end of a person’s, and none of a bot’s or of one that renews itself', async () => {
    assert.equal(await expiryFor('alma', true), '2026-03-01T21:00:00.000Z')
    assert.equal(await expiryFor('bot', true), undefined)
    assert.equal(await expiryFor('alma', false), undefined)
  })
})
