/**
 * Webex's public ids: base64url, without padding, of `ciscospark://us/<KIND>/<rest>`. The JavaScript SDK rebuilds them
 * from the uuids of websocket events, so they must have exactly this form.
 */

export type HydraKind =
  | 'PEOPLE'
  | 'ROOM'
  | 'MESSAGE'
  | 'MEMBERSHIP'
  | 'CONTENT'
  | 'ATTACHMENT_ACTION'
  | 'WEBHOOK'
  | 'ORGANIZATION'
  | 'APPLICATION'

export function encodeId(kind: HydraKind, rest: string): string {
  return Buffer.from(`ciscospark://us/${kind}/${rest}`).toString('base64url')
}

/** What follows the kind, or undefined when the text is not an id of that kind. */
export function decodeId(kind: HydraKind, id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined
  const prefix = `ciscospark://us/${kind}/`
  const plain = Buffer.from(id, 'base64url').toString()
  return plain.startsWith(prefix) && plain.length > prefix.length ? plain.slice(prefix.length) : undefined
}

export const personIdOf = (uuid: string): string => encodeId('PEOPLE', uuid)
export const roomIdOf = (uuid: string): string => encodeId('ROOM', uuid)
export const messageIdOf = (uuid: string): string => encodeId('MESSAGE', uuid)
export const actionIdOf = (uuid: string): string => encodeId('ATTACHMENT_ACTION', uuid)
export const webhookIdOf = (uuid: string): string => encodeId('WEBHOOK', uuid)
export const orgIdOf = (uuid: string): string => encodeId('ORGANIZATION', uuid)
export const membershipIdOf = (personUuid: string, roomUuid: string): string =>
  encodeId('MEMBERSHIP', `${personUuid}:${roomUuid}`)
/** A message holds at most one file, so the file is named by its message and the index 0. */
export const contentIdOf = (messageUuid: string): string => encodeId('CONTENT', `${messageUuid}/0`)
