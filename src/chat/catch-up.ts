import { roomId } from '../model/ids.ts'
import type { Inbox } from '../model/store.ts'
import { ChatError } from './chat-error.ts'
import type { Log } from './log.ts'
import type { Rest } from './rest.ts'
import { isTransient } from './retries.ts'
import { messageSchema, roomSchema, type WebexMessage, type WebexRoom } from './webex-schema.ts'

/**
 * Reads the messages that no event told of: those of an outage, and those whose receiver did not finish. Clicks on cards
 * cannot be listed in Webex and are not caught up.
 *
 * A room that the inbox does not know is read from `newRoomsSince` on, an hour before the start: long enough for a bot that was
 * added while it was away, short enough not to answer what was asked of it long ago.
 */

export interface CatchUpTools {
  readonly rest: Rest
  readonly inbox: Inbox
  readonly log: Log
  /** ISO 8601. */
  readonly newRoomsSince: string
  readonly deliver: (message: WebexMessage) => Promise<void>
  readonly unfinishedRooms: () => ReadonlySet<string>
  readonly isClosing: () => boolean
}

const PAGE_SIZE = 100
const MAX_PAGES = 50

export class CatchUp {
  readonly #tools: CatchUpTools
  /** What each room's last activity was when it was last read to the end. */
  readonly #readUpTo = new Map<string, string>()
  #running: Promise<void> | undefined
  #isAskedAgain = false

  constructor(tools: CatchUpTools) {
    this.#tools = tools
  }

  /** Joins a reading under way by asking for another one after it. Resolves when nothing asked for is left. Never rejects. */
  run(): Promise<void> {
    if (this.#running !== undefined) {
      this.#isAskedAgain = true
      return this.#running
    }
    this.#running = this.#runAll().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #runAll(): Promise<void> {
    do {
      this.#isAskedAgain = false
      await this.#readRooms()
    } while (this.#isAskedAgain && !this.#tools.isClosing())
  }

  async #readRooms(): Promise<void> {
    try {
      const rooms = await listRooms(this.#tools.rest)
      for (const room of roomsToRead(rooms, this.#readUpTo, this.#tools.unfinishedRooms())) {
        if (this.#tools.isClosing()) return
        await this.#readRoom(room)
      }
    } catch (error) {
      this.#complain('catching up on the rooms', error)
    }
  }

  async #readRoom(room: WebexRoom): Promise<void> {
    try {
      const since = (await this.#tools.inbox.handledUpTo(roomId(room.id))) ?? this.#tools.newRoomsSince
      if (isQuietSince(room, since)) return
      const missed = await listMessages(this.#tools.rest, room, since)
      for (const message of missed) await this.#tools.deliver(message)
      if (room.lastActivity !== undefined) this.#readUpTo.set(room.id, room.lastActivity)
    } catch (error) {
      this.#complain('catching up on a room', error, room.id)
    }
  }

  #complain(doing: string, error: unknown, room?: string): void {
    if (this.#tools.isClosing()) return
    const fault = error instanceof ChatError ? error.fault : undefined
    const level = fault && isTransient(fault) ? 'warn' : 'error'
    const said = error instanceof Error ? error.message : 'something that is no error was thrown'
    this.#tools.log[level](
      { error: said, ...(room && { room }) },
      `${doing} was broken off; the next round tries again`,
    )
  }
}

/** Those with news since they were last read to the end, and those with a message that is to be tried again. */
export function roomsToRead(
  rooms: readonly WebexRoom[],
  readUpTo: ReadonlyMap<string, string>,
  unfinished: ReadonlySet<string>,
): readonly WebexRoom[] {
  return rooms.filter(
    ({ id, lastActivity }) => unfinished.has(id) || lastActivity === undefined || readUpTo.get(id) !== lastActivity,
  )
}

const isQuietSince = (room: WebexRoom, since: string): boolean =>
  room.lastActivity !== undefined && Date.parse(room.lastActivity) < Date.parse(since)

async function listRooms(rest: Rest): Promise<readonly WebexRoom[]> {
  const rooms: WebexRoom[] = []
  const call = { doing: "listing the bot's rooms", method: 'GET', path: '/rooms', query: { max: 1000 } } as const
  for await (const page of rest.pages(call)) rooms.push(...page.map((item) => roomSchema.parse(item)))
  return rooms
}

/** Webex lists the newest first; here the oldest comes first. In a group a bot may list only what mentions it. */
async function listMessages(rest: Rest, room: WebexRoom, since: string): Promise<readonly WebexMessage[]> {
  const missed: WebexMessage[] = []
  const query = { roomId: room.id, max: PAGE_SIZE, ...(room.type !== 'direct' && { mentionedPeople: 'me' }) }
  let pages = 0
  for await (const page of rest.pages({ doing: 'listing messages', method: 'GET', path: '/messages', query })) {
    const messages = page.map((item) => messageSchema.parse(item))
    const fresh = messages.filter((message) => Date.parse(message.created) >= Date.parse(since))
    missed.push(...fresh)
    pages += 1
    if (fresh.length < messages.length || pages >= MAX_PAGES) break
  }
  return missed.reverse()
}
