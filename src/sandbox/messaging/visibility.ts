/**
 * Who sees what. A bot in a group is told of, and may read, only its own messages and those that mention it;
 * a person sees everything in the rooms they are in. https://developer.webex.com/docs/bots
 */
import type { Account } from '../identity.ts'
import type { Action, Message, Room, SpaceEvent } from './records.ts'
import type { Spaces } from './spaces.ts'

export function mayRead(account: Account, room: Room, message: Message): boolean {
  if (account.type === 'person' || room.type === 'direct') return true
  return message.personUuid === account.uuid || message.mentionedUuids.includes(account.uuid)
}

/** A bot hears of clicks on its own cards only. */
export function mayReadAction(account: Account, action: Action): boolean {
  return account.type === 'person' || action.cardAuthorUuid === account.uuid || action.personUuid === account.uuid
}

/** The message, when the caller is in its room and may read it. */
export function readable(spaces: Spaces, account: Account, uuid: string | undefined): Message | undefined {
  const message = spaces.message(uuid)
  const room = spaces.room(message?.roomUuid)
  if (!message || !room || !spaces.membership(room.uuid, account.uuid)) return undefined
  return mayRead(account, room, message) ? message : undefined
}

/** Whether the account is told of the event. Somebody removed from a room hears of that too. */
export function hears(spaces: Spaces, account: Account, event: SpaceEvent): boolean {
  const isLeaving = event.kind === 'member-removed' && event.membership.personUuid === account.uuid
  if (!isLeaving && !spaces.membership(event.room.uuid, account.uuid)) return false
  if (event.kind === 'card-submitted') return mayReadAction(account, event.action)
  return 'message' in event ? mayRead(account, event.room, event.message) : true
}
