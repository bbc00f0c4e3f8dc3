/** The form of a stored job head. Checked when it is read and before it is written, so that nothing is stored that cannot be read back. */
import { z } from 'zod'
import type { ApprovalState, Review } from '../model/approval.ts'
import type { JobId, MessageId, PersonId, PlanDigest, RoomId } from '../model/ids.ts'
import {
  type DomainChange,
  JOB_STATUSES,
  type Job,
  type JobRefusal,
  type Posted,
  type RunWish,
  type Tally,
  type ThreadRef,
  type UnreachableCause,
} from '../model/job.ts'
import {
  type LimitRefusal,
  type PlanPartSummary,
  type PlanSummary,
  type PlanWarning,
  SKIP_CODES,
} from '../model/plan.ts'
import type { FileRefusal } from '../model/rows.ts'
import type { PauseReason } from '../model/run.ts'
import { count, type Fields, personRef, text } from './fields.ts'
import { directoryName, operation, tenant } from './plan-schema.ts'

const digest = text<PlanDigest>()
const messageId = text<MessageId>()

const review: z.ZodType<Review> = z.strictObject({
  by: personRef,
  verdict: z.enum(['approve', 'reject']),
  digest,
  reason: z.string(),
  at: text(),
} satisfies Fields<Review>)

const approval: z.ZodType<ApprovalState> = z.strictObject({
  status: z.enum(['pending', 'approved', 'rejected', 'withdrawn', 'expired', 'superseded']),
  requesterId: text<PersonId>(),
  digest,
  count,
  required: count,
  secondAbove: z.exactOptional(count),
  reviews: z.array(review),
  askedAt: text(),
  expiresAt: text(),
  endedAt: z.exactOptional(text()),
  endedBy: z.exactOptional(personRef),
} satisfies Fields<ApprovalState>)

const place = { file: z.string(), line: count, name: z.string() }
const namedPlace = z.strictObject(place)

const limit: z.ZodType<LimitRefusal> = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('nothing-to-do'), skipped: count }),
  z.strictObject({ code: z.literal('too-many-users'), planned: count, limit: z.number() }),
  z.strictObject({
    code: z.literal('too-large-a-share'),
    directory: directoryName,
    planned: count,
    population: count,
    limit: z.number(),
  }),
  z.strictObject({ code: z.literal('keep-not-found'), directory: directoryName, count, first: z.array(namedPlace) }),
  z.strictObject({
    code: z.literal('credential-ends'),
    directory: directoryName,
    expiresAt: text(),
    estimatedSeconds: z.number(),
  }),
])

const fileRefusal: z.ZodType<FileRefusal> = z.strictObject({
  file: z.string(),
  code: z.enum([
    'empty',
    'not-text',
    'spreadsheet',
    'archive',
    'no-header',
    'no-key-column',
    'no-new-column',
    'new-column-and-domain',
    'own-report',
    'malformed',
    'too-large',
    'too-many-rows',
    'no-rows',
  ] satisfies FileRefusal['code'][]),
  found: z.string(),
  expected: z.string(),
  next: z.string(),
} satisfies Fields<FileRefusal>)

const unreachableCause: z.ZodType<UnreachableCause> = z.discriminatedUnion('code', [
  z.strictObject({ code: z.enum(['credential-refused', 'budget-too-small']) }),
  z.strictObject({ code: z.literal('budget-spent'), until: z.exactOptional(text()) }),
])

const refusal: z.ZodType<JobRefusal> = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('files'), files: z.array(fileRefusal) }),
  z.strictObject({ code: z.literal('limit'), limit }),
  z.strictObject({
    code: z.literal('directory-unreachable'),
    directory: directoryName,
    message: z.string(),
    cause: z.exactOptional(unreachableCause),
  }),
  z.strictObject({ code: z.literal('not-supported'), directory: directoryName, operation, detail: z.string() }),
  z.strictObject({ code: z.literal('plan-damaged'), detail: z.string() }),
  z.strictObject({ code: z.literal('accident'), message: z.string() }),
])

const first = z.array(z.string())

const warning: z.ZodType<PlanWarning> = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('no-undo'), directories: z.array(directoryName) }),
  z.strictObject({ code: z.literal('admins'), count, first }),
  z.strictObject({ code: z.literal('recently-active'), count, days: z.number(), first }),
  z.strictObject({ code: z.literal('synced'), count, first }),
  z.strictObject({ code: z.literal('sync-unknown') }),
  z.strictObject({ code: z.literal('admins-unknown'), directories: z.array(directoryName) }),
  z.strictObject({ code: z.literal('phones-wiped'), count, first }),
  z.strictObject({ code: z.literal('domains-unchecked') }),
  z.strictObject({ code: z.literal('credential-ends'), directory: directoryName, expiresAt: text() }),
])

