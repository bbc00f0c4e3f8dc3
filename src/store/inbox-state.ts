/**
 * What is remembered of the messages of each room, as a pure state. It is bounded: of the finished messages the newest stay by
 * name, and of the older ones only up to when they go. Must never forget an open message.
 */
import type { MessageId, RoomId } from '../model/ids.ts'
import type { InboxMessage } from '../model/store.ts'

export type InboxEntry =
  | ({ readonly is: 'begun' } & InboxMessage)
  | { readonly is: 'finished'; readonly id: MessageId }
  /** In a rewritten file: everything of the room up to this time was finished and forgotten. */
  | { readonly is: 'forgotten'; readonly roomId: RoomId; readonly createdAt: string }

interface Remembered extends InboxMessage {
  readonly isFinished: boolean
}

interface Room {
  readonly messages: Map<MessageId, Remembered>
  forgottenUpTo?: string
}

export interface InboxState {
  readonly rooms: Map<RoomId, Room>
  readonly roomOf: Map<MessageId, RoomId>
}

export const emptyInbox = (): InboxState => ({ rooms: new Map(), roomOf: new Map() })

export function known(state: InboxState, message: InboxMessage): 'new' | 'open' | 'finished' {
  const room = state.rooms.get(message.roomId)
  const remembered = room?.messages.get(message.id)
  if (remembered !== undefined) return remembered.isFinished ? 'finished' : 'open'
  return room?.forgottenUpTo !== undefined && !isLater(message.createdAt, room.forgottenUpTo) ? 'finished' : 'new'
}

export function isOpen(state: InboxState, id: MessageId): boolean | undefined {
  const roomId = state.roomOf.get(id)
  const message = roomId === undefined ? undefined : state.rooms.get(roomId)?.messages.get(id)
  return message === undefined ? undefined : !message.isFinished
}

/** Applies an entry in place and forgets what is too much of its room. */
export function remember(state: InboxState, entry: InboxEntry, keep: number): void {
  if (entry.is === 'begun') {
    const { id, roomId, createdAt } = entry
    roomIn(state, roomId).messages.set(id, { id, roomId, createdAt, isFinished: false })
    state.roomOf.set(id, roomId)
    return
  }
  if (entry.is === 'forgotten') {
    roomIn(state, entry.roomId).forgottenUpTo = entry.createdAt
    return
  }
  const room = state.rooms.get(state.roomOf.get(entry.id) ?? ('' as RoomId))
  const message = room?.messages.get(entry.id)
  if (room === undefined || message === undefined) return
  room.messages.set(entry.id, { ...message, isFinished: true })
  forget(state, room, keep)
}

export function handledUpTo(state: InboxState, roomId: RoomId): string | undefined {
  const room = state.rooms.get(roomId)
  if (room === undefined) return undefined
  const messages = [...room.messages.values()]
  const firstOpen = earliest(messages.filter(({ isFinished }) => !isFinished))
  const handled = messages.filter(
    (message) => message.isFinished && (firstOpen === undefined || isLater(firstOpen.createdAt, message.createdAt)),
  )
  return latest(handled)?.createdAt ?? room.forgottenUpTo
}

/** The entries from which the state is made again. */
export function entriesOf(state: InboxState): readonly InboxEntry[] {
  return [...state.rooms].flatMap(([roomId, room]) => [
    ...(room.forgottenUpTo === undefined
      ? []
      : [{ is: 'forgotten', roomId, createdAt: room.forgottenUpTo } satisfies InboxEntry]),
    ...[...room.messages.values()].flatMap(({ id, createdAt, isFinished }): InboxEntry[] => [
      { is: 'begun', id, roomId, createdAt },
      ...(isFinished ? [{ is: 'finished', id } satisfies InboxEntry] : []),
    ]),
  ])
}

/** At most so many entries make the state again. */
export function entryCount(state: InboxState): number {
  let entries = 0
  for (const { messages } of state.rooms.values()) entries += 1 + 2 * messages.size
  return entries
}

/** Only what is earlier than every open message goes, so that `forgottenUpTo` covers nothing open. */
function forget(state: InboxState, room: Room, keep: number): void {
  const messages = [...room.messages.values()]
  const firstOpen = earliest(messages.filter(({ isFinished }) => !isFinished))
  const finished = messages.filter(({ isFinished }) => isFinished)
  if (finished.length <= keep) return
  const oldest = finished
    .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
    .slice(0, finished.length - keep)
  for (const { id, createdAt } of oldest) {
    if (firstOpen !== undefined && !isLater(firstOpen.createdAt, createdAt)) return
    room.messages.delete(id)
    state.roomOf.delete(id)
    room.forgottenUpTo = createdAt
  }
}

function roomIn(state: InboxState, id: RoomId): Room {
  const room = state.rooms.get(id) ?? { messages: new Map() }
  state.rooms.set(id, room)
  return room
}

const isLater = (a: string, b: string): boolean => Date.parse(a) > Date.parse(b)

const earliest = (messages: readonly Remembered[]): Remembered | undefined =>
  messages.reduce<Remembered | undefined>(
    (a, b) => (a === undefined || isLater(a.createdAt, b.createdAt) ? b : a),
    undefined,
  )

const latest = (messages: readonly Remembered[]): Remembered | undefined =>
  messages.reduce<Remembered | undefined>(
    (a, b) => (a === undefined || isLater(b.createdAt, a.createdAt) ? b : a),
    undefined,
  )
