import type { JobStatus } from '../model/job.ts'
import type { SkipCode } from '../model/plan.ts'
import type { OutcomeKind } from '../model/run.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import { listed } from './quantities.ts'
import type { RequestName } from './read-request.ts'

/**
 * The closed codes that most of what is said is made of, as words: directories, operations, why a row is skipped, where a job
 * stands, what came of a user. The compiler holds each table complete. Warnings, pauses and refusals have files of their own.
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

/** What is asked for, as a choice on a card and in a refusal. */
export const REQUEST_WORDS = {
  delete: 'Delete the users',
  deactivate: 'Deactivate the users',
  restore: 'Restore the users',
  rename: "Change the users' e-mail addresses",
  keep: 'Keep the users and delete everybody else',
} as const satisfies Record<RequestName, string>

/** `Webex, Okta and Bevy` */
export const directoriesListed = (names: readonly DirectoryName[]): string =>
  listed(names.map((name) => DIRECTORY_WORDS[name]))

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
  'not-possible': {
    label: 'not possible now',
    sentence: 'The vendor does not do this to an account in its present state.',
  },
  'too-late': { label: 'too late', sentence: 'The time in which this could be undone is over.' },
  'no-way-back': {
    label: 'no way back',
    sentence: 'The account was not in use before, and undoing this would bring it further than it was.',
  },
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
  'already-done': (operation) => (operation === 'delete' ? 'already gone' : 'already so'),
  failed: () => 'failed',
  drifted: () => 'left alone because the account has changed since the dry run',
  unknown: () => 'without a clear answer',
  cancelled: () => 'not started',
} as const satisfies Record<OutcomeKind, (operation: Operation) => string>
