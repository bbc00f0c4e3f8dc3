/**
 * Hostile text made fit to stand inside a sentence: in quotes, clipped, with every character that cannot be seen spelled out.
 * Must never let a control character or a direction mark of a cell reach the reader's screen.
 */

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\ufffd]/gu

/** `U+200B` for a zero-width space. */
export const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** `"anna@"`, at most `max` characters of it, counted in code points. */
export const quote = (text: string, max = 80): string => {
  const characters = [...text.slice(0, max * 2 + 2)]
  const clipped = characters.length > max || text.length > max * 2 + 2 ? `${characters.slice(0, max).join('')}…` : text
  return `"${clipped.replace(INVISIBLE, (character) => `\\u{${codePoint(character).slice(2)}}`)}"`
}
