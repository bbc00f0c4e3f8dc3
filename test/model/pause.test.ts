import assert from 'node:assert/strict'
import { atOnce, inPieces, mapInPieces, type Pieces } from '../../src/model/pause.ts'
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

describe('work in pieces', () => {
  function* counting(to: number): Pieces<number> {
    let sum = 0
    for (let n = 1; n <= to; n += 1) {
      sum += n
      yield
    }
    return sum
  }

  it('comes to the same at once and with a turn of the event loop after each piece', async () => {
    assert.equal(atOnce(counting(20)), 210)
    const { value, turns } = await turnsDuring(() => inPieces(counting(20)))
    assert.equal(value, 210)
    assert.ok(turns >= 20, `${turns} turns`)
  })

  function* failing(): Pieces<never> {
    yield
    throw new RangeError('no')
  }

  it('throws what it throws', async () => {
    assert.throws(() => atOnce(failing()), RangeError)
    await assert.rejects(inPieces(failing()), RangeError)
  })
})
