import { until } from './until.ts'

/**
 * Begins a reading that the work will want later on, so that the two wait at the same time. It lasts no longer than the work: what the
 * work did without is given up, and its error is nobody's unless the work asks for it.
 */
export function beside<Read, Result>(
  signal: AbortSignal,
  read: (signal: AbortSignal) => Promise<Read>,
  work: (reading: Promise<Read>, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController()
  return until([signal, over.signal], async (ends) => {
    const reading = read(ends)
    reading.catch(() => undefined)
    try {
      return await work(reading, ends)
    } finally {
      over.abort()
    }
  })
}
