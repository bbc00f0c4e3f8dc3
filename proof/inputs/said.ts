/** Everything that the chat would say about a case: cards and texts, from the dry run to the last word. */
import { planCard, planMarkdown } from '../../src/chat/cards/plan-card.ts'
import { planView } from '../../src/chat/cards/plan-view.ts'
import type { Manifest } from '../../src/chat/manifest.ts'
import { misuseWords } from '../../src/chat/misuse-words.ts'
import { answerWords, downloadWords } from '../../src/chat/refusals.ts'
import { approvedInPartText, decidedText, fileText, pausedText, refusedText } from '../../src/chat/thread-words.ts'
import type { ApprovalState } from '../../src/model/approval.ts'
import { messageId, planDigest, roomId } from '../../src/model/ids.ts'
import type { Job, JobRefusal } from '../../src/model/job.ts'
import type { PlanSummary } from '../../src/model/plan.ts'
import type { InputCase } from './input-case.ts'
import { AT, someone } from './plan-case.ts'

export interface Said {
  readonly where: string
  readonly text: string
  readonly isCard: boolean
}

/** What of a case is foreign, and so is put into words. */
export interface Spoken {
  readonly evil: string
  readonly fileName: string
  readonly job: Job
}

const DIGEST = planDigest('ab'.repeat(32))

const jobOf = ({ wanted, evil }: InputCase, more: Partial<Job>): Job => ({
  id: 'J-7K2Q' as Job['id'],
  status: 'awaiting-approval',
  operation: wanted.operation,
  directories: wanted.directories ?? ['webex'],
  thread: { roomId: roomId('room'), rootId: messageId('root') },
  askedIn: messageId('root'),
  requester: someone(evil, 'rita'),
  createdAt: AT,
  nonce: 'nonce',
  digest: DIGEST,
  posted: {},
  ...more,
})

const approvalOf = (evil: string, count: number): ApprovalState => ({
  status: 'rejected',
  requesterId: someone(evil, 'rita').id,
  digest: DIGEST,
  count,
  required: 1,
  reviews: [{ by: someone(evil, 'vera'), verdict: 'reject', digest: DIGEST, reason: evil, at: AT }],
  askedAt: AT,
  expiresAt: AT,
})

const fileNameOf = ({ files }: InputCase): string => files[0]?.name ?? ''

export const plannedJob = (input: InputCase, summary: PlanSummary): Spoken => {
  const { domain } = input.wanted
  const more = { summary, approval: approvalOf(input.evil, summary.planned), ...(domain && { domain }) }
  return { evil: input.evil, fileName: fileNameOf(input), job: jobOf(input, more) }
}

export const refusedJob = (input: InputCase, refusal: JobRefusal): Spoken => ({
  evil: input.evil,
  fileName: fileNameOf(input),
  job: jobOf(input, { status: 'refused', refusal }),
})

const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : []
}

export const saidOf = ({ evil, fileName, job }: Spoken, manifest: Manifest): readonly Said[] => {
  const said = (where: string, text: string): Said => ({ where, text, isCard: false })
  if (job.summary === undefined) return [said('refusal', refusedText(job))]
  const review = job.approval?.reviews[0]
  const view = planView(job, manifest, [])
  const pause = { code: 'canary-failed', message: evil } as const
  return [
    ...stringsIn([planCard(view)['body']]).map((text) => ({ where: 'card', text, isCard: true })),
    said('plan', planMarkdown(view)),
    said('decision', decidedText(job)),
    ...(review === undefined ? [] : [said('approval in part', approvedInPartText(job, review))]),
    said('pause', pausedText({ ...job, pause })),
    said('frozen', pausedText({ ...job, pause: { code: 'frozen', by: evil, reason: evil } })),
    said('file', fileText(job, { name: fileName, bytes: new Uint8Array(), rows: 1 }, 'errors')),
    said('download', downloadWords('gone', fileName)),
    said('answer', answerWords({ kind: 'unknown-job', id: evil })),
    said('misuse', misuseWords({ code: 'not-a-job', typed: evil }, 'status', ['webex'])),
  ]
}
