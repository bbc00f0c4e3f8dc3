import type { JobId } from '../../model/ids.ts'
import type { Job } from '../../model/job.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Card } from '../chat-api.ts'
import { taskWords } from '../task-words.ts'
import { OPERATION_WORDS } from '../words.ts'
import { card, submit, text, title } from './elements.ts'

/**
 * The card beside a run: pause, resume, cancel. It holds no state of the run, because a card cannot be edited;
 * a button that does not fit the moment is answered in words.
 */

export interface ControlView {
  readonly job: JobId
  readonly nonce: string
  readonly operation: Operation
  /** As `taskWords` says it. */
  readonly task: string
}

export const CONTROL_ACTIONS = ['pause', 'resume', 'cancel'] as const
export type ControlAction = (typeof CONTROL_ACTIONS)[number]

/** Throws when the job has no plan: then there is no run to control. */
export function controlView(job: Job): ControlView {
  const { id, nonce, operation, summary, status } = job
  if (nonce === undefined || summary === undefined) {
    throw new Error(`making the control card of ${id}: the job is ${status} and has no plan; plan it first`)
  }
  return { job: id, nonce, operation, task: taskWords(job) }
}

const TITLES = { pause: 'Pause', resume: 'Resume', cancel: 'Cancel' } as const satisfies Record<ControlAction, string>

const whatCancelDoes = ({ operation }: ControlView): string =>
  `Cancel ends the job for good; users that are ${OPERATION_WORDS[operation].done} already stay so.`

const titleOf = ({ job, task }: ControlView): string => `${job}: ${task}`

export const controlCard = (view: ControlView): Card =>
  card(
    [title(titleOf(view)), text(`Pause holds the run after the users under way. ${whatCancelDoes(view)}`)],
    CONTROL_ACTIONS.map((action) =>
      submit({
        title: TITLES[action],
        data: { job: view.job, nonce: view.nonce, action },
        ...(action === 'cancel' ? { style: 'destructive' as const } : {}),
      }),
    ),
  )

export const controlMarkdown = (view: ControlView): string => {
  const commands = CONTROL_ACTIONS.map((action) => `\`${action} ${view.job}\``).join(', ')
  return `**${titleOf(view)}**\n\nType ${commands}. ${whatCancelDoes(view)}`
}
