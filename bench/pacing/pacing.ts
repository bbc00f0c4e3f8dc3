/** The chapter on pace: every case at every size, against the ideal and the share of the quota. */
import { figureOf, tableOf } from '../../proof/evidence.ts'
import type { BenchCase, BenchSize } from '../bench-case.ts'
import { ALL_CASES } from '../cases/all-cases.ts'
import type { CaseFigures } from '../measure.ts'
import { type BenchOptions, sizesOf } from '../options.ts'
import type { Part } from '../part.ts'
import { type RefusedCase, runCase, runRefusal } from '../run-case.ts'
import type { Section } from '../section.ts'
import { duration, percent, ratio } from '../units.ts'
import { figuresFor, rowName } from './pacing-figures.ts'
import { CALL_HEAD, callRow, PATH_HEAD, pathRows, QUOTA_HEAD, quotaRows, TIME_HEAD, timeRow } from './pacing-tables.ts'

interface Found {
  readonly bench: BenchCase
  readonly figures: CaseFigures
}

export const pacing: Part = {
  names: ALL_CASES.map(({ name }) => name),
  run: async (options, say) => {
    const { only } = options
    const cases = ALL_CASES.filter(({ name }) => only === undefined || name.includes(only))
    const [found, refused]: [Found[], RefusedCase[]] = [[], []]
    for (const bench of cases)
      for (const size of sizesOf(bench.sizes, options)) {
        const one = await runOne(bench, size, options)
        if ('words' in one) refused.push(one)
        else found.push({ bench, figures: one })
        say(lineOf(one))
      }
    return sectionOf(found, refused, options)
  },
}

const runOne = (bench: BenchCase, size: BenchSize, options: BenchOptions): Promise<CaseFigures | RefusedCase> => {
  const { refusal } = size
  return refusal === undefined ? runCase(bench, size, options) : runRefusal(bench, { ...size, refusal }, options)
}

export const sectionOf = (
  found: readonly Found[],
  refused: readonly RefusedCase[],
  { latencyMs, share }: Pick<BenchOptions, 'latencyMs' | 'share'>,
): Section => {
  const all = found.map(({ figures }) => figures)
  return {
    title: 'Pace',
    text: [
      reading(latencyMs, share),
      `### Time\n\n${tableOf(TIME_HEAD, found.map(timeRow))}`,
      ...refused.map(refusalText),
      `### Share of the quota\n\n${QUOTA_READING}\n\n${tableOf(QUOTA_HEAD, all.flatMap(quotaRows))}`,
      `### Calls\n\n${tableOf(CALL_HEAD, all.map(callRow))}`,
      `### Calls by path\n\n${tableOf(PATH_HEAD, all.flatMap(pathRows))}`,
    ].join('\n\n'),
    figures: [
      ...found.flatMap(({ bench, figures }) => figuresFor(bench, figures, share)),
      ...refused.map((one) => ({ name: `dry run, ${rowName(one)}`, value: 'refused' })),
    ],
  }
}

export const lineOf = (one: CaseFigures | RefusedCase): string => {
  if ('words' in one) return `${rowName(one)}: ${one.words}`
  const { plan, run, both, throttled, buckets } = one
  const peak = buckets[0] === undefined ? 'no quota' : `peak ${percent(buckets[0].peakShare)}`
  return (
    `${rowName({ name: one.name, users: one.crowd.users })}: dry run ${duration(plan.tookMs)} (${ratio(plan.efficiency)}), ` +
    `run ${duration(run.tookMs)} (${ratio(run.efficiency)}), both ${ratio(both.efficiency)} by ${both.ideal.by}, ` +
    `${both.callsAUser.toFixed(2)} calls a user, ${throttled} × 429, ${peak}`
  )
}

const refusalText = ({ name, users, words }: RefusedCase): string =>
  `${name} with ${figureOf(users)} users is refused before anything is looked up, with these words:\n\n${words
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')}`

const reading = (
  latencyMs: number,
  share: number,
): string => `Every call takes ${latencyMs} ms, QUOTA_SHARE is ${share}, and a job is about one in three of the directory. The dry run is measured
from Alma's message to the card, the run from Ben's click to the last word in the thread, both with what the bot says in between.
The ideal is max over the vendor's buckets (calls ÷ (quota × share)) + longest chain of calls × round trip, of the calls that were
made. Where the calls that may be under way at once let less through, their number takes the buckets' place, and rests that a vendor
asks for are added; a quota of a day counts where the calls are more than one day's share. Efficiency is ideal ÷ measured, and above
1 where calls that were not used while the bot was idle are made up for. The goal is held against both halves together. In stages:
where the vendor gives nothing back, the bot reads and writes down what an account has before it changes the first of all, so that
buckets which the formula has filled at the same time are filled one after the other; the figure beside is held against that.

Time passes so many times faster as the scale says, for the bot and the emulated clouds alike: windows, rests, waits, latency. All
times are by that clock. What the machine does itself does not shrink, so at a scale of 10 a millisecond of it counts as 10. Where
mostly a quota is waited for, the clock leaps besides: when no call and no file is under way and everybody sleeps for 0.1 s or more,
the time until the first of them wakes passes at once. The bot looks every few seconds whether something is due, so that a night is
many small leaps. What was leapt counts as passed, so a leap can make a figure worse and never better.`

const QUOTA_READING = `The peak is the strictest reading: over every window of the vendor's length, wherever it begins, counted at the moment when the
emulated vendor received the call. Beside it the most calls in any one second, against the even rate of the share.`
