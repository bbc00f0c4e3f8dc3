/**
 * Whether a person typed the number of users that will be changed. The last thing that makes an approver look, so it
 * must never take a number that could have been meant as another.
 */

/**
 * Taken: plain ASCII digits without leading zeros (`1234567`), and the same in groups of three by one and the same
 * separator, where that cannot mean a fraction: a space of any width or an apostrophe (`1 234`, `1'234`), or at least
 * two commas or two points (`1,234,567`). Not taken: `1,234` and `1.234`, each of which is a fraction in half of the
 * world, and every sign, exponent or digit of another script.
 */
export function compareTypedCount(typed: string, expected: number): 'equal' | 'different' | 'missing' {
  const text = typed.trim()
  if (text === '') return 'missing'
  return digitsOf(text) === String(expected) ? 'equal' : 'different'
}

const PLAIN = /^\d+$/
/** Space, no-break space, thin space, narrow no-break space; straight and curly apostrophe. */
const GROUPED = /^\d{1,3}(?:([ \u00a0\u2009\u202f'\u2019])\d{3})(?:\1\d{3})*$/
const GROUPED_TWICE = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+$/

/** The digits alone; compared as text, so that no number is too large to be told apart. */
function digitsOf(text: string): string | undefined {
  if (PLAIN.test(text)) return text
  if (GROUPED.test(text) || GROUPED_TWICE.test(text)) return text.replace(/\D/g, '')
  return undefined
}
