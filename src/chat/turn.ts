import type { JobsContext } from '../jobs/context.ts'
import type { JobId } from '../model/ids.ts'
import type { ThreadRef } from '../model/job.ts'
import type { DirectoryName } from '../model/vendor.ts'
import type { Answer } from '../model/voice.ts'
import type { Download, DownloadLimits } from './attachments.ts'
import type { AccessLists } from './authority.ts'
import type { ChatApi } from './chat-api.ts'
import type { Log } from './log.ts'
import type { Manifest } from './manifest.ts'
import { answerWords, toldElsewhereWords } from './refusals.ts'

/**
 * What the conversation is held with, and the ways in which one turn of it is answered. Nothing is decided here.
 */

export interface ConversationOptions {
  readonly api: ChatApi & {
    download(url: string, limits: DownloadLimits): Promise<Download>
  }
  readonly jobs: JobsContext
  readonly manifest: Manifest
  readonly access: () => Promise<AccessLists>
  /** Those that are on; the first is the default. */
  readonly directories: readonly DirectoryName[]
  readonly downloads: DownloadLimits
  readonly log: Log
}

/** One message or one click, with the thread in which it is answered. */
export interface Turn {
  readonly options: ConversationOptions
  readonly thread: ThreadRef
}

export const say = async ({ options, thread }: Turn, markdown: string): Promise<void> => {
  await options.api.post(thread, markdown)
}

/** Where the job's own thread tells what was done, that is enough only for those who are in it. */
export const sayAnswer = async (turn: Turn, id: JobId, answer: Answer): Promise<void> => {
  const words = answerWords(answer, id)
  if (words !== '') return say(turn, words)
  const job = await turn.options.jobs.store.get(id)
  if (job?.thread.rootId !== turn.thread.rootId) await say(turn, toldElsewhereWords(id))
}
