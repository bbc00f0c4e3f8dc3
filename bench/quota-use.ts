/**
 * How a quota was used, from the times at which the vendor received its calls. Pure. The strictest reading: over every window of the
 * vendor's length, wherever it begins, whatever windows the vendor itself counts in; only the quota of a day goes by the vendor's days.
 */
import type { BenchQuota, SeenCall } from './bench-case.ts'

const SECOND_MS = 1000

/** The most of these moments that any window `[t, t + windowMs)` holds. */
export const mostWithin = (times: readonly number[], windowMs: number): number => {
  const sorted = times.toSorted((one, other) => one - other)
  let [oldest, most] = [0, 0]
  for (const [newest, atMs] of sorted.entries()) {
    while ((sorted[oldest] ?? atMs) <= atMs - windowMs) oldest += 1
    most = Math.max(most, newest - oldest + 1)
  }
  return most
}

const timesIn = ({ holds }: BenchQuota, calls: readonly SeenCall[]): readonly number[] =>
  calls.filter(holds).map(({ atMs }) => atMs)

/** The share of the quota that the fullest window saw, 0 to 1 and above. */
export const peakShareOf = (quota: BenchQuota, calls: readonly SeenCall[]): number =>
  (quota.isOfDays ? mostInADay : mostWithin)(timesIn(quota, calls), quota.windowMs) / quota.limit

const mostInADay = (times: readonly number[], dayMs: number): number => {
  const perDay = new Map<number, number>()
  for (const at of times) perDay.set(Math.floor(at / dayMs), (perDay.get(Math.floor(at / dayMs)) ?? 0) + 1)
  return Math.max(0, ...perDay.values())
}

/** The most refusals for too many calls in any one window of the quota. */
export const mostThrottledOf = (quota: BenchQuota, calls: readonly SeenCall[]): number =>
  mostWithin(
    timesIn(
      quota,
      calls.filter(({ status }) => status === 429),
    ),
    quota.windowMs,
  )

export interface Evenness {
  /** Calls in the fullest second. */
  readonly most: number
  /** Calls a second that the share of the quota comes to. */
  readonly even: number
}

/** How far the calls of a bucket were from an even pace, in seconds that begin anywhere. */
export const evennessOf = (quota: BenchQuota, share: number, calls: readonly SeenCall[]): Evenness => ({
  most: mostWithin(timesIn(quota, calls), SECOND_MS),
  even: (quota.limit * share * SECOND_MS) / quota.windowMs,
})
