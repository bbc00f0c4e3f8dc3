/** The tables of the chapter on pace. Pure. */
import { figureOf } from '../../proof/evidence.ts'
import type { BenchCase } from '../bench-case.ts'
import type { CaseFigures, Timing } from '../measure.ts'
import { duration, percent, ratio } from '../units.ts'
import { isEfficient } from './pacing-figures.ts'

type Cells = readonly string[]

export const TIME_HEAD: Cells = [
  'case',
  'users',
  'scale',
  'dry run: ideal',
  'measured',
  'efficiency',
  'run: ideal',
  'measured',
  'efficiency',
  'both: ideal',
  'measured',
  'efficiency',
  'it goes by',
  'goal met',
  'leapt',
]

export const timeRow = ({ bench, figures }: { readonly bench: BenchCase; readonly figures: CaseFigures }): Cells => {
  const { name, crowd, scale, plan, run, both, leaptMs } = figures
  const met = isEfficient(bench, figures) ? 'yes' : 'no'
  return [
    name,
    figureOf(crowd.users),
    figureOf(scale),
    ...[plan, run, both].flatMap(timing),
    both.ideal.by,
    bench.hasNoGoal ? 'none set: no quota' : met,
    leaptMs === 0 ? '' : duration(leaptMs),
  ]
}

const timing = ({ ideal, tookMs, efficiency }: Timing): Cells => [
  duration(ideal.ms),
  duration(tookMs),
  ratio(efficiency),
]

export const QUOTA_HEAD: Cells = ['case', 'users', 'bucket', 'calls', 'peak share', 'most in a second', 'even', '429s']

export const quotaRows = ({ name, crowd, buckets, throttled }: CaseFigures): readonly Cells[] =>
  buckets.map(({ bucket, calls, peakShare, evenness }) => [
    name,
    figureOf(crowd.users),
    bucket,
    figureOf(calls),
    percent(peakShare),
    figureOf(evenness.most),
    evenness.even.toFixed(2),
    figureOf(throttled),
  ])

export const CALL_HEAD: Cells = ['case', 'users', 'calls a user: dry run', 'run', 'both']

export const callRow = ({ name, crowd, plan, run, both }: CaseFigures): Cells => [
  name,
  figureOf(crowd.users),
  ...[plan, run, both].map(({ callsAUser }) => callsAUser.toFixed(3)),
]

export const PATH_HEAD: Cells = ['case', 'users', 'call', 'dry run', 'run']

export const pathRows = ({ name, crowd, paths }: CaseFigures): readonly Cells[] =>
  paths.map(({ call, plan, run }) => [name, figureOf(crowd.users), `\`${call}\``, figureOf(plan), figureOf(run)])
