/** Shows a space as text while it happens: who says what, cards as their lines, files by their name. */
import type { Account } from '../identity.ts'
import type { SpaceEvent } from '../messaging/records.ts'

type Json = Readonly<Record<string, unknown>>

export const printer = (accountOf: (uuid: string) => Account | undefined, write: (text: string) => void) => {
  const startedAt = performance.now()
  const stamp = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)}s`
  const nameOf = (uuid: string): string => accountOf(uuid)?.displayName ?? 'somebody'
  const say = (who: string, lines: readonly string[]): void => {
    const [first = '', ...rest] = lines
    write(`${stamp()}  ${who.padEnd(14)} ${first}\n`)
    for (const text of rest) write(`${' '.repeat(23)}${text}\n`)
  }
  return (event: SpaceEvent): void => {
    if (event.kind === 'message-created' || event.kind === 'message-updated') {
      const { message } = event
      const words = message.card ? cardLines(message.card.content) : plain(message.markdown ?? message.text ?? '')
      const file = message.file ? [`[file] ${message.file.name}, ${message.file.bytes.length} bytes`] : []
      const isEdit = event.kind === 'message-updated'
      say(`${nameOf(message.personUuid)}${isEdit ? '*' : ''}`, [...words, ...file])
    } else if (event.kind === 'message-deleted') {
      say(nameOf(event.actorUuid), ['(removes a message)'])
    } else if (event.kind === 'card-submitted') {
      say(nameOf(event.action.personUuid), [`(clicks) ${JSON.stringify(event.action.inputs)}`])
    }
  }
}

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
      (fact) => `${String(fact['title'])} ${plain(String(fact['value'])).join(' ')}`,
    )
  if (String(element['type']).startsWith('Input.')) return [`${String(element['label'] ?? element['id'])}: [________]`]
  return [...elements(element['items']), ...elements(element['columns'])].flatMap(elementLines)
}

const elements = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])
