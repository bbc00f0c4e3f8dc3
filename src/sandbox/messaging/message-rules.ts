/**
 * What Webex refuses of a message, and what it makes of the words. https://developer.webex.com/docs/api/v1/messages
 */
import { textIn } from './caller.ts'
import { readAttachments } from './card-rules.ts'
import type { Directory, Formatted } from './mentions.ts'
import { readHtml, readMarkdown } from './mentions.ts'
import type { CardAttachment, Message } from './records.ts'
import { badRequest } from './vendor-error.ts'

export const MOST_TEXT_BYTES = 7439
export const MOST_EDITS = 10

type Fields = Readonly<Record<string, unknown>>

export interface Words {
  readonly text?: string
  readonly markdown?: string
  readonly html?: string
  readonly mentionedUuids: readonly string[]
  readonly mentionsAll: boolean
}

/** Only members of the room can be mentioned: `isMember` tells which accounts are. */
export function readWords(fields: Fields, directory: Directory, isMember: (uuid: string) => boolean): Words {
  const text = limited(fields, 'text')
  const markdown = limited(fields, 'markdown')
  const html = limited(fields, 'html')
  const read = formatted(markdown, html, directory)
  if (!read) return { ...(text !== undefined && { text }), mentionedUuids: [], mentionsAll: false }
  const uuids = read.mentioned.map((account) => account.uuid).filter(isMember)
  return {
    text: text ?? read.text,
    ...(markdown !== undefined && { markdown }),
    html: read.html,
    mentionedUuids: [...new Set(uuids)],
    mentionsAll: read.mentionsAll,
  }
}

export function readCard(fields: Fields): CardAttachment | undefined {
  const read = readAttachments(fields['attachments'])
  if (read === undefined || 'content' in read) return read
  throw badRequest(`Invalid card. ${read.join(' ')}`)
}

/** A reply is to the root of a thread, in the same room. */
export function requireRoot(parent: Message | undefined, roomUuid: string): Message {
  if (!parent || parent.roomUuid !== roomUuid) throw badRequest('The parent message does not exist in this room.')
  if (parent.parentUuid) throw badRequest('A reply cannot be replied to; reply to the message that starts the thread.')
  return parent
}

export function requireEditable(message: Message, fields: Fields): void {
  if (message.card || message.file)
    throw badRequest('Editing of messages containing files or attachments is currently not supported.')
  if (message.edits >= MOST_EDITS) throw badRequest(`The edit limit of ${MOST_EDITS} edits has been reached.`)
  if (textIn(fields, 'markdown') !== undefined && fields['html'] !== undefined)
    throw badRequest("'html' must not be given together with 'markdown'.")
}

function formatted(
  markdown: string | undefined,
  html: string | undefined,
  directory: Directory,
): Formatted | undefined {
  if (markdown !== undefined) return readMarkdown(markdown, directory)
  return html === undefined ? undefined : readHtml(html, directory)
}

function limited(fields: Fields, name: string): string | undefined {
  const value = textIn(fields, name)
  if (value !== undefined && Buffer.byteLength(value) > MOST_TEXT_BYTES)
    throw badRequest(`'${name}' is longer than the maximum message length of ${MOST_TEXT_BYTES} bytes.`)
  return value
}
