import type { ApprovalRefusal } from '../model/approval.ts'
import type { JobRefusal, UnreachableCause } from '../model/job.ts'
import type { LimitRefusal } from '../model/plan.ts'
import type { FileRefusal } from '../model/rows.ts'
import type { Answer, Did } from '../model/voice.ts'
import { markdownText, PHRASE, SENTENCE, sentenceOf } from './markdown.ts'
import { count, duration, figure, firstOf, percent, utc } from './quantities.ts'
import { DIRECTORY_WORDS, OPERATION_WORDS, type Sentences, STATUS_WORDS, tell } from './words.ts'

/**
 * Every "no" as a sentence that names the next step. The compiler holds each table complete. Foreign text is escaped here.
 * To somebody who may not use the bot it tells nothing but that.
 */

/** The rows of a `keep` are not those who would be changed. */
const fewer = (keep: true | undefined): string => (keep ? 'Name more people to keep.' : 'Send smaller files.')

const limitSentences = (keep: true | undefined) =>
  ({
    'nothing-to-do': ({ skipped }) =>
      skipped === 0
        ? 'The files name no user.'
        : `Nothing is left to do: ${count(skipped, 'row was', 'rows were')} skipped.`,
    'too-many-users': ({ planned, limit }) =>
      `The plan holds ${count(planned, 'user')}; the limit for one job is ${figure(limit)}, so that is ${figure(planned - limit)} too many. ` +
      `${fewer(keep)} Or an operator sets \`MAX_USERS\` in the bot's environment to at least ${planned} and restarts the bot.`,
    'too-large-a-share': ({ directory, planned, population, limit }) =>
      `The plan holds ${count(planned, 'user')} of the ${figure(population)} in ${DIRECTORY_WORDS[directory]}, ${shareOf(planned, population)}; ` +
      `the limit is ${percent(limit)}, which is ${count(Math.floor(population * limit), 'user')}. ${fewer(keep)} ` +
      `Or an operator raises \`MAX_SHARE\` (now ${limit}) in the bot's environment and restarts the bot.`,
    'keep-not-found': ({ directory, count: total, first }) =>
      `${count(total, 'person', 'people')} to be kept cannot be found in ${DIRECTORY_WORDS[directory]}: ` +
      `${firstOf(
        first.map(({ name, file, line }) => `${markdownText(name)} (${markdownText(file)} line ${line})`),
        total,
        5,
      )}. Twokey removes nobody on the word of such a list, since the wrong people would go. Mend or remove those rows and send the list again.`,
    'credential-ends': ({ directory, expiresAt, estimatedSeconds }) =>
      `The credential for ${DIRECTORY_WORDS[directory]} ends at ${utc(expiresAt)}, and the work would take ${duration(estimatedSeconds)}. ` +
      'An operator has to renew it first. Then send the files again.',
  }) as const satisfies Sentences<LimitRefusal>

const shareOf = (planned: number, population: number): string =>
  population > 0 ? percent(planned / population) : 'a share that cannot be told'

export const limitWords = (refusal: LimitRefusal, keep?: true): string =>
  tell<LimitRefusal>(limitSentences(keep), refusal)

const FILE_TROUBLES = {
  empty: () => 'is empty',
  'not-text': () => 'is not text',
  spreadsheet: () => 'is a spreadsheet, not a CSV',
  archive: () => 'is an archive, not a CSV',
  'no-header': () => 'has no header line',
  'no-key-column': () => 'has no column that names the users',
  'no-new-column': () => 'has no column with the new addresses',
  'new-column-and-domain': () => 'has new addresses of its own beside the change of domain',
  'own-report': () => 'is a report of mine, not a list of people to keep',
  malformed: () => 'is not a well-formed CSV',
  'too-large': () => 'is too large',
  'too-many-rows': () => 'has too many rows',
  'no-rows': () => 'has a header but no rows',
} as const satisfies Sentences<FileRefusal>

export function fileWords(refusal: FileRefusal): string {
  const said = (text: string): string => markdownText(text, PHRASE)
  return (
    `${markdownText(refusal.file)} ${tell<FileRefusal>(FILE_TROUBLES, refusal)}. ` +
    `Found: ${said(refusal.found)}. Expected: ${said(refusal.expected)}. Next: ${said(refusal.next)}`
  )
}

