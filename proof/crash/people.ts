/** What Alma and Ben do in a job: she asks, he approves what is planned, and neither gives up. */
import { ENDED, type Job } from '../../src/model/job.ts'
import { messageIdOf } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Stage } from './stage.ts'
import { approvalOf, askingCard } from './thread.ts'

/** What they have done over all lives of the bot. */
export interface Acts {
  hasAsked: boolean
}

/** Whether or not anybody listens. */
export const ask = async ({ scenario, alma, cast }: Stage, acts: Acts): Promise<void> => {
  acts.hasAsked = true
  await alma.mention({ text: scenario.command, file: { name: 'people.csv', content: scenario.csv(cast.people) } })
}

const cardIn = ({ cloud, roomUuid }: Stage) => askingCard(cloud.spaces.messagesIn(roomUuid))

export const canApprove = (stage: Stage, head: Job): boolean =>
  head.status === 'awaiting-approval' && cardIn(stage) !== undefined

export const approve = async (stage: Stage, head: Job): Promise<void> => {
  const card = cardIn(stage)
  if (card === undefined) return
  const count = String(head.summary?.planned)
  await stage.ben.click(messageIdOf(card.uuid), { ...approvalOf(card), count, reason: '' })
}

/**
 * Deaths can leave the outcome of everybody so far unknown, where nothing tells what a vendor did; a failure right after them is one of the
 * canary, which a person has to look at. Alma does, and goes on.
 */
export const canResume = ({ status, pause, posted }: Job): boolean =>
  status === 'paused' && pause?.code === 'canary-failed' && posted.pause !== undefined

export const resume = async ({ alma }: Stage, { id }: Job): Promise<void> => {
  await alma.mention({ text: `resume ${id}` })
}

/** The job is over, and nothing is left that the bot would say or take away. */
export const isToldToTheEnd = ({ status, posted }: Job): boolean =>
  ENDED.has(status) && (posted.words !== undefined || posted.refusal !== undefined) && posted.control === undefined
