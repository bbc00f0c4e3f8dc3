/** Days of a quota that begin at some full hour of UTC. Pure. */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The day that a moment belongs to, as `YYYY-MM-DD` of its beginning. */
export const dayOf = (now: Date, beginsAtHour: number): string =>
  new Date(now.getTime() - beginsAtHour * HOUR_MS).toISOString().slice(0, 10)

/** When the day after it begins. */
export const dayAfter = (day: string, beginsAtHour: number): Date =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MS + beginsAtHour * HOUR_MS)

/** Milliseconds of a Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3). Undefined for anything else. */
export function waitOf(retryAfter: string | undefined, now: Date): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * 1000
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
