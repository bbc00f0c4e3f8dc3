import type { ApprovalState, ApprovalStatus, Review } from '../model/approval.ts'
import type { Job, Tally } from '../model/job.ts'
import type { PersonRef } from '../model/person.ts'
import type { RunProgress } from '../model/run.ts'
import type { FileKind, OutgoingFile } from '../model/voice.ts'
import { fitMarkdown } from './limits.ts'
import type { Manifest } from './manifest.ts'
import { markdownText, SENTENCE, sentenceOf } from './markdown.ts'
import { manifestOperation } from './offers.ts'
import { pauseNextStep, pauseWords } from './pause-words.ts'
import { count, duration, figure, listed, shortDigest, utc } from './quantities.ts'
import { jobRefusalWords } from './refusals.ts'
import { progressWords, tallyWords } from './tally-words.ts'
import { unitOf } from './task-words.ts'
import { DIRECTORY_WORDS, OPERATION_WORDS, SKIP_WORDS, STATUS_WORDS } from './words.ts'

/**
 * What is said in a job's thread, as pure functions of the job. Each says what has happened first, then what to do next,
 * and stays within what one message can hold.
 */

export const lookingUpText = (job: Job, done: number, total: number): string =>
  `**${job.id}** Looking the users up: ${figure(done)} of ${figure(total)}.`

export function refusedText(job: Job): string {
  const skipped = (job.summary?.skipped ?? []).map(({ code, count: total }) => `- ${total} × ${SKIP_WORDS[code].label}`)
  return fitMarkdown({
    head: [
      job.startedAt === undefined
        ? `**${job.id} is refused; nothing was changed.**`
        : `**${job.id} is stopped; nothing more is changed.** What may have been done until then stays done; an operator finds it in the audit log.`,
      job.refusal === undefined
        ? 'No reason was recorded. Send the files again.'
        : jobRefusalWords(job.refusal, job.keep),
    ],
    details: skipped,
    tail: job.posted.planFile === undefined ? [] : [`\`plan-${job.id}.csv\` above tells the reason for each row.`],
  })
}

export const planFileText = (job: Job, csv: OutgoingFile): string =>
  `${markdownText(csv.name)}, ${count(csv.rows, 'row')}: what ${job.id} would do with each, and why not with the others.`

export function approvedInPartText(
  { id, approval, summary }: Job,
  review: Review,
  voided: readonly PersonRef[] = [],
): string {
  const given = approval?.reviews.filter(({ verdict }) => verdict === 'approve').length ?? 1
  const left = Math.max((approval?.required ?? given + 1) - given, 1)
  const command = `\`approve ${id} ${approval?.count ?? summary?.planned ?? '<count>'}\``
  return fitMarkdown({
    head: [
      `${nameOf(review)} approved **${id}** at ${utc(review.at)}.${reasonOf(review)} ` +
        `${count(left, 'more approval is', 'more approvals are')} needed, by somebody else: ${command}.`,
      ...(voided.length === 0 ? [] : [voidedWords(voided)]),
    ],
  })
}

/** Whoever was counted on before has to be told apart from whoever is counted on now. */
const voidedWords = (voided: readonly PersonRef[]): string =>
  `Not counted any more: the ${voided.length === 1 ? 'approval' : 'approvals'} of ${listed(voided.slice(0, 5).map((by) => nameOf({ by })))}, ` +
  `who ${voided.length === 1 ? 'is not an approver' : 'are not approvers'} now.`

const nameOf = ({ by }: Pick<Review, 'by'>): string => `${markdownText(by.displayName)} (${markdownText(by.email)})`

const reasonOf = ({ reason }: Review): string => (reason === '' ? '' : ` Reason: “${markdownText(reason, SENTENCE)}”`)

/** One line in the place of the card. */
export function decidedText(job: Job): string {
  if (job.approval === undefined) return `**${job.id}** is ${STATUS_WORDS[job.status]}.`
  return fitMarkdown({ head: [DECISIONS[job.approval.status](job, job.approval)] })
}

const DECISIONS = {
  pending: ({ id }) => `**${id}** still waits for approval.`,
  approved: (job, { reviews }) => {
    const approvals = reviews.filter(({ verdict }) => verdict === 'approve').slice(0, 5)
    const who = listed(approvals.map((review) => `${nameOf(review)} at ${utc(review.at)}`))
    return `**${job.id} approved** by ${who}.${approvals.map(reasonOf).join('')} ${planOf(job)} starts now.`
  },
  rejected: (job, { reviews }) => {
    const review = reviews.findLast(({ verdict }) => verdict === 'reject')
    const who = review === undefined ? '' : ` by ${nameOf(review)} at ${utc(review.at)}.${reasonOf(review)}`
    return `**${job.id} rejected**${who} Nothing was changed.`
  },
  withdrawn: (job, approval) => `**${job.id} withdrawn**${endOf(approval)}. Nothing was changed.`,
  expired: (job, { expiresAt }) =>
    `**${job.id} expired** at ${utc(expiresAt)} without a decision. Nothing was changed. To ask again, send the files again.`,
  superseded: (job, approval) =>
    `**${job.id} replaced** by a newer request${endOf(approval)}. Nothing was changed by this one.`,
} as const satisfies Record<ApprovalStatus, (job: Job, approval: ApprovalState) => string>

