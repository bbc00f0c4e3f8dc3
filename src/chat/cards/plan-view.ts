import type { ApprovalState } from '../../model/approval.ts'
import type { JobId, PlanDigest } from '../../model/ids.ts'
import type { DomainChange, Job } from '../../model/job.ts'
import type { PersonRef } from '../../model/person.ts'
import type { PlanSummary } from '../../model/plan.ts'
import type { Manifest } from '../manifest.ts'

/** What the card of a plan and the text beside it are made from. */
export interface PlanView {
  readonly job: JobId
  readonly nonce: string
  readonly requester: PersonRef
  readonly summary: PlanSummary
  readonly domain?: DomainChange
  readonly approval: ApprovalState
  readonly digest: PlanDigest
  readonly usualReviewer?: NonNullable<Job['usualReviewer']>
  /** Further things that the approver should know, e.g. that this job retries another. Hostile text. */
  readonly notes: readonly string[]
  /** What the operation is in each directory comes from here. */
  readonly manifest: Manifest
}

/** Throws when the job has not been planned: then there is nothing to approve. */
export function planView(job: Job, manifest: Manifest, notes: readonly string[] = []): PlanView {
  const { id, nonce, requester, summary, approval, digest, domain, usualReviewer } = job
  if (nonce === undefined || summary === undefined || approval === undefined || digest === undefined) {
    throw new Error(`making the plan card of ${id}: the job is ${job.status} and has no plan to approve; plan it first`)
  }
  const more = { ...(domain && { domain }), ...(usualReviewer && { usualReviewer }) }
  return { job: id, nonce, requester, summary, approval, digest, notes, manifest, ...more }
}
