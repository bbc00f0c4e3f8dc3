/**
 * Loaded into the bot's process before the bot: tells on request what the process has used so far. It adds nothing to the bot but a
 * timer of a millisecond, which is what the event loop is measured with.
 */
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

export interface Asked {
  /** Collects the garbage before the memory is read. */
  readonly collect: boolean
  /** What blocks the event loop is measured anew from here. */
  readonly anew: boolean
}

export interface Reading {
  /** User and system, of all threads of the process, since its start. */
  readonly cpuMs: number
  /** What JavaScript holds, buffers included. */
  readonly heapBytes: number
  readonly rssBytes: number
  /** The most that it ever was. */
  readonly peakRssBytes: number
  /** The longest time in which the event loop had no turn. */
  readonly blockedMs: number
  /** The longest of the collections of garbage that stopped everything. */
  readonly collectionMs: number
}

const RESOLUTION_MS = 1
const SETTLE_MS = 20

const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
loop.enable()
let collectionMs = 0
new PerformanceObserver((seen) => {
  for (const { duration } of seen.getEntries()) collectionMs = Math.max(collectionMs, duration)
}).observe({ entryTypes: ['gc'] })

const read = (): Reading => {
  const { user, system } = process.cpuUsage()
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    cpuMs: (user + system) / 1000,
    heapBytes: heapUsed + external,
    rssBytes: rss,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    blockedMs: loop.max / 1e6,
    collectionMs,
  }
}

process.on('message', ({ collect, anew }: Asked) => {
  // Before the garbage is collected, which would count as blocking otherwise.
  const { blockedMs, collectionMs: longest } = read()
  // The second collection takes what the first one found to be of no use only at its end.
  if (collect) for (let time = 0; time < 2; time += 1) globalThis.gc?.()
  const answer = (): boolean | undefined =>
    process.send?.({ ...read(), blockedMs, collectionMs: longest } satisfies Reading)
  if (!anew) return answer()
  // Not before the loop has seen the collection, which is none of the bot's doing.
  return setTimeout(() => {
    loop.reset()
    collectionMs = 0
    answer()
  }, SETTLE_MS)
})
process.channel?.unref()
