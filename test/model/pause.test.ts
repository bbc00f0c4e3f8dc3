import assert from 'node:assert/strict'
import { mapInPieces } from '../../src/model/pause.ts'
import { turnsDuring } from '../support/turns-during.ts'

describe('mapInPieces', () => {
  it('keeps the order, and every item', async () => {
    const items = Array.from({ length: 1_001 }, (_, index) => index)
    assert.deepEqual(
      await mapInPieces(items, (item) => item * 2),
      items.map((item) => item * 2),
    )
    assert.deepEqual(await mapInPieces([], String), [])
  })

  it('gives the event loop a turn after each piece', async () => {
    const { turns } = await turnsDuring(() => mapInPieces(new Array(100).fill(0), String, 10))
    assert.ok(turns >= 10, `${turns} turns`)
  })

  it('throws what the change throws', async () => {
    const change = (): never => {
      throw new RangeError('no')
    }
    await assert.rejects(mapInPieces([1], change), RangeError)
  })
})
