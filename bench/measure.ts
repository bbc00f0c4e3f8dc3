/** From the calls of a job to its figures: how many, how much of the quota, how long at best. Pure. */
import type { BenchCase, BenchQuota, Crowd, SeenCall } from './bench-case.ts'

/** One half of a job: the dry run, from the message to the card, or the run, from the click to the last word. */
export interface PhaseSeen {
  readonly calls: readonly SeenCall[]
  readonly tookMs: number
}

export interface JobSeen {
  /** Of the job and all before it: they opened the vendor's windows. */
  readonly calls: readonly SeenCall[]
  readonly plan: PhaseSeen
  readonly run: PhaseSeen
}

export interface Ideal {
  readonly ms: number
  /** What the time goes by: a bucket of the quota, the calls at once, or nothing but the chain. */
  readonly by: string
}

export interface PhaseFigures {
  readonly calls: number
  readonly callsAUser: number
  readonly tookMs: number
  readonly ideal: Ideal
  /** Ideal ÷ measured. */
  readonly efficiency: number
}

export interface PathCount {
  readonly call: string
  readonly plan: number
  readonly run: number
}

export interface CaseFigures {
  readonly name: string
  readonly scale: number
  readonly users: number
  readonly people: number
  readonly plan: PhaseFigures
  readonly run: PhaseFigures
  /** What no client could beat that sends a whole share at the beginning of each window; of both halves, with the rests. */
  readonly floorMs: number
  readonly throttled: number
  /** Of the quota of the fullest bucket in its fullest window, 0 to 1; undefined without a quota. */
  readonly peakShare: number | undefined
  readonly paths: readonly PathCount[]
}

export interface Measuring {
  readonly bench: Pick<BenchCase, 'name' | 'quotas' | 'atOnce' | 'rests' | 'chain'>
  readonly crowd: Crowd
  readonly scale: number
  /** What may be used of a quota, 0 to 1. */
  readonly share: number
  readonly roundTripMs: number
}

/** A quota of hours or days is a budget and sets no pace. */
const LONGEST_PACE_MS = 3_600_000

export const figuresOf = (measuring: Measuring, { calls, plan, run }: JobSeen): CaseFigures => {
  const { bench, crowd, scale } = measuring
  return {
    name: bench.name,
    scale,
    ...crowd,
    plan: phaseFigures(measuring, 'plan', plan),
    run: phaseFigures(measuring, 'run', run),
    floorMs: floorOf(measuring, [...plan.calls, ...run.calls]),
    throttled: calls.filter(({ status }) => status === 429).length,
    peakShare: bench.quotas.length === 0 ? undefined : Math.max(...bench.quotas.map((quota) => peakOf(quota, calls))),
    paths: pathsOf(plan.calls, run.calls),
  }
}

const phaseFigures = (measuring: Measuring, phase: 'plan' | 'run', { calls, tookMs }: PhaseSeen): PhaseFigures => {
  const ideal = idealOf(measuring, phase, calls)
  return {
    calls: calls.length,
    callsAUser: calls.length / measuring.crowd.users,
    tookMs,
    ideal,
    efficiency: ideal.ms / tookMs,
  }
}

/** max over the buckets (calls ÷ (quota × share)) + longest chain × round trip; without a pace, what the calls at once let through. */
const idealOf = (measuring: Measuring, phase: 'plan' | 'run', calls: readonly SeenCall[]): Ideal => {
  const { bench, crowd, share, roundTripMs } = measuring
  const terms = [
    ...pacing(bench.quotas).map((quota) => ({
      by: quota.name,
      ms: (calls.filter(quota.holds).length / (quota.limit * share)) * quota.windowMs,
    })),
    { by: `${bench.atOnce[phase]} at once`, ms: (calls.length * roundTripMs) / bench.atOnce[phase] },
  ]
  const most = terms.reduce((one, other) => (other.ms > one.ms ? other : one))
  const restsMs = phase === 'run' ? restsOf(bench, crowd) : 0
  const by = restsMs > most.ms ? 'rests' : most.by
  return { ms: most.ms + restsMs + bench.chain(crowd)[phase] * roundTripMs, by }
}

const floorOf = ({ bench, crowd, share, roundTripMs }: Measuring, calls: readonly SeenCall[]): number => {
  const windows = pacing(bench.quotas).map(({ holds, limit, windowMs }) => {
    const full = Math.floor(limit * share)
    return Math.max(0, Math.ceil(calls.filter(holds).length / full) - 1) * windowMs
  })
  const { plan, run } = bench.chain(crowd)
  return Math.max(0, ...windows) + restsOf(bench, crowd) + (plan + run) * roundTripMs
}

const pacing = (quotas: readonly BenchQuota[]): readonly BenchQuota[] =>
  quotas.filter(({ windowMs }) => windowMs <= LONGEST_PACE_MS)

const restsOf = ({ rests }: Pick<BenchCase, 'rests'>, { users }: Crowd): number =>
  rests === undefined ? 0 : Math.max(0, Math.ceil(users / rests.size) - 1) * rests.ms

/** The share of the quota that the fullest window saw. */
export const peakOf = ({ holds, limit, windowMs }: BenchQuota, calls: readonly SeenCall[]): number => {
  let [startedAt, seen, most] = [Number.NEGATIVE_INFINITY, 0, 0]
  for (const { atMs } of calls.filter(holds).sort((one, other) => one.atMs - other.atMs)) {
    if (atMs >= startedAt + windowMs) [startedAt, seen] = [atMs, 0]
    seen += 1
    most = Math.max(most, seen)
  }
  return most / limit
}

const pathsOf = (plan: readonly SeenCall[], run: readonly SeenCall[]): readonly PathCount[] => {
  const [planned, ran] = [countsOf(plan), countsOf(run)]
  return [...new Set([...planned.keys(), ...ran.keys()])]
    .sort()
    .map((call) => ({ call, plan: planned.get(call) ?? 0, run: ran.get(call) ?? 0 }))
}

const countsOf = (calls: readonly SeenCall[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { method, url } of calls) {
    const call = `${method} ${pathClass(url)}`
    counts.set(call, (counts.get(call) ?? 0) + 1)
  }
  return counts
}

const ID = /^\d+$|\d{3}|@|%40|^.{18,}$/

/** The path with ids and addresses left out. */
export const pathClass = (url: string): string =>
  (url.split('?')[0] ?? '')
    .split('/')
    .map((part) => (ID.test(part) ? '{id}' : part))
    .join('/')
