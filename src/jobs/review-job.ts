import type { ApprovalState, Verdict } from '../model/approval.ts'
import { isSameId } from '../model/identity.ts'
import { type JobId, type PersonId, planDigest } from '../model/ids.ts'
import type { Actor } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import { type JobsContext, note } from './context.ts'
import { decideJob } from './decide-job.ts'
import { expireJob } from './expire-jobs.ts'
import { startRun } from './run-job.ts'
import { tellJob } from './tell-job.ts'

/** The second key: an approver's verdict, from the card or typed, leads to one and the same decision. */
export interface ReviewRequest {
  readonly job: JobId
  readonly actor: Actor
  readonly verdict: Verdict
  readonly typedCount: string
  readonly reason: string
  /** From the card; a typed command has none and speaks of the job as it is. */
  readonly nonce?: string
}

const NO_PLAN = planDigest('')

export const reviewJob = async (context: JobsContext, request: ReviewRequest): Promise<Answer> => {
  const { actor, verdict, typedCount, reason, nonce } = request
  const freeze = context.freeze.get()
  if (freeze && verdict === 'approve') return refused(context, request, { kind: 'frozen', freeze })
  const standing = await standingNow(context, request)
  const decided = await decideJob(context, request.job, verdict, (job, asked) => ({
    kind: 'review',
    by: actor.person,
    approvers: standing.approversOf(asked),
    isRequesterListed: standing.isRequesterListed,
    verdict,
    // A card speaks of the asking that its nonce belongs to; the machine refuses a verdict on any other plan.
    digest: nonce === undefined || nonce === job.nonce ? asked.digest : NO_PLAN,
    typedCount,
    reason,
    at: context.clock.now().toISOString(),
  }))
  if (decided.kind === 'answer') {
    if (isTooLate(decided.answer)) await expireJob(context, request.job)
    return refused(context, request, decided.answer)
  }
  const { job } = decided
  const voided = decided.events.flatMap((event) => (event.kind === 'voided' ? [event.by] : []))
  const review = job.approval?.reviews.at(-1)
  if (job.status === 'awaiting-approval' && review) {
    await context.voice.approvedInPart(job, review, voided)
    return { kind: 'ok', did: 'approved-in-part' }
  }
  // The decision stands whether or not the chat takes the words: the work does not wait for them.
  void tellJob(context, job.id)
  if (job.status === 'approved') void startRun(context, job.id)
  return { kind: 'ok', did: verdict === 'approve' ? 'approved' : 'rejected' }
}

/** A key that was turned in vain is on record where somebody on a list turned it: nobody else can fill the disk with what they click. */
const refused = async (context: JobsContext, request: ReviewRequest, answer: Answer): Promise<Answer> => {
  const { actor, verdict } = request
  const job = await context.store.get(request.job)
  if (verdict === 'approve' && job !== undefined && (actor.isApprover || actor.isRequester))
    await note(context, job, 'approve-refused', actor.person, codeOf(answer))
  return answer
}

const codeOf = (answer: Answer): string => (answer.kind === 'approval-refused' ? answer.refusal.code : answer.kind)

interface StandingNow {
  approversOf(asked: ApprovalState): readonly PersonId[]
  readonly isRequesterListed: boolean
}

/** Nobody else is asked for a rejection: it counts no approval, and is not to fail because somebody cannot be looked up. */
const ofActorAlone = ({ person, isApprover }: Actor): StandingNow => ({
  approversOf: () => (isApprover ? [person.id] : []),
  isRequesterListed: false,
})

/** Who is still on which list: an approval is of those who may give it when the last of them does. */
const standingNow = async (context: JobsContext, { job: id, actor, verdict }: ReviewRequest): Promise<StandingNow> => {
  if (verdict === 'reject') return ofActorAlone(actor)
  const job = await context.store.get(id)
  const before = job?.approval?.reviews.map(({ by }) => by.id) ?? []
  const standings = await Promise.all(before.map(async (id) => ({ id, ...(await context.standingOf(id)) })))
  const gone = standings.filter(({ isApprover }) => !isApprover)
  const requester = job && (await context.standingOf(job.requester.id))
  return {
    // Somebody who reviewed in the meantime was looked up a moment ago.
    approversOf: ({ reviews }) => [
      ...(actor.isApprover ? [actor.person.id] : []),
      ...reviews.map(({ by }) => by.id).filter((one) => !gone.some(({ id }) => isSameId(id, one))),
    ],
    isRequesterListed: requester?.isRequester ?? false,
  }
}

/** Nobody has to wait for the next round to see in the thread that the request is over. */
const isTooLate = (answer: Answer): boolean => answer.kind === 'approval-refused' && answer.refusal.code === 'too-late'
