import type { AuditEvent } from '../model/audit.ts'
import type { JobId, PlanDigest } from '../model/ids.ts'
import type { Job, JobRefusal } from '../model/job.ts'
import type { PersonRef } from '../model/person.ts'
import type { Plan } from '../model/plan.ts'
import { OUTCOME_KINDS, type Outcome } from '../model/run.ts'

/**
 * The records that the audit log has to hold of a job as its head and its journal stand: one for each decision and each effect. Pure,
 * so that what is recorded at a decision, and what is found missing after a death, are one and the same.
 */

/** For `AuditEvent.who`. */
export const nameOf = ({ email, id }: Pick<PersonRef, 'email' | 'id'>): string => `${email} ${id}`

/** `newer` is the request that took the place of a superseded one. */
export const recordsOf = (job: Job, newer?: JobId): readonly AuditEvent[] => [
  ...requested(job),
  ...planned(job),
  ...reviewed(job),
  ...ended(job, newer),
]

/** What a change of the head has to leave in the log; `before` is undefined for a new job. */
export const recordsOfChange = (
  before: Job | undefined,
  after: Job,
  at: string,
  newer?: JobId,
): readonly AuditEvent[] => {
  const known = new Set(before === undefined ? [] : recordsOf(before).map(keyOf))
  const approvals = before === undefined ? [] : reviewed(before).filter(isApproval)
  return [
    ...voided(after, approvals, at),
    ...recordsOf(after, newer).filter((record) => !known.has(keyOf(record))),
    ...(after.status === 'paused' && before?.status !== 'paused' ? [pausedRecord(after, at)] : []),
  ]
}

/** Approvals that are on record, or were in the head, and that the head does not count any more. */
export const voided = (job: Job, approvals: readonly AuditEvent[], at: string): readonly AuditEvent[] => {
  const counted = new Set(reviewed(job).map(keyOf))
  return approvals
    .filter((approval) => !counted.has(keyOf(approval)))
    .map((approval) => ({
      at,
      job: job.id,
      what: 'approval-voided',
      who: 'twokey',
      ...(approval.digest === undefined ? {} : { digest: approval.digest }),
      detail: `that of ${approval.who} at ${approval.at}, who is no approver any more`,
    }))
}

export const isApproval = ({ what }: AuditEvent): boolean => what === 'approved'

export const pausedRecord = (job: Job, at: string): AuditEvent => ({
  ...byTwokey(job, at, 'paused'),
  detail: [...(job.pause ? [job.pause.code] : []), ...countsOf(job)].join(', '),
})

/** `kept` is of the whole job until now. */
export const keptRecord = (job: Job, at: string, kept: number, directory: string): AuditEvent => ({
  ...byTwokey(job, at, 'kept-before'),
  detail: `${kept} accounts of ${directory}`,
})

/** Ids only: an address that a rename gives is a cell of a CSV. */
export const effectRecord = (plan: Plan, digest: PlanDigest | undefined, outcome: Outcome): AuditEvent => {
  const change = plan.changes[outcome.change]
  return {
    at: outcome.at,
    job: plan.job,
    what: `user-${outcome.kind}`,
    who: 'twokey',
    ...(change && { whom: change.userId, directory: change.directory }),
    ...(digest === undefined ? {} : { digest }),
    ...(outcome.error === undefined ? {} : { detail: outcome.error.code }),
  }
}

/** Two records with one key are of the same decision or effect. An account has one outcome in a job. */
export const keyOf = ({ at, job, what, who, whom, directory, detail }: AuditEvent): string => {
  // There is one for each account; what a vendor says stands last, so that no other key reads like it.
  if (what.startsWith('user-')) return `${job} user ${directory} ${whom}`
  // Their times are those of the writing, which a later process cannot know.
  if (what === 'approval-voided' || what === 'kept-before') return JSON.stringify([job, what, detail])
  return JSON.stringify([job, what, who, at])
}

