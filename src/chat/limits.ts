/**
 * What a message and a card in Webex can hold, and how a text is cut to it without losing what matters.
 * A text that is too long is refused by Webex as a whole, so everything posted goes through here.
 */

/** Bytes of `text` and of `markdown`: https://developer.webex.com/docs/api/v1/messages/create-a-message */
export const MARKDOWN_BYTES = 7439

/** Webex renders AdaptiveCards up to this version: https://developer.webex.com/docs/buttons-and-cards */
export const CARD_VERSION = '1.3'

/** Buttons that a card may have at its foot: https://developer.webex.com/docs/buttons-and-cards */
export const CARD_ACTIONS = 5

/** Our own budget for a card's JSON. Webex names no figure; its own sample stays under 60 KB with images. */
export const CARD_BYTES = 20_000

export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

export const jsonBytes = (value: unknown): number => byteLength(JSON.stringify(value))

export interface Paragraphs {
  /** Always kept. */
  readonly head: readonly string[]
  /** Dropped from the end when there is no room; the text then says how many lines are missing. */
  readonly details?: readonly string[]
  /** Always kept: the next step stands here. */
  readonly tail?: readonly string[]
}

/** Joins paragraphs into one markdown text of at most `limit` bytes. */
export function fitMarkdown({ head, details = [], tail = [] }: Paragraphs, limit: number = MARKDOWN_BYTES): string {
  for (let kept = details.length; kept >= 0; kept -= 1) {
    const left = details.length - kept
    const rest = left === 0 ? [] : [`… and ${left} more ${left === 1 ? 'line' : 'lines'}, left out for want of room.`]
    const text = joinParagraphs([...head, ...details.slice(0, kept), ...rest, ...tail])
    if (byteLength(text) <= limit) return text
  }
  return cutBytes(joinParagraphs([...head, ...tail]), limit)
}

/** Items of one list stay together. */
const joinParagraphs = (paragraphs: readonly string[]): string =>
  paragraphs.reduce((text, next, at) => {
    const isSameList = next.startsWith('- ') && paragraphs[at - 1]?.startsWith('- ') === true
    return at === 0 ? next : `${text}${isSameList ? '\n' : '\n\n'}${next}`
  }, '')

/** Cuts to a number of bytes, never inside a character, and marks the cut. */
export function cutBytes(text: string, limit: number): string {
  if (byteLength(text) <= limit) return text
  const room = limit - byteLength('…')
  // A torn character at the cut decodes to U+FFFD, which no kept character of a clean text does.
  const cut = Buffer.from(text, 'utf8')
    .subarray(0, Math.max(room, 0))
    .toString('utf8')
    .replace(/\uFFFD+$/u, '')
  return `${cut}…`
}

/** The first candidate whose JSON fits, or the last one; candidates are ordered from the fullest to the barest. */
export function firstThatFits<Shape>(candidates: readonly [Shape, ...Shape[]], limit: number): Shape {
  return candidates.find((candidate) => jsonBytes(candidate) <= limit) ?? candidates.at(-1) ?? candidates[0]
}
