/** Clicks beside a run, on the question that a CSV without words is answered with, typed commands, and events that are told again. */
import { messageIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { SpaceEvent } from '../../src/sandbox/messaging/records.ts'
import type { AnswerKind } from './answers.ts'
import { type Aim, type Attack, type Family, type Inputs, inThreadOf, outsiderKind, owed } from './attack-kinds.ts'
import { APPROVERS, type Name, OUTSIDERS } from './crowd.ts'
import { click, slipIn, type } from './doing.ts'
import * as hostile from './hostile-values.ts'
import type { Draw } from './random.ts'
import { type Asked, inputsOf } from './requests.ts'
import type { Stage } from './stage.ts'

const STEERING = ['pause', 'resume', 'cancel'] as const

/** Rita's runs: Alma may ask for things, and not steer what is another's. */
const steering = (aim: Aim): Attack => {
  const { draw, cast, stage } = aim
  const held = draw.of([cast.paused, cast.running])
  const right = { job: held.id, nonce: held.nonce, action: draw.of(STEERING) }
  const of = (who: Name, inputs: Inputs, kind: AnswerKind, thread: Asked = held): Attack => ({
    answer: owed(inThreadOf(thread), kind),
    send: () => click(stage, who, held.controlUuid, inputs),
  })
  /** Names no job, so that the card alone tells the thread. */
  const garbage = (inputs: Inputs): Attack => of(draw.of(APPROVERS), { ...right, ...inputs }, 'not-mine', cast.running)
  const stranger = draw.of(OUTSIDERS)
  const other = draw.of(aim.pending)
  return draw.of([
    () => of(stranger, right, outsiderKind(stranger)),
    () => of('alma', right, 'not-allowed'),
    () => of(draw.of(APPROVERS), { ...right, nonce: hostile.otherNonce(draw, held.nonce) }, 'not-mine'),
    () => of(draw.of(APPROVERS), { ...right, nonce: other.nonce }, 'not-mine'),
    () => garbage({ action: draw.of(['Pause', 'stop', '', '__proto__', ['cancel'], null]) }),
    () => garbage({ verdict: 'approve', count: String(held.addresses.length) }),
    () => garbage({ job: hostile.notAJob(draw, held.id) }),
  ])()
}

const notAChoice = (draw: Draw): Inputs =>
  draw.of<Inputs>([
    { operation: 'destroy' },
    { operation: 'Delete' },
    { operation: hostile.notText(draw) },
    { directory: 'webex,webex' },
    { directory: 'webex,everything' },
    { directory: hostile.notText(draw) },
    { addresses: hostile.notText(draw) },
    { addresses: 'x'.repeat(20_001) },
    { ask: hostile.notText(draw) },
    { nonce: hostile.notANonce(draw, 'nonce') },
    { verdict: 'approve' },
  ])

/** Alma's question: only she can answer it, and nothing but what it asks for. */
const question = (aim: Aim): Attack => {
  const { draw, cast, stage } = aim
  const { question: asked } = cast
  const right = { ask: asked.askedIn, nonce: asked.nonce, operation: 'delete', directory: 'webex' }
  const of = (
    who: Name,
    inputs: Inputs,
    kind: AnswerKind,
    cardUuid = asked.cardUuid,
    place = inThreadOf(asked),
  ): Attack => ({
    answer: owed(place, kind),
    send: () => click(stage, who, cardUuid, inputs),
  })
  const stranger = draw.of(OUTSIDERS)
  const card = draw.of(aim.pending)
  return draw.of([
    () => of(stranger, right, outsiderKind(stranger)),
    () => of(draw.of(['rita', ...APPROVERS] as const), right, 'not-your-question'),
    () => of('alma', { ...right, ask: messageIdOf(cast.paused.rootUuid) }, 'not-your-question'),
    () => of('alma', { ...right, ask: messageIdOf(asked.cardUuid) }, 'not-your-question'),
    () => of('alma', { ...right, ask: 'nothing' }, 'not-your-question'),
    () => of('alma', { ...right, ...notAChoice(draw) }, 'not-mine'),
    () => of('alma', { ask: asked.askedIn, nonce: asked.nonce, directory: 'webex' }, 'nothing-chosen'),
    () => of('alma', { ...right, ask: messageIdOf(cast.half.rootUuid) }, 'not-your-question'),
    // A right answer, clicked on somebody else's card: that card must not be taken away for it.
    () => of('alma', right, 'not-your-question', card.cardUuid, inThreadOf(card)),
  ])()
}

/** The same, on a message of the bot that tells of a decision. */
const questionWithoutCard = (aim: Aim): Attack => {
  const { cast, stage } = aim
  const { askedIn: ask, nonce } = cast.question
  const inputs = { ask, nonce, operation: 'delete', directory: 'webex' }
  return {
    answer: owed(inThreadOf(cast.half), 'not-your-question'),
    send: () => slipIn(stage, 'alma', cast.plain.uuid, inputs, cast.half.room),
  }
}

const REASONS = [
  '<@all>',
  '**no**',
  '[x](https://example.com)',
  '=1+1',
  '; drop table jobs',
  '\u202egnp',
  'x'.repeat(3_000),
]

const command = (aim: Aim): Attack => {
  const { draw, stage, cast } = aim
  const asked = draw.of(aim.pending)
  const [id, count] = [asked.id, asked.addresses.length]
  const room = draw.of(stage.rooms)
  const of = (who: Name, words: string, kind: AnswerKind): Attack => ({
    answer: owed({ roomUuid: room.uuid, rootUuid: room.threadUuid }, kind),
    send: () => type(stage, who, room, words),
  })
  const stranger = draw.of(OUTSIDERS)
  const approver = draw.of(APPROVERS)
  const asker = draw.of(['alma', 'rita'] as const)
  const notTheirs = asker === asked.requester ? 'own-request' : 'not-an-approver'
  const lookAlike = draw.of([
    id.replace('J', '\u0408'),
    `\uff2a${id.slice(1)}`,
    id.replace('-', '\u2212'),
    `${id}\u0430`,
    `${id}0`,
  ])
  return draw.of([
    () =>
      of(
        stranger,
        draw.of([`approve ${id} ${count}`, `reject ${id} ${draw.of(REASONS)}`, `withdraw ${id}`]),
        outsiderKind(stranger),
      ),
    () =>
      of(
        stranger,
        draw.of([
          `cancel ${cast.running.id}`,
          `resume ${cast.paused.id}`,
          'jobs',
          'status',
          'whoami',
          `status ${id}`,
          'help',
          '',
        ]),
        outsiderKind(stranger),
      ),
    () => of(stranger, `delete webex ${asked.addresses[0] ?? ''}`, outsiderKind(stranger)),
    () => of(asker, `approve ${id} ${count}`, notTheirs),
    () => of(asker, `reject ${id} ${draw.of(REASONS)}`, notTheirs),
    () => of(approver, `withdraw ${id}`, 'not-the-requester'),
    () => of('alma', `${draw.of(STEERING)} ${draw.of([cast.paused, cast.running]).id}`, 'not-allowed'),
    () => of(approver, `approve ${lookAlike} ${count}`, 'misused'),
    () => of(approver, `approve ${id}`, 'misused'),
    () => of(approver, `approve ${id} ${count} users`, 'misused'),
    () => of(approver, `approve J-0000 ${count}`, 'unknown-job'),
    () =>
      of(
        id === cast.half.id ? 'cleo' : approver,
        `approve ${id} ${draw.of(['0', `-${count}`, `${count}.0`, '1e2', '0x2', `0${count}`, 'all', `${count + 1}`])}`,
        'count-differs',
      ),
    () =>
      of(
        approver,
        draw.of(['aprove', 'аpprove', 'approve!all', 'sudo approve', 'approved']).concat(` ${id} ${count}`),
        'unknown-words',
      ),
    () => of(approver, `${draw.of(['delete', 'keep'])} webex ${asked.addresses[0] ?? ''}`, 'not-allowed'),
  ])()
}

/** As a cloud that tells twice, or whoever has kept what it told: also of clicks of long ago, and after a restart. */
const retold = ({ draw, stage }: Aim): Attack | undefined => {
  if (stage.told.length === 0) return undefined
  const event = draw.of(stage.told)
  return { send: () => Promise.resolve(tellAgain(stage, event)) }
}

export const tellAgain = ({ mode, cloud }: Stage, event: SpaceEvent): true => {
  if (mode === 'webhook') cloud.delivery.tell(event)
  else cloud.mercury.tell(event)
  return true
}

/** A click of which nobody is told as it happens. */
export const silently = (stage: Stage, make: () => void): SpaceEvent | undefined => {
  const { knobs } = stage.cloud
  const channel = stage.mode === 'webhook' ? 'webhooks' : 'websocket'
  knobs.set({ ...knobs.settings, [channel]: { lose: 1 } })
  make()
  return stage.told.at(-1)
}

const late: (() => unknown)[] = []
const HELD = 6

/** Clicks that are told of late, in another order and twice. */
const reordered = (aim: Aim): Attack => {
  const { draw, stage } = aim
  const asked: Asked = draw.of(aim.pending)
  const who = draw.of(OUTSIDERS)
  const send = (): Promise<boolean> => {
    const event = silently(stage, () => void slipIn(stage, who, asked.cardUuid, inputsOf(asked, 'approve'), asked.room))
    if (event) late.push(() => [tellAgain(stage, event), tellAgain(stage, event)])
    if (late.length >= HELD) tellLate(draw)
    return Promise.resolve(true)
  }
  return { answer: owed(inThreadOf(asked), outsiderKind(who)), send }
}

/** What was held back is told now. */
export const tellLate = (draw: Draw): void => {
  for (const tell of draw.shuffled(late.splice(0))) tell()
}

export const OTHER_FAMILIES: readonly Family[] = [
  { name: 'pause, resume and cancel', weight: 10, promise: 'in words in the thread of the job', make: steering },
  {
    name: 'the question beside a CSV',
    weight: 8,
    promise: 'in words in the thread of the card that was clicked',
    make: question,
  },
  {
    name: 'the question, without a card',
    weight: 1,
    promise: 'in words in the thread of the message',
    make: questionWithoutCard,
  },
  { name: 'typed commands', weight: 14, promise: 'in words in the thread of the command', make: command },
  { name: 'events told again', weight: 10, promise: 'not at all: the first telling was answered', make: retold },
  { name: 'events told late, shuffled and doubled', weight: 4, promise: 'once', make: reordered },
]
