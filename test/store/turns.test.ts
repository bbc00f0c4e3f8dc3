import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { takeTurns } from '../../src/store/turns.ts'

describe('turns', () => {
  it('are taken in the order of asking, one after the other, whatever becomes of those before', async () => {
    const [inTurn, seen] = [takeTurns(), [] as string[]]
    const work = (name: string) => async () => {
      seen.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      seen.push(`${name} ends`)
      if (name === 'second') throw new Error('the second failed')
      return name
    }
    const asked = await Promise.allSettled(['first', 'second', 'third'].map((name) => inTurn(work(name))))
    assert.deepEqual(
      seen,
      ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    )
    assert.deepEqual(
      asked.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
  })

  it('hold nothing of what the last of them resolved with', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const inTurn = takeTurns()
    const large = await (async () => new WeakRef(await inTurn(async () => ({ rows: new Array(1_000).fill('row') }))))()
    for (let turn = 0; turn < 20 && large.deref() !== undefined; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      collect()
    }
    assert.equal(large.deref(), undefined)
    assert.equal(await inTurn(async () => 'next'), 'next')
  })
})
