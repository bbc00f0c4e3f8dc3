/**
 * The rooms of the emulated cloud with everything in them, in memory. Keeps records and tells listeners what happened;
 * who may do what is decided by the routers, never here.
 */
import type { Account } from '../identity.ts'
import type { Action, Membership, Message, Room, Scan, SpaceEvent, StoredFile } from './records.ts'

export type MessageDraft = Omit<Message, 'uuid' | 'order' | 'createdAt' | 'edits'>
type RoomDraft = Pick<Room, 'type' | 'title' | 'isLocked'>
export type MessageEdit = Pick<Message, 'mentionedUuids' | 'mentionsAll'> & Partial<Message>

export class Spaces {
  readonly #clock: () => Date
  readonly #newUuid: () => string
  readonly #rooms = new Map<string, Room>()
  /** Room → person → membership. */
  readonly #members = new Map<string, Map<string, Membership>>()
  readonly #messages = new Map<string, Message>()
  readonly #messageUuidsByRoom = new Map<string, Set<string>>()
  readonly #actions = new Map<string, Action>()
  readonly #listeners = new Set<(event: SpaceEvent) => void>()
  #order = 0
  /** What the scanner will say of files posted from now on. */
  scanOfNewFiles: Scan = { state: 'clean' }

  constructor(clock: () => Date, newUuid: () => string) {
    this.#clock = clock
    this.#newUuid = newUuid
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: (event: SpaceEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  room(uuid: string | undefined): Room | undefined {
    return uuid === undefined ? undefined : this.#rooms.get(uuid)
  }

  roomsOf(personUuid: string): Room[] {
    return [...this.#rooms.values()].filter((room) => this.membership(room.uuid, personUuid))
  }

  membership(roomUuid: string, personUuid: string): Membership | undefined {
    return this.#members.get(roomUuid)?.get(personUuid)
  }

  members(roomUuid: string): Membership[] {
    return [...(this.#members.get(roomUuid)?.values() ?? [])]
  }

  membershipsOf(personUuid: string): Membership[] {
    return [...this.#members.values()].flatMap((members) => members.get(personUuid) ?? [])
  }

  message(uuid: string | undefined): Message | undefined {
    return uuid === undefined ? undefined : this.#messages.get(uuid)
  }

  /** Oldest first. */
  messagesIn(roomUuid: string): Message[] {
    return [...(this.#messageUuidsByRoom.get(roomUuid) ?? [])].flatMap((uuid) => this.#messages.get(uuid) ?? [])
  }

  action(uuid: string | undefined): Action | undefined {
    return uuid === undefined ? undefined : this.#actions.get(uuid)
  }

  /** The creator is its first member, and a moderator where the room is locked. */
  addRoom(draft: RoomDraft, creator: Account): Room {
    const now = this.#now()
    const owner = { creatorUuid: creator.uuid, orgUuid: creator.orgUuid }
    const room = {
      ...draft,
      ...owner,
      uuid: this.#newUuid(),
      order: ++this.#order,
      createdAt: now,
      lastActivityAt: now,
    }
    this.#rooms.set(room.uuid, room)
    this.#members.set(room.uuid, new Map())
    this.#messageUuidsByRoom.set(room.uuid, new Set())
    this.addMember(room, creator.uuid, creator.uuid, draft.isLocked)
    this.#tell({ kind: 'room-created', room, actorUuid: creator.uuid })
    return room
  }

  changeRoom(room: Room, change: Partial<RoomDraft>, actorUuid: string): Room {
    const changed = { ...room, ...change }
    this.#rooms.set(room.uuid, changed)
    this.#tell({ kind: 'room-updated', room: changed, actorUuid })
    return changed
  }

  /** The one-to-one room of two accounts, made on the first word. */
  directRoom(from: Account, to: Account): Room {
    const known = this.roomsOf(from.uuid).find((room) => room.type === 'direct' && this.membership(room.uuid, to.uuid))
    if (known) return known
    const room = this.addRoom({ type: 'direct', title: to.displayName, isLocked: false }, from)
    this.addMember(room, to.uuid, from.uuid, false)
    return room
  }

  addMember(room: Room, personUuid: string, actorUuid: string, isModerator: boolean): Membership {
    const membership = {
      order: ++this.#order,
      roomUuid: room.uuid,
      personUuid,
      isModerator,
      createdAt: this.#now(),
    }
    this.#members.get(room.uuid)?.set(personUuid, membership)
    this.#tell({ kind: 'member-added', room, membership, actorUuid })
    return membership
  }

  removeMember(membership: Membership, actorUuid: string): void {
    const room = this.#rooms.get(membership.roomUuid)
    if (!room || !this.#members.get(room.uuid)?.delete(membership.personUuid)) return
    this.#tell({ kind: 'member-removed', room, membership, actorUuid })
  }

  addMessage(draft: MessageDraft): Message {
    const createdAt = this.#now()
    const message = { ...draft, uuid: this.#newUuid(), order: ++this.#order, createdAt, edits: 0 }
    this.#messages.set(message.uuid, message)
    this.#messageUuidsByRoom.get(draft.roomUuid)?.add(message.uuid)
    this.#tellOfMessage('message-created', message)
    return message
  }

  editMessage(message: Message, edit: MessageEdit): Message {
    const { text: _text, markdown: _markdown, html: _html, ...rest } = message
    const edited = { ...rest, ...edit, edits: message.edits + 1, updatedAt: this.#now() }
    this.#messages.set(message.uuid, edited)
    this.#tellOfMessage('message-updated', edited)
    return edited
  }

  removeMessage(message: Message): void {
    this.#messages.delete(message.uuid)
    this.#messageUuidsByRoom.get(message.roomUuid)?.delete(message.uuid)
    this.#tellOfMessage('message-deleted', message)
  }

  setScan(messageUuid: string, scan: Scan): void {
    const message = this.#messages.get(messageUuid)
    if (!message?.file) return
    const file: StoredFile = { ...message.file, scan }
    this.#messages.set(messageUuid, { ...message, file })
  }

  addAction(draft: Omit<Action, 'uuid' | 'createdAt'>): Action {
    const action = { ...draft, uuid: this.#newUuid(), createdAt: this.#now() }
    this.#actions.set(action.uuid, action)
    const room = this.#rooms.get(action.roomUuid)
    if (room) this.#tell({ kind: 'card-submitted', room, action, actorUuid: action.personUuid })
    return action
  }

  #tellOfMessage(kind: 'message-created' | 'message-updated' | 'message-deleted', message: Message): void {
    const known = this.#rooms.get(message.roomUuid)
    if (!known) return
    const room = { ...known, lastActivityAt: this.#now() }
    this.#rooms.set(room.uuid, room)
    this.#tell({ kind, room, message, actorUuid: message.personUuid })
  }

  #tell(event: SpaceEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #now(): string {
    return this.#clock().toISOString()
  }
}
