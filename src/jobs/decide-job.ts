import { decide } from '../approval/decide.ts'
import { evolve } from '../approval/evolve.ts'
import type {
  ApprovalCommand,
  ApprovalEvent,
  ApprovalRefusal,
  ApprovalState,
  ApprovalStatus,
} from '../model/approval.ts'
import type { JobId } from '../model/ids.ts'
import type { Job, JobStatus } from '../model/job.ts'
import type { Answer } from '../model/voice.ts'
import type { JobsContext } from './context.ts'
import { changeOnRecord } from './on-record.ts'

/**
 * Puts one command to the approval machine and keeps what it decides, as one compare-and-set on the job, with its records. `newer` is the
 * request that takes the place of this one.
 */

export type Decided =
  | { readonly kind: 'decided'; readonly job: Job; readonly events: readonly ApprovalEvent[] }
  | { readonly kind: 'answer'; readonly answer: Answer }

const STATUS_OF: Readonly<Record<Exclude<ApprovalStatus, 'pending'>, JobStatus>> = {
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  superseded: 'superseded',
}

export const decideJob = async (
  context: JobsContext,
  id: JobId,
  wanted: string,
  command: (job: Job, asked: ApprovalState) => ApprovalCommand,
  newer?: JobId,
): Promise<Decided> => {
  if ((await context.store.get(id)) === undefined) return { kind: 'answer', answer: { kind: 'unknown-job', id } }
  let refusal: ApprovalRefusal | undefined
  let events: readonly ApprovalEvent[] = []
  const decideOn = (stored: Job): Job | undefined => {
    refusal = undefined
    events = []
    if (stored.approval === undefined) return undefined
    const decision = decide(stored.approval, command(stored, stored.approval))
    if (decision.kind === 'refused') {
      refusal = decision.refusal
      return undefined
    }
    events = decision.events
    return withApproval(context, stored, decision.events.reduce(evolve, stored.approval))
  }
  const { job } = await changeOnRecord(context, id, decideOn, newer)
  if (refusal !== undefined) return { kind: 'answer', answer: { kind: 'approval-refused', refusal } }
  if (events.length === 0) return { kind: 'answer', answer: { kind: 'not-possible-now', status: job.status, wanted } }
  return { kind: 'decided', job, events }
}

const withApproval = (context: JobsContext, job: Job, approval: NonNullable<Job['approval']>): Job => {
  if (approval.status === 'pending') return { ...job, approval }
  const status = STATUS_OF[approval.status]
  const ended = status === 'approved' ? {} : { endedAt: context.clock.now().toISOString() }
  return { ...job, approval, status, ...ended }
}
