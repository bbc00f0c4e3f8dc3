/** Shows a space as text while it happens: who says what, cards as their lines, files by their name. */
import type { Account } from '../identity.ts'
import type { Message, SpaceEvent } from '../messaging/records.ts'

type Json = Readonly<Record<string, unknown>>

export interface Printer {
  /** To be subscribed to what happens in spaces. */
  readonly event: (event: SpaceEvent) => void
  /** Says what nobody in the space says. */
  readonly narration: (words: string) => void
}

export const printer = (accountOf: (uuid: string) => Account | undefined, write: (text: string) => void): Printer => {
  const startedAt = performance.now()
  const stamp = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)}s`
  const say = (uuid: string, [first = '', ...rest]: readonly string[], mark = ''): void => {
    const who = `${accountOf(uuid)?.displayName ?? 'somebody'}${mark}`
    write(`${stamp()}  ${who.padEnd(14)} ${first}\n`)
    for (const text of rest) write(`${' '.repeat(23)}${text}\n`)
  }
  return {
    narration: (words) => write(`\n── ${words}\n\n`),
    event: (event) => {
      if (event.kind === 'message-created') say(event.message.personUuid, said(event.message))
      if (event.kind === 'message-updated') say(event.message.personUuid, said(event.message), '*')
      if (event.kind === 'message-deleted') say(event.actorUuid, [removed(event.message)])
      if (event.kind === 'card-submitted') say(event.action.personUuid, [clicked(event.action.inputs)])
    },
  }
}

const said = ({ card, markdown, text, file }: Message): readonly string[] => [
  ...(card ? cardLines(card.content) : plain(markdown ?? text ?? '')),
  ...(file ? [`[file] ${file.name}, ${file.bytes.length} bytes`] : []),
]

const removed = ({ card }: Message): string => `(removes ${card ? 'the card' : 'a message'})`

/** Without the nonce, which is of no use to a reader. */
const clicked = ({ verdict, action, count, reason }: Json): string => {
  const typed = [
    ...(count === undefined || count === '' ? [] : [`types ${String(count)}`]),
    ...(reason === undefined || reason === '' ? [] : [`gives the reason “${String(reason)}”`]),
  ]
  return `(${[...typed, `clicks [ ${capital(String(verdict ?? action ?? 'the button'))} ]`].join(', ')})`
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`

const plain = (markdown: string): readonly string[] =>
  markdown
    .replace(/<@personEmail:[^>|]*(\|[^>]*)?>/g, '@Twokey')
    .replace(/\*\*|`/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!|~>])/g, '$1')
    .split('\n')
    .filter((text) => text.trim() !== '')

/** The text of a card from top to bottom, in a frame. */
const cardLines = (card: Json): readonly string[] => [
  '┌── card',
  ...elements(card['body'])
    .flatMap(elementLines)
    .map((text) => `│ ${text}`),
  `└── ${elements(card['actions'])
    .map((action) => `[ ${String(action['title'])} ]`)
    .join('  ')}`,
]

const elementLines = (element: Json): readonly string[] => {
  if (element['type'] === 'TextBlock') return plain(String(element['text']))
  if (element['type'] === 'FactSet')
    return elements(element['facts']).map(
      (fact) => `${String(fact['title'])}: ${plain(String(fact['value'])).join(' ')}`,
    )
  if (String(element['type']).startsWith('Input.')) return [`${String(element['label'] ?? element['id'])}: [________]`]
  return [...elements(element['items']), ...elements(element['columns'])].flatMap(elementLines)
}

const elements = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
