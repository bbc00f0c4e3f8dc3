/**
 * Makes text that others wrote (names, cells, file names, reasons, a vendor's messages) harmless in Webex markdown and in
 * cards: no mention, link, HTML, heading, list or emphasis comes out of data, nor a line break or a hidden character.
 * What is hidden becomes visible instead of being dropped, so that two different addresses never look the same.
 */

export interface ClipLimits {
  /** Characters as a reader counts them. */
  readonly graphemes: number
  /** UTF-8; one grapheme can be of any size. */
  readonly bytes: number
}

/** For a name, an address or a file name. */
export const CELL: ClipLimits = { graphemes: 64, bytes: 128 }
/** For what was found in a file and what to do about it. */
export const PHRASE: ClipLimits = { graphemes: 200, bytes: 320 }
/** For a reason or a vendor's message. */
export const SENTENCE: ClipLimits = { graphemes: 400, bytes: 800 }

/** Escapes one piece of foreign text for one place of display. */
export type Escape = (text: string, limits?: ClipLimits) => string

/** Foreign text for a Webex message. */
export const markdownText: Escape = (text, limits = CELL) => escapeMarkup(disarm(plainText(text, limits)))

/** Foreign words as a sentence of their own, so that ours can follow. */
export const sentenceOf = (message: string): string => {
  const words = markdownText(message, SENTENCE)
  return /[.!?…]$/u.test(words) ? words : `${words}.`
}

/**
 * Foreign text for a TextBlock or a fact. Renderers on phones show or misread a backslash
 * (https://github.com/microsoft/AdaptiveCards/issues/5590), so markup is replaced by its look-alikes.
 */
export const cardText: Escape = (text, limits = CELL) => replaceMarkup(disarm(plainText(text, limits)))

/** One line without hidden characters, clipped. Safe only where nothing is interpreted. */
export function plainText(text: string, limits: ClipLimits = CELL): string {
  return clip(showHidden(wellFormed(shorten(text, limits))), limits)
}

/** Cuts to the limits with an ellipsis, never inside a grapheme. */
export function clip(text: string, { graphemes, bytes }: ClipLimits): string {
  const room = bytes - Buffer.byteLength('…')
  let kept = ''
  let keptBytes = 0
  let count = 0
  let fallback = ''
  for (const { segment } of segmenter.segment(text)) {
    const size = Buffer.byteLength(segment)
    count += 1
    if (count > graphemes || keptBytes + size > bytes) return `${fallback}…`
    kept += segment
    keptBytes += size
    if (count < graphemes && keptBytes <= room) fallback = kept
  }
  return kept
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Spares the segmenter a text of megabytes. Marks the cut: what is left may be white space and then fit. */
const shorten = (text: string, { bytes }: ClipLimits): string =>
  text.length > bytes * 4 ? `${text.trimStart().slice(0, bytes * 4)}…` : text

const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')

/**
 * Controls, bidirectional overrides, private use, and whatever else has no width or no ink: fillers, joiners, variation selectors.
 * What holds an emoji together may stay.
 */
const hidden =
  /(?!(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic})|(?<=\p{Extended_Pictographic})\uFE0F)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu

const showHidden = (text: string): string => text.replace(/\s+/gu, ' ').trim().replace(hidden, '\uFFFD')

/** What a renderer might act on before or after it looks at the escapes: mentions, HTML, entities, addresses, date macros. */
function disarm(text: string): string {
  return text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/&(?=#?\w+;)/gu, '＆')
    .replaceAll('://', ':⁄⁄')
    .replace(/\b(www)\./giu, '$1․')
    .replace(/\{(?=\{)/gu, '{ ')
}

/** An underscore inside a word is never emphasis and is common in addresses. */
const looseUnderscore = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu

function escapeMarkup(text: string): string {
  return text
    .replace(/[\\`*[\]#|~!]/gu, '\\$&')
    .replace(looseUnderscore, '\\_')
    .replace(/^[-+=]/u, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/u, '$1\\$2')
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '\\': '＼',
  '`': 'ˋ',
  '*': '∗',
  '[': '［',
  ']': '］',
  '#': '＃',
  '|': '∣',
  '~': '∼',
}

function replaceMarkup(text: string): string {
  return text
    .replace(/[\\`*[\]#|~]/gu, (mark) => LOOK_ALIKES[mark] ?? '\uFFFD')
    .replace(looseUnderscore, '＿')
    .replace(/^-/u, '‐')
    .replace(/^\+/u, '＋')
    .replace(/^(\d+)([.)])(?=\s|$)/u, (_, digits: string, mark: string) => `${digits}${mark === '.' ? '․' : '﹚'}`)
}
