import { openJob } from '../jobs/open-job.ts'
import { isSameId } from '../model/identity.ts'
import type { Actor } from '../model/person.ts'
import type { UploadedFile } from '../model/rows.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import { askCard, askMarkdown } from './cards/ask-card.ts'
import type { CardCommand } from './cards/submit.ts'
import type { CardSubmit, IncomingMessage } from './chat-api.ts'
import { answerWords, downloadWords } from './refusals.ts'
import { type ConversationOptions, say, type Turn } from './turn.ts'

/**
 * A message that asks for a change of users → a job, or a question where the message leaves something open. What is asked
 * for is read from the message itself, never from the data of a card.
 */

export const askWhatToDo = async ({ options, thread }: Turn, message: IncomingMessage): Promise<void> => {
  const { api, manifest, directories, jobs } = options
  const view = {
    askedIn: message.id,
    nonce: jobs.newNonce(),
    files: [],
    directories: manifest.directories.filter(({ name }) => directories.includes(name)),
  }
  await api.post(thread, askMarkdown(view), askCard(view))
}

type AskedByCard = Extract<CardCommand, { kind: 'ask' }>

/** The answer to the question what to do with a CSV: only from the person who posted it, whatever the card says. */
export const startAsked = async (turn: Turn, command: AskedByCard, actor: Actor, submit: CardSubmit): Promise<void> => {
  const { api } = turn.options
  const asked = await api.message(command.askedIn).catch(() => undefined)
  if (asked === undefined || !isSameId(asked.roomId, submit.roomId) || !isSameId(asked.personId, submit.personId))
    return say(turn, 'Only the person who posted the CSV can answer this question, while the message is there.')
  await api.remove(submit.messageId)
  return openRequest(turn, command.operation, command.directory, actor, asked)
}

export const openRequest = async (
  turn: Turn,
  operation: Operation,
  directory: DirectoryName,
  actor: Actor,
  message: IncomingMessage,
): Promise<void> => {
  if (!actor.isRequester) return say(turn, answerWords({ kind: 'not-allowed', wanted: operation }))
  const files = await download(turn, message)
  if (files === undefined) return
  await openJob(turn.options.jobs, {
    operation,
    directories: [directory],
    thread: turn.thread,
    askedIn: message.id,
    requester: actor.person,
    files,
  })
}

/** All of the files or none: a plan over half of what was attached is not what was asked for. */
const download = async (turn: Turn, message: IncomingMessage): Promise<readonly UploadedFile[] | undefined> => {
  const { api, downloads } = turn.options
  const files: UploadedFile[] = []
  const refusals: string[] = []
  for (const [index, url] of message.fileUrls.entries()) {
    const download = await api.download(url, downloads)
    if (download.kind === 'file') files.push({ name: download.name, bytes: download.bytes })
    else refusals.push(downloadWords(download.code, `File ${index + 1}`))
  }
  if (refusals.length === 0) return files
  await say(turn, refusals.join('\n\n'))
  return undefined
}

export const defaultDirectory = ({ directories }: ConversationOptions): DirectoryName => {
  const [first] = directories
  if (first === undefined) throw new Error('answering a request: no directory is on; set DIRECTORIES')
  return first
}
