import type { JobId } from '../model/ids.ts'
import type { JobStatus } from '../model/job.ts'
import type { PlanWarning, SkipCode } from '../model/plan.ts'
import type { OutcomeKind, PauseReason } from '../model/run.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import { type Escape, markdownText, SENTENCE } from './markdown.ts'
import { count, figure, firstOf, listed, utc } from './quantities.ts'

/**
 * Every closed code of a job's life as words: why a row is skipped, what to beware of, where a job stands, why it waits.
 * The compiler holds each table complete. Refusals have their own file, `refusals.ts`. Foreign text is escaped here.
 */

export type Sentences<Union extends { readonly code: string }> = {
  readonly [Code in Union['code']]: (value: Extract<Union, { readonly code: Code }>) => string
}

/** Looks up and says the sentence of one value of a closed union. */
export function tell<Union extends { readonly code: string }>(table: Sentences<Union>, value: Union): string {
  const sentence = table[value.code as Union['code']] as (value: Union) => string
  return sentence(value)
}

export const DIRECTORY_WORDS = { webex: 'Webex', okta: 'Okta', bevy: 'Bevy', aac: 'Alteryx' } as const satisfies Record<
  DirectoryName,
  string
>

export interface OperationWords {
  /** `Delete` */
  readonly verb: string
  /** `deleted` */
  readonly done: string
}

export const OPERATION_WORDS = {
  delete: { verb: 'Delete', done: 'deleted' },
  deactivate: { verb: 'Deactivate', done: 'deactivated' },
  restore: { verb: 'Restore', done: 'restored' },
  rename: { verb: 'Rename', done: 'renamed' },
} as const satisfies Record<Operation, OperationWords>

export interface SkipWords {
  /** Two or three words, for a list on a phone. */
  readonly label: string
  readonly sentence: string
}

export const SKIP_WORDS = {
  invalid: {
    label: 'not readable',
    sentence: 'The row does not name a user: its address or id is missing or malformed.',
  },
  duplicate: { label: 'duplicate', sentence: 'An earlier row names the same user.' },
  'not-found': { label: 'not found', sentence: 'The directory has no account with this address or id.' },
  ambiguous: { label: 'ambiguous', sentence: 'The directory does not give exactly one account for this row.' },
  forbidden: { label: 'not allowed', sentence: 'The vendor does not let this credential see or change the account.' },
  kept: { label: 'kept', sentence: 'The account is on the list of those to keep.' },
  protected: { label: 'protected', sentence: 'The account is on the protected list in the configuration.' },
  self: { label: 'the requester', sentence: 'The account belongs to the person who asked.' },
  reviewer: { label: 'an approver', sentence: 'The account belongs to a person who approves requests.' },
  admin: {
    label: 'full administrator',
    sentence: 'The account is a full administrator, whom the configuration shields.',
  },
  'last-admin': {
    label: 'last full admin',
    sentence: 'Without this account the directory would have no full administrator.',
  },
  'credential-owner': {
    label: 'credential owner',
    sentence: 'Twokey acts in the directory as this account.',
  },
  bot: { label: 'this bot', sentence: 'The account is the one that Twokey itself speaks with.' },
  'other-org': { label: 'other organisation', sentence: 'The account belongs to another organisation.' },
  synced: {
    label: 'directory sync',
    sentence: 'The account comes from a directory sync, which would undo the change or lose data.',
  },
  taken: { label: 'address taken', sentence: 'The new address belongs to another account, or to another row.' },
  'unverified-domain': {
    label: 'domain not verified',
    sentence: 'The domain of the new address is not on the list of verified domains.',
  },
  'too-late': { label: 'too late', sentence: 'The time in which this could be undone is over.' },
  'already-done': { label: 'already done', sentence: 'There is nothing left to do for this account.' },
} as const satisfies Record<SkipCode, SkipWords>

export const STATUS_WORDS = {
  received: 'received, waiting for its turn',
  planning: 'looking the users up',
  'awaiting-approval': 'waiting for approval',
  approved: 'approved, about to start',
  running: 'running',
  paused: 'paused',
  refused: 'refused',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired without a decision',
  superseded: 'replaced by a newer request',
  completed: 'completed',
  cancelled: 'cancelled',
  stopped: 'stopped',
} as const satisfies Record<JobStatus, string>

