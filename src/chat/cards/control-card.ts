import type { JobId } from '../../model/ids.ts'
import type { Job } from '../../model/job.ts'
import type { Operation } from '../../model/vendor.ts'
import type { Card } from '../chat-api.ts'
import { count } from '../quantities.ts'
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
  readonly planned: number
}

export const CONTROL_ACTIONS = ['pause', 'resume', 'cancel'] as const
export type ControlAction = (typeof CONTROL_ACTIONS)[number]

/** Throws when the job has no plan: then there is no run to control. */
export function controlView({ id, nonce, operation, summary, status }: Job): ControlView {
  if (nonce === undefined || summary === undefined) {
    throw new Error(`making the control card of ${id}: the job is ${status} and has no plan; plan it first`)
  }
  return { job: id, nonce, operation, planned: summary.planned }
}

const TITLES = { pause: 'Pause', resume: 'Resume', cancel: 'Cancel' } as const satisfies Record<ControlAction, string>

const whatCancelDoes = ({ operation }: ControlView): string =>
  `Cancel ends the job for good; users that are ${OPERATION_WORDS[operation].done} already stay so.`

const titleOf = ({ job, operation, planned }: ControlView): string =>
  `${job}: ${OPERATION_WORDS[operation].verb.toLowerCase()} ${count(planned, 'user')}`

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
