/**
 * Numbers, times, shares and fingerprints as a person reads them: "1 user", "about 4 minutes", "2026-11-22 05:00 UTC".
 * Dates are always in UTC, because the readers of one thread sit in several time zones.
 */

const NUMBERS = new Intl.NumberFormat('en-US')

/** `1 user`, `1,234 users`. `many` only where an s is not enough. */
export const count = (n: number, one: string, many: string = `${one}s`): string =>
  `${NUMBERS.format(n)} ${n === 1 ? one : many}`

export const figure = (n: number): string => NUMBERS.format(n)

/** `about 4 minutes`; a bound where the exact figure would be a pretence. */
export function duration(seconds: number): string {
  if (!(seconds >= 10)) return 'a few seconds'
  if (seconds < 55) return `about ${count(Math.round(seconds / 5) * 5, 'second')}`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `about ${count(minutes, 'minute')}`
  const hours = Math.round(minutes / 60)
  if (hours < 48) return `about ${count(hours, 'hour')}`
  return `about ${count(Math.round(hours / 24), 'day')}`
}

/** The time between two moments as it was set, without "about": `24 hours`. */
export function span(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000)
  if (!(minutes >= 1)) return 'less than a minute'
  if (minutes % 1440 === 0 && minutes > 1440) return count(minutes / 1440, 'day')
  if (minutes % 60 === 0) return count(minutes / 60, 'hour')
  if (minutes < 60) return count(minutes, 'minute')
  return `${count(Math.floor(minutes / 60), 'hour')} ${count(minutes % 60, 'minute')}`
}

/** `2026-11-22 05:00 UTC`, whatever offset the ISO 8601 time was written with. */
export function utc(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return 'an unknown time'
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** 0.2 → `20 %`; one decimal where it matters. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`

/** The first twelve digits of a SHA-256: enough to compare by eye, and to find it in a file. */
export const shortDigest = (sha256: string): string => sha256.slice(0, 12)

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`
}

/** The first few of many: `a, b and 7 more`. `total` counts those not handed over, too. */
export function firstOf(items: readonly string[], total: number, show: number): string {
  const shown = items.slice(0, show)
  const left = total - shown.length
  return left > 0 && shown.length > 0 ? `${shown.join(', ')} and ${figure(left)} more` : listed(shown)
}