const jobSentences = (keep: true | undefined) =>
  ({
    files: ({ files }) => files.slice(0, FILES_TOLD).map(fileWords).concat(filesLeft(files.length)).join('\n\n'),
    limit: ({ limit }) => limitWords(limit, keep),
    'directory-unreachable': ({ directory, message, cause }) =>
      `${DIRECTORY_WORDS[directory]} could not be read to the end: ${sentenceOf(message)} Nothing was changed.${unreachableNextStep(cause)}`,
    'not-supported': ({ directory, operation, detail }) =>
      `Twokey cannot ${OPERATION_WORDS[operation].verb.toLowerCase()} users in ${DIRECTORY_WORDS[directory]}: ${sentenceOf(detail)}`,
    'plan-damaged': ({ detail }) =>
      `The stored plan is not what was approved: ${sentenceOf(detail)} Nothing is done by it. Send the files again, and tell an operator to look at the data folder.`,
    accident: ({ message }) =>
      `Something went wrong that should not: ${sentenceOf(message)} Nothing was changed. Send the files again; an operator finds more in the log.`,
  }) as const satisfies Sentences<JobRefusal>

function unreachableNextStep(cause: UnreachableCause | undefined): string {
  if (cause?.code === 'credential-refused') return ' An operator has to mend the credential. Then send the files again.'
  // The vendor's own words say what to do, and no later time would help.
  if (cause?.code === 'budget-too-small') return ''
  if (cause?.code === 'budget-spent' && cause.until !== undefined)
    return ` Calls are taken again from ${utc(cause.until)}. Send the files again then.`
  return ' Send the files again later.'
}

const FILES_TOLD = 3

const filesLeft = (total: number): readonly string[] =>
  total > FILES_TOLD ? [`${count(total - FILES_TOLD, 'more file has', 'more files have')} troubles of their own.`] : []

export const jobRefusalWords = (refusal: JobRefusal, keep?: true): string =>
  tell<JobRefusal>(jobSentences(keep), refusal)

const approvalSentences = (job: string) =>
  ({
    'not-pending': ({ status }) =>
      `${job} is not waiting for approval any more: it is ${status}. Type \`status ${job}\` for more.`,
    'own-request': () =>
      `You asked for ${job} yourself; somebody else has to approve it. To take it back, type \`withdraw ${job}\`.`,
    'not-an-approver': () => `You are not an approver. ${job} still waits for one of them.`,
    'requester-not-listed': () =>
      `Whoever asked for ${job} may not ask for such things any more, so nobody can approve it. To end it, type \`reject ${job}\`.`,
    'already-reviewed': () => `Your approval of ${job} is counted already. Somebody else has to give the next one.`,
    'other-plan': () =>
      `The plan of ${job} has changed since this card. Decide on the newest card; type \`status ${job}\` to see where it stands.`,
    'count-missing': () =>
      `Type the number of users in the plan, as the card tells it, and approve again: \`approve ${job} <count>\`.`,
    'count-differs': ({ typed, expected }) =>
      `You typed "${markdownText(typed)}", but the plan of ${job} holds ${figure(expected)}. Look at the plan once more before you approve, or type \`reject ${job}\`.`,
    'too-late': ({ expiresAt }) =>
      `${job} could be approved until ${utc(expiresAt)}. The requester has to send the files again.`,
    'not-yet-expired': ({ expiresAt }) => `${job} can still be decided until ${utc(expiresAt)}.`,
    'not-the-requester': () => `Only the requester can withdraw ${job}. An approver can type \`reject ${job}\`.`,
  }) as const satisfies Sentences<ApprovalRefusal>

/** `job` names the job in the next step; without it a placeholder stands there. */
export const approvalWords = (refusal: ApprovalRefusal, job: string = '<job>'): string =>
  tell<ApprovalRefusal>(approvalSentences(job), refusal)

/** Empty where the thread itself says it: the decision stands in the place of the card, a new plan brings its own. */
const DONE = {
  approved: '',
  'approved-in-part': '',
  rejected: '',
  withdrawn: '',
  'planned-anew': '',
  pausing: 'Pausing after the calls under way.',
  resumed: 'Going on.',
  cancelling: 'Cancelling after the calls under way. What is done stays done.',
} as const satisfies Record<Did, string>

