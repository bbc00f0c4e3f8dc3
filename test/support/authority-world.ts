import { admit, currentStanding } from '../../src/chat/authority.ts'
import type { JobsContext } from '../../src/jobs/context.ts'
import { expireJob, expireJobs } from '../../src/jobs/expire-jobs.ts'
import { retryJob } from '../../src/jobs/retry-job.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { cancelJob, pauseJob, resumeJob } from '../../src/jobs/steer-jobs.ts'
import { supersedeOlder } from '../../src/jobs/supersede-jobs.ts'
import { undoJob } from '../../src/jobs/undo-job.ts'
import { withdrawJob } from '../../src/jobs/withdraw-job.ts'
import type { ApprovalState, Review } from '../../src/model/approval.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import { jobId, messageId, roomId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { Actor, Person, PersonRef } from '../../src/model/person.ts'
import type { JournalEntry } from '../../src/model/run.ts'
import type { Answer } from '../../src/model/voice.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'
import { summarise } from '../../src/plan/summarise.ts'
import { aFile } from './a-plan.ts'
import { listsIn, nina, PEOPLE_API, paul, rita, type Situation, vera, zoe } from './authority-people.ts'
import type { Cell, Deed, State, Version } from './authority-policy.ts'
import { aMessage, contextOf, records, type Shared, stillClock } from './jobs-world.ts'
import { memoryFiles, memoryStore } from './memory-store.ts'
import { aRunPlan, type ScriptedDirectory, scriptedDirectory } from './scripted-directory.ts'

/** One job in a given state, with the real use cases on it, and somebody who does something with it. */

const ID = jobId('J-7K2Q')
const OTHER = jobId('J-0THR')
const USERS = 3
const DAY_MS = 86_400_000
const NONCES: Readonly<Record<Version, string | undefined>> = {
  typed: undefined,
  'this card': 'nonce of this card',
  'an older card': 'nonce of an older card',
  "another job's card": "nonce of another job's card",
}

const refOf = ({ id, email, displayName }: Person): PersonRef => ({ id, email, displayName })

const plan = aRunPlan(USERS, {
  job: ID,
  requester: refOf(rita),
  tenants: [{ directory: 'webex', id: 'org', name: 'Acme', population: 20, fullAdmins: [] }],
  files: [aFile({ rows: USERS })],
})
const digest = await digestPlan(plan)
const summary = summarise(plan, {
  estimate: () => 1,
  canUndo: () => true,
  verifiedDomains: undefined,
  expiresAt: () => undefined,
  tellsAdmins: () => true,
})

/** Two were done and one was refused, so that there is something to retry and something to undo. */
const PAST: readonly JournalEntry[] = [
  { kind: 'intent', changes: [0, 1, 2], at: plan.plannedAt },
  { kind: 'outcome', outcome: { change: 0, kind: 'done', at: plan.plannedAt } },
  { kind: 'outcome', outcome: { change: 1, kind: 'done', at: plan.plannedAt } },
  {
    kind: 'outcome',
    outcome: {
      change: 2,
      kind: 'failed',
      at: plan.plannedAt,
      error: { code: 'http-503', message: 'later', isRetryable: true },
    },
  },
]
const TALLY = { done: 2, 'already-done': 0, failed: 1, drifted: 0, unknown: 0, cancelled: 0, skipped: 0, retryable: 1 }

const ran = ({ status }: State): boolean => ['completed', 'cancelled', 'stopped'].includes(status)

const APPROVAL_STATUS = {
  'awaiting-approval': 'pending',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  superseded: 'superseded',
} as const

const approvalIn = ({ status, required, given }: State, askedAt: Date): ApprovalState => {
  const at = askedAt.toISOString()
  const review = (by: Person, verdict: Review['verdict']): Review => ({
    by: refOf(by),
    verdict,
    digest,
    reason: '',
    at,
  })
  const reviews = [vera, paul, zoe].slice(0, given).map((by) => review(by, 'approve'))
  return {
    status: status in APPROVAL_STATUS ? APPROVAL_STATUS[status as keyof typeof APPROVAL_STATUS] : 'approved',
    requesterId: rita.id,
    digest,
    count: USERS,
    required,
    reviews: status === 'rejected' ? [...reviews, review(nina, 'reject')] : reviews,
    askedAt: at,
    expiresAt: new Date(askedAt.getTime() + DAY_MS).toISOString(),
  }
}

const jobIn = (state: State, askedAt: Date): Job => {
  const isAsked = !['received', 'planning', 'refused'].includes(state.status)
  const askedIn = messageId('asked')
  return {
    id: ID,
    status: state.status,
    operation: 'delete',
    directories: ['webex'],
    thread: { roomId: roomId('room'), rootId: askedIn },
    askedIn,
    requester: refOf(rita),
    createdAt: askedAt.toISOString(),
    posted: {},
    ...(isAsked && { nonce: NONCES['this card'] ?? '', digest, summary, approval: approvalIn(state, askedAt) }),
    ...(state.status === 'paused' && { pause: { code: 'asked', by: 'paul@example.com' } }),
    ...(ran(state) && { tally: TALLY }),
  }
}

const otherJob = (askedAt: Date): Job => ({
  ...jobIn({ status: 'awaiting-approval', required: 1, given: 0 }, askedAt),
  id: OTHER,
  askedIn: messageId('asked otherwise'),
  thread: { roomId: roomId('room'), rootId: messageId('asked otherwise') },
  nonce: NONCES["another job's card"] ?? '',
})