function endOf({ endedBy, endedAt }: ApprovalState): string {
  const who = endedBy === undefined ? '' : ` by ${nameOf({ by: endedBy })}`
  return `${who}${endedAt === undefined ? '' : ` at ${utc(endedAt)}`}`
}

const planOf = ({ digest, summary }: Job): string =>
  [
    'Plan',
    ...(digest === undefined ? [] : [shortDigest(digest)]),
    ...(summary === undefined ? [] : [`(${count(summary.planned, unitOf(summary.parts.length))})`]),
  ].join(' ')

export const progressText = (job: Job, progress: RunProgress): string =>
  `**${job.id}** ${progressWords(progress, job.operation)}`

export const pausedText = (job: Job): string =>
  fitMarkdown({
    head: [
      `**${job.id} is paused.** ${job.pause === undefined ? '' : pauseWords(job.pause)}`.trim(),
      ...(job.tally === undefined ? [] : [tallyWords(job.tally, job)]),
    ],
    tail: [pauseNextStep(job.id, job.pause)],
  })

export const pickedUpText = (job: Job): string =>
  `I was restarted and take **${job.id}** up where it stood (${STATUS_WORDS[job.status]}). ` +
  'Users that were under way are looked up first; nobody is changed twice.'

const FILE_WORDS = {
  results: (job: Job) =>
    `every user that was ${OPERATION_WORDS[job.operation].done}${job.keep ? ', and the rows of the list of those to keep' : ''}.`,
  errors: (job: Job) => `every row that was not ${OPERATION_WORDS[job.operation].done}, and why.`,
  before: () =>
    'what each account had before anything was done, one line of JSON each; keep it in case something of it has to be given back by hand.',
  undo: () => 'everybody who can still be brought back by hand.',
} as const satisfies Record<FileKind, (job: Job) => string>

export const fileText = (job: Job, csv: OutgoingFile, words: FileKind): string =>
  `${markdownText(csv.name)}, ${count(csv.rows, 'row')}: ${FILE_WORDS[words](job)}`

export const notMadeText = (job: Job, file: 'plan' | FileKind, detail: string): string =>
  fitMarkdown({
    head: [
      `**The file \`${file}-${job.id}\` cannot be made: what it is made of is damaged.** ${sentenceOf(detail)}`,
      'What was done stays done, and stands in the audit log. Show this to an operator.',
    ],
  })

export function finishedText(job: Job, head: string, manifest: Manifest): string {
  const { id, tally, pause } = job
  return fitMarkdown({
    head: [
      `**${id} is ${STATUS_WORDS[job.status]}.**${tally === undefined ? '' : ` ${tallyWords(tally, job)}`}${tookOf(job)}`,
    ],
    details: [
      ...(job.status === 'stopped' && pause !== undefined ? [pauseWords(pause)] : []),
      ...(tally === undefined || tally.done === 0 ? [] : afterwardsOf(job, manifest)),
      ...(tally === undefined ? [] : leftToDo(job, tally)),
    ],
    tail: [
      ...(job.digest === undefined ? [] : [`${planOf(job)}, the one that was approved.`]),
      `Audit log up to here: \`${head}\``,
    ],
  })
}

/** What the manifest says of the time after, for each directory that has something to say. */
const afterwardsOf = ({ id, directories, operation }: Job, manifest: Manifest): readonly string[] =>
  directories.flatMap((directory) => {
    const words = manifestOperation(manifest, directory, operation)?.afterwards?.replaceAll('<job>', id)
    if (words === undefined) return []
    return directories.length === 1 ? [words] : [`${DIRECTORY_WORDS[directory]}: ${words}`]
  })

const tookOf = ({ startedAt, endedAt }: Job): string =>
  startedAt === undefined || endedAt === undefined
    ? ''
    : ` It took ${duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)}.`

/** Whoever is left over by a `keep` is in nobody's file: there is nothing to mend and send again. */
function leftToDo({ id, operation, keep }: Job, tally: Tally): readonly string[] {
  const open = tally.retryable
  const rows = tally.failed + tally.drifted + tally.unknown + tally.cancelled + tally.skipped
  return [
    ...(tally.unknown === 0
      ? []
      : [
          `${count(tally.unknown, 'user')} gave no clear answer: they may be ${OPERATION_WORDS[operation].done} or not. A retry looks before it does anything.`,
        ]),
    ...(rows === 0
      ? []
      : [
          `\`errors-${id}.csv\` holds the ${count(rows, 'row')} left over, each with its reason.${keep ? '' : ' Mend what can be mended and attach it to a new message as it is.'}`,
        ]),
    ...(open === 0
      ? []
      : [
          `To plan ${open === 1 ? 'the user that was' : `the ${figure(open)} users that were`} not done once more, type \`retry ${id}\`. It needs an approval of its own.`,
        ]),
  ]
}
