import type { JobId } from '../model/ids.ts'
import type { PauseReason } from '../model/run.ts'
import { markdownText, sentenceOf } from './markdown.ts'
import { count, figure, utc } from './quantities.ts'
import { DIRECTORY_WORDS, type Sentences, tell } from './words.ts'

/** Why a run stands still, and what to do about it. The compiler holds the table complete; foreign text is escaped here. */

const PAUSE_SENTENCES = {
  asked: ({ by }) => `${markdownText(by)} asked for a pause.`,
  frozen: ({ by, reason }) =>
    `${markdownText(by)} froze everything${reason === '' ? '.' : `: ${sentenceOf(reason)}`} It goes on when another approver types \`thaw\`.`,
  'too-many-failures': ({ failed, of }) =>
    `${figure(failed)} of the last ${count(of, 'user')} failed, so Twokey stopped before going on with the rest.`,
  'canary-failed': ({ message }) =>
    `The first user did not go as planned, so no other was tried: ${sentenceOf(message)}`,
  'credential-refused': ({ message }) =>
    `The directory refused Twokey's own credential: ${sentenceOf(message)} An operator has to renew it.`,
  'vendor-unreachable': ({ message }) =>
    `The directory cannot be reached: ${sentenceOf(message)} Nothing is lost; what is open stays open.`,
  'budget-spent': ({ message, until }) =>
    `The directory's quota of the day is used up: ${sentenceOf(message)} Twokey goes on by itself at ${utc(until)}; nothing has to be done.`,
  'storage-refused': ({ message }) =>
    `The data folder cannot be written, or read, as it should, and nothing is done that cannot be written down first: ${sentenceOf(message)} An operator has to mend it.`,
  accident: ({ message }) =>
    `Something went wrong that should not: ${sentenceOf(message)} What was done is written down; an operator finds more in the log.`,
} as const satisfies Sentences<PauseReason>

/** Where a part of the job alone stands still, says which, and that the others did not. */
export function pauseWords(reason: PauseReason): string {
  const part =
    reason.directory === undefined ? '' : `${DIRECTORY_WORDS[reason.directory]} stands still; the others went on. `
  return `${part}${tell<PauseReason>(PAUSE_SENTENCES, reason)}`
}

/** How to go on from a pause. */
export const pauseNextStep = (job: JobId, reason: PauseReason | undefined): string =>
  reason?.code === 'budget-spent' || reason?.code === 'frozen'
    ? `To end here instead, type \`cancel ${job}\`.`
    : `Type \`resume ${job}\` to go on or \`cancel ${job}\` to end here.`
