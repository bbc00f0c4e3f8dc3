import type { DirectoryName } from '../model/vendor.ts'
import type { Misuse } from './commands.ts'
import { markdownText } from './markdown.ts'
import { listed } from './quantities.ts'
import { REQUEST_NAMES, type RequestMisuse } from './read-request.ts'
import type { RequestRefusal } from './settle-request.ts'
import { directoriesListed, REQUEST_WORDS, type Sentences, tell } from './words.ts'

/**
 * What was typed or chosen and cannot be obeyed, as a sentence that names the next step. The compiler holds each table complete;
 * foreign text is escaped here.
 */

const thereAre = (names: readonly string[]): string =>
  `There ${names.length === 1 ? 'is' : 'are'} ${listed(names.map((name) => `\`${name}\``))}.`

const THE_OPERATIONS = thereAre(REQUEST_NAMES)

/** A word in quotation marks, as somebody typed it. */
const quoted = (typed: string): string => `"${markdownText(typed)}"`

const NOT_AN_ADDRESS = ({ typed }: { readonly typed: string }): string =>
  `${quoted(typed)} is not an e-mail address, so nothing was done: a word between addresses may say who is not meant.`

const notADirectory = (typed: string, on: readonly DirectoryName[]): string =>
  `${quoted(typed)} is not a directory here. ${thereAre(on)}`

const requestSentences = (on: readonly DirectoryName[]) =>
  ({
    'no-files': () => 'No CSV file is attached, and no address is named. Attach the file to the same message.',
    'two-sources': () =>
      'Some users stand in a file and others in the message, so nothing was done. Use one of the two for all of them.',
    'not-a-directory': ({ typed }) => notADirectory(typed, on),
    'directory-twice': ({ typed }) => `${quoted(typed)} names a directory for the second time, so nothing was done.`,
    'not-an-address': NOT_AN_ADDRESS,
    'not-a-domain-change': ({ typed }) =>
      `${typed === '' ? 'Nothing' : quoted(typed)} behind \`--domain\` is no change from one domain to another; one looks like \`--domain old.example=new.example\`.`,
    'domain-elsewhere': () => '`--domain` goes with `rename` only, so nothing was done.',
    surplus: ({ typed }) => `${quoted(typed)} is more than this command takes, so nothing was done.`,
  }) as const satisfies Sentences<RequestMisuse>

const misuseSentences = (on: readonly DirectoryName[]) =>
  ({
    ...requestSentences(on),
    'no-job': () => 'Which job? Type `jobs` to see their names.',
    'not-a-job': ({ typed }) =>
      `${quoted(typed)} is not the name of a job; one looks like \`J-7K2Q\`. Type \`jobs\` to see them.`,
    'no-count': () => 'The number of users is missing; the dry run tells it.',
    'no-operation': () => `Which operation? ${THE_OPERATIONS}`,
    'not-an-operation': ({ typed }) => `${quoted(typed)} is not an operation here. ${THE_OPERATIONS}`,
  }) as const satisfies Sentences<Misuse>

/** The usage line comes from the manifest: `approve <job> <count>`. `on` are the directories there are. */
export const misuseWords = (why: Misuse, usage: string, on: readonly DirectoryName[]): string =>
  `${tell<Misuse>(misuseSentences(on), why)} Usage: \`${usage}\``

/** Why a request that was understood leads to no job here. */
const REQUEST_REFUSALS = {
  'not-on': ({ directory, on }) => notADirectory(directory, on),
  'lacks-operation': ({ name, lacking, having }) => {
    const there = having.length === 0 ? 'No directory here can.' : `${directoriesListed(having)} can.`
    return `${directoriesListed(lacking)} cannot do this: "${REQUEST_WORDS[name]}". ${there} Nothing was done.`
  },
  'no-question': () => 'The message that this card belongs to asks for nothing any more. Send it again.',
  'nothing-chosen': () => 'Something is not chosen yet. Choose it on the card and send it again.',
  'nobody-to-keep': () =>
    'The card names nobody to keep, so nothing was done. Fill in their e-mail addresses and send it again.',
  'not-an-address': NOT_AN_ADDRESS,
} as const satisfies Sentences<RequestRefusal>

export const requestRefusalWords = (refusal: RequestRefusal): string => tell<RequestRefusal>(REQUEST_REFUSALS, refusal)

/** A card can be clicked by everybody in the space. */
export const NOT_YOUR_QUESTION =
  'Only the person who wrote the message can answer this question, while the message is there.'

/** To somebody who answers the same question once more. */
export const takenUpWords = (job: string): string =>
  `${job} has taken this message up already. Type \`status ${job}\` to see where it stands.`

export function unknownWords(text: string, suggestion?: string): string {
  const known = suggestion === undefined ? '' : ` Did you mean \`${suggestion}\`?`
  return `I do not know "${markdownText(text)}".${known} Type \`help\` to see what I understand.`
}
