import type { MessageId, PersonId, RoomId } from '../model/ids.ts'
import type { ThreadRef } from '../model/job.ts'
import type { Person } from '../model/person.ts'
import type { OutgoingFile } from '../model/voice.ts'

/**
 * What the rest of `chat/` needs of Webex, in our own words; `gateway.ts` fulfils it through the framework.
 * Every call is retried on 429, 5xx and lost connections, has a time-out, and throws an error without token or personal data.
 */

/** An AdaptiveCard 1.3 as JSON. */
export type Card = Readonly<Record<string, unknown>>

export interface ChatApi {
  /** Posts markdown, with a card where one is given, as a reply in the thread or, without `rootId` or where that message is gone, as a new message. */
  post(where: ThreadRef | { readonly roomId: RoomId }, markdown: string, card?: Card): Promise<MessageId>
  /** Posts one file with a line of markdown as a reply in the thread. */
  postFile(where: ThreadRef, markdown: string, file: OutgoingFile): Promise<MessageId>
  /** Replaces the text of one of the bot's own messages. Webex allows ten edits, and none of a message with a card or a file. */
  edit(roomId: RoomId, message: MessageId, markdown: string): Promise<void>
  /** Reads a message anew. Throws `ChatError`, with status 404 when it was taken back or the bot may not see it. */
  message(id: MessageId): Promise<IncomingMessage>
  /** A message that is gone already counts as removed. */
  remove(message: MessageId): Promise<void>
  /** Read from the API now, not from a cache: the answer decides who may do what. */
  person(id: PersonId): Promise<Person>
  /** Who is found under an address now, in the bot's own organisation; of several at least two are given. */
  personsWith(email: string): Promise<readonly Person[]>
  /** The bot itself. */
  readonly self: Person
}

export interface IncomingMessage {
  readonly id: MessageId
  readonly roomId: RoomId
  readonly roomType: 'group' | 'direct'
  /** The root of the thread that the message stands in; its own id where it starts one. */
  readonly rootId: MessageId
  readonly personId: PersonId
  /** What was typed, without the mention of the bot, white space folded. Hostile text. */
  readonly text: string
  readonly fileUrls: readonly string[]
  /** ISO 8601. */
  readonly createdAt: string
}

export interface CardSubmit {
  readonly id: string
  readonly messageId: MessageId
  readonly roomId: RoomId
  readonly personId: PersonId
  /** Everything in here was in the hands of whoever clicked. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** ISO 8601. */
  readonly createdAt: string
}

export interface ChatEvents {
  /** May be called twice for one message, or again after a restart; the receiver knows by the id. */
  readonly onMessage: (message: IncomingMessage) => Promise<void>
  /** The receiver threw again and again, and will not hear of the message any more. */
  readonly onGivenUp: (message: IncomingMessage) => Promise<void>
  readonly onSubmit: (submit: CardSubmit) => Promise<void>
  /** The bot was added to a room. */
  readonly onJoined: (roomId: RoomId, by: PersonId | undefined) => Promise<void>
}
