/** What the people of a world do next, given what they see: ask, approve, say that it shall go on, have the fault mended. Pure. */
import type { Job } from '../../src/model/job.ts'

export type Step = 'wait' | 'lift' | 'ask' | 'click' | 'resume' | 'sleep' | 'end' | 'give-up'

export interface View {
  /** The job of the latest request; undefined while there is none. */
  readonly job: Pick<Job, 'status' | 'posted' | 'pause'> | undefined
  /** Looks since anything changed that can be seen. They are counted, and not the time: on a busy machine the bot is slow, too. */
  readonly quietFor: number
  /** Looks since the fault struck first. */
  readonly struckFor: number
  readonly isForGood: boolean
  readonly isLifted: boolean
  /** The time has come at which the vendor takes calls again. */
  readonly isSlept: boolean
  readonly asks: number
  /** On the card of this job. */
  readonly clicks: number
  readonly resumes: number
}

/** Nothing is to be waited for any more: every wait of the bot is over by then, at a hundred times the speed. */
const QUIET = 220
/** A fault that does not go away by itself is mended after this. */
const FOR_GOOD = 260
const MOST_TRIES = 3

export const nextStep = (view: View): Step => {
  const { job, isForGood, isLifted, struckFor } = view
  if (job?.status === 'completed' && job.posted.words !== undefined) return 'end'
  if (isForGood && !isLifted && struckFor > FOR_GOOD) return 'lift'
  if (isWaitedFor(job, view)) return view.quietFor < QUIET ? 'wait' : stuck(view)
  if (job?.status === 'awaiting-approval') return view.clicks === 0 ? 'click' : stuck(view)
  // Nobody asks or goes on before what stood in the way is mended.
  if (!isLifted) return 'lift'
  if (job?.status === 'paused' && job.pause?.code === 'budget-spent') return view.isSlept ? 'wait' : 'sleep'
  if (job?.status === 'paused') return view.resumes < MOST_TRIES ? 'resume' : 'give-up'
  return job?.status === 'refused' && view.asks < MOST_TRIES ? 'ask' : 'give-up'
}

const isWaitedFor = (job: View['job'], { clicks }: View): boolean => {
  switch (job?.status) {
    case 'awaiting-approval':
      return job.posted.card === undefined || clicks > 0
    case 'paused':
      return job.posted.pause === undefined
    case 'refused':
      return job.posted.refusal === undefined
    default:
      return job === undefined || ['received', 'planning', 'approved', 'running', 'completed'].includes(job.status)
  }
}

const stuck = ({ job, isLifted, asks, clicks }: View): Step => {
  if (!isLifted) return 'lift'
  if (job === undefined) return asks < MOST_TRIES ? 'ask' : 'give-up'
  if (job.status === 'awaiting-approval' && job.posted.card !== undefined)
    return clicks < MOST_TRIES ? 'click' : 'give-up'
  return 'wait'
}
