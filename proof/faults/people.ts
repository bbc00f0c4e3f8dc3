/**
 * What people do around a job that a fault has met: they ask, approve, have the cause mended and say that it shall go on, and in the
 * end ask for the rows that came back. They note what the bot told them before each, and what it did not.
 */
import type { Job } from '../../src/model/job.ts'
import { buttonData, isCard } from '../../src/sandbox/demo/cards.ts'
import { isByHand, isForRetry, rowsIn } from './judge.ts'
import { type Kind, namesCause } from './kinds.ts'
import { nextStep, type Step } from './step.ts'
import type { World } from './world.ts'

/**
 * R: by itself. P: after a pause with words. A: asked again after a refusal with words. C: approved again after words. E: a row
 * came back in the errors file, and `retry` did it. T: an operator had to give a new token first. U: a row came back as one to look
 * up by hand. W: wrong.
 */
export type Letter = 'R' | 'P' | 'A' | 'C' | 'E' | 'T' | 'U' | 'W'

/** Looks, each of which takes at least the time between two. */
const PATIENCE = 4_000
const LOOK_EVERY_MS = 10
const STRAGGLER_MS = 1_000

export interface Played {
  asks: number
  clicks: number
  resumes: number
  isLifted: boolean
  isSlept: boolean
  /** What the people had to do for a second time, or at all, after the bot had told why. */
  readonly helped: Set<Letter>
  readonly wrong: string[]
  /** Messages of the bot before the latest request, and before the latest click. */
  saidBefore: number
  /** Before the latest request. */
  jobsBefore: number
  /** Of the job before a `retry`. */
  first: Job | undefined
}

export const begin = (kind: Kind | undefined): Played => ({
  asks: 0,
  clicks: 0,
  resumes: 0,
  isLifted: kind === undefined,
  isSlept: false,
  helped: new Set(),
  wrong: [],
  saidBefore: 0,
  jobsBefore: 0,
  first: undefined,
})

export interface Posting {
  readonly text: string
  readonly file?: { readonly name: string; readonly content: string }
}

export const ask = async (world: World, state: Played, posting: Posting): Promise<void> => {
  state.asks += 1
  state.clicks = 0
  state.jobsBefore = (await world.app().jobs.store.list()).length
  state.saidBefore = world.said.length
  await world.alma.mention(posting)
}

/** Until the job has ended, or nobody knows what more to do. */
export const carriedOn = async (
  world: World,
  state: Played,
  kind: Kind | undefined,
  posting: Posting,
): Promise<Job | undefined> => {
  const watch = watching(world)
  for (let looks = 1; ; looks += 1) {
    const { job, quietFor, struckFor } = await watch(state.jobsBefore)
    const step = nextStep({ job, quietFor, struckFor, isForGood: kind?.isForGood ?? false, ...state })
    if (step === 'end' && job && state.first === undefined && isToRetry(world, job)) {
      await retry(world, state, job)
      watch.stirred()
      continue
    }
    if (step === 'end') {
      if (kind) await struck(world)
      return job
    }
    if (step === 'give-up' || looks > PATIENCE) {
      state.wrong.push(
        `given up: the job is ${job?.status ?? 'not there'}${job?.pause ? ` (${JSON.stringify(job.pause)})` : ''}`,
      )
      return job
    }
    if (step !== 'wait') {
      await take(step, { world, state, kind, job, posting })
      watch.stirred()
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

const isToRetry = ({ said }: World, { id }: Job): boolean =>
  rowsIn(said, id, 0).failed.some((row) => isForRetry(row) && !isByHand(row))

const retry = (world: World, state: Played, job: Job): Promise<void> => {
  world.cloud.knobs.reset()
  state.isLifted = true
  state.first = job
  state.helped.add('E')
  return ask(world, state, { text: `retry ${job.id}` })
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
    case 'sleep':
      explained(taking, 'P', messageOf(job?.pause))
      return sleep(world, state, job)
    case 'ask':
      await sleep(world, state, job)
      await renewToken(world, state, job)
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
      await renewToken(world, state, job)
      await world.alma.mention({ text: `resume ${job?.id}` })
      // The run takes it up before anybody looks again.
      return settled(world, job)
    case 'wait':
    case 'end':
    case 'give-up':
      return
  }
}

/** Until the vendor takes calls again, where it said when. */
const sleep = async ({ advance, clock }: World, state: Played, job: Job | undefined): Promise<void> => {
  const until = /"until":"([^"]+)"/.exec(messageOf(job?.pause ?? job?.refusal))?.[1]
  if (until === undefined) return
  advance(Math.max(0, Date.parse(until) - clock.now().getTime()))
  state.isSlept = true
}

/** What the words ask an operator for: a token that was used up, and whose successor was lost with an answer. */
const renewToken = async (world: World, state: Played, job: Job | undefined): Promise<void> => {
  if (!messageOf(job?.pause ?? job?.refusal).includes('put it into AAC_REFRESH_TOKEN')) return
  state.helped.add('T')
  await world.restart({ AAC_REFRESH_TOKEN: world.cloud.aac.tokens.generate().refresh_token })
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
  if (reason !== undefined && kind && !namesCause(kind, reason)) state.wrong.push(`the cause is not named: ${reason}`)
}

const click = async ({ ben, app }: World): Promise<void> => {
  const cards = (await ben.messages()).filter((message) => isCard(message))
  const card = cards.at(-1)
  const [job] = await app().jobs.store.list()
  if (card === undefined || job?.summary === undefined) throw new Error('clicking: there is no card')
  await ben.click(card.id, { ...buttonData(card, 'Approve'), count: String(job.summary.planned), reason: '' })
}

/** What can be seen of a job, and since when it has been the same. */
const watching = (world: World) => {
  let seen = ''
  let [quietFor, struckFor] = [0, 0]
  const look = async (jobsBefore: number) => {
    const jobs = await world.app().jobs.store.list()
    // The job of an earlier request, which was refused, is not that of the latest.
    const job = jobs.length > jobsBefore ? jobs[0] : undefined
    const now = JSON.stringify([job?.status, job?.posted, job?.pause, world.said.length])
    quietFor = now === seen ? quietFor + 1 : 0
    seen = now
    if (world.calls.some(({ fault }) => fault !== undefined)) struckFor += 1
    return { job, quietFor, struckFor }
  }
  return Object.assign(look, {
    stirred: () => {
      quietFor = 0
    },
  })
}
