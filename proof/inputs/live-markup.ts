/**
 * What a renderer would act on in one line, read strictly: whatever a client might take for markup counts, also where CommonMark
 * would want a partner for it (https://spec.commonmark.org/0.31.2/). Written from that and from what Webex adds, not from our escapes.
 */
import { remembered } from '../../src/model/remembered.ts'

const PUNCTUATION = /[\p{P}\p{S}]/u
const isBlank = (letter: string): boolean => letter === '' || /\s/u.test(letter)

const BLOCKS: readonly (readonly [string, RegExp])[] = [
  ['heading', /^#{1,6}(?:\s|$)/],
  ['quote', /^>/],
  ['list', /^[-+*](?:\s|$)/],
  ['numbered list', /^\d{1,9}[.)](?:\s|$)/],
  ['rule', /^(?:-\s*){3,}$|^(?:_\s*){3,}$|^(?:\*\s*){3,}$/],
  ['underline', /^(?:=+|-+)$/],
  ['fence', /^(?:```|~~~)/],
  ['code', /^(?: {4}|\t)/],
]

const INLINES: readonly (readonly [string, RegExp])[] = [
  ['mention or HTML', /<[@!/?a-z]/giu],
  ['link', /\]\s*[([]/gu],
  ['image', /!\[/gu],
  ['bracket', /[[\]]/gu],
  ['entity', /&(?:#\d+|#x[\da-f]+|\w+);/giu],
  ['address', /[a-z][a-z\d+.-]*:\/\/|\bwww\.|\b(?:javascript|mailto|data|tel):\S/giu],
  ['strike', /~+/gu],
  ['table', /\|/gu],
  ['macro', /\{\{/gu],
  ['code span', /`+/gu],
  [
    'unseen',
    /(?!(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic}))(?!(?<=\p{Extended_Pictographic})\ufe0f)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu,
  ],
]

/** Runs of `*` and `_` that could open or close emphasis, by the rule of the two flanks. */
const emphasis = (text: string): readonly string[] =>
  Array.from(text.matchAll(/\*+|_+/gu)).flatMap(({ 0: run, index }) => {
    const before = [...text.slice(0, index)].at(-1) ?? ''
    const [after = ''] = text.slice(index + run.length)
    const left = !isBlank(after) && (!PUNCTUATION.test(after) || isBlank(before) || PUNCTUATION.test(before))
    const right = !isBlank(before) && (!PUNCTUATION.test(before) || isBlank(after) || PUNCTUATION.test(after))
    if (run.startsWith('*')) return left || right ? [run] : []
    return (left && (!right || PUNCTUATION.test(before))) || (right && (!left || PUNCTUATION.test(after))) ? [run] : []
  })

/** Most lines are said again and again. */
const MOST_REMEMBERED = 20_000

/** Every construct of a line of markdown, in a fixed order. A backslash takes the mark behind it out of play. */
export const constructsOf = remembered((line) => {
  const said = line.replace(/\\[!-/:-@[-`{-~]/g, '\u00b7')
  return [
    ...BLOCKS.flatMap(([name, pattern]) => (pattern.test(said) ? [name] : [])),
    ...INLINES.flatMap(([name, pattern]) => Array.from(said.matchAll(pattern), () => name)),
    ...emphasis(said.replace(/^[-+*](?=\s)/, '')),
  ]
}, MOST_REMEMBERED)

/** In a card a backslash is no escape on every client. */
export const constructsOfCard = remembered(
  (text) => [...constructsOf(text.replaceAll('\\', '\u00b7')), ...(text.includes('\\') ? ['backslash'] : [])],
  MOST_REMEMBERED,
)
