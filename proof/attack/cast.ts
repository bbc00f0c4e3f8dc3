/**
 * What stands on the stage while the attacks go on: jobs that wait for one approval or for the second of two, one that is held in
 * mid-run, and an open question. None of them may move but by those whom the lists name.
 */
import { messageIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Message } from '../../src/sandbox/messaging/records.ts'
import { type Asked, askFor, askOpen, clickRightly, jobIs, type Question, until } from './requests.ts'
import type { Stage } from './stage.ts'

export interface Cast {
  /** For one approval, in the first room and, of another vendor, in the second. */
  readonly waiting: readonly [Asked, Asked]
  /** Ben has approved it; a second approval is needed. */
  readonly half: Asked
  /** Asked by Rita, approved by Ben, stood still by a fault of the vendor. */
  readonly paused: Asked & { readonly controlUuid: string }
  /** Under way, its next call held back by the vendor. */
  readonly running: Asked & { readonly controlUuid: string }
  readonly question: Question
  /** What the bot said that is no card: the words beside the question's card are its own, these are of the half-approved job. */
  readonly plain: Message
}

/** Hands out ordinary people, nobody twice. */
export type People = (count: number) => readonly string[]

export const peopleOf = ({ cloud, crowd }: Stage): People => {
  const { organisation } = cloud.administration
  const members = new Set(Object.values(crowd).map(({ account }) => account.uuid))
  const addresses = organisation
    .people(organisation.home.uuid)
    .filter(({ uuid, roles }) => roles.length === 0 && !members.has(uuid))
    .map(({ emails }) => emails[0]?.value ?? '')
    .filter((address) => cloud.okta.organisation.userByLogin(address)?.status === 'ACTIVE')
  let next = 0
  return (count) => {
    next += count
    if (next > addresses.length) throw new Error(`taking ${count} people: the cloud has no more; make it larger`)
    return addresses.slice(next - count, next)
  }
}

/** The bot is started with one approval first, and again with two: what a job needs is settled when it is asked for. */
export const openCast = async (stage: Stage, people: People): Promise<Cast> => {
  const [one, other] = stage.rooms
  const { knobs } = stage.cloud
  await stage.startBot(2)
  const half = await askFor(stage, 'alma', one, 'delete okta', people(3))
  await clickRightly(stage, 'ben', half, 'approve')
  const plain = await until('the first of two approvals is told', () =>
    botSays(stage, half, /1 more approval is needed/),
  )
  await stage.bot().stop()
  await stage.startBot(1)
  const first = await askFor(stage, 'alma', one, 'delete webex', people(2))
  const second = await askFor(stage, 'rita', other, 'delete bevy', people(2))
  const paused = await askFor(stage, 'rita', other, 'delete webex', people(2))
  knobs.set({ rules: [{ method: 'POST', path: '/Bulk', effect: 403 }] })
  await clickRightly(stage, 'ben', paused, 'approve')
  await jobIs(stage, paused.id, 'paused')
  const running = await askFor(stage, 'rita', other, 'delete aac', people(1))
  knobs.set({ rules: [{ method: 'DELETE', path: '^/aac', effect: 429, retryAfter: 3_000, times: 1_000 }] })
  await clickRightly(stage, 'ben', running, 'approve')
  await until('the run is under way', () =>
    stage.cloud.traffic.calls.some(({ vendor, status }) => vendor === 'aac' && status === 429),
  )
  const question = await askOpen(stage, 'alma', one, people(1))
  const controlUuid = await controlOf(stage, running)
  return {
    waiting: [first, second],
    half,
    // A run that stands still at once brings no card of its own; one card of the room is as good as another to a forger.
    paused: { ...paused, controlUuid },
    running: { ...running, controlUuid },
    question,
    plain,
  }
}

/** From now on the bot may say nothing there but answers. */
export const still = ({ lively }: Stage, { waiting, half, question, paused }: Cast): void => {
  for (const { rootUuid } of [...waiting, half, question, paused]) lively.delete(rootUuid)
}

const controlOf = async (stage: Stage, asked: Asked): Promise<string> =>
  (await until(`the control card of ${asked.id} is there`, () => inThread(stage, asked).find(holdsPause))).uuid

const holdsPause = ({ card }: Message): boolean => JSON.stringify(card?.content ?? '').includes('"pause"')

const inThread = ({ cloud, botUuid }: Stage, { room, rootUuid }: Asked): readonly Message[] =>
  cloud.spaces.messagesIn(room.uuid).filter((one) => one.personUuid === botUuid && one.parentUuid === rootUuid)

const botSays = (stage: Stage, asked: Asked, words: RegExp): Message | undefined =>
  inThread(stage, asked).find(({ markdown, text }) => words.test(markdown ?? text ?? ''))

export const cardIdOf = ({ cardUuid }: Pick<Asked, 'cardUuid'>): string => messageIdOf(cardUuid)
