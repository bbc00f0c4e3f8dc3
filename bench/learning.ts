/**
 * The chapter on a vendor that takes less than was believed and announces nothing: how often the bot is refused until it knows, and
 * that the bot started anew on the same data folder knows it still.
 */
import { figureOf, tableOf } from '../proof/evidence.ts'
import type { BenchCase, SeenCall } from './bench-case.ts'
import { webexDeletePeople } from './cases/webex.ts'
import { choose } from './crowd.ts'
import type { BenchOptions } from './options.ts'
import type { Part } from './part.ts'
import { playJob, type Times } from './play-job.ts'
import { mostThrottledOf } from './quota-use.ts'
import { checkDone, jobOf } from './run-case.ts'
import type { Section } from './section.ts'
import { openStage, type Stage } from './stage.ts'
import { duration, passing } from './units.ts'

const NAME = 'learning'
/** Calls a minute that Webex takes, against the 300 that WEBEX_CALLS_PER_MINUTE says. */
const TAKEN = 120
const [USERS, SCALE] = [300, 4]
const WINDOW_MS = 60_000
/** Between the two, so that the second begins with a window of its own. */
const REST_MS = 120_000

interface Learnt {
  readonly calls: number
  readonly throttled: number
  readonly throttledAWindow: number
  readonly tookMs: number
}

export interface Learning {
  readonly users: number
  readonly scale: number
  readonly first: Learnt
  readonly anew: Learnt
}

export const learning: Part = {
  names: [NAME],
  run: async (options, say) => {
    const found = await learn(options)
    const { first, anew } = found
    say(
      `${NAME}: ${first.throttled} × 429, at most ${first.throttledAWindow} a window; started anew ${anew.throttled} × 429`,
    )
    return sectionOf(found)
  },
}

const stingy = (bench: BenchCase): BenchCase => ({
  ...bench,
  quotas: bench.quotas.map((quota) => ({ ...quota, limit: TAKEN })),
  cloud: {
    ...bench.cloud,
    knobs: {
      ...bench.cloud?.knobs,
      quotas: (bench.cloud?.knobs?.quotas ?? []).map((quota) => ({ ...quota, limit: TAKEN })),
    },
  },
})

const learn = async ({ users = USERS, scale = SCALE, ...setting }: BenchOptions): Promise<Learning> => {
  const bench = stingy(webexDeletePeople)
  const stage = await openStage(bench, { ...setting, users: 2 * users, scale })
  try {
    const first = await once(bench, stage, users)
    await stage.clock.sleep(REST_MS)
    return { users, scale, first, anew: await once(bench, stage, users) }
  } finally {
    await stage.close()
  }
}

/** By a bot that has just been started; those of the job before are gone. */
const once = async (bench: BenchCase, stage: Stage, users: number): Promise<Learnt> => {
  const { chosen, others } = choose(bench, stage.cloud, users)
  const before = stage.calls.length
  const app = await stage.startBot()
  const at = await playJob(stage, app, jobOf(bench, bench.csv(chosen, others)))
  checkDone(bench, stage, chosen)
  return learntOf(bench, stage.calls.slice(before), at)
}

const learntOf = ({ quotas }: Pick<BenchCase, 'quotas'>, calls: readonly SeenCall[], at: Times): Learnt => ({
  calls: calls.length,
  throttled: calls.filter(({ status }) => status === 429).length,
  throttledAWindow: Math.max(0, ...quotas.map((quota) => mostThrottledOf({ ...quota, windowMs: WINDOW_MS }, calls))),
  tookMs: at.card - at.asked + at.end - at.click,
})

export const sectionOf = ({ users, scale, first, anew }: Learning): Section => {
  const row = (name: string, { calls, throttled, throttledAWindow, tookMs }: Learnt) => [
    name,
    figureOf(calls),
    figureOf(throttled),
    figureOf(throttledAWindow),
    duration(tookMs),
  ]
  return {
    title: 'A rate that has to be learnt',
    text: [
      `Webex announces no quota. Here it takes ${TAKEN} calls a minute, and WEBEX_CALLS_PER_MINUTE says 300, half of which is more. Two jobs of ${figureOf(users)} users each by the People API, ${passing(scale)}; between them the bot is ended, and another one is started on the same data folder.`,
      tableOf(
        ['job', 'calls', '429s', 'most in any minute', 'time'],
        [row('the first', first), row('after the start anew', anew)],
      ),
    ].join('\n\n'),
    figures: [
      {
        name: '429s in any minute while Webex’s rate is learnt',
        value: figureOf(first.throttledAWindow),
        goal: '≤ 1',
        isMet: first.throttledAWindow <= 1,
      },
      { name: '429s in all while Webex’s rate is learnt', value: figureOf(first.throttled) },
      {
        name: '429s after a start with the learnt rate',
        value: figureOf(anew.throttled),
        goal: '0',
        isMet: anew.throttled === 0,
      },
    ],
  }
}
