import type { JobId, MessageId, PlanDigest, RoomId, UserId } from './ids.ts'
import type { Job } from './job.ts'
import type { Change, PinnedPlan, Plan, Skip } from './plan.ts'
import type { UploadedFile } from './rows.ts'
import type { JournalEntry } from './run.ts'
import type { DirectoryName } from './vendor.ts'

/** What outlives the process. Every promise here resolves only when the data is on the disk (fsynced). */

export interface JobStore {
  /** Returns false and changes nothing when a job with this id, or asked in this message, is there already. */
  add(job: Job): Promise<boolean>
  get(id: JobId): Promise<Job | undefined>
  /** Newest first. */
  list(): Promise<readonly Job[]>
  /**
   * Compare-and-set: `decide` sees the stored job and returns the next one, or undefined to leave it. `decide` is pure and
   * may be called more than once. Returns what is stored afterwards. Throws when there is no such job.
   */
  change(id: JobId, decide: (job: Job) => Job | undefined): Promise<{ readonly job: Job; readonly changed: boolean }>
}

/** The bulky part of a job: one folder a job, written once (input, plan) or appended to (journal). */
export interface JobFiles {
  saveInput(id: JobId, files: readonly UploadedFile[]): Promise<void>
  loadInput(id: JobId): Promise<readonly UploadedFile[]>
  /** Resolves with the digest, too, which the serializer gave to what it wrote. Refuses to overwrite: a plan is pinned. */
  savePlan(id: JobId, plan: Plan, serializer: PlanSerializer): Promise<PinnedPlan>
  hasPlan(id: JobId): Promise<boolean>
  /**
   * Throws a `DamagedFile` when the file is missing, torn or not what was written. Recomputing the digest is the caller's, unless the
   * `witness` has confirmed it: then it is the digest of what was read, of which the rows come without their cells.
   */
  loadPlan(id: JobId, witness?: PlanWitness): Promise<LoadedPlan>
  journal(id: JobId): Promise<Journal>
  /** Makes the file where there is none. Throws `DamagedFile`. */
  before(id: JobId): Promise<BeforeFile>
  /** Whether an account was kept in it. */
  hasBefore(id: JobId): Promise<boolean>
  /** Removes the job's folder. */
  purge(id: JobId): Promise<void>
}

export interface LoadedPlan extends PinnedPlan {
  readonly isConfirmed: boolean
}

/** Writes a plan as JSON while it is saved: the head, every change, every skip. Each is asked for once, in this order. */
export interface PlanSerializer {
  head(head: Omit<Plan, 'changes' | 'skips'>): string
  change(change: Change): string
  skip(skip: Skip): string
  /** Asked at the end: of all that it has written. */
  digest(): PlanDigest
}

/** Hears the JSON of a plan as it stands on the disk while it is read: the head, every change, every skip. May keep the bytes. */
export interface PlanWitness {
  head(head: Omit<Plan, 'changes' | 'skips'>): void
  change(json: Uint8Array): void
  skip(json: Uint8Array): void
  /** Asked once, at the end: whether what it has heard is the plan with this digest, and no other. */
  confirms(digest: PlanDigest): boolean
}

export interface Journal {
  /** Entries that are whole, in order. A torn last line (a death in mid-write) is cut off; damage before it throws `DamagedFile`. */
  readonly past: readonly JournalEntry[]
  /** Resolves when the entries are fsynced; entries of calls that wait together share one fsync. */
  append(entries: readonly JournalEntry[]): Promise<void>
  close(): Promise<void>
}

/** Accounts as they were, one line of JSON each, appended to and never changed. */
export interface BeforeFile {
  /** Accounts that are in the file already, as `${directory}:${userId}`. A torn last line is cut off. */
  readonly known: ReadonlySet<string>
  /** Resolves when the entries are fsynced. */
  append(entries: readonly BeforeEntry[]): Promise<void>
  /** What is in it, as lines of JSON. */
  read(): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

export interface BeforeEntry {
  readonly directory: DirectoryName
  readonly userId: UserId
  readonly login: string
  /** ISO 8601. */
  readonly at: string
  /** Plain JSON, in the vendor's words. */
  readonly data: unknown
}

/** Calls made in a day, so that a daily quota outlives the process. */
export interface CallMeter {
  /** Counted so far; 0 for a day that nothing was counted in. `day` is `YYYY-MM-DD`. */
  spent(name: string, day: string): number
  /** Resolves with the new count when it is fsynced. Counts of earlier days may be forgotten. */
  add(name: string, day: string, calls: number): Promise<number>
}

/** What a vendor that announces no quota was found to let through. */
export interface LearnedQuota {
  /** In a window, by all who use the credential. */
  readonly calls: number
  /** Epoch milliseconds. */
  readonly at: number
}

/** Learned quotas by bucket, so that a restart does not run into the same refusals again. */
export interface LearnedQuotas {
  get(bucket: string): LearnedQuota | undefined
  /** Resolves when it is fsynced. */
  set(bucket: string, learned: LearnedQuota): Promise<void>
}

export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
}

/** What the program itself has to keep secret and cannot be configured, such as a rotated refresh token. */
export interface Secrets {
  get(name: string): string | undefined
  set(name: string, value: string): Promise<void>
}

/** Which messages were handled, so that each is handled once and none is missed after an outage. */
export interface Inbox {
  /** `new` the first time; `begun` when it was begun and never finished, e.g. because a process died; `done` once it is finished. */
  begin(message: InboxMessage): Promise<'new' | 'begun' | 'done'>
  finish(id: MessageId): Promise<void>
  /** ISO 8601 creation time of the newest finished message of a room before which none is open; undefined for a new room. */
  handledUpTo(room: RoomId): Promise<string | undefined>
}

export interface InboxMessage {
  readonly id: MessageId
  readonly roomId: RoomId
  /** ISO 8601. */
  readonly createdAt: string
}
