/**
 * Whether a person typed the number of users that will be changed. The last thing that makes an approver look, so it
 * must never take a number that could have been meant as another.
 */

/**
 * Taken: plain ASCII digits without leading zeros (`1234567`), and the same in groups of three by one and the same
 * separator: a comma, as the card itself writes it (`1,234`), a space of any width or an apostrophe (`1 234`, `1'234`), or
 * at least two points (`1.234.567`). Not taken: `1.234`, which a number field means as a fraction, and every sign,
 * exponent or digit of another script.
 */
export function compareTypedCount(typed: string, expected: number): 'equal' | 'different' | 'missing' {
  const text = typed.trim()
  if (text === '') return 'missing'
  return digitsOf(text) === String(expected) ? 'equal' : 'different'
}

const PLAIN = /^\d+$/
/** Comma; space, no-break space, thin space, narrow no-break space; straight and curly apostrophe. */
const GROUPED = /^\d{1,3}(?:([, \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*$/
const GROUPED_BY_POINTS = /^\d{1,3}(?:\.\d{3}){2,}$/

/** The digits alone; compared as text, so that no number is too large to be told apart. */
function digitsOf(text: string): string | undefined {
  if (PLAIN.test(text)) return text
  if (GROUPED.test(text) || GROUPED_BY_POINTS.test(text)) return text.replace(/\D/g, '')
  return undefined
}
