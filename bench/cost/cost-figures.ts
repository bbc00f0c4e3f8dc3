/** From what was measured of the bot's process to the figures of the section. Pure. */
import type { Figure } from '../section.ts'
import type { LargeJob } from './large-job.ts'
import type { Half, JobCost } from './play-job.ts'
import type { StartUp } from './start-up.ts'

export interface CostMeasured {
  readonly bulk: JobCost
  readonly oneByOne: JobCost
  /** The same measurement several times. */
  readonly exports: readonly JobCost[]
  readonly large: LargeJob
  readonly starts: StartUp
}

const KIB = 1024
const CPU_A_ROW_MS = 1
const TO_CARD_MS = 1_000
const BLOCKED_MS = 50
const FIRST_EFFECT_MS = 1_000

export const costFigures = (measured: CostMeasured): readonly Figure[] => [
  ...cpuFigures(measured),
  ...exportFigures(measured.exports),
  ...memoryFigures(measured.large),
  ...startFigures(measured.starts),
  ...resumeFigures(measured.large),
  ...diskFigures(measured.large),
]

const cpuFigures = ({ bulk, oneByOne }: CostMeasured): readonly Figure[] => {
  const whole = (bulk.plan.cpuMs + (bulk.run?.cpuMs ?? 0)) / bulk.rows
  return [
    atMost(`CPU time a row, ${count(bulk.rows)} rows by SCIM Bulk`, whole, CPU_A_ROW_MS, fine),
    { name: 'CPU time a row, dry run', value: fine(bulk.plan.cpuMs / bulk.rows) },
    { name: 'CPU time a row, run', value: fine((bulk.run?.cpuMs ?? 0) / bulk.rows) },
    {
      name: 'CPU time a call of the run, People API one by one',
      value: fine((oneByOne.run?.cpuMs ?? 0) / Math.max(1, oneByOne.run?.calls ?? 0)),
    },
  ]
}

/** Of several measurements the one in the middle: a busy machine makes some of them worse and none better. */
const exportFigures = (exports: readonly JobCost[]): readonly Figure[] => {
  const rows = count(exports[0]?.rows ?? 0)
  const of = (figure: (half: Half) => number): number => median(exports.map(({ plan }) => figure(plan)))
  const own = of(({ tookMs, waitedMs }) => tookMs - waitedMs)
  return [
    atMost(`${rows} rows to a card, without waiting for the emulated cloud`, own, TO_CARD_MS, whole),
    { name: `${rows} rows to a card, all in all`, value: whole(of(({ tookMs }) => tookMs)) },
    { name: `${rows} rows to a card, CPU time`, value: whole(of(({ cpuMs }) => cpuMs)) },
    atMost(
      `${rows} rows to a card, event loop blocked at most`,
      of(({ blockedMs }) => blockedMs),
      BLOCKED_MS,
      whole,
    ),
    { name: `${rows} rows to a card, longest collection of garbage`, value: whole(of((one) => one.collectionMs)) },
  ]
}

const memoryFigures = ({ rows, idle, planned, running, resumed }: LargeJob): readonly Figure[] => {
  const aRow = (bytes: number): number => (bytes - idle.heapBytes) / rows
  const peak = Math.max(planned.peakRssBytes, running.peakRssBytes, resumed.peakRssBytes)
  return [
    atMost(`memory a row while the card stands, ${count(rows)} rows`, aRow(planned.heapBytes), KIB, bytesOf),
    atMost(`memory a row in the middle of the run, ${count(rows)} rows`, aRow(running.heapBytes), KIB, bytesOf),
    { name: 'memory of the idle bot, after a collection', value: megabytes(idle.heapBytes) },
    { name: `most memory of the process ever, ${count(rows)} rows`, value: megabytes(peak) },
  ]
}

const startFigures = ({ idle, withJobs, jobs }: StartUp): readonly Figure[] => [
  { name: 'start to ready', value: whole(median(idle)) },
  { name: `start to ready with ${count(jobs)} ended jobs`, value: whole(median(withJobs)) },
]

const resumeFigures = ({ rows, readyMs, firstEffectMs, resumeCpuMs }: LargeJob): readonly Figure[] => [
  atMost(
    `resume of ${count(rows)} rows half done, from ready to the first effect`,
    Math.max(0, firstEffectMs - readyMs),
    FIRST_EFFECT_MS,
    whole,
  ),
  {
    name: `resume of ${count(rows)} rows half done, CPU time from ready to the first effect`,
    value: whole(resumeCpuMs),
  },
  { name: `resume of ${count(rows)} rows half done, from the start of the process`, value: whole(firstEffectMs) },
]

const diskFigures = ({ rows, disk }: LargeJob): readonly Figure[] => {
  const all = Object.values(disk).reduce((sum, bytes) => sum + bytes, 0)
  return [
    { name: 'data folder a row', value: bytesOf(all / rows) },
    ...(['plan', 'journal', 'audit', 'inputs'] as const).map((kind) => ({
      name: `data folder a row, ${kind}`,
      value: bytesOf(disk[kind] / rows),
    })),
  ]
}

export const costText = ({ bulk, exports, large, starts }: CostMeasured): string =>
  [
    `The bot is a process of its own, \`node dist/main.js\` with a probe loaded before it; the emulated clouds are another one, answer
without latency, and have a quota that nothing waits for. Rows are those of a Control Hub export with attributes and licences: 22
columns, ${Math.round(large.csvBytes / large.rows)} bytes each. CPU time is that of all threads of the process, the compiling of
JavaScript and the collecting of garbage included, from the message to the last word, with journal, audit log and progress.`,
    `To a card: from Alma's message to the card in the thread; the plan file is posted before it. The emulated cloud answered
${exports[0]?.plan.calls ?? 0} calls meanwhile, and waiting is the time in which at least one of them was under way. The event loop is
measured with \`perf_hooks.monitorEventLoopDelay\` at a resolution of 1 ms; the machine's other work counts as blocking, too. Of
${exports.length} measurements each figure is the middle one.`,
    `Memory is what JavaScript holds after a collection, buffers included, beyond what the idle bot holds. The job of
${count(large.rows)} rows is killed with SIGKILL when half of its people are gone (${count(large.left)} were left) and goes on in a
new process. A start is measured ${starts.idle.length} times, the middle one counts; ended jobs are of ${starts.rows} people each,
with all their audit records. The whole job of ${count(bulk.rows)} rows made ${(bulk.run?.calls ?? 0) + bulk.plan.calls} calls.`,
  ].join('\n\n')

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

const atMost = (name: string, value: number, goal: number, words: (value: number) => string): Figure => ({
  name,
  value: words(value),
  goal: `≤ ${words(goal)}`,
  isMet: value <= goal,
})

const fine = (ms: number): string => `${ms.toFixed(2)} ms`
const whole = (ms: number): string => `${Math.round(ms)} ms`
const bytesOf = (bytes: number): string => `${count(Math.round(bytes))} B`
const megabytes = (bytes: number): string => `${Math.round(bytes / KIB / KIB)} MB`
const count = (number: number): string => number.toLocaleString('en-US')