export interface AuthorityWorld {
  readonly context: JobsContext
  readonly directory: ScriptedDirectory
  /** Everything that was written or done, as one number, without the records of what was asked in vain. */
  traces(): number
  job(): Promise<Job>
  /** What the bot answers, as one word: `ok`, or the code of the refusal. */
  act(cell: Cell): Promise<string>
  settled(): Promise<void>
}

const decisionsIn = (audited: readonly AuditEvent[]): number =>
  audited.filter(({ what }) => !what.endsWith('-refused')).length

export const openAuthorityWorld = (state: State, isLate: boolean): AuthorityWorld => {
  const clock = stillClock()
  const askedAt = clock.now()
  if (isLate) clock.advance(DAY_MS)
  const store = memoryStore(jobIn(state, askedAt), otherJob(askedAt))
  const files = memoryFiles({ [ID]: { plan: { plan, digest }, ...(ran(state) && { journal: PAST }) } })
  const directory = scriptedDirectory(20, {}, new Map(), { nature: 'stays' })
  if (ran(state)) for (const [id, subject] of directory.subjects) directory.subjects.set(id, afterwards(subject, id))
  const shared: Shared = { clock, directories: new Map([['webex', directory]]), ...records() }
  let situation: Situation = 'as it was asked'
  const freeze = { get: () => undefined, change: async () => undefined }
  const context: JobsContext = {
    ...contextOf(shared, { jobs: store, files, freeze }, {}),
    standingOf: (id) => currentStanding(PEOPLE_API, async () => listsIn(situation), id),
  }
  return {
    context,
    directory,
    traces: () => store.writes + decisionsIn(shared.audited) + shared.said.length + directory.effects.size,
    job: async () => (await store.get(ID)) ?? otherJob(askedAt),
    act: async (cell) => {
      situation = cell.situation
      return act(context, cell)
    },
    settled: async () => {
      while (context.running.has(ID)) await new Promise((resolve) => setImmediate(resolve))
      await context.running.settled()
    },
  }
}

const afterwards = <T extends { readonly status: string }>(subject: T, id: string): T =>
  id === 'u0' || id === 'u1' ? { ...subject, status: 'scheduled' } : subject

const wordOf = (answer: Answer): string => (answer.kind === 'approval-refused' ? answer.refusal.code : answer.kind)

/** As `chat/` does it: first whether the person is anybody here, then the use case. */
const act = async (context: JobsContext, { actor: { person }, situation, deed }: Cell): Promise<string> => {
  if (deed.kind === 'expire') return shownInJob(context, 'expired', () => expire(context))
  const admission = await admit(PEOPLE_API, person, listsIn(situation))
  return admission.kind === 'outsider' ? admission.code : obey(context, admission.actor, deed)
}

const obey = async (
  context: JobsContext,
  actor: Actor,
  deed: Exclude<Deed, { readonly kind: 'expire' }>,
): Promise<string> => {
  switch (deed.kind) {
    case 'approve':
    case 'reject': {
      const nonce = NONCES[deed.version]
      const typedCount = deed.kind === 'approve' ? { right: '3', wrong: '33', missing: '' }[deed.count] : ''
      const asked = {
        job: ID,
        actor,
        verdict: deed.kind,
        typedCount,
        reason: '',
        ...(nonce !== undefined && { nonce }),
      }
      return wordOf(await reviewJob(context, asked))
    }
    case 'withdraw':
      return wordOf(await withdrawJob(context, ID, actor))
    case 'supersede':
      return actor.isRequester ? shownInJob(context, 'superseded', () => askAgain(context, actor)) : 'not-allowed'
    case 'pause':
      return wordOf(await pauseJob(context, ID, actor))
    case 'resume':
      return wordOf(await resumeJob(context, ID, actor))
    case 'cancel':
      return wordOf(await cancelJob(context, ID, actor))
    case 'retry':
      return wordOf(await retryJob(context, ID, actor, aMessage()))
    case 'undo':
      return wordOf(await undoJob(context, ID, actor, aMessage()))
  }
}

/** Also where nobody has looked whether it is time. */
const expire = async (context: JobsContext): Promise<void> => {
  await expireJob(context, ID)
  await expireJobs(context)
}

/** What is not answered shows in the job. */
const shownInJob = async (context: JobsContext, wanted: Job['status'], work: () => Promise<void>): Promise<string> => {
  const before = (await context.store.get(ID))?.status
  await work()
  return (await context.store.get(ID))?.status === wanted && before !== wanted ? 'ok' : 'nothing'
}

/** A newer request of this person in the thread of the job. */
const askAgain = async (context: JobsContext, { person }: Actor): Promise<void> => {
  const job = await context.store.get(ID)
  if (job === undefined) return
  const { approval: _a, nonce: _n, digest: _d, summary: _s, tally: _t, pause: _p, ...rest } = job
  const createdAt = new Date(context.clock.now().getTime() + 1).toISOString()
  const newer: Job = {
    ...rest,
    id: jobId('J-NEWR'),
    askedIn: aMessage(),
    requester: person,
    status: 'received',
    createdAt,
  }
  await context.store.add(newer)
  await supersedeOlder(context, newer)
}
