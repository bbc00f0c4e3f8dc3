/**
 * What of an event concerns webhooks: its resource, its name and the ids that are told. Never any content: that is
 * fetched by those who may. https://developer.webex.com/docs/api/guides/webhooks
 */
import type { Account } from '../identity.ts'
import { actionIdOf, contentIdOf, messageIdOf, personIdOf, roomIdOf } from './hydra-id.ts'
import { showMembership } from './memberships.ts'
import type { Message, Room, SpaceEvent } from './records.ts'

export interface Notice {
  readonly resource: 'rooms' | 'memberships' | 'messages' | 'attachmentActions'
  readonly event: 'created' | 'updated' | 'deleted'
  readonly actorId: string
  readonly data: Readonly<Record<string, unknown>>
}

export function noticeOf(event: SpaceEvent, account: (uuid: string) => Account | undefined, origin: string): Notice {
  const actorId = personIdOf(event.actorUuid)
  switch (event.kind) {
    case 'room-created':
    case 'room-updated':
      return { resource: 'rooms', event: changeOf(event.kind), actorId, data: roomData(event.room) }
    case 'member-added':
    case 'member-removed': {
      const data = showMembership(event.membership, event.room, account(event.membership.personUuid))
      return { resource: 'memberships', event: changeOf(event.kind), actorId, data }
    }
    case 'message-created':
    case 'message-updated':
    case 'message-deleted': {
      const data = messageData(event.message, event.room, origin)
      return { resource: 'messages', event: changeOf(event.kind), actorId, data }
    }
    case 'card-submitted': {
      const { uuid, messageUuid, roomUuid, personUuid, createdAt } = event.action
      const ids = { id: actionIdOf(uuid), messageId: messageIdOf(messageUuid), roomId: roomIdOf(roomUuid) }
      const data = { ...ids, type: 'submit', personId: personIdOf(personUuid), created: createdAt }
      return { resource: 'attachmentActions', event: 'created', actorId, data }
    }
  }
}

/** The firehose, `all` of `all`, leaves card clicks out: they need a webhook of their own. */
export function isSubscribed(webhook: { resource: string; event: string; filter?: string }, notice: Notice): boolean {
  const isResource =
    webhook.resource === notice.resource || (webhook.resource === 'all' && notice.resource !== 'attachmentActions')
  const isEvent = webhook.event === 'all' || webhook.event === notice.event
  return isResource && isEvent && passes(webhook.filter, notice)
}

function passes(filter: string | undefined, { data }: Notice): boolean {
  return [...new URLSearchParams(filter)].every(([name, wanted]) => {
    const value = data[name]
    return Array.isArray(value) ? value.includes(wanted) : value === wanted
  })
}

function changeOf(kind: SpaceEvent['kind']): Notice['event'] {
  if (kind.endsWith('updated')) return 'updated'
  return kind.endsWith('deleted') || kind.endsWith('removed') ? 'deleted' : 'created'
}

function roomData(room: Room): Notice['data'] {
  return {
    id: roomIdOf(room.uuid),
    title: room.title,
    type: room.type,
    isLocked: room.isLocked,
    creatorId: personIdOf(room.creatorUuid),
    lastActivity: room.lastActivityAt,
    created: room.createdAt,
  }
}

function messageData(message: Message, room: Room, origin: string): Notice['data'] {
  return {
    id: messageIdOf(message.uuid),
    ...(message.parentUuid && { parentId: messageIdOf(message.parentUuid) }),
    roomId: roomIdOf(room.uuid),
    roomType: room.type,
    ...(message.file && { files: [`${origin}/v1/contents/${contentIdOf(message.uuid)}`] }),
    personId: personIdOf(message.personUuid),
    personEmail: message.personEmail,
    ...(message.mentionedUuids.length > 0 && { mentionedPeople: message.mentionedUuids.map(personIdOf) }),
    created: message.createdAt,
    ...(message.updatedAt && { updated: message.updatedAt }),
  }
}
