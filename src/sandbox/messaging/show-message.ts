/**
 * A message as `GET /v1/messages/{id}` shows it. Fields without a value are left out, as Webex does.
 */
import { contentIdOf, messageIdOf, personIdOf, roomIdOf } from './hydra-id.ts'
import type { Message, Room } from './records.ts'

/** `origin` is where the files are fetched from: `http://host:port`. */
export function showMessage(message: Message, room: Room, origin: string): Readonly<Record<string, unknown>> {
  return {
    id: messageIdOf(message.uuid),
    ...(message.parentUuid && { parentId: messageIdOf(message.parentUuid) }),
    roomId: roomIdOf(message.roomUuid),
    roomType: room.type,
    ...(message.text !== undefined && { text: message.text }),
    ...(message.markdown !== undefined && { markdown: message.markdown }),
    ...(message.html !== undefined && { html: message.html }),
    ...(message.file && { files: [`${origin}/v1/contents/${contentIdOf(message.uuid)}`] }),
    personId: personIdOf(message.personUuid),
    personEmail: message.personEmail,
    ...(message.mentionedUuids.length > 0 && { mentionedPeople: message.mentionedUuids.map(personIdOf) }),
    ...(message.mentionsAll && { mentionedGroups: ['all'] }),
    ...(message.card && { attachments: [message.card] }),
    created: message.createdAt,
    ...(message.updatedAt && { updated: message.updatedAt }),
  }
}
