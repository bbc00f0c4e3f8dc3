import type { ApprovalRefusal, Review } from './approval.ts'
import type { Freeze } from './freeze.ts'
import type { MessageId } from './ids.ts'
import type { Job } from './job.ts'
import type { PersonRef } from './person.ts'
import type { RunProgress } from './run.ts'
import type { DirectoryName } from './vendor.ts'

/**
 * How jobs speak in their thread. The words, the cards and Webex's limits are the business of `chat/`;
 * a job only says what has happened. Every call may fail with an error when the chat is down: what must be told is kept in
 * `Job.posted` and told again, the rest is lost without harm.
 */
export interface Voice {
  /** The dry run takes longer than a glance. Returns the message to edit and, at the end, to delete. */
  lookingUp(job: Job, done: number, total: number, previous?: MessageId): Promise<MessageId>
  forget(job: Job, message: MessageId): Promise<void>
  refused(job: Job): Promise<MessageId>
  planFile(job: Job, csv: OutgoingFile): Promise<MessageId>
  planCard(job: Job): Promise<MessageId>
  /** One more approval is needed after this one. The approvals of `voided` count no more. */
  approvedInPart(job: Job, review: Review, voided: readonly PersonRef[]): Promise<MessageId>
  /** Takes the card away and says in its place who decided what and when. */
  decided(job: Job): Promise<MessageId>
  controlCard(job: Job): Promise<MessageId>
  progress(job: Job, progress: RunProgress): Promise<MessageId>
  /** Replaces the progress message. The caller counts: Webex refuses the eleventh edit. */
  editProgress(job: Job, message: MessageId, progress: RunProgress): Promise<void>
  paused(job: Job): Promise<MessageId>
  /** The process was restarted and goes on with this job. */
  pickedUp(job: Job): Promise<MessageId>
  file(job: Job, csv: OutgoingFile, words: FileKind): Promise<MessageId>
  /** In place of a file that cannot be made, since what it is made of is damaged. `detail` names the stored file and the way out. */
  notMade(job: Job, file: 'plan' | FileKind, detail: string): Promise<MessageId>
  /** `head` is the hash of the audit log's last record: the space keeps it as an outside witness. */
  finished(job: Job, head: string): Promise<MessageId>
}

/** `undo` lists who can be brought back by hand, where Twokey cannot. */
export type FileKind = 'before' | 'results' | 'errors' | 'undo'

export interface OutgoingFile {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rows: number
}

/** The answer to a click or a command about a job. Closed: each has its sentence in `chat/words.ts`. */
export type Answer =
  | { readonly kind: 'ok'; readonly did: Did }
  | { readonly kind: 'approval-refused'; readonly refusal: ApprovalRefusal }
  | { readonly kind: 'unknown-job'; readonly id: string }
  | { readonly kind: 'not-possible-now'; readonly status: Job['status']; readonly wanted: string }
  | { readonly kind: 'not-allowed'; readonly wanted: string }
  /** Nothing runs and nothing is approved until somebody else thaws it. */
  | { readonly kind: 'frozen'; readonly freeze: Freeze }
  | { readonly kind: 'nothing-to-retry' }
  /** `reasons` may hold foreign text. */
  | {
      readonly kind: 'cannot-undo'
      readonly reasons: readonly { readonly directory: DirectoryName; readonly words: string }[]
    }
  | { readonly kind: 'nothing-to-undo' }

export type Did =
  | 'approved'
  | 'approved-in-part'
  | 'rejected'
  | 'withdrawn'
  | 'pausing'
  | 'resumed'
  | 'cancelling'
  | 'planned-anew'
