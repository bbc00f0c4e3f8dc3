/** Clicks on the cards of jobs that nobody may take for a decision. */

import type { AnswerKind } from './answers.ts'
import { type Aim, type Attack, type Family, type Inputs, inThreadOf, outsiderKind, owed } from './attack-kinds.ts'
import { APPROVERS, type Name, OUTSIDERS } from './crowd.ts'
import { click, refusedClick, slipIn } from './doing.ts'
import * as hostile from './hostile-values.ts'
import type { Draw } from './random.ts'
import { type Asked, inputsOf } from './requests.ts'

const approver = (draw: Draw): Name => draw.of(APPROVERS)

/** Ben has approved the half-approved job: what he clicks there with a right nonce is answered with that before the count is looked at. */
const freshApprover = ({ cast, draw }: Aim, { id }: Asked): Name => (id === cast.half.id ? 'cleo' : approver(draw))

const onCard = (aim: Aim, who: Name, asked: Asked, inputs: Inputs, kind: AnswerKind): Attack => ({
  answer: owed(inThreadOf(asked), kind),
  send: () => click(aim.stage, who, asked.cardUuid, inputs),
})

/** Each field in turn, by somebody who would be allowed to approve. */
const forged = (aim: Aim): Attack => {
  const { draw } = aim
  const asked = draw.of(aim.pending)
  const who = freshApprover(aim, asked)
  const right = inputsOf(asked, 'approve')
  const wrong = hostile.wrongCount(draw, asked.addresses.length)
  const of = (inputs: Inputs, kind: AnswerKind): Attack => onCard(aim, who, asked, { ...right, ...inputs }, kind)
  return draw.of([
    () => of({ job: hostile.notAJob(draw, asked.id) }, 'not-mine'),
    () => of({ job: 'J-0000' }, 'not-mine'),
    () => of({ nonce: hostile.notANonce(draw, asked.nonce) }, 'not-mine'),
    () => of({ nonce: hostile.otherNonce(draw, asked.nonce) }, 'other-plan'),
    () => of({ nonce: hostile.otherNonce(draw, asked.nonce), verdict: 'reject' }, 'other-plan'),
    () => of({ verdict: hostile.notAVerdict(draw) }, 'not-mine'),
    () => of({ count: hostile.notACount(draw) }, 'not-mine'),
    () => of({ count: hostile.noCount(draw) }, 'count-missing'),
    () => of({ count: wrong }, 'count-differs'),
    () => of({ count: wrong, ...hostile.strangerFields(draw) }, 'count-differs'),
    () => of({ reason: hostile.notAReason(draw) }, 'not-mine'),
    () => of(hostile.foreignFields(draw), 'not-mine'),
    () =>
      onCard(
        aim,
        who,
        asked,
        draw.of<Inputs>([{}, { job: asked.id }, { verdict: 'approve' }, { nonce: asked.nonce }]),
        'not-mine',
      ),
  ])()
}

const wrongCount = (aim: Aim): Attack => {
  const asked = aim.draw.of(aim.pending)
  const count = hostile.wrongCount(aim.draw, asked.addresses.length)
  return onCard(aim, freshApprover(aim, asked), asked, { ...inputsOf(asked, 'approve'), count }, 'count-differs')
}

/** A right approval of one job with the nonce of another. */
const otherNonce = (aim: Aim): Attack | undefined => {
  const asked = aim.draw.of(aim.pending)
  const others = [...aim.pending, ...aim.decided].filter(({ id }) => id !== asked.id)
  if (others.length === 0) return undefined
  const inputs = { ...inputsOf(asked, aim.draw.of(['approve', 'reject'])), nonce: aim.draw.of(others).nonce }
  return onCard(aim, approver(aim.draw), asked, inputs, 'other-plan')
}

/** The id of another job with the nonce of this card: it is the other job's thread that is answered in. */
const otherJob = (aim: Aim): Attack | undefined => {
  const asked = aim.draw.of(aim.pending)
  const others = aim.pending.filter(({ id }) => id !== asked.id)
  if (others.length === 0) return undefined
  const other = aim.draw.of(others)
  const isHere = other.room.uuid === asked.room.uuid
  const inputs = { ...inputsOf(asked, 'approve'), job: other.id, count: String(other.addresses.length) }
  return {
    answer: owed(inThreadOf(isHere ? other : asked), isHere ? 'other-plan' : 'not-mine'),
    send: () => click(aim.stage, approver(aim.draw), asked.cardUuid, inputs),
  }
}

/** All that a right approval of one job holds, on a card of another room. */
const otherRoom = (aim: Aim): Attack | undefined => {
  const asked = aim.draw.of(aim.pending)
  const elsewhere = aim.pending.filter(({ room }) => room.uuid !== asked.room.uuid)
  if (elsewhere.length === 0) return undefined
  const card = aim.draw.of(elsewhere)
  return onCard(aim, approver(aim.draw), card, inputsOf(asked, aim.draw.of(['approve', 'reject'])), 'not-mine')
}

/** Right in everything but who does it. */
const outsider = (aim: Aim): Attack => {
  const who = aim.draw.of(OUTSIDERS)
  const asked = aim.draw.of(aim.pending)
  const inputs = inputsOf(asked, aim.draw.of(['approve', 'reject']))
  return onCard(aim, who, asked, inputs, outsiderKind(who))
}

