import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { Job, ThreadRef } from '../model/job.ts'
import type { Actor, Person } from '../model/person.ts'
import { admit } from './authority.ts'
import { type CardCommand, parseSubmit } from './cards/submit.ts'
import type { CardSubmit, ChatEvents, IncomingMessage } from './chat-api.ts'
import { parseCommand } from './commands.ts'
import { obeyClick, obeyMessage } from './obey.ts'
import { CLICK_WENT_WRONG, MESSAGE_WENT_WRONG, OUTSIDER_WORDS } from './refusals.ts'
import { type ConversationOptions, say, type Turn } from './turn.ts'

/**
 * Who wrote or clicked, and whether they may. Every message and every click gets an answer; nothing in a message or a card
 * is trusted but the id of whoever sent it.
 */

export const createConversation = (options: ConversationOptions): ChatEvents => ({
  onMessage: (message) =>
    answerMessage({ options, thread: { roomId: message.roomId, rootId: message.rootId } }, message),
  onGivenUp: ({ roomId, rootId }) => say({ options, thread: { roomId, rootId } }, MESSAGE_WENT_WRONG),
  onSubmit: (submit) => answerSubmit(options, submit),
  onJoined: async (roomId) => {
    await options.api.post(
      { roomId },
      `I am ${options.manifest.name}. ${options.manifest.summary} Mention me and type \`help\`.`,
    )
  },
})

const answerMessage = async (turn: Turn, message: IncomingMessage): Promise<void> => {
  const person = await turn.options.api.person(message.personId)
  const actor = await actorOrRefusal(turn, person)
  if (actor === undefined) return
  return obeyMessage(turn, parseCommand(message.text, message.fileUrls.length > 0), actor, person, message)
}

/** The thread of a click is the one of its job; a card that belongs to no job there is answered where it stands. */
const answerSubmit = async (options: ConversationOptions, submit: CardSubmit): Promise<void> => {
  const command = parseSubmit(submit.inputs)
  const job = command === undefined || command.kind === 'ask' ? undefined : await jobOf(options, submit, command.job)
  const isHere = job !== undefined && isSameId(job.thread.roomId, submit.roomId)
  const rootId = job && isHere ? job.thread.rootId : ((await rootOf(options, submit)) ?? submit.messageId)
  const turn: Turn = { options, thread: { roomId: submit.roomId, rootId } }
  try {
    await answerClick(turn, submit, isHere || command?.kind === 'ask' ? command : undefined)
  } catch (error) {
    // Unlike a message, a click is not told of again: whoever made it has to know.
    await say(turn, CLICK_WENT_WRONG)
    throw error
  }
}

/** A disk that lets no head be read keeps nobody from an answer. */
const jobOf = async (options: ConversationOptions, submit: CardSubmit, id: JobId): Promise<Job | undefined> => {
  try {
    return await options.jobs.store.get(id)
  } catch (error) {
    const rootId = (await rootOf(options, submit)) ?? submit.messageId
    await say({ options, thread: { roomId: submit.roomId, rootId } }, CLICK_WENT_WRONG)
    throw error
  }
}

const answerClick = async (turn: Turn, submit: CardSubmit, command: CardCommand | undefined): Promise<void> => {
  const actor = await actorOrRefusal(turn, await turn.options.api.person(submit.personId))
  if (actor) await obeyClick(turn, command, actor, submit)
}

const rootOf = async (
  { api }: ConversationOptions,
  { messageId }: CardSubmit,
): Promise<ThreadRef['rootId'] | undefined> => {
  const card = await api.message(messageId).catch(() => undefined)
  return card?.rootId
}

const actorOrRefusal = async (turn: Turn, person: Person): Promise<Actor | undefined> => {
  const { api, access, log } = turn.options
  const admission = await admit(api, person, await access())
  if (admission.kind === 'actor') return admission.actor
  const { code, detail } = admission
  if (detail === undefined) log.info({ person: person.id, code }, 'somebody without leave was refused')
  else log.warn({ person: person.id, code }, `somebody with a listed address was refused: ${detail}`)
  await say(turn, OUTSIDER_WORDS[admission.code])
  return undefined
}
