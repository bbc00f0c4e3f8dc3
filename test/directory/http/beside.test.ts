import assert from 'node:assert/strict'
import { beside } from '../../../src/directory/http/beside.ts'

const open = new AbortController().signal
const ended = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('given up')))

describe('a reading beside the work that wants it', () => {
  it('begins before the work, which gets what was read', async () => {
    const order: string[] = []
    const read = async () => order.push('read')
    const got = await beside(open, read, async (reading) => {
      order.push('work')
      return reading
    })
    assert.deepEqual([got, order], [1, ['read', 'work']])
  })

  it('is given up when the work ends without it, or throws', async () => {
    for (const work of [async () => 'done', () => Promise.reject(new Error('no answer'))]) {
      let seen: Promise<string> | undefined
      const read = (signal: AbortSignal) => {
        seen = ended(signal)
        return seen
      }
      await beside<string, string>(open, read, work).catch(() => undefined)
      assert.equal(await seen, 'given up')
    }
  })

  it('is nobody’s error but that of the work that asks for it', async () => {
    const read = () => Promise.reject(new Error('no SCIM'))
    assert.equal(await beside(open, read, async () => 'done'), 'done')
    await assert.rejects(
      beside(open, read, (reading) => reading),
      /no SCIM/,
    )
  })

  it('ends, as the work does, with the signal of whoever asked for both', async () => {
    const asker = new AbortController()
    const both = beside(asker.signal, ended, (reading, signal) => Promise.all([reading, ended(signal)]))
    asker.abort()
    assert.deepEqual(await both, ['given up', 'given up'])
  })
})
