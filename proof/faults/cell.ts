/**
 * One cell of the table: a job of a scenario, and one fault at one of its calls. People do what people do: they ask, approve, and
 * when the bot says that it stands still they have the cause mended and say that it shall go on. Never throws: what goes wrong is
 * what is looked for.
 */
import { cloudsOf } from '../../src/sandbox/demo/clouds.ts'
import { faultsOfEnd } from '../../src/sandbox/demo/judge.ts'
import { buttonData, isCard } from '../../src/sandbox/demo/cards.ts'
import type { FaultRule } from '../../src/sandbox/knobs.ts'
import type { Job } from '../../src/model/job.ts'
import { effectsTwice, finalWords, rowsIn, saidTwice } from './judge.ts'
import type { Kind } from './kinds.ts'
import { type Point, type Prefixes, pointsOf } from './points.ts'
import { peopleOf, type Scenario } from './scenarios.ts'
import { nextStep, type Step } from './step.ts'
import { BOT_AGENT, openWorld, type World } from './world.ts'

export interface Cell {
  readonly scenario: Scenario
  readonly point: Point
  readonly kind: Kind
}

/** R: by itself. P: after a pause with words. A: asked again after a refusal with words. C: approved again after words. */
export type Letter = 'R' | 'P' | 'A' | 'C' | 'W'

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

const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 10
const STRAGGLER_MS = 1_000

export const playCell = async ({ scenario, point, kind }: Cell): Promise<Verdict> => {
  const world = await openWorld(scenario)
  try {
    world.cloud.knobs.set({ rules: [ruleOf(point, kind, world)] })
    return await played(world, scenario, kind)
  } finally {
    await world.close()
  }
}

/** The points of a scenario, by a job that nothing disturbs. Throws when that does not end as it should. */
export const recordPoints = async (scenario: Scenario): Promise<readonly Point[]> => {
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

const ruleOf = ({ method, path, skip }: Point, { effect, retryAfter, isForGood }: Kind, { clock }: World): FaultRule => ({
  method,
  path,
  agent: BOT_AGENT,
  skip,
  times: isForGood ? 1_000_000 : 1,
  effect,
  ...(retryAfter && { retryAfter: retryAfter(clock.now().getTime()) }),
})

interface Played {
  asks: number
  clicks: number
  resumes: number
  isLifted: boolean
  /** What the people had to do for a second time, or at all, after the bot had told why. */
  readonly helped: Set<Letter>
  readonly wrong: string[]
  /** Messages of the bot before the latest request, and before the latest click. */
  saidBefore: number
}

const played = async (world: World, scenario: Scenario, kind: Kind | undefined): Promise<Verdict> => {
  const startedAt = performance.now()
  const people = peopleOf(scenario, world.cloud)
  const before = cloudsOf(world.cloud)
  const deeds = scenario.deeds(world.cloud, people)
  const callsBefore = world.calls.length
  const state: Played = { asks: 0, clicks: 0, resumes: 0, isLifted: kind === undefined, helped: new Set(), wrong: [], saidBefore: 0 }
  const content = scenario.csv(people)
  const posting = { text: scenario.command, file: { name: 'people.csv', content } }
  await ask(world, state, posting)
  const job = await carriedOn(world, state, kind, posting)
  const calls = world.calls.slice(callsBefore)
  const rows = rowsIn(world.said, job?.id ?? '', people.length)
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
    ...faultsOfEnd(before, deeds, cloudsOf(world.cloud)),
    ...rows.failed.map((row) => `a row ended as ${row['error_code']}: ${row['error_message']}`),
    ...(end.lostRows > 0 ? [`${end.lostRows} rows are not in exactly one file`] : []),
    ...(end.sentTwice > 0 ? [`${end.sentTwice} effects were sent twice`] : []),
    ...(end.finalWords > 0 ? [] : ['no last words']),
    ...(end.absorbed > 0 ? [`${end.absorbed} promises failed with nobody listening`] : []),
  ]
  const letter = wrong.length > 0 ? 'W' : ((['A', 'C', 'P'] as const).find((one) => state.helped.has(one)) ?? 'R')
  return { letter, wrong, ...end, tookMs: performance.now() - startedAt }
}

interface Posting {
  readonly text: string
  readonly file: { readonly name: string; readonly content: string }
}

