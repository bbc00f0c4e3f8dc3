import { isSameId } from '../model/identity.ts'
import { messageId, personId, roomId } from '../model/ids.ts'
import type { Person } from '../model/person.ts'
import type { Inbox } from '../model/store.ts'
import type { CardSubmit, ChatEvents, IncomingMessage } from './chat-api.ts'
import { type Redact, toChatError } from './chat-error.ts'
import type { Log } from './log.ts'
import { isMentioned, withoutMention } from './mention.ts'
import { RecentlySeen } from './recently-seen.ts'
import { isTransient } from './retries.ts'
import type { WebexAction, WebexMembership, WebexMessage } from './webex-schema.ts'

/**
 * Hands each message, click and joining to the receiver once, whichever of the ways it came by: socket, webhook, a
 * repeated webhook, catch-up. Never throws: what a receiver throws is logged and, for messages, tried again at the next catch-up.
 */

export interface DeliveryTools {
  readonly self: Person
  readonly events: ChatEvents
  readonly inbox: Inbox
  readonly log: Log
  readonly redact: Redact
}

/** A message whose receiver throws as often as this is given up, so that it cannot hold up its room for ever. */
const MAX_TRIES = 5
const REMEMBERED_EVENTS = 5_000

export class Delivery {
  readonly #tools: DeliveryTools
  readonly #underWay = new Set<Promise<void>>()
  readonly #openMessages = new Set<string>()
  readonly #tries = new Map<string, number>()
  readonly #unfinishedRooms = new Map<string, string>()
  readonly #seenEvents = new RecentlySeen(REMEMBERED_EVENTS)

  constructor(tools: DeliveryTools) {
    this.#tools = tools
  }

  /** Resolves when the message is taken on or known to be done; its receiver may still be at work. */
  async message(raw: WebexMessage): Promise<void> {
    const { self, inbox } = this.#tools
    if (isSameId(raw.personId, self.id) || this.#openMessages.has(raw.id)) return
    if (raw.roomType !== 'direct' && !isMentioned(raw, self)) return
    this.#openMessages.add(raw.id)
    try {
      const incoming = toIncoming(raw, self)
      const state = await inbox.begin({ id: incoming.id, roomId: incoming.roomId, createdAt: incoming.createdAt })
      if (state !== 'done') return this.#track(this.#receive(incoming))
      this.#openMessages.delete(raw.id)
      this.#unfinishedRooms.delete(raw.id)
    } catch (error) {
      this.#openMessages.delete(raw.id)
      // Its room has no news since, and would not be read again: a message that could not be noted is one that is unfinished.
      this.#unfinishedRooms.set(raw.id, raw.roomId)
      this.#complain('taking on a message', error, { message: raw.id })
    }
  }

  submit(raw: WebexAction): void {
    if (isSameId(raw.personId, this.#tools.self.id)) return
    this.#once(`action ${raw.id}`, 'handling a click on a card', () => this.#click(raw))
  }

  joined(raw: WebexMembership, by: string | undefined): void {
    if (!isSameId(raw.personId, this.#tools.self.id)) return
    const actor = by === undefined ? undefined : personId(by)
    this.#once(`membership ${raw.id} ${raw.created}`, 'greeting a room', () =>
      this.#tools.events.onJoined(roomId(raw.roomId), actor),
    )
  }

  /** Rooms that hold a message whose receiver threw. */
  unfinishedRooms(): ReadonlySet<string> {
    return new Set(this.#unfinishedRooms.values())
  }

  /** Resolves when no receiver is at work. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  async #receive(message: IncomingMessage): Promise<void> {
    const { events, inbox } = this.#tools
    try {
      await events.onMessage(message)
      await inbox.finish(message.id)
      this.#forget(message)
    } catch (error) {
      await this.#fail(message, error)
    } finally {
      this.#openMessages.delete(message.id)
    }
  }

  async #fail(message: IncomingMessage, error: unknown): Promise<void> {
    const tries = (this.#tries.get(message.id) ?? 0) + 1
    this.#complain('handling a message', error, { message: message.id, tries, isGivenUp: tries >= MAX_TRIES })
    this.#tries.set(message.id, tries)
    this.#unfinishedRooms.set(message.id, message.roomId)
    if (tries >= MAX_TRIES) await this.#giveUp(message)
  }

  /** Not before its author was told, unless the chat never takes that. */
  async #giveUp(message: IncomingMessage): Promise<void> {
    const { events, inbox, redact } = this.#tools
    const doing = 'giving up a message'
    try {
      await events.onGivenUp(message)
    } catch (error) {
      this.#complain(doing, error, { message: message.id })
      const { fault } = toChatError(doing, error, redact)
      if (isTransient(fault) || fault.code === 'closed') return
    }
    this.#forget(message)
    await inbox.finish(message.id).catch((reason) => this.#complain(doing, reason, {}))
  }

  #forget(message: IncomingMessage): void {
    this.#tries.delete(message.id)
    this.#unfinishedRooms.delete(message.id)
  }

  /**
   * Once in all, also when it is told of again after a restart: "resume" may be wrong by then. Clicks are remembered beside the
   * messages of their room, not among them, because they must not count as read up to.
   */
  async #click(raw: WebexAction): Promise<void> {
    const { events, inbox } = this.#tools
    const id = messageId(raw.id)
    const begun = await inbox
      .begin({ id, roomId: roomId(`clicks in ${raw.roomId}`), createdAt: raw.created })
      .catch((error) => this.#complain('remembering a click', error, { click: id }))
    if (begun === 'begun' || begun === 'done') return
    // It is never handed on again, however this comes out; what stays open is never forgotten.
    if (begun === 'new')
      await inbox.finish(id).catch((error) => this.#complain('ticking a click off', error, { click: id }))
    await events.onSubmit(toSubmit(raw))
  }

  #once(key: string, doing: string, handle: () => Promise<void>): void {
    if (!this.#seenEvents.isNew(key)) return
    const handled = Promise.resolve()
      .then(handle)
      .catch((error) => this.#complain(doing, error, { event: key }))
    this.#track(handled)
  }

  #track(work: Promise<void>): void {
    this.#underWay.add(work)
    void work.finally(() => this.#underWay.delete(work))
  }

  #complain(doing: string, error: unknown, fields: Readonly<Record<string, unknown>>): void {
    const { log, redact } = this.#tools
    log.error(
      { ...fields, error: toChatError(doing, error, redact).message, stack: stackOf(error, redact) },
      `${doing} went wrong`,
    )
  }
}

const stackOf = (error: unknown, redact: Redact): string | undefined =>
  error instanceof Error && error.stack !== undefined ? redact(error.stack) : undefined

export function toIncoming(raw: WebexMessage, self: Person): IncomingMessage {
  return {
    id: messageId(raw.id),
    roomId: roomId(raw.roomId),
    roomType: raw.roomType === 'direct' ? 'direct' : 'group',
    rootId: messageId(raw.parentId ?? raw.id),
    personId: personId(raw.personId),
    text: withoutMention(raw, self),
    fileUrls: raw.files ?? [],
    createdAt: raw.created,
  }
}

export function toSubmit(raw: WebexAction): CardSubmit {
  return {
    id: raw.id,
    messageId: messageId(raw.messageId),
    roomId: roomId(raw.roomId),
    personId: personId(raw.personId),
    inputs: raw.inputs ?? {},
    createdAt: raw.created,
  }
}
