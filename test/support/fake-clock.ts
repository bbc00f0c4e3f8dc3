import type { Clock } from '../../src/model/clock.ts'

/** A clock that jumps: a sleep moves it on at once and is written down, so that schedules can be asserted. */
export interface FakeClock extends Clock {
  readonly sleeps: number[]
  advance(ms: number): void
}

export const fakeClock = (start = '2026-03-02T09:00:00.000Z'): FakeClock => {
  let now = Date.parse(start)
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => new Date(now),
    advance: (ms) => {
      now += ms
    },
    sleep: async (ms) => {
      sleeps.push(ms)
      now += ms
    },
  }
}