const ask = async (world: World, state: Played, posting: Posting): Promise<void> => {
  state.asks += 1
  state.clicks = 0
  state.saidBefore = world.said.length
  await world.alma.mention(posting)
}

/** Until the job has ended, or nobody knows what more to do. */
const carriedOn = async (world: World, state: Played, kind: Kind | undefined, posting: Posting): Promise<Job | undefined> => {
  const startedAt = performance.now()
  const watch = watching(world)
  for (;;) {
    const { job, quietMs, struckMs } = await watch(state.asks)
    const step = nextStep({ job, quietMs, struckMs, isForGood: kind?.isForGood ?? false, ...state })
    if (step === 'end') {
      if (kind) await struck(world)
      return job
    }
    if (step === 'give-up' || performance.now() - startedAt > PATIENCE_MS) {
      state.wrong.push(`given up: the job is ${job?.status ?? 'not there'}${job?.pause ? ` (${JSON.stringify(job.pause)})` : ''}`)
      return job
    }
    if (step !== 'wait') {
      await take(step, { world, state, kind, job, posting })
      watch.stirred()
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

/** The last calls of a job are made after its last words. */
const struck = async (world: World): Promise<void> => {
  const deadline = performance.now() + STRAGGLER_MS
  while (!world.calls.some(({ fault }) => fault !== undefined) && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
}

interface Taking {
  readonly world: World
  readonly state: Played
  readonly kind: Kind | undefined
  readonly job: Job | undefined
  readonly posting: Posting
}

const take = async (step: Step, taking: Taking): Promise<void> => {
  const { world, state, job, posting } = taking
  switch (step) {
    case 'lift':
      world.cloud.knobs.reset()
      state.isLifted = true
      return
    case 'ask':
      explained(taking, 'A', job?.status === 'refused' ? messageOf(job.refusal) : undefined)
      return ask(world, state, posting)
    case 'click':
      if (state.clicks > 0) explained(taking, 'C', undefined)
      state.clicks += 1
      state.saidBefore = world.said.length
      return click(world)
    case 'resume':
      explained(taking, 'P', messageOf(job?.pause))
      state.resumes += 1
      await world.alma.mention({ text: `resume ${job?.id}` })
      // The run takes it up before anybody looks again.
      return void (await settled(world, job))
  }
}

const settled = async (world: World, paused: Job | undefined): Promise<void> => {
  const deadline = performance.now() + 5_000
  while ((await world.job())?.pause === paused?.pause && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
}

const messageOf = (reason: unknown): string => (reason === undefined ? '' : JSON.stringify(reason))

/** `reason` undefined: any words of the bot will do, as long as it said some. */
const explained = ({ world, state, kind }: Taking, letter: Letter, reason: string | undefined): void => {
  state.helped.add(letter)
  const words = world.said.slice(state.saidBefore)
  if (reason === undefined && words.length === 0)
    state.wrong.push(letter === 'A' ? 'a request had no answer' : 'a click had no answer')
  if (reason !== undefined && kind && !kind.cause.test(reason)) state.wrong.push(`the cause is not named: ${reason}`)
}

const click = async ({ ben, app }: World): Promise<void> => {
  const cards = (await ben.messages()).filter((message) => isCard(message))
  const card = cards.at(-1)
  const [job] = await app.jobs.store.list()
  if (card === undefined || job?.summary === undefined) throw new Error('clicking: there is no card')
  await ben.click(card.id, { ...buttonData(card, 'Approve'), count: String(job.summary.planned), reason: '' })
}

/** What can be seen of a job, and since when it has been the same. */
const watching = (world: World) => {
  let [seen, since] = ['', performance.now()]
  let struckAt: number | undefined
  const look = async (asks: number) => {
    const jobs = await world.app.jobs.store.list()
    // The job of an earlier request, which was refused, is not that of the latest.
    const job = jobs.length < asks ? undefined : jobs[0]
    const now = JSON.stringify([job?.status, job?.posted, job?.pause, world.said.length])
    if (now !== seen) [seen, since] = [now, performance.now()]
    if (world.calls.some(({ fault }) => fault !== undefined)) struckAt ??= performance.now()
    const struckMs = struckAt === undefined ? undefined : performance.now() - struckAt
    return { job, quietMs: performance.now() - since, struckMs }
  }
  return Object.assign(look, {
    stirred: () => {
      since = performance.now()
    },
  })
}
