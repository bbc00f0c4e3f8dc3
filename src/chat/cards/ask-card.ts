import type { MessageId } from '../../model/ids.ts'
import type { DirectoryName } from '../../model/vendor.ts'
import type { Card } from '../chat-api.ts'
import { fitMarkdown } from '../limits.ts'
import { directoriesFor, type Offers } from '../offers.ts'
import { count, listed } from '../quantities.ts'
import { REQUEST_NAMES, type RequestName } from '../read-request.ts'
import { DIRECTORY_WORDS, REQUEST_WORDS } from '../words.ts'
import { type Choice, card, choiceSet, type Element, submit, text, title } from './elements.ts'
import { ADDRESSES_CHARS } from './submit.ts'

/**
 * The question that a message is answered with which leaves something open: which operation, in which directory, whom to keep. It
 * asks only for what the message does not say, presets no operation, and its answer leads to a dry run only.
 */

export interface AskView {
  /** The message that left it open. */
  readonly askedIn: MessageId
  readonly nonce: string
  /** What the message asks for; undefined for a CSV without words. */
  readonly name?: RequestName
  /** Named in the message; empty when the card has to ask. */
  readonly directories: readonly DirectoryName[]
  /** How the message names the people. `unnamed` makes the card ask for their addresses, and goes with `keep` alone. */
  readonly people: { readonly kind: 'files' | 'unnamed' } | { readonly kind: 'addresses'; readonly count: number }
  readonly offers: Offers
}

export const askCard = (view: AskView): Card =>
  card(
    [
      title(titleOf(view)),
      ...noteOf(view).map((note) => text(note)),
      ...(view.name === undefined
        ? [choiceSet({ id: 'operation', label: 'Operation', choices: operations(view) })]
        : []),
      ...(view.directories.length === 0 ? [directoryInput(view)] : []),
      ...(view.people.kind === 'unnamed' ? [ADDRESSES] : []),
      text(PROMISE),
    ],
    [submit({ title: 'Start the dry run', data: { ask: view.askedIn, nonce: view.nonce } })],
  )

const PROMISE =
  'First I look the users up and show what would happen. Nothing is changed before somebody else approves.'

const ADDRESSES: Element = {
  type: 'Input.Text',
  id: 'addresses',
  label: 'E-mail addresses of those to keep',
  placeholder: 'One a line, or with commas between them',
  maxLength: ADDRESSES_CHARS,
  isMultiline: true,
  isRequired: true,
  errorMessage: 'Nobody is named. To keep nobody is not what this is for.',
}

function titleOf({ name, people }: AskView): string {
  if (name === undefined) return 'What shall I do with this CSV?'
  if (people.kind === 'unnamed') return 'Who is to be kept?'
  return `${REQUEST_WORDS[name]}: in which directory?`
}

/** What the message has said already. */
function noteOf({ name, people, directories }: AskView): readonly string[] {
  if (people.kind === 'addresses') return [`Your message names ${count(people.count, 'address', 'addresses')}.`]
  if (name !== 'keep') return []
  const where = directories.length === 0 ? 'the directory' : listed(directories.map((one) => DIRECTORY_WORDS[one]))
  return [`Everybody else in ${where} would be deleted.`]
}

/** Where the card asks for the operation, too, it offers every directory that is on. */
const choicesOf = ({ name, offers }: AskView): readonly DirectoryName[] =>
  name === undefined ? offers.directories : directoriesFor(offers, name)

function directoryInput(view: AskView): Element {
  const choices = choicesOf(view).map((name) => ({ title: DIRECTORY_WORDS[name], value: name }))
  return choiceSet({
    id: 'directory',
    label: choices.length === 1 ? 'Directory' : 'Directory, one or more',
    choices,
    preset: choices[0]?.value,
    isMultiSelect: choices.length > 1,
  })
}

/** Says of each operation where it is to be had, unless everywhere. */
const operations = ({ offers }: AskView): readonly Choice[] =>
  REQUEST_NAMES.flatMap((name) => {
    const having = directoriesFor(offers, name)
    if (having.length === 0) return []
    const where =
      having.length === offers.directories.length ? '' : ` (${having.map((one) => DIRECTORY_WORDS[one]).join(', ')})`
    return [{ title: `${REQUEST_WORDS[name]}${where}`, value: name }]
  })

export const askMarkdown = (view: AskView): string =>
  fitMarkdown({
    head: [`**${titleOf(view)}**`, ...noteOf(view)],
    tail: [`Send it again with one of these words:\n${commandsOf(view).join('\n')}`, PROMISE],
  })

function commandsOf(view: AskView): readonly string[] {
  const names = view.name === undefined ? REQUEST_NAMES : [view.name]
  const more = view.people.kind === 'unnamed' ? ' <addresses>' : ''
  return names.flatMap((name) => {
    const named = view.directories.length === 0 ? directoriesFor(view.offers, name) : [view.directories.join(',')]
    return named.map((directory) => `- \`${name} ${directory}${more}\``)
  })
}
