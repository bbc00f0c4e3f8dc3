import { isSameId } from '../model/identity.ts'
import type { MessageId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { Actor } from '../model/person.ts'
import { type AskView, askCard, askMarkdown } from './cards/ask-card.ts'
import type { CardCommand } from './cards/submit.ts'
import type { CardSubmit, IncomingMessage } from './chat-api.ts'
import type { Command } from './commands.ts'
import { NOT_YOUR_QUESTION, requestRefusalWords, takenUpWords } from './misuse-words.ts'
import { placeOf } from './offers.ts'
import { openRequest } from './open-request.ts'
import { answerWords } from './refusals.ts'
import { isUnnamed, settleRequest } from './settle-request.ts'
import { say, type Turn } from './turn.ts'

/**
 * A message that asks for a change of users → a job, or a question where the message leaves something open. Whom it is about is
 * read from the message itself, never from the data of a card; only what the question asks for is taken from its answer.
 */

type Asked = Extract<Command, { readonly addresses: readonly string[] }>

export const takeRequest = async (turn: Turn, asked: Asked, actor: Actor, message: IncomingMessage): Promise<void> => {
  const { kind: name, addresses, domain } = asked
  if (!actor.isRequester) return say(turn, answerWords({ kind: 'not-allowed', wanted: name }))
  const place = placeOf(turn.options, name, asked.directories)
  if (place.kind === 'refused') return say(turn, requestRefusalWords(place.refusal))
  const { fileUrls, id: askedIn } = message
  const isOpen = place.kind === 'open' || isUnnamed(addresses, fileUrls)
  if (isOpen)
    return ask(turn, message, {
      name,
      directories: place.kind === 'open' ? [] : place.directories,
      people: peopleOf(addresses, fileUrls),
    })
  const { directories } = place
  return openRequest(turn, { name, directories, addresses, fileUrls, askedIn, ...(domain && { domain }) }, actor)
}

/** A CSV without words. */
export const askWhatToDo = (turn: Turn, message: IncomingMessage): Promise<void> =>
  ask(turn, message, { directories: [], people: { kind: 'files' } })

type Known = Pick<AskView, 'name' | 'directories' | 'people'>

const ask = async ({ options, thread }: Turn, message: IncomingMessage, known: Known): Promise<void> => {
  const view: AskView = { ...known, askedIn: message.id, nonce: options.jobs.newNonce(), offers: options }
  await options.api.post(thread, askMarkdown(view), askCard(view))
}

const peopleOf = (addresses: readonly string[], fileUrls: readonly string[]): AskView['people'] => {
  if (addresses.length > 0) return { kind: 'addresses', count: addresses.length }
  return { kind: fileUrls.length > 0 ? 'files' : 'unnamed' }
}

type Filled = Extract<CardCommand, { readonly kind: 'ask' }>

/** The answer to a question: only from the person who wrote the message, whatever the card says, and only on a card of its thread. */
export const startAsked = async (turn: Turn, filled: Filled, actor: Actor, submit: CardSubmit): Promise<void> => {
  const { api, jobs } = turn.options
  const asked = await readMessage(api, filled.askedIn)
  if (asked === undefined || !isSameId(asked.roomId, submit.roomId) || !isSameId(asked.personId, submit.personId))
    return say(turn, NOT_YOUR_QUESTION)
  const [card, known] = await Promise.all([readMessage(api, submit.messageId), jobs.store.list()])
  // The card is removed below: it must be none that tells of a job, and none of another thread.
  if ((card && !isSameId(card.rootId, asked.rootId)) || known.some((job) => tellsOf(job, submit.messageId)))
    return say(turn, NOT_YOUR_QUESTION)
  const here: Turn = { ...turn, thread: { roomId: submit.roomId, rootId: asked.rootId } }
  if (!actor.isRequester) return say(here, answerWords({ kind: 'not-allowed', wanted: 'ask for this' }))
  const settling = settleRequest(turn.options, asked, filled, submit)
  if (settling.kind === 'refused') return say(here, requestRefusalWords(settling.refusal))
  const earlier = known.find(({ askedIn }) => isSameId(askedIn, settling.request.askedIn))
  if (earlier) return say(here, takenUpWords(earlier.id))
  return openRequest(here, settling.request, actor, () => api.remove(submit.messageId))
}

const readMessage = (api: Turn['options']['api'], id: MessageId): Promise<IncomingMessage | undefined> =>
  api.message(id).catch(() => undefined)

const tellsOf = ({ posted: { progress, ...others } }: Job, message: MessageId): boolean =>
  [progress?.id, ...Object.values(others)].some((id) => id !== undefined && isSameId(id, message))