/** How outcomes are counted in a line: `36 deleted, 1 failed`. */
export const OUTCOME_WORDS = {
  done: (operation: Operation) => OPERATION_WORDS[operation].done,
  'already-done': () => 'already gone',
  failed: () => 'failed',
  drifted: () => 'left alone because the account has changed since the dry run',
  unknown: () => 'without a clear answer',
  cancelled: () => 'not started',
} as const satisfies Record<OutcomeKind, (operation: Operation) => string>

const warningSentences = (safe: Escape): Sentences<PlanWarning> => {
  const names = ({ first, count: total }: { readonly first: readonly string[]; readonly count: number }): string =>
    first.length === 0
      ? ''
      : `: ${firstOf(
          first.map((name) => safe(name)),
          total,
          3,
        )}`
  return {
    'no-undo': ({ directories }) =>
      `NO UNDO in ${listed(directories.map((name) => DIRECTORY_WORDS[name]))}: what is done there cannot be taken back, neither by Twokey nor by an administrator.`,
    admins: (warning) =>
      `${count(warning.count, 'administrator is', 'administrators are')} among them${names(warning)}.`,
    'recently-active': (warning) =>
      `${count(warning.count, 'user was', 'users were')} active in the last ${warning.days === 1 ? 'day' : count(warning.days, 'day')}${names(warning)}.`,
    synced: (warning) =>
      `${count(warning.count, 'user comes', 'users come')} from a directory sync, which may bring them back${names(warning)}. Remove them at the source, too.`,
    'sync-unknown': () =>
      'The credential cannot tell which users come from a directory sync. A sync may bring them back: remove them at the source, too.',
    'phones-wiped': (warning) =>
      `${count(warning.count, 'user has a desk phone', 'users have desk phones')} that will be reset to factory settings${names(warning)}.`,
    'domains-unchecked': () =>
      'Whether the new domains are verified was not checked: no list of verified domains is configured, and Webex tells none.',
    'credential-ends': ({ directory, expiresAt }) =>
      `The credential for ${DIRECTORY_WORDS[directory]} ends at ${utc(expiresAt)}: approve early enough for the work to be done by then.`,
  } as const satisfies Sentences<PlanWarning>
}

export const warningWords = (warning: PlanWarning, safe: Escape): string => tell(warningSentences(safe), warning)

/** No undo first, then the rest as planned. */
export const loudestFirst = (warnings: readonly PlanWarning[]): readonly PlanWarning[] =>
  [...warnings].sort((a, b) => Number(b.code === 'no-undo') - Number(a.code === 'no-undo'))

/** Foreign words as a sentence of their own, so that ours can follow. */
const sentenceOf = (message: string): string => {
  const words = markdownText(message, SENTENCE)
  return /[.!?…]$/u.test(words) ? words : `${words}.`
}

const PAUSE_SENTENCES = {
  asked: ({ by }) => `${markdownText(by)} asked for a pause.`,
  'too-many-failures': ({ failed, of }) =>
    `${figure(failed)} of the last ${count(of, 'user')} failed, so Twokey stopped before going on with the rest.`,
  'canary-failed': ({ message }) =>
    `The first user could not be changed, so no other was tried: ${sentenceOf(message)}`,
  'credential-refused': ({ message }) =>
    `The directory refused Twokey's own credential: ${sentenceOf(message)} An operator has to renew it.`,
  'vendor-unreachable': ({ message }) =>
    `The directory cannot be reached: ${sentenceOf(message)} Nothing is lost; what is open stays open.`,
  'budget-spent': ({ message, until }) =>
    `The directory's quota of the day is used up: ${sentenceOf(message)} Twokey goes on by itself at ${utc(until)}.`,
  'storage-refused': ({ message }) =>
    `The disk refused a write, and nothing is done that cannot be written down first: ${sentenceOf(message)} An operator has to make room or mend the data folder.`,
  accident: ({ message }) =>
    `Something went wrong that should not: ${sentenceOf(message)} What was done is written down; an operator finds more in the log.`,
} as const satisfies Sentences<PauseReason>

export const pauseWords = (reason: PauseReason): string => tell(PAUSE_SENTENCES, reason)

/** The two commands that go on from a pause. */
export const pauseNextStep = (job: JobId): string => `Type \`resume ${job}\` to go on or \`cancel ${job}\` to end here.`
