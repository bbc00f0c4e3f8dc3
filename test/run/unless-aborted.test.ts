import assert from 'node:assert/strict'
import { unlessAborted } from '../../src/run/unless-aborted.ts'

const never = new Promise<void>(() => undefined)

describe('waiting for something as long as it is wanted', () => {
  it('does not begin to wait for what was not wanted before', () => unlessAborted(never, AbortSignal.abort()))

  it('ends when it is not wanted any more', async () => {
    const stop = new AbortController()
    const waiting = unlessAborted(never, stop.signal)
    stop.abort()
    await waiting
  })

  it('ends with what was waited for, and throws what that throws', async () => {
    const { signal } = new AbortController()
    for (const wanted of [signal, undefined]) {
      await unlessAborted(Promise.resolve(), wanted)
      await assert.rejects(unlessAborted(Promise.reject(new Error('it went wrong')), wanted), /it went wrong/)
    }
  })
})