const byTwokey = ({ id, digest }: Job, at: string, what: string): AuditEvent => ({
  at,
  job: id,
  what,
  who: 'twokey',
  ...(digest === undefined ? {} : { digest }),
})

/** A retry and an undo are also something that was asked of the job that they take up. */
const requested = (job: Job): readonly AuditEvent[] => {
  const asked = { at: job.createdAt, who: nameOf(job.requester) }
  const detail = `as ${job.id}`
  return [
    { ...asked, job: job.id, what: 'requested', detail: wordsOf(job) },
    ...(job.retryOf ? [{ ...asked, job: job.retryOf, what: 'retry-asked', detail }] : []),
    ...(job.undoOf ? [{ ...asked, job: job.undoOf, what: 'undo-asked', detail }] : []),
  ]
}

const wordsOf = ({ operation, directories, keep, domain, retryOf, undoOf }: Job): string =>
  [
    `${operation} ${directories.join(',')}`,
    ...(keep ? ['of everybody but those listed'] : []),
    ...(domain ? [`${domain.from} to ${domain.to}`] : []),
    ...(retryOf ? [`retry of ${retryOf}`] : []),
    ...(undoOf ? [`undo of ${undoOf}`] : []),
  ].join(', ')

const planned = (job: Job): readonly AuditEvent[] => {
  if (job.approval === undefined) return []
  const skipped = job.summary?.skipped.reduce((sum, { count }) => sum + count, 0) ?? 0
  const detail = `${job.approval.count} to ${job.operation}, ${skipped} skipped`
  return [{ ...byTwokey(job, job.approval.askedAt, 'planned'), detail }]
}

const reviewed = ({ id, approval }: Job): readonly AuditEvent[] =>
  approval?.reviews.map(({ by, verdict, digest, reason, at }) => ({
    at,
    job: id,
    what: verdict === 'approve' ? 'approved' : 'rejected',
    who: nameOf(by),
    digest,
    ...(reason === '' ? {} : { detail: reason }),
  })) ?? []

const ended = (job: Job, newer: JobId | undefined): readonly AuditEvent[] => {
  const end = byTwokey(job, job.endedAt ?? '', job.status)
  switch (job.status) {
    case 'withdrawn':
    case 'expired':
    case 'superseded':
      return [{ ...end, ...decidedBy(job), ...(newer === undefined ? {} : { detail: `by ${newer}` }) }]
    case 'refused':
      return [{ ...end, ...(job.refusal && { detail: refusalOf(job.refusal) }) }]
    case 'stopped':
      return [{ ...end, ...(job.refusal && 'detail' in job.refusal && { detail: job.refusal.detail }) }]
    case 'completed':
    case 'cancelled':
      return [{ ...end, detail: countsOf(job).join(', ') }]
    default:
      return []
  }
}

const decidedBy = ({ approval }: Job): Partial<AuditEvent> => ({
  ...(approval?.endedAt === undefined ? {} : { at: approval.endedAt }),
  ...(approval?.endedBy === undefined ? {} : { who: nameOf(approval.endedBy) }),
})

/** Codes and no words: a file is named by whoever sent it. */
const refusalOf = (refusal: JobRefusal): string => {
  switch (refusal.code) {
    case 'files':
      return `files: ${[...new Set(refusal.files.map(({ code }) => code))].join(', ')}`
    case 'limit':
      return `limit: ${refusal.limit.code}`
    case 'directory-unreachable':
    case 'not-supported':
      return `${refusal.code}: ${refusal.directory}`
    case 'plan-damaged':
    case 'accident':
      return refusal.code
  }
}

/** So that a record of an effect that is not there is missed by whoever adds up. */
const countsOf = ({ tally }: Job): readonly string[] =>
  OUTCOME_KINDS.flatMap((kind) => (tally?.[kind] ? [`${tally[kind]} ${kind}`] : []))
