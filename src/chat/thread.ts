import type { Freeze, FreezeSwitch } from '../model/freeze.ts'
import type { MessageId } from '../model/ids.ts'
import type { Job } from '../model/job.ts'
import type { Voice } from '../model/voice.ts'
import { controlCard, controlMarkdown, controlView } from './cards/control-card.ts'
import { planCard, planMarkdown } from './cards/plan-card.ts'
import { planView } from './cards/plan-view.ts'
import type { ChatApi } from './chat-api.ts'
import { frozenNote } from './freeze-words.ts'
import type { Manifest } from './manifest.ts'
import {
  approvedInPartText,
  decidedText,
  fileText,
  finishedText,
  lookingUpText,
  notMadeText,
  pausedText,
  pickedUpText,
  planFileText,
  progressText,
  refusedText,
} from './thread-words.ts'

/**
 * A job's voice in its thread. Posts, edits and removes; decides nothing and remembers nothing: what was posted is kept
 * in the job by the caller, so that after an outage the same call can be made again.
 */
export function createVoice(api: ChatApi, manifest: Manifest, freeze?: Pick<FreezeSwitch, 'get'>): Voice {
  const say = (job: Job, markdown: string): Promise<MessageId> => api.post(job.thread, markdown)
  return {
    lookingUp: (job, done, total, previous) => replace(api, job, lookingUpText(job, done, total), previous),
    forget: (_job, message) => api.remove(message),
    refused: (job) => say(job, refusedText(job)),
    planFile: (job, csv) => api.postFile(job.thread, planFileText(job, csv), csv),
    planCard: async (job) => {
      const view = planView(job, manifest, notesOf(job, freeze?.get()))
      return api.post(job.thread, planMarkdown(view), planCard(view))
    },
    approvedInPart: (job, review, voided) => say(job, approvedInPartText(job, review, voided)),
    decided: (job) => sayInPlaceOf(api, job, job.posted.card, decidedText(job)),
    controlCard: async (job) => {
      const view = controlView(job)
      return api.post(job.thread, controlMarkdown(view), controlCard(view))
    },
    progress: (job, progress) => say(job, progressText(job, progress)),
    editProgress: (job, message, progress) => api.edit(job.thread.roomId, message, progressText(job, progress)),
    paused: (job) => say(job, pausedText(job)),
    pickedUp: (job) => say(job, pickedUpText(job)),
    file: (job, csv, words) => api.postFile(job.thread, fileText(job, csv, words), csv),
    notMade: (job, file, detail) => say(job, notMadeText(job, file, detail)),
    finished: (job, head) => say(job, finishedText(job, head, manifest)),
  }
}

const notesOf = ({ retryOf, undoOf }: Job, freeze: Freeze | undefined): readonly string[] => [
  ...(freeze === undefined ? [] : [frozenNote(freeze)]),
  ...(retryOf === undefined ? [] : [`This job takes up the users that were not done in ${retryOf}.`]),
  ...(undoOf === undefined ? [] : [`This job takes back what was done in ${undoOf}.`]),
]

/** The card goes first: when the post is lost, the caller makes the same call again, and a card that is gone is no fault. */
async function sayInPlaceOf(api: ChatApi, job: Job, card: MessageId | undefined, markdown: string): Promise<MessageId> {
  if (card !== undefined) await api.remove(card)
  return api.post(job.thread, markdown)
}

/**
 * Edits while Webex allows it; when it refuses (after the tenth edit, or because somebody removed it), posts anew.
 * An old message that will not go does no harm, and must not hide the id of the new one.
 */
async function replace(api: ChatApi, job: Job, markdown: string, previous?: MessageId): Promise<MessageId> {
  if (previous === undefined) return api.post(job.thread, markdown)
  try {
    await api.edit(job.thread.roomId, previous, markdown)
    return previous
  } catch {
    const message = await api.post(job.thread, markdown)
    await api.remove(previous).catch(() => undefined)
    return message
  }
}
