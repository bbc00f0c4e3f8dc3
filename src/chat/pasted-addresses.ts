import type { UploadedFile } from '../model/rows.ts'

/**
 * Addresses that were pasted into a message or a card instead of being attached as a CSV. Only words that have the form of an
 * address pass: a word in between may say who is not meant. Whether an address is sound is judged like any cell of a file.
 */

export const PASTED = 'pasted addresses'

export type AddressReading =
  | { readonly kind: 'read'; readonly value: readonly string[] }
  | { readonly kind: 'misused'; readonly why: { readonly code: 'not-an-address'; readonly typed: string } }

/** Separated by commas, semicolons, blanks or lines; empty for a text without words. */
export function readAddresses(text: string): AddressReading {
  const value: string[] = []
  for (const typed of text.split(SEPARATORS)) {
    if (typed === '') continue
    const address = unwrapped(typed)
    if (!isAddressLike(address)) return { kind: 'misused', why: { code: 'not-an-address', typed } }
    value.push(address)
  }
  return { kind: 'read', value }
}

const SEPARATORS = /[\s,;]+/u

/** `<anna@example.com>`, `mailto:anna@example.com`. */
const unwrapped = (word: string): string => (/^<([^<>]*)>$/u.exec(word)?.[1] ?? word).replace(/^mailto:/iu, '')

/** Nothing that a CSV would have to quote, nothing that cannot be seen. */
const ADDRESS =
  /^[^\s"(),:;<>@[\]\\\p{C}\p{Default_Ignorable_Code_Point}]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{1,63}$/u

const isAddressLike = (word: string): boolean => word.length <= 254 && ADDRESS.test(word)

/** So that everything else is as with an attached file. */
export const fileOfAddresses = (addresses: readonly string[]): UploadedFile => ({
  name: PASTED,
  bytes: Buffer.from(['email', ...addresses, ''].join('\r\n'), 'utf8'),
})
