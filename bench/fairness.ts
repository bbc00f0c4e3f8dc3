/** The chapter on a small job beside a large one of the same credential: how long it takes, against alone and against a fair half of the pace. */
import { figureOf, tableOf } from '../proof/evidence.ts'
import type { BenchCase, SeenCall } from './bench-case.ts'
import { webexDeletePeople } from './cases/webex.ts'
import { choose } from './crowd.ts'
import { idealOf } from './ideal.ts'
import type { BenchOptions } from './options.ts'
import type { Part } from './part.ts'
import { type JobAsked, playJob, type Times } from './play-job.ts'
import { checkDone, jobOf } from './run-case.ts'
import type { Section } from './section.ts'
import { ONE_OF, openStage, type Stage } from './stage.ts'
import { duration, passing } from './units.ts'

const NAME = 'fairness'
const [LARGE, SMALL, SCALE] = [1_000, 10, 4]
/** Of what a fair half would give: the machine's own time, times the scale, is in it. */
const GOAL = 1.25
/** Calls of the large job before the small one is asked for: its first window is over, in which a head start is made up for by a slower pace. */
const INTO = 400
const LOOK_MS = 200

export interface Fairness {
  readonly large: number
  readonly small: number
  readonly scale: number
  readonly aloneMs: number
  readonly besideMs: number
  /** The calls of the small job at half of the pace, one half of the job after the other, with what it takes alone beside its calls. */
  readonly fairMs: number
  /** The large one with the small one beside it. */
  readonly largeMs: number
}

export const fairness: Part = {
  names: [NAME],
  run: async (options, say) => {
    const found = await measure(options)
    const { aloneMs, besideMs, fairMs } = found
    say(`${NAME}: alone ${duration(aloneMs)}, beside ${duration(besideMs)}, a fair half ${duration(fairMs)}`)
    return sectionOf(found)
  },
}

/** Two who ask and two who approve. */
const bench: BenchCase = {
  ...webexDeletePeople,
  settings: (cloud) => {
    const { organisation } = cloud.administration
    const addresses = (...names: readonly ('alma' | 'ben' | 'cleo' | 'dora')[]): string =>
      names.map((name) => organisation.persona(name).emails[0]?.value).join(',')
    return {
      ...webexDeletePeople.settings?.(cloud),
      REQUESTERS: addresses('alma', 'cleo'),
      APPROVERS: addresses('ben', 'dora'),
    }
  },
}

const measure = async ({ users = LARGE, scale = SCALE, ...setting }: BenchOptions): Promise<Fairness> => {
  const stage = await openStage(bench, { ...setting, users, scale })
  try {
    const app = await stage.startBot()
    const alone = choose(bench, stage.cloud, SMALL).chosen
    const aloneAt = await playJob(stage, app, smallJob(alone))
    const ownCalls = [...stage.calls.filter(({ atMs }) => atMs >= aloneAt.asked)]
    const large = choose(bench, stage.cloud, users).chosen
    const beside = choose(bench, stage.cloud, SMALL, users).chosen
    const before = stage.calls.length
    const largeDone = playJob(stage, app, jobOf(bench, bench.csv(large, [])))
    await reached(stage, before + Math.min(INTO, users / 2))
    const besideAt = await playJob(stage, app, smallJob(beside))
    const largeAt = await largeDone
    if (largeAt.end < besideAt.end)
      throw new Error(`${NAME}: the large job ended before the small one; take more users`)
    checkDone(bench, stage, [...alone, ...large, ...beside])
    return {
      large: users,
      small: SMALL,
      scale,
      aloneMs: tookOf(aloneAt),
      besideMs: tookOf(besideAt),
      fairMs: fairOf(ownCalls, aloneAt, users, setting),
      largeMs: tookOf(largeAt),
    }
  } finally {
    await stage.close()
  }
}

const smallJob = (addresses: readonly string[]): JobAsked => ({
  ...jobOf(bench, bench.csv(addresses, [])),
  name: 'the small job',
  asker: 'cleo',
  approver: 'dora',
})

/** Waits by the clock until the vendor has received so many calls. */
const reached = async ({ calls, clock }: Stage, count: number): Promise<void> => {
  while (calls.length < count) await clock.sleep(LOOK_MS)
}

const tookOf = ({ asked, card, click, end }: Times): number => card - asked + end - click

/** Alone the calls may go at once; in a fair half each waits for its turn, and what is not calling takes as long as alone. */
const fairOf = (
  calls: readonly SeenCall[],
  at: Times,
  users: number,
  { share, latencyMs }: Pick<BenchOptions, 'share' | 'latencyMs'>,
): number => {
  const crowd = { people: ONE_OF * users, users: SMALL }
  const calling = { ...bench, chain: () => ({ plan: 0, run: 0 }) }
  const measuring = { bench: calling, crowd, share: share / 2, roundTripMs: latencyMs }
  const half = (phase: 'plan' | 'run', from: number, to: number): number =>
    idealOf(
      measuring,
      phase,
      calls.filter(({ atMs }) => atMs >= from && atMs < to),
    ).ms
  return tookOf(at) + half('plan', at.asked, at.card) + half('run', at.click, at.end)
}

export const sectionOf = ({ large, small, scale, aloneMs, besideMs, fairMs, largeMs }: Fairness): Section => ({
  title: 'A small job beside a large one',
  text: [
    `A job of ${figureOf(large)} users by the People API is under way, past its first window, and alone would use the whole share of the quota. Two other people ask for one of ${small} users and approve it, ${passing(scale)}. A fair half is what the small job takes alone, where its calls go at once, and its calls at half of the pace.`,
    tableOf(
      ['job', 'dry run and run'],
      [
        [`${small} users, alone`, duration(aloneMs)],
        [`${small} users, at a fair half of the pace`, duration(fairMs)],
        [`${small} users, beside the large one`, duration(besideMs)],
        [`${figureOf(large)} users, with the small one beside it`, duration(largeMs)],
      ],
    ),
  ].join('\n\n'),
  figures: [
    { name: `a job of ${small} users, alone`, value: duration(aloneMs) },
    {
      name: `a job of ${small} users, beside one of ${figureOf(large)}`,
      value: duration(besideMs),
      goal: `≤ ${GOAL} × a fair half (${duration(fairMs)})`,
      isMet: besideMs <= GOAL * fairMs,
    },
  ],
})
