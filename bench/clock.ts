/**
 * Time that passes so many times faster, for the bot and for the emulated clouds alike: windows, rests and waits keep their
 * proportions. What the machine itself takes does not shrink with it, so a scale can make a figure worse and never better.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../src/model/clock.ts'

/** In the morning of a day, so that no run meets the end of a daily quota. */
const START = Date.parse('2026-03-02T08:00:00.000Z')

export const fastClock = (scale: number): Clock => {
  const startedAt = performance.now()
  return {
    now: () => new Date(START + (performance.now() - startedAt) * scale),
    sleep: async (ms, signal) => {
      await wait(ms / scale, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
    },
  }
}
