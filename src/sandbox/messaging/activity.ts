/**
 * An event as the websocket tells it: a conversation activity, from which the SDK rebuilds public ids and then fetches
 * by REST. No keys and no content, so nothing has to be decrypted.
 */
import type { Account } from '../identity.ts'
import type { Room, SpaceEvent } from './records.ts'

type Activity = Readonly<Record<string, unknown>>
type FindAccount = (uuid: string) => Account | undefined

/** Undefined for what the SDK is not told of: an edited message. */
export function activityOf(
  event: SpaceEvent,
  account: FindAccount,
  origin: string,
  newUuid: () => string,
): Activity | undefined {
  const target = conversation(event.room, origin)
  const common = { objectType: 'activity', url: target.url, actor: person(event.actorUuid, account), target }
  switch (event.kind) {
    case 'room-created': {
      const object = { ...target, participants: { items: [] } }
      return { ...common, id: newUuid(), verb: 'create', object, published: event.room.createdAt }
    }
    case 'room-updated':
      return { ...common, id: newUuid(), verb: 'update', object: target, published: event.room.lastActivityAt }
    case 'member-added':
    case 'member-removed': {
      const verb = event.kind === 'member-added' ? 'add' : 'leave'
      const { personUuid, isModerator, createdAt } = event.membership
      const object = { ...person(personUuid, account), ...(isModerator && { roomProperties: { isModerator } }) }
      return { ...common, id: newUuid(), verb, object, published: createdAt }
    }
    case 'message-created': {
      const { uuid, file, parentUuid, createdAt } = event.message
      const what = { verb: file ? 'share' : 'post', object: { objectType: file ? 'content' : 'comment' } }
      const parent = parentUuid && { parent: { id: parentUuid, type: 'reply' } }
      return { ...common, id: uuid, ...what, ...parent, published: createdAt }
    }
    case 'message-updated':
      return undefined
    case 'message-deleted': {
      const object = { id: event.message.uuid, objectType: 'activity' }
      return { ...common, id: newUuid(), verb: 'delete', object, published: event.room.lastActivityAt }
    }
    case 'card-submitted': {
      const { uuid, messageUuid, inputs, createdAt } = event.action
      const object = { objectType: 'submit', inputs: JSON.stringify(inputs) }
      return { ...common, id: uuid, verb: 'cardAction', object, parent: { id: messageUuid }, published: createdAt }
    }
  }
}

function person(uuid: string, account: FindAccount): object {
  const found = account(uuid)
  return {
    objectType: 'person',
    id: uuid,
    entryUUID: uuid,
    emailAddress: found?.emails[0],
    entryEmail: found?.emails[0],
    displayName: found?.displayName,
    orgId: found?.orgUuid,
  }
}

function conversation(room: Room, origin: string) {
  const tags = [...(room.type === 'direct' ? ['ONE_ON_ONE'] : []), ...(room.isLocked ? ['LOCKED'] : [])]
  const url = `${origin}/conversation/api/v1/conversations/${room.uuid}`
  return { objectType: 'conversation', id: room.uuid, url, tags }
}
