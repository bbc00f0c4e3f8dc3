/**
 * How long a job takes at best: max over the vendor's buckets (calls ÷ (quota × share)) + longest chain of calls × round trip. Pure.
 * Where the calls under way at once let less through than the buckets, their number takes the buckets' place; rests that a vendor
 * asks for are added.
 */
import type { BenchCase, BenchQuota, Crowd, SeenCall } from './bench-case.ts'

export interface Ideal {
  readonly ms: number
  /** What the time goes by: a bucket of the quota, the calls at once, or rests. */
  readonly by: string
}

export interface Measuring {
  readonly bench: Pick<BenchCase, 'quotas' | 'atOnce' | 'rests' | 'chain'>
  readonly crowd: Crowd
  /** What may be used of a quota, 0 to 1. */
  readonly share: number
  readonly roundTripMs: number
}

/** A quota of hours or days is a budget: what fits into one window's share needs no pace. */
const LONGEST_PACE_MS = 3_600_000

export const idealOf = (measuring: Measuring, phase: 'plan' | 'run', calls: readonly SeenCall[]): Ideal => {
  const { bench, crowd, roundTripMs } = measuring
  const longest = longestOf(measuring, phase, calls)
  const restsMs = phase === 'run' ? restsOf(measuring) : 0
  const ms = longest.ms + restsMs + bench.chain(crowd)[phase] * roundTripMs
  return { ms, by: restsMs > longest.ms ? 'rests' : longest.by }
}

/**
 * As if what comes before the first effect and what comes after were two jobs, one after the other: nothing is changed before all that
 * a change takes away was read and written, whatever that costs.
 */
export const idealInStages = (measuring: Measuring, calls: readonly SeenCall[]): Ideal => {
  const first = calls.findIndex(({ method }) => method !== 'GET')
  const whole = idealOf(measuring, 'run', calls)
  if (first === -1) return whole
  const [all, ...stages] = [calls, calls.slice(0, first), calls.slice(first)].map((some) =>
    longestOf(measuring, 'run', some),
  )
  return { ms: stages.reduce((sum, { ms }) => sum + ms, whole.ms - (all?.ms ?? 0)), by: whole.by }
}

/** Of both halves one after the other; a budget of days is one for both. */
export const idealOfBoth = (measuring: Measuring, plan: Ideal, run: Ideal, calls: readonly SeenCall[]): Ideal => {
  const halves = { ms: plan.ms + run.ms, by: run.ms >= plan.ms ? run.by : plan.by }
  return most([halves, ...bucketsOf(measuring, calls)])
}

const longestOf = (measuring: Measuring, phase: 'plan' | 'run', calls: readonly SeenCall[]): Ideal => {
  const { bench, roundTripMs } = measuring
  const atOnce = bench.atOnce[phase]
  return most([...bucketsOf(measuring, calls), { by: `${atOnce} at once`, ms: (calls.length * roundTripMs) / atOnce }])
}

const bucketsOf = ({ bench, share }: Measuring, calls: readonly SeenCall[]): readonly Ideal[] =>
  bench.quotas.flatMap((quota) => {
    const windows = calls.filter(quota.holds).length / (quota.limit * share)
    return isBudget(quota) && windows <= 1 ? [] : [{ by: quota.name, ms: windows * quota.windowMs }]
  })

export const isBudget = ({ windowMs }: BenchQuota): boolean => windowMs > LONGEST_PACE_MS

const most = (ideals: readonly Ideal[]): Ideal => ideals.reduce((one, other) => (other.ms > one.ms ? other : one))

const restsOf = ({ bench: { rests }, crowd: { users } }: Measuring): number =>
  rests === undefined ? 0 : Math.max(0, Math.ceil(users / rests.size) - 1) * rests.ms
