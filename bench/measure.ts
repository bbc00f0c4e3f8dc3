/** From the calls of a job to its figures: how many, how much of the quota, how long at best, how long. Pure. */
import type { BenchCase, Crowd, SeenCall } from './bench-case.ts'
import { type Ideal, idealInStages, idealOf, idealOfBoth, type Measuring } from './ideal.ts'
import { type PathCount, pathCountsOf } from './path-counts.ts'
import { type Evenness, evennessOf, mostThrottledOf, peakShareOf } from './quota-use.ts'

/** One half of a job: the dry run, from the message to the card, or the run, from the click to the last word. */
export interface PhaseSeen {
  readonly calls: readonly SeenCall[]
  readonly tookMs: number
}

export interface JobSeen {
  /** Of the job and all before it: they count in the vendor's windows. */
  readonly calls: readonly SeenCall[]
  readonly plan: PhaseSeen
  readonly run: PhaseSeen
  /** Milliseconds of the clock that passed at once, since nobody did anything. */
  readonly leaptMs: number
}

export interface Timing {
  readonly calls: number
  readonly callsAUser: number
  readonly tookMs: number
  readonly ideal: Ideal
  /** Ideal ÷ measured. */
  readonly efficiency: number
}

export interface BucketUse {
  readonly bucket: string
  readonly calls: number
  /** Of the quota in the fullest window, wherever it begins, 0 to 1. */
  readonly peakShare: number
  readonly evenness: Evenness
}

export interface CaseFigures {
  readonly name: string
  readonly scale: number
  readonly crowd: Crowd
  readonly plan: Timing
  readonly run: Timing
  readonly both: Timing
  /** Of both halves, with a run in stages: nothing is changed before all that is kept was written. */
  readonly efficiencyInStages: number
  readonly throttled: number
  /** In the fullest window of any bucket. */
  readonly throttledAWindow: number
  /** Of every bucket that was called, the fullest first. */
  readonly buckets: readonly BucketUse[]
  readonly leaptMs: number
  readonly paths: readonly PathCount[]
}

export interface CaseMeasuring extends Measuring {
  readonly bench: Pick<BenchCase, 'name' | 'quotas' | 'atOnce' | 'rests' | 'chain'>
  readonly scale: number
}

export const figuresOf = (measuring: CaseMeasuring, { calls, plan, run, leaptMs }: JobSeen): CaseFigures => {
  const { bench, crowd, scale } = measuring
  const ideals = { plan: idealOf(measuring, 'plan', plan.calls), run: idealOf(measuring, 'run', run.calls) }
  const both = { calls: [...plan.calls, ...run.calls], tookMs: plan.tookMs + run.tookMs }
  const inStages = idealOfBoth(measuring, ideals.plan, idealInStages(measuring, run.calls), both.calls)
  return {
    name: bench.name,
    scale,
    crowd,
    plan: timingOf(plan, ideals.plan, crowd),
    run: timingOf(run, ideals.run, crowd),
    both: timingOf(both, idealOfBoth(measuring, ideals.plan, ideals.run, both.calls), crowd),
    efficiencyInStages: inStages.ms / both.tookMs,
    throttled: calls.filter(({ status }) => status === 429).length,
    throttledAWindow: Math.max(0, ...bench.quotas.map((quota) => mostThrottledOf(quota, calls))),
    buckets: bucketUses(measuring, calls),
    leaptMs,
    paths: pathCountsOf(plan.calls, run.calls),
  }
}

const timingOf = ({ calls, tookMs }: PhaseSeen, ideal: Ideal, { users }: Crowd): Timing => ({
  calls: calls.length,
  callsAUser: calls.length / users,
  tookMs,
  ideal,
  efficiency: ideal.ms / tookMs,
})

const bucketUses = ({ bench, share }: CaseMeasuring, calls: readonly SeenCall[]): readonly BucketUse[] =>
  bench.quotas
    .map((quota) => ({
      bucket: quota.name,
      calls: calls.filter(quota.holds).length,
      peakShare: peakShareOf(quota, calls),
      evenness: evennessOf(quota, share, calls),
    }))
    .filter((use) => use.calls > 0)
    .toSorted((one, other) => other.peakShare - one.peakShare)
