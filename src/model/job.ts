import type { ApprovalState } from './approval.ts'
import type { JobId, MessageId, PlanDigest, RoomId } from './ids.ts'
import type { PersonRef } from './person.ts'
import type { LimitRefusal, PlanSummary } from './plan.ts'
import type { FileRefusal } from './rows.ts'
import type { OutcomeKind, PauseReason } from './run.ts'
import type { DirectoryName, Operation } from './vendor.ts'

/** One request in one thread, from the CSV to the last file. The head only: plan and journal are files of their own. */

export const JOB_STATUSES = [
  'received',
  'planning',
  'awaiting-approval',
  'approved',
  'running',
  'paused',
  'refused',
  'rejected',
  'withdrawn',
  'expired',
  'superseded',
  'completed',
  'cancelled',
  'stopped',
] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

/** A job in one of these is over; all that may be left is to tell it in the thread. */
export const ENDED: ReadonlySet<JobStatus> = new Set([
  'refused',
  'rejected',
  'withdrawn',
  'expired',
  'superseded',
  'completed',
  'cancelled',
  'stopped',
])

/** A thread in Webex is flat: every reply hangs on the root message. */
export interface ThreadRef {
  readonly roomId: RoomId
  readonly rootId: MessageId
}

/** Why a job came to nothing before anybody was asked. Closed: each has its sentence in `chat/words.ts`. */
export type JobRefusal =
  | { readonly code: 'files'; readonly files: readonly FileRefusal[] }
  | { readonly code: 'limit'; readonly limit: LimitRefusal }
  | {
      readonly code: 'directory-unreachable'
      readonly directory: DirectoryName
      readonly message: string
      /** Where sending the files again later would not do, or not before a time that is known. */
      readonly cause?: UnreachableCause
    }
  /** The vendor, the credential or the configuration does not allow the operation. */
  | {
      readonly code: 'not-supported'
      readonly directory: DirectoryName
      readonly operation: Operation
      readonly detail: string
    }
  | { readonly code: 'plan-damaged'; readonly detail: string }
  /** Something that should not happen; the log has more. */
  | { readonly code: 'accident'; readonly message: string }

export type UnreachableCause =
  /** `budget-too-small`: a whole day of the vendor's quota has no room for as many. */
  | { readonly code: 'credential-refused' | 'budget-too-small' }
  /** ISO 8601; when calls are taken again, where the vendor tells. */
  | { readonly code: 'budget-spent'; readonly until?: string }

export type Tally = Readonly<Record<OutcomeKind, number>> & {
  readonly skipped: number
  /** Users that a retry takes up. */
  readonly retryable: number
}

/** What has been posted in the thread, so that each is posted once and the rest is posted after an outage. */
export interface Posted {
  readonly planFile?: MessageId
  readonly card?: MessageId
  readonly progress?: { readonly id: MessageId; readonly edits: number }
  readonly control?: MessageId
  readonly decision?: MessageId
  /** Of the present pause; gone when the run goes on. */
  readonly pause?: MessageId
  readonly refusal?: MessageId
  /** What was kept of the accounts before the first effect. */
  readonly before?: MessageId
  readonly results?: MessageId
  readonly errors?: MessageId
  readonly words?: MessageId
}

/** Outlives the process: what was answered with yes holds after a restart, too. */
export type RunWish = { readonly kind: 'cancel' } | { readonly kind: 'pause'; readonly by: string }

/** Both lower-case, without an `@`. */
export interface DomainChange {
  readonly from: string
  readonly to: string
}

export interface Job {
  readonly id: JobId
  readonly status: JobStatus
  readonly operation: Operation
  readonly directories: readonly DirectoryName[]
  /** The rows name those who are left alone; the operation is for everybody else. */
  readonly keep?: true
  /** With `rename`: the new address has the local part of the old one and the domain `to`. */
  readonly domain?: DomainChange
  readonly thread: ThreadRef
  /** The message that asked; a second delivery of it opens no second job. */
  readonly askedIn: MessageId
  readonly requester: PersonRef
  /** The job whose failed rows this one takes up. */
  readonly retryOf?: JobId
  /** The job whose effects this one takes back. */
  readonly undoOf?: JobId
  readonly createdAt: string
  /** Opaque; the card carries it, so that a click is known to come from the card of this asking. */
  readonly nonce?: string
  readonly digest?: PlanDigest
  readonly summary?: PlanSummary
  readonly approval?: ApprovalState
  /** Who alone approved the latest of this requester's jobs, where it was always one and the same person. */
  readonly usualReviewer?: { readonly by: PersonRef; readonly times: number }
  readonly refusal?: JobRefusal
  readonly pause?: PauseReason
  /** What somebody asked of the run and it has not obeyed yet. */
  readonly wish?: RunWish
  readonly startedAt?: string
  readonly endedAt?: string
  readonly tally?: Tally
  /** Something of the accounts was kept before the first effect: there is a file to hand out. */
  readonly hasBefore?: true
  readonly posted: Posted
}
