import type { MessageId } from '../../model/ids.ts'
import type { Card } from '../chat-api.ts'
import { fitMarkdown } from '../limits.ts'
import type { Manifest } from '../manifest.ts'
import { cardText, type Escape, markdownText } from '../markdown.ts'
import { firstOf } from '../quantities.ts'
import { OPERATION_WORDS } from '../words.ts'
import { type Choice, card, choiceSet, submit, text, title } from './elements.ts'

/**
 * The question that a CSV without words is answered with: which operation, in which directory. It presets no operation,
 * and its answer leads to a dry run only.
 */

export interface AskView {
  /** The message with the files. */
  readonly askedIn: MessageId
  readonly nonce: string
  /** Hostile text. */
  readonly files: readonly string[]
  /** Those that are on. */
  readonly directories: Manifest['directories']
}

const FILES_SHOWN = 5

export function askCard(view: AskView): Card {
  const directories = directoryChoices(view)
  return card(
    [
      title('What shall I do with this CSV?'),
      ...(view.files.length === 0 ? [] : [text(filesOf(view, cardText))]),
      choiceSet('operation', 'Operation', operationChoices(view)),
      choiceSet('directory', 'Directory', directories, directories.length === 1 ? directories[0]?.value : undefined),
      text(PROMISE),
    ],
    [submit({ title: 'Start the dry run', data: { ask: view.askedIn, nonce: view.nonce } })],
  )
}

const PROMISE =
  'First I look the users up and show what would happen. Nothing is changed before somebody else approves.'

const filesOf = ({ files }: AskView, safe: Escape): string =>
  firstOf(
    files.map((file) => safe(file)),
    files.length,
    FILES_SHOWN,
  )

const directoryChoices = ({ directories }: AskView): readonly Choice[] =>
  directories.map(({ name, displayName }) => ({ title: displayName, value: name }))

function operationChoices({ directories }: AskView): readonly Choice[] {
  const names = new Set(directories.flatMap(({ operations }) => operations.map(({ name }) => name)))
  return [...names].map((name) => ({ title: `${OPERATION_WORDS[name].verb} the users`, value: name }))
}

export function askMarkdown(view: AskView): string {
  const commands = view.directories.flatMap(({ name, operations }) =>
    operations.map((operation) => `- \`${operation.name} ${name}\``),
  )
  return fitMarkdown({
    head: ['**What shall I do with this CSV?**', ...(view.files.length === 0 ? [] : [filesOf(view, markdownText)])],
    tail: [`Send the files again with one of these words:\n${commands.join('\n')}`, PROMISE],
  })
}