const part: z.ZodType<PlanPartSummary> = z.strictObject({
  directory: directoryName,
  planned: count,
  kept: z.exactOptional(count),
  statuses: z.array(z.strictObject({ status: z.string(), steps: z.array(z.string()), count })),
} satisfies Fields<PlanPartSummary>)

const summary: z.ZodType<PlanSummary> = z.strictObject({
  operation,
  keep: z.exactOptional(z.literal(true)),
  tenants: z.array(tenant),
  parts: z.array(part),
  files: z.array(z.strictObject({ name: z.string(), rows: count, sha256: text() })),
  rows: count,
  planned: count,
  firstPlanned: first,
  firstTargets: z.exactOptional(first),
  skipped: z.array(
    z.strictObject({
      code: z.enum(SKIP_CODES),
      count,
      first: z.array(z.strictObject({ ...place, directories: z.exactOptional(z.array(directoryName)) })),
    }),
  ),
  warnings: z.array(warning),
  estimatedSeconds: z.number(),
} satisfies Fields<PlanSummary>)

const directory = z.exactOptional(directoryName)

const pause: z.ZodType<PauseReason> = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('asked'), directory, by: z.string() }),
  z.strictObject({ code: z.literal('frozen'), directory, by: z.string(), reason: z.string() }),
  z.strictObject({ code: z.literal('too-many-failures'), directory, failed: count, of: count }),
  z.strictObject({ code: z.literal('canary-failed'), directory, message: z.string() }),
  z.strictObject({ code: z.literal('credential-refused'), directory, message: z.string() }),
  z.strictObject({ code: z.literal('vendor-unreachable'), directory, message: z.string() }),
  z.strictObject({ code: z.literal('budget-spent'), directory, message: z.string(), until: text() }),
  z.strictObject({ code: z.literal('storage-refused'), directory, message: z.string() }),
  z.strictObject({ code: z.literal('accident'), directory, message: z.string() }),
])

const wish: z.ZodType<RunWish> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cancel') }),
  z.strictObject({ kind: z.literal('pause'), by: z.string() }),
])

const tally: z.ZodType<Tally> = z.strictObject({
  done: count,
  'already-done': count,
  failed: count,
  drifted: count,
  unknown: count,
  cancelled: count,
  skipped: count,
  retryable: count,
} satisfies Fields<Tally>)

const posted: z.ZodType<Posted> = z.strictObject({
  planFile: z.exactOptional(messageId),
  card: z.exactOptional(messageId),
  progress: z.exactOptional(z.strictObject({ id: messageId, edits: count })),
  control: z.exactOptional(messageId),
  decision: z.exactOptional(messageId),
  pause: z.exactOptional(messageId),
  refusal: z.exactOptional(messageId),
  before: z.exactOptional(messageId),
  results: z.exactOptional(messageId),
  errors: z.exactOptional(messageId),
  words: z.exactOptional(messageId),
} satisfies Fields<Posted>)

const thread: z.ZodType<ThreadRef> = z.strictObject({
  roomId: text<RoomId>(),
  rootId: messageId,
} satisfies Fields<ThreadRef>)

const domain: z.ZodType<DomainChange> = z.strictObject({ from: text(), to: text() } satisfies Fields<DomainChange>)

export const jobSchema: z.ZodType<Job> = z.strictObject({
  id: text<JobId>(),
  status: z.enum(JOB_STATUSES),
  operation,
  directories: z.array(directoryName),
  keep: z.exactOptional(z.literal(true)),
  domain: z.exactOptional(domain),
  thread,
  askedIn: messageId,
  requester: personRef,
  retryOf: z.exactOptional(text<JobId>()),
  undoOf: z.exactOptional(text<JobId>()),
  createdAt: text(),
  nonce: z.exactOptional(text()),
  digest: z.exactOptional(digest),
  summary: z.exactOptional(summary),
  approval: z.exactOptional(approval),
  usualReviewer: z.exactOptional(z.strictObject({ by: personRef, times: count })),
  refusal: z.exactOptional(refusal),
  pause: z.exactOptional(pause),
  wish: z.exactOptional(wish),
  startedAt: z.exactOptional(text()),
  endedAt: z.exactOptional(text()),
  tally: z.exactOptional(tally),
  hasBefore: z.exactOptional(z.literal(true)),
  posted,
} satisfies Fields<Job>)
