/**
 * The chapter on the scripts that Twokey replaces: the sequential recipe and Twokey, one after the other, against the same emulated
 * cloud with the same latency and quota, by the same clock, each with as many people of the same organisation.
 */
import { figureOf, tableOf } from '../proof/evidence.ts'
import type { BenchCase, SeenCall } from './bench-case.ts'
import { webexDeleteBulk } from './cases/webex.ts'
import { choose } from './crowd.ts'
import type { BenchOptions } from './options.ts'
import type { Part } from './part.ts'
import { playJob } from './play-job.ts'
import { checkDone, jobOf } from './run-case.ts'
import type { Section } from './section.ts'
import { runSequentialScript, type ScriptEnd } from './sequential-script.ts'
import { openStage, type Stage } from './stage.ts'
import { duration, passing, times } from './units.ts'

const NAME = 'sequential script'
const [USERS, SCALE] = [1_000, 1]
const GOAL = 50
/** After the script its window of the quota is used up, and Twokey is not to suffer from that. */
const REST_MS = 120_000

interface Took {
  readonly ms: number
  readonly calls: number
  readonly throttled: number
}

export interface Compared {
  readonly users: number
  readonly scale: number
  readonly script: Took
  readonly twokey: Took
}

export const baseline: Part = {
  names: [NAME],
  run: async (options, say) => {
    const compared = await compare(webexDeleteBulk, options)
    const { script, twokey } = compared
    say(`${NAME}: ${duration(script.ms)}; Twokey ${duration(twokey.ms)}: ${times(script.ms / twokey.ms)}`)
    return sectionOf(compared, options)
  },
}

const compare = async (
  bench: BenchCase,
  { users = USERS, scale = SCALE, ...setting }: BenchOptions,
): Promise<Compared> => {
  // The waits of the script are slept through at once: they are half of its time.
  const patient = { ...bench, leaps: true }
  const stage = await openStage(patient, { ...setting, users: 2 * users, scale })
  try {
    const theirs = choose(bench, stage.cloud, users).chosen
    const script = await scriptTook(stage, theirs)
    checkDone(bench, stage, theirs)
    await stage.clock.sleep(REST_MS)
    const ours = choose(bench, stage.cloud, users).chosen
    const app = await stage.startBot()
    await stage.clock.sleep(REST_MS)
    const before = stage.calls.length
    const { asked, card, click, end } = await playJob(stage, app, jobOf(bench, bench.csv(ours, [])))
    checkDone(bench, stage, ours)
    const twokey = { ms: card - asked + end - click, ...countsOf(stage.calls.slice(before)) }
    return { users, scale, script, twokey }
  } finally {
    await stage.close()
  }
}

const scriptTook = async ({ cloud, clock, calls }: Stage, addresses: readonly string[]): Promise<Took> => {
  const token = cloud.administration.tokens.of('serviceApp')
  const startedAt = clock.now().getTime()
  const end: ScriptEnd = await runSequentialScript({ apiUrl: cloud.apiUrl, token, clock }, addresses)
  const ms = clock.now().getTime() - startedAt
  if (end.deleted !== addresses.length)
    throw new Error(`running the sequential script: ${end.deleted} of ${addresses.length} deleted; ${end.errors[0]}`)
  return { ms, ...countsOf(calls) }
}

const countsOf = (calls: readonly SeenCall[]): Omit<Took, 'ms'> => ({
  calls: calls.length,
  throttled: calls.filter(({ status }) => status === 429).length,
})

export const sectionOf = (
  { users, scale, script, twokey }: Compared,
  { latencyMs, share }: Pick<BenchOptions, 'latencyMs' | 'share'>,
): Section => {
  const gain = script.ms / twokey.ms
  const row = (name: string, { ms, calls, throttled }: Took) => [
    name,
    duration(ms),
    figureOf(calls),
    (calls / users).toFixed(2),
    figureOf(throttled),
  ]
  return {
    title: 'Against the script',
    text: [
      `The recipe that administrators of Webex are pointed to (help.webex.com/hglkq6): one lookup and one \`DELETE\` a user, one after the other, and 30 s of sleep after a 429. \`bench/sequential-script.ts\` does the same. Both ran against the same emulated cloud in the same run: ${latencyMs} ms a call, 300 calls a minute, ${passing(scale)}, ${figureOf(users)} users each. The script takes the whole quota and Twokey ${share} of it. Twokey's time is the dry run and the run, from the message to the card and from the click to the last word; the script has no dry run and is not slowed by people either. The clock leaps the script's sleeps, and counts them.`,
      tableOf(['', 'time', 'calls', 'calls a user', '429s'], [row('script', script), row('Twokey', twokey)]),
    ].join('\n\n'),
    figures: [
      { name: `the script, ${figureOf(users)} Webex users`, value: duration(script.ms) },
      { name: `Twokey, the same users, dry run and run`, value: duration(twokey.ms) },
      { name: 'times as fast as the script', value: times(gain), goal: `≥ ${GOAL}×`, isMet: gain >= GOAL },
    ],
  }
}
