/** Who is who in the space: names for ids, initials and colours for names. Pure. */
import type { Member, PageState } from '../../protocol.ts'

type Known = Pick<PageState, 'bot' | 'personas'>

/** The bot first. */
export const membersOf = ({ bot, personas }: Known): readonly Member[] => [bot, ...personas]

/** Whoever is not known to the page is called by their address. */
export const authorOf = (
  members: readonly Member[],
  { personId, personEmail }: { readonly personId: string; readonly personEmail: string },
): Member =>
  members.find((member) => member.personId === personId) ?? { personId, name: personEmail, email: personEmail }

/** The first letters of the first and the last word, as people see letters. */
export const initialsOf = (name: string): string => {
  const words = name.split(/[\s@._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const [first, last] = [words.at(0), words.length > 1 ? words.at(-1) : undefined]
  return [first, last].map((word) => firstLetter(word ?? '')).join('') || '?'
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const firstLetter = (word: string): string => {
  const first = [...graphemes.segment(word)].find(({ segment }) => /[\p{L}\p{N}]/u.test(segment))
  return (first?.segment ?? '').toLocaleUpperCase('en')
}

const HUES = 12

/** Degrees; the same for the same person always. */
export const hueOf = (personId: string): number => {
  let hash = 0
  for (const sign of personId) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003
  return (hash % HUES) * (360 / HUES)
}

/** What turns the direction of reading or has no ink is shown, so that a name cannot pass for another. */
export const shownName = (name: string): string =>
  name.replace(/[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '\ufffd')
