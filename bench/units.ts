/** Figures as people read them. Pure. */
import { figureOf } from '../proof/evidence.ts'

const [MINUTE_S, HOUR_S] = [60, 3600]

/** `2.4 s`, `6.3 min`, `40.2 h` */
export const duration = (ms: number): string => {
  const seconds = ms / 1000
  if (seconds < 2 * MINUTE_S) return `${seconds.toFixed(1)} s`
  return seconds < 2 * HOUR_S ? `${(seconds / MINUTE_S).toFixed(1)} min` : `${(seconds / HOUR_S).toFixed(1)} h`
}

export const ratio = (value: number): string => value.toFixed(2)
export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
export const times = (value: number): string => `${value < 10 ? value.toFixed(1) : figureOf(Math.round(value))}×`
/** `1,000 users` */
export const usersOf = (users: number): string => `${figureOf(users)} users`

/** How fast time passes in a case. */
export const passing = (scale: number): string => (scale === 1 ? 'in real time' : `time ${scale} times faster`)
