/** Writes the figures down for people to read: docs/evidence/bench.md. Pure. */
import type { Machine } from './machine.ts'
import type { CaseFigures } from './measure.ts'
import type { RunOptions } from './run-case.ts'

export interface Evidence {
  readonly figures: readonly CaseFigures[]
  readonly options: RunOptions
  readonly machine: Machine
  readonly at: Date
  readonly tookMs: number
}

export const evidenceOf = ({ figures, options, machine, at, tookMs }: Evidence): string =>
  [
    '# How fast, and at what cost in calls',
    'Written by `npm run bench`; not edited by hand.',
    [
      `- taken ${at.toISOString().slice(0, 10)} on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Node ${machine.node}`,
      `- ${options.users} users a job, one in three of the directory; seed ${options.seed}; QUOTA_SHARE ${options.share}; every call takes ${options.latencyMs} ms`,
      `- time passes up to ${options.scale} times faster (the table says how many) for the bot and the emulated clouds alike (windows, rests, waits, latency); all times below are by that clock. What the machine takes itself does not shrink: at a scale of ${options.scale} a millisecond of it counts as ${options.scale}`,
      `- the whole took ${Math.round(tookMs / 1000)} s`,
    ].join('\n'),
    READING,
    '## Time',
    table(TIME_HEAD, figures.map(timeRow)),
    '## Calls',
    table(CALL_HEAD, figures.map(callRow)),
    '## Calls by path',
    ...figures.map((one) => `### ${one.name}\n\n${table(PATH_HEAD, one.paths.map(pathRow))}`),
  ]
    .join('\n\n')
    .concat('\n')

export const lineOf = ({ name, plan, run, throttled, peakShare }: CaseFigures): string =>
  `${name.padEnd(34)} dry run ${seconds(plan.tookMs)}, run ${seconds(run.tookMs)} (ideal ${seconds(run.ideal.ms)}, ${ratio(run.efficiency)}), ` +
  `${plan.callsAUser.toFixed(2)} + ${run.callsAUser.toFixed(2)} calls a user, ${throttled} × 429, peak ${share(peakShare)}`

const READING = `The dry run is measured from Alma's message to the card, the run from Ben's click to the last word in the thread, both
with what the bot says in between. Ideal is max over the vendor's buckets (calls ÷ (quota × share)) + longest chain × round
trip. Where no quota sets a pace, the most calls that can be under way at once take its place; rests that a vendor asks
for are added. The calls are those that were made, so the ideal says how well they were paced and the calls a user say how
few they were. A window gives its whole share at its beginning, so a job of few windows can be faster than the formula; the
floor is what no client could beat that sends a whole share as each window begins, for both halves together.`

type Cells = readonly string[]

/** The first column to the left, figures to the right, padded as the formatter of this project wants it. */
const table = (head: Cells, rows: readonly Cells[]): string => {
  const widths = head.map((_, place) => Math.max(3, ...[head, ...rows].map((row) => row[place]?.length ?? 0)))
  const padded = (row: Cells): Cells =>
    row.map((cell, place) => (place === 0 ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0)))
  const rule = widths.map((width, place) => (place === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [padded(head), rule, ...rows.map(padded)].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const TIME_HEAD: Cells = [
  'case',
  'scale',
  'dry run: ideal',
  'measured',
  'run: ideal',
  'measured',
  'efficiency of the run',
  'it goes by',
  'both: floor',
  'measured',
]

const timeRow = ({ name, scale, plan, run, floorMs }: CaseFigures): Cells => [
  name,
  String(scale),
  seconds(plan.ideal.ms),
  seconds(plan.tookMs),
  seconds(run.ideal.ms),
  seconds(run.tookMs),
  ratio(run.efficiency),
  run.ideal.by,
  seconds(floorMs),
  seconds(plan.tookMs + run.tookMs),
]

const CALL_HEAD: Cells = ['case', 'calls a user: dry run', 'run', 'both', '429s', 'peak share of the quota in a window']

const callRow = ({ name, plan, run, throttled, peakShare }: CaseFigures): Cells => [
  name,
  plan.callsAUser.toFixed(3),
  run.callsAUser.toFixed(3),
  (plan.callsAUser + run.callsAUser).toFixed(3),
  String(throttled),
  share(peakShare),
]

const PATH_HEAD: Cells = ['call', 'dry run', 'run']

const pathRow = ({ call, plan, run }: CaseFigures['paths'][number]): Cells => [`\`${call}\``, String(plan), String(run)]

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const ratio = (value: number): string => value.toFixed(2)
const share = (value: number | undefined): string =>
  value === undefined ? 'no quota' : `${(value * 100).toFixed(1)} %`
