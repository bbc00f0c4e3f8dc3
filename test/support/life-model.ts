/**
 * What may happen to jobs, by the rules alone: who asked, who approved, who is on which list now. Knows nothing of how the program
 * decides, stores or runs; a job here is a handful of facts.
 */

export const PEOPLE = ['ann', 'bob', 'cat', 'dan', 'eve'] as const
export type Name = (typeof PEOPLE)[number]

export type ModelStatus =
  | 'awaiting-approval'
  | 'completed'
  | 'paused'
  | 'refused'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'superseded'
  | 'cancelled'

export interface ModelJob {
  readonly requester: Name
  readonly thread: number
  /** Those who are planned, as `u3`. */
  readonly users: readonly string[]
  readonly required: number
  readonly expiresAt: number
  status: ModelStatus
  /** Whose approvals were taken and not found void since. */
  approvals: readonly Name[]
  /** Enough of those who were approvers when the last of them approved, none of them the requester. */
  isApproved: boolean
}

export interface Model {
  readonly alwaysRequired: number
  now: number
  isVendorUp: boolean
  readonly requesters: Set<Name>
  readonly approvers: Set<Name>
  readonly jobs: ModelJob[]
  /** Users whom a job that was approved has changed. */
  readonly changed: Set<string>
  nextUser: number
}

export const newModel = (alwaysRequired: number): Model => ({
  alwaysRequired,
  now: 0,
  isVendorUp: true,
  requesters: new Set(['ann', 'bob']),
  approvers: new Set(['bob', 'cat', 'dan', 'eve']),
  jobs: [],
  changed: new Set(),
  nextUser: 0,
})

export const HOUR_MS = 3_600_000
/** As the jobs of `jobs-world.ts` have it. */
const TTL_MS = 24 * HOUR_MS
/** As `long-lives.test.ts` sets it. */
const SECOND_ABOVE = 2

export const isListed = ({ requesters, approvers }: Model, who: Name): boolean =>
  requesters.has(who) || approvers.has(who)

/** Of the requests of one person in one thread only the newest waits. */
export const ask = (model: Model, requester: Name, thread: number, users: readonly string[]): void => {
  for (const job of model.jobs)
    if (job.requester === requester && job.thread === thread && job.status === 'awaiting-approval')
      job.status = 'superseded'
  const left = users.filter((user) => !model.changed.has(user))
  model.jobs.push({
    requester,
    thread,
    users: left,
    required: left.length > SECOND_ABOVE ? Math.max(2, model.alwaysRequired) : model.alwaysRequired,
    expiresAt: model.now + TTL_MS,
    status: model.isVendorUp && left.length > 0 ? 'awaiting-approval' : 'refused',
    approvals: [],
    isApproved: false,
  })
}

export interface ModelReview {
  readonly who: Name
  readonly verdict: 'approve' | 'reject'
  readonly isCountRight: boolean
  readonly isCardRight: boolean
}

/** Whether the verdict counts. */
export const review = (model: Model, job: ModelJob, given: ModelReview): boolean => {
  const { who, verdict, isCountRight, isCardRight } = given
  if (job.status !== 'awaiting-approval' || !isListed(model, who)) return false
  if (model.now >= job.expiresAt) {
    job.status = 'expired'
    return false
  }
  if (who === job.requester || !model.approvers.has(who) || !isCardRight) return false
  if (verdict === 'reject') {
    job.status = 'rejected'
    return true
  }
  if (!isCountRight || !model.requesters.has(job.requester) || job.approvals.includes(who)) return false
  job.approvals = [...job.approvals.filter((one) => model.approvers.has(one)), who]
  job.isApproved = job.approvals.length >= job.required
  if (job.isApproved) run(model, job)
  return true
}

/** To the end, or to where the vendor does not answer. */
export const run = (model: Model, job: ModelJob): void => {
  if (!job.isApproved) throw new Error('the model runs what nobody approved: mend the model')
  job.status = model.isVendorUp ? 'completed' : 'paused'
  if (model.isVendorUp) for (const user of job.users) model.changed.add(user)
}

export const maySteer = (model: Model, { requester }: ModelJob, who: Name): boolean =>
  model.approvers.has(who) || (who === requester && isListed(model, who))

export const expireLate = (model: Model): void => {
  for (const job of model.jobs)
    if (job.status === 'awaiting-approval' && model.now >= job.expiresAt) job.status = 'expired'
}
