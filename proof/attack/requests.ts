/** Jobs as their people ask for them, and the decisions of the right people: what the attacks are held against. */

import { decodeId, messageIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Message } from '../../src/sandbox/messaging/records.ts'
import { personClient } from '../../src/sandbox/person-client.ts'
import type { BotState } from './bot-process.ts'
import type { Name } from './crowd.ts'
import type { Space, Stage } from './stage.ts'

type Job = BotState['jobs'][number]

/** A job that waits for approval, with what its card holds. */
export interface Asked {
  readonly id: string
  readonly nonce: string
  readonly room: Space
  readonly rootUuid: string
  readonly cardUuid: string
  readonly requester: Name
  readonly addresses: readonly string[]
}

export const until = async <T>(
  what: string,
  ask: () => T | Promise<T>,
  patienceMs = 60_000,
): Promise<NonNullable<T>> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > deadline) throw new Error(`waiting until ${what}: it did not come within ${patienceMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const clientOf = ({ cloud, crowd, botUuid }: Stage, name: Name, room: Space) =>
  personClient({
    apiUrl: cloud.apiUrl,
    token: crowd[name].token,
    roomId: room.id,
    botEmail: cloud.identity.account(botUuid)?.emails[0] ?? '',
  })

const csvOf = (addresses: readonly string[]) => ({ name: 'leavers.csv', content: `email\n${addresses.join('\n')}\n` })

const uuidOf = (id: string): string => decodeId('MESSAGE', id) ?? ''

const cardIn = ({ cloud, botUuid }: Stage, room: Space, rootUuid: string, holds: string): Message | undefined =>
  cloud.spaces
    .messagesIn(room.uuid)
    .findLast(
      ({ personUuid, parentUuid, card }) =>
        personUuid === botUuid && parentUuid === rootUuid && JSON.stringify(card?.content ?? '').includes(holds),
    )

/** Resolves when the card is there. */
export const askFor = async (
  stage: Stage,
  requester: Name,
  room: Space,
  words: string,
  addresses: readonly string[],
): Promise<Asked> => {
  const root = await mention(stage, requester, room, words, addresses)
  const card = await until(`the card of "${words}" is there`, () => cardIn(stage, room, root, '"verdict"'))
  const { job, nonce } = submitOf(card, 'Approve')
  return {
    id: String(job),
    nonce: String(nonce),
    room,
    rootUuid: root,
    cardUuid: card.uuid,
    requester,
    addresses,
  }
}

/** Returns the uuid of the message; its thread may be lively from then on. */
const mention = async (
  stage: Stage,
  name: Name,
  room: Space,
  words: string,
  addresses: readonly string[],
): Promise<string> => {
  const { spaces } = stage.cloud
  const stop = spaces.subscribe((event) => {
    if (event.kind === 'message-created' && event.message.file && event.actorUuid === stage.crowd[name].account.uuid)
      stage.lively.add(event.message.uuid)
  })
  const { id } = await clientOf(stage, name, room).mention({ text: words, file: csvOf(addresses) })
  stop()
  return uuidOf(id)
}

/** A CSV without words: the card that asks what to do with it. */
export interface Question {
  readonly room: Space
  readonly rootUuid: string
  readonly cardUuid: string
  readonly askedIn: string
  readonly nonce: string
  readonly author: Name
}

export const askOpen = async (
  stage: Stage,
  author: Name,
  room: Space,
  addresses: readonly string[],
): Promise<Question> => {
  const rootUuid = await mention(stage, author, room, '', addresses)
  const card = await until('the question is there', () => cardIn(stage, room, rootUuid, '"ask"'))
  const { nonce } = submitOf(card, 'Start the dry run')
  return { room, rootUuid, cardUuid: card.uuid, askedIn: messageIdOf(rootUuid), nonce: String(nonce), author }
}

const submitOf = ({ card }: Message, title: string): Readonly<Record<string, unknown>> => {
  const actions = (card?.content['actions'] ?? []) as readonly {
    readonly title?: string
    readonly data?: Readonly<Record<string, unknown>>
  }[]
  return actions.find((action) => action.title === title)?.data ?? {}
}

export const jobOf = async (stage: Stage, id: string): Promise<Job | undefined> =>
  (await stage.bot().state()).jobs.find((job) => job.id === id)

export const jobIs = (stage: Stage, id: string, ...statuses: readonly string[]): Promise<Job> =>
  until(`${id} is ${statuses.join(' or ')}`, async () => {
    const job = await jobOf(stage, id)
    return job && statuses.includes(job.status) ? job : undefined
  })

export const inputsOf = ({ id, nonce, addresses }: Asked, verdict: 'approve' | 'reject') => ({
  job: id,
  nonce,
  verdict,
  count: verdict === 'approve' ? String(addresses.length) : '',
  reason: '',
})

/** As the right person clicks. */
export const clickRightly = async (
  stage: Stage,
  who: Name,
  asked: Asked,
  verdict: 'approve' | 'reject',
): Promise<void> => {
  await clientOf(stage, who, asked.room).click(messageIdOf(asked.cardUuid), inputsOf(asked, verdict))
}
