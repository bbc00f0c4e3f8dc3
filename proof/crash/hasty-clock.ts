/** The real time, in which whoever waits waits a hundred times shorter: all lives of a job, and the clouds, agree on what time it is. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../src/model/clock.ts'

const TIMES = 100

export const hastyClock = (): Clock => ({
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await wait(ms / TIMES, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  },
})
