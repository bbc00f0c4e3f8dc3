import { isSameId } from '../model/identity.ts'
import type { WebexMessage } from './webex-schema.ts'

/**
 * What somebody typed, without the mention of the bot. Webex leaves the mention in `text` as the bare display name, which
 * may have several words, stand anywhere and be shortened by the sender; only `html` tells what was a mention.
 */

export interface Mentioned {
  readonly id: string
  readonly displayName: string
}

type Typed = Pick<WebexMessage, 'text' | 'html' | 'mentionedPeople' | 'roomType'>

const MENTION = /<spark-mention\b([^>]*)>([\s\S]*?)<\/spark-mention>/gi

export function withoutMention(message: Typed, self: Mentioned): string {
  const stripped = message.html === undefined ? undefined : withoutMentionInHtml(message.html, self)
  if (stripped !== undefined) return fold(stripped)
  const text = fold(message.text ?? '')
  return isMentioned(message, self) ? withoutName(text, fold(self.displayName)) : text
}

/** In a group a bot is spoken to by mentioning it; a mention of everybody does not count. */
export function isMentioned(message: Pick<WebexMessage, 'mentionedPeople'>, self: Pick<Mentioned, 'id'>): boolean {
  return message.mentionedPeople?.some((id) => isSameId(id, self.id)) ?? false
}

/** Undefined when the HTML holds no mention of the bot, so that the plain text is the better source. */
function withoutMentionInHtml(html: string, self: Mentioned): string | undefined {
  let wasFound = false
  const rest = html.replace(MENTION, (whole, attributes: string) => {
    const id = /\bdata-object-id\s*=\s*["']([^"']+)["']/i.exec(attributes)?.[1]
    if (id === undefined || !isSameId(id, self.id)) return whole
    wasFound = true
    return ' '
  })
  return wasFound ? plain(rest) : undefined
}

const BLOCK_END = /<(?:br|\/p|\/li|\/div|\/h[1-6]|\/blockquote|\/pre)\b[^>]*>/gi

const plain = (html: string): string => decodeEntities(html.replace(BLOCK_END, ' ').replace(/<[^>]*>/g, ''))

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }),
)

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? whole
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })

/** Once only, at the start where it stands there: a later repetition is what the sender meant to say. */
function withoutName(text: string, name: string): string {
  if (name === '') return text
  const whole = new RegExp(`(^|\\s)@?${escapeRegExp(name)}(?=$|[\\s,:;.!?])[,:]?`, 'iu')
  return fold(text.replace(whole, ' '))
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const fold = (text: string): string => text.replace(/\s+/gu, ' ').trim()
