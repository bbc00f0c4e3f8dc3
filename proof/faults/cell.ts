/**
 * One cell of the table: a job of a scenario, and one fault at one of its calls; played by people to its end, and held against what
 * the scenario means.
 */
import { primaryEmail } from '../../src/sandbox/administration/user.ts'
import { cloudsOf } from '../../src/sandbox/demo/clouds.ts'
import { faultsOfEnd } from '../../src/sandbox/demo/judge.ts'
import type { FaultRule } from '../../src/sandbox/knobs.ts'
import { effectsTwice, finalWords, isByHand, isForRetry, rowsIn, saidTwice, withoutUndone } from './judge.ts'
import type { Kind } from './kinds.ts'
import { ask, begin, carriedOn, type Letter } from './people.ts'
import { type Point, type Prefixes, pointsOf, surePoints } from './points.ts'
import { peopleOf, type Scenario } from './scenarios.ts'
import { BOT_AGENT, openWorld, type World } from './world.ts'

export interface Cell {
  readonly scenario: Scenario
  readonly point: Point
  readonly kind: Kind
}

export interface Verdict {
  readonly letter: Letter
  /** What is wrong; empty unless the letter is W. */
  readonly wrong: readonly string[]
  readonly struck: number
  readonly sentTwice: number
  readonly lostRows: number
  readonly saidTwice: readonly string[]
  readonly finalWords: number
  /** Of promises that failed with nobody listening. */
  readonly absorbed: number
  readonly tookMs: number
}

export const playCell = async ({ scenario, point, kind }: Cell): Promise<Verdict> => {
  const world = await openWorld(scenario)
  try {
    world.cloud.knobs.set({ rules: [ruleOf(point, kind, world)] })
    return await played(world, scenario, kind)
  } finally {
    await world.close()
  }
}

/** The points of a scenario, by jobs that nothing disturbs. Throws when one does not end as it should. */
export const recordPoints = async (scenario: Scenario): Promise<readonly Point[]> =>
  surePoints([await recordOnce(scenario), await recordOnce(scenario)])

const recordOnce = async (scenario: Scenario): Promise<readonly Point[]> => {
  const world = await openWorld(scenario)
  try {
    const before = world.calls.length
    const verdict = await played(world, scenario, undefined)
    if (verdict.letter !== 'R' || verdict.saidTwice.length > 0)
      throw new Error(`${scenario.name}: undisturbed, and ${[...verdict.wrong, ...verdict.saidTwice].join('; ')}`)
    return pointsOf(world.calls.slice(before).filter(isOfJob), prefixesOf(world))
  } finally {
    await world.close()
  }
}

/** Listings of rooms and messages are those of catch-up, which goes round whether or not there is a job. */
const isOfJob = ({ url }: { readonly url: string }): boolean => !/^\/v1\/(rooms|messages)\?/.test(url)

const prefixesOf = ({ cloud: { okta, bevy, aac } }: World): Prefixes =>
  Object.fromEntries([okta, bevy, aac].map(({ mount }) => [mount.vendor, mount.path]))

const ruleOf = (
  { method, path, skip }: Point,
  { effect, retryAfter, isForGood }: Kind,
  { clock }: World,
): FaultRule => ({
  method,
  path,
  agent: BOT_AGENT,
  skip,
  times: isForGood ? 1_000_000 : 1,
  effect,
  ...(retryAfter && { retryAfter: retryAfter(clock.now().getTime()) }),
})

const played = async (world: World, scenario: Scenario, kind: Kind | undefined): Promise<Verdict> => {
  const startedAt = performance.now()
  const people = peopleOf(scenario, world.cloud)
  const before = cloudsOf(world.cloud)
  const deeds = scenario.deeds(world.cloud, people)
  const callsBefore = world.calls.length
  const state = begin(kind)
  const content = scenario.csv(people)
  const posting = { text: scenario.command, file: { name: 'people.csv', content } }
  await ask(world, state, posting)
  const last = await carriedOn(world, state, kind, posting)
  const job = state.first ?? last
  const calls = world.calls.slice(callsBefore)
  const rows = rowsIn(world.said, job?.id ?? '', people.length)
  const byHand = rows.failed.filter(isByHand)
  if (byHand.length > 0) state.helped.add('U')
  const named = people.map(primaryEmail)
  const after = cloudsOf(world.cloud)
  const unclear = new Set(byHand.map(({ email = '' }) => deeds[named.indexOf(email)]?.id ?? email))
  const end = {
    struck: calls.filter(({ fault }) => fault !== undefined).length,
    sentTwice: effectsTwice(calls),
    lostRows: rows.lost,
    saidTwice: saidTwice(world.said),
    finalWords: finalWords(world.said, job?.id ?? ''),
    absorbed: world.logged().split('an unhandled rejection was absorbed').length - 1,
  }
  const wrong = [
    ...state.wrong,
    ...(deeds.length === people.length ? [] : ['the scenario means somebody who is not there']),
    ...faultsOfEnd(before, withoutUndone(deeds, unclear, before, after), after),
    ...rows.failed
      .filter((row) => !isByHand(row) && !isForRetry(row))
      .map((row) => `a row ended as ${row['error_code']}: ${row['error_message']}`),
    ...(end.lostRows > 0 ? [`${end.lostRows} rows are not in exactly one file`] : []),
    ...(end.sentTwice > 0 ? [`${end.sentTwice} effects were sent twice`] : []),
    ...(end.finalWords > 0 ? [] : ['no last words']),
    ...(end.absorbed > 0 ? [`${end.absorbed} promises failed with nobody listening`] : []),
  ]
  const letter =
    wrong.length > 0 ? 'W' : ((['U', 'T', 'E', 'A', 'C', 'P'] as const).find((one) => state.helped.has(one)) ?? 'R')
  return { letter, wrong, ...end, tookMs: performance.now() - startedAt }
}