const ownRequest = (aim: Aim): Attack => {
  const asked = aim.draw.of(aim.pending)
  const inputs = inputsOf(asked, aim.draw.of(['approve', 'reject']))
  const who = aim.draw.of(['alma', 'rita'] as const)
  return onCard(aim, who, asked, inputs, who === asked.requester ? 'own-request' : 'not-an-approver')
}

/** One person is not two, however often they approve. */
const twice = (aim: Aim): Attack =>
  onCard(aim, 'ben', aim.cast.half, inputsOf(aim.cast.half, 'approve'), 'already-reviewed')

/** The card is gone, and with garbage nothing says any more whose thread it stood in. */
const deletedCard = (aim: Aim): Attack | undefined => {
  if (aim.decided.length === 0) return undefined
  const { draw, stage } = aim
  const asked = draw.of(aim.decided)
  const isGarbage = draw.whole(3) === 0
  const inputs = isGarbage ? { job: hostile.notAJob(draw, asked.id) } : inputsOf(asked, draw.of(['approve', 'reject']))
  const place = isGarbage ? { roomUuid: asked.room.uuid, rootUuid: '' } : inThreadOf(asked)
  return {
    answer: owed(place, isGarbage ? 'not-mine' : 'not-pending'),
    send: () => slipIn(stage, approver(draw), asked.cardUuid, inputs, asked.room),
  }
}

/** The same, by the ways of the API: it takes no click for a card that is not there. */
const refusedByCloud = (aim: Aim): Attack => {
  const { draw, cast, stage } = aim
  const gone = aim.decided.map(({ cardUuid }) => cardUuid)
  const target = draw.of([cast.plain.uuid, cast.half.rootUuid, stage.rooms[0].threadUuid, ...gone])
  const asked = draw.of(aim.pending)
  const id = Buffer.from(`ciscospark://us/MESSAGE/${target}`).toString('base64url')
  const messageId = draw.of([id, 'x', `${id}x`, '../../people/me', ''])
  return { send: () => refusedClick(stage, approver(draw), messageId, inputsOf(asked, 'approve')) }
}

/** As if the cloud took it: the message says nothing of a card, the inputs all of one. */
const withoutCard = (aim: Aim): Attack => {
  const { draw, cast, stage } = aim
  const asked = draw.of(aim.pending.filter(({ room }) => room.uuid === cast.half.room.uuid))
  const who = draw.of(['outsider', 'own', 'count', 'garbage'] as const)
  const right = inputsOf(asked, 'approve')
  const on = (name: Name, inputs: Inputs, kind: AnswerKind, place = inThreadOf(asked)): Attack => ({
    answer: owed(place, kind),
    send: () => slipIn(stage, name, cast.plain.uuid, inputs, cast.half.room),
  })
  if (who === 'outsider') return on('dora', right, 'not-for-you')
  if (who === 'own') return on(asked.requester, right, 'own-request')
  const name = freshApprover(aim, asked)
  if (who === 'count')
    return on(name, { ...right, count: hostile.wrongCount(draw, asked.addresses.length) }, 'count-differs')
  return on(name, { ...right, job: hostile.notAJob(draw, asked.id) }, 'not-mine', inThreadOf(cast.half))
}

/** Right in everything, once more or by another person, when all is decided: from a card that still stands. */
const afterDecision = (aim: Aim): Attack | undefined => {
  const asked = aim.decided.length === 0 ? undefined : aim.draw.of(aim.decided)
  const card = aim.pending.find(({ room }) => room.uuid === asked?.room.uuid)
  if (asked === undefined || card === undefined) return undefined
  const who = aim.draw.of(['ben', 'cleo', asked.requester] as const)
  return {
    answer: owed(inThreadOf(asked), 'not-pending'),
    send: () => click(aim.stage, who, card.cardUuid, inputsOf(asked, aim.draw.of(['approve', 'reject']))),
  }
}

const IN_THREAD = 'in words in the thread of the job'

export const CLICK_FAMILIES: readonly Family[] = [
  { name: 'forged inputs of an approval', weight: 22, promise: 'in words in the thread', make: forged },
  { name: 'wrong counts', weight: 8, promise: IN_THREAD, make: wrongCount },
  { name: "another job's nonce", weight: 6, promise: IN_THREAD, make: otherNonce },
  { name: "another job's id", weight: 5, promise: IN_THREAD, make: otherJob },
  {
    name: "another room's card",
    weight: 5,
    promise: 'in words in the thread of the card that was clicked',
    make: otherRoom,
  },
  {
    name: 'outsiders, another organisation, bots',
    weight: 8,
    promise: 'with one sentence that tells nothing',
    make: outsider,
  },
  { name: 'the requester, and one who may only ask', weight: 6, promise: IN_THREAD, make: ownRequest },
  { name: 'one approver twice', weight: 3, promise: IN_THREAD, make: twice },
  {
    name: 'cards that are gone',
    weight: 5,
    promise: 'in words in the thread, or in the room where no thread is left',
    make: deletedCard,
  },
  {
    name: 'API clicks that the cloud refuses',
    weight: 2,
    promise: 'by the cloud, with 400 or 404',
    make: refusedByCloud,
  },
  { name: 'API clicks without a card', weight: 5, promise: IN_THREAD, make: withoutCard },
  { name: 'right clicks after the decision', weight: 5, promise: IN_THREAD, make: afterDecision },
]
