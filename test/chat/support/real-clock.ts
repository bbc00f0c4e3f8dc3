import type { Clock } from '../../../src/model/clock.ts'

/** Real time, for tests that run real sockets. */
export const realClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(done, ms)
      function done(): void {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      signal?.addEventListener('abort', done, { once: true })
    }),
}

/** Writes down how long it was asked to wait and does not wait. */
export function recordingClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = []
  return { waits, now: () => new Date(), sleep: async (ms) => void waits.push(ms) }
}