const answerSentences = (job: string | undefined): AnswerSentences => ({
  ok: ({ did }) => DONE[did],
  'approval-refused': ({ refusal }) => approvalWords(refusal, job),
  'unknown-job': ({ id }) => `There is no job ${markdownText(id)}. Type \`jobs\` to see those there are.`,
  'not-possible-now': ({ status, wanted }) =>
    `"${markdownText(wanted)}" is not possible now: the job is ${STATUS_WORDS[status]}. Type \`status ${job ?? '<job>'}\` for more.`,
  'not-allowed': ({ wanted }) =>
    `You may not do that: "${markdownText(wanted)}" is for others here. Type \`whoami\` to see what you may do.`,
  frozen: ({ freeze: { by, at, reason } }) =>
    `Everything is frozen since ${utc(at)} by ${markdownText(by.displayName)}${reason === '' ? '.' : `: ${sentenceOf(reason)}`} ` +
    'Nothing is approved and nothing runs until another approver types `thaw`.',
  'nothing-to-undo': () =>
    `Nothing of ${job ?? 'this job'} can be taken back: nothing was done, it was taken back already, or the time for it is over.`,
  'cannot-undo': ({ reasons }) =>
    [
      `Twokey cannot take back by itself what ${job ?? 'this job'} did here:`,
      ...reasons.map(({ directory, words }) => `- ${DIRECTORY_WORDS[directory]}: ${markdownText(words, SENTENCE)}`),
    ].join('\n'),
  'nothing-to-retry': () =>
    `Nothing is left to retry: no user is left who may do better without a change. \`errors-${job ?? '<job>'}.csv\`, where there is one, tells the reason for each row; mend what can be mended and send it as a new request.`,
})

type AnswerSentences = {
  readonly [Kind in Answer['kind']]: (answer: Extract<Answer, { readonly kind: Kind }>) => string
}

export function answerWords(answer: Answer, job?: string): string {
  const sentence = answerSentences(job)[answer.kind] as (answer: Answer) => string
  return sentence(answer)
}

/** Said to whoever clicked, listed or not: it tells nothing of the job. */
export const CLICK_WENT_WRONG =
  'Something went wrong with this click on its way. Look at what is said here; if the card is still there, click again.'

/** To whoever wrote, listed or not, when the message was tried as often as any is. */
export const MESSAGE_WENT_WRONG =
  'Something went wrong with this message again and again, and I will not try it any more. Look with `jobs` at what came of it, and send it again.'

/** To somebody who did something with a job from outside its thread. */
export const toldElsewhereWords = (job: string): string => `Done. The thread of ${job} tells the rest.`

/** Why an attachment could not be fetched. */
export const DOWNLOAD_CODES = [
  'scanning-too-long',
  'infected',
  'unscannable',
  'too-large',
  'gone',
  'timed-out',
  'elsewhere',
  'refused',
] as const
export type DownloadCode = (typeof DOWNLOAD_CODES)[number]

const DOWNLOAD_SENTENCES = {
  'scanning-too-long': 'is still being scanned for malware by Webex. Send it again in a few minutes.',
  infected: 'was found to hold malware by Webex and was not opened. Make the file anew on a clean machine.',
  unscannable: 'cannot be scanned for malware, perhaps because it is encrypted, and was not opened. Send a plain CSV.',
  'too-large':
    "is larger than this bot reads. Send smaller files, or an operator raises `MAX_FILE_MB` in the bot's environment and restarts the bot.",
  gone: 'is no longer in Webex. Send it again.',
  'timed-out': 'took too long to download. Send it again.',
  elsewhere: 'lies outside Webex, where this bot does not follow. Attach the file itself, not a link to it.',
  refused: 'could not be downloaded: Webex refused it. Send it again; if that does not help, tell an operator.',
} as const satisfies Record<DownloadCode, string>

/** `file` is a file's name, or which one it was (`The second file`) where Webex gave no name. */
export const downloadWords = (code: DownloadCode, file: string): string =>
  `${markdownText(file)} ${DOWNLOAD_SENTENCES[code]}`

/** Who asked without leave. All people hear the same, so that the answer tells nobody where they stand. */
export const OUTSIDER_CODES = ['unlisted', 'unproven', 'bot', 'other-org', 'unknown-org'] as const
export type OutsiderCode = (typeof OUTSIDER_CODES)[number]

const NOT_FOR_YOU = 'Sorry, this bot is not open to you. If you think it should be, ask the people who run it.'

export const OUTSIDER_WORDS = {
  unlisted: NOT_FOR_YOU,
  unproven: NOT_FOR_YOU,
  'other-org': NOT_FOR_YOU,
  bot: 'Sorry, I only talk with people.',
  'unknown-org': 'Sorry, I cannot tell just now who may use me. Try again in a few minutes.',
} as const satisfies Record<OutsiderCode, string>
