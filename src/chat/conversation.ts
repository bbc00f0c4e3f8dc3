import type { JobsContext } from '../jobs/context.ts'
import { openJob } from '../jobs/open-job.ts'
import { retryJob } from '../jobs/retry-job.ts'
import { reviewJob } from '../jobs/review-job.ts'
import { cancelJob, pauseJob, resumeJob } from '../jobs/steer-jobs.ts'
import { withdrawJob } from '../jobs/withdraw-job.ts'
import { isSameId } from '../model/identity.ts'
import type { JobId } from '../model/ids.ts'
import type { ThreadRef } from '../model/job.ts'
import type { Actor, Person } from '../model/person.ts'
import type { UploadedFile } from '../model/rows.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'
import type { Answer } from '../model/voice.ts'
import type { Download, DownloadLimits } from './attachments.ts'
import { type AccessLists, standingOf } from './authority.ts'
import { askCard, askMarkdown } from './cards/ask-card.ts'
import { type CardCommand, parseSubmit } from './cards/submit.ts'
import type { CardSubmit, ChatApi, ChatEvents, IncomingMessage } from './chat-api.ts'
import { type Command, parseCommand } from './commands.ts'
import { helpWords, jobsWords, statusWords, templateFile, templateWords, usageOf, whoamiWords } from './help.ts'
import type { Log } from './log.ts'
import type { Manifest } from './manifest.ts'
import {
  answerWords,
  CLICK_WENT_WRONG,
  downloadWords,
  misuseWords,
  OUTSIDER_WORDS,
  toldElsewhereWords,
  unknownWords,
} from './refusals.ts'

/**
 * Who wrote or clicked → what they want → the use case → an answer. Every message and every click gets one.
 * It decides nothing about jobs, and trusts nothing in a message or a card but the id of whoever sent it.
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

export const createConversation = (options: ConversationOptions): ChatEvents => ({
  onMessage: (message) => new Turn(options, { roomId: message.roomId, rootId: message.rootId }).message(message),
  onSubmit: (submit) => answerSubmit(options, submit),
  onJoined: async (roomId) => {
    await options.api.post(
      { roomId },
      `I am ${options.manifest.name}. ${options.manifest.summary} Mention me and type \`help\`.`,
    )
  },
})

/** The thread of a click is the one of its job; a card that belongs to no job there is answered where it stands. */
const answerSubmit = async (options: ConversationOptions, submit: CardSubmit): Promise<void> => {
  const command = parseSubmit(submit.inputs)
  const job = command === undefined || command.kind === 'ask' ? undefined : await options.jobs.store.get(command.job)
  const isHere = job !== undefined && isSameId(job.thread.roomId, submit.roomId)
  const rootId = job && isHere ? job.thread.rootId : ((await rootOf(options, submit)) ?? submit.messageId)
  const turn = new Turn(options, { roomId: submit.roomId, rootId })
  try {
    await turn.submit(submit, isHere || command?.kind === 'ask' ? command : undefined)
  } catch (error) {
    // Unlike a message, a click is not told of again: whoever made it has to know.
    await turn.clickWentWrong()
    throw error
  }
}

const rootOf = async (
  { api }: ConversationOptions,
  { messageId }: CardSubmit,
): Promise<ThreadRef['rootId'] | undefined> => {
  const card = await api.message(messageId).catch(() => undefined)
  return card?.rootId
}

/** One message or one click, with the thread in which it is answered. */
class Turn {
  readonly #options: ConversationOptions
  readonly #thread: ThreadRef

  constructor(options: ConversationOptions, thread: ThreadRef) {
    this.#options = options
    this.#thread = thread
  }

  async message(message: IncomingMessage): Promise<void> {
    const person = await this.#options.api.person(message.personId)
    const actor = await this.#actorOrRefusal(person)
    if (actor) await this.#obey(parseCommand(message.text, message.fileUrls.length > 0), actor, person, message)
  }

  async submit(submit: CardSubmit, command: CardCommand | undefined): Promise<void> {
    const actor = await this.#actorOrRefusal(await this.#options.api.person(submit.personId))
    if (actor === undefined) return
    switch (command?.kind) {
      case undefined:
        return this.#say('This card is not one of mine, or no longer. Type `jobs` to see where things stand.')
      case 'review': {
        const { job, verdict, typedCount, reason, nonce } = command
        return this.#answer(
          job,
          await reviewJob(this.#options.jobs, { job, actor, verdict, typedCount, reason, nonce }),
        )
      }
      case 'control':
        return this.#answer(command.job, await STEER[command.action](this.#options.jobs, command.job, actor))
      case 'ask':
        return this.#startAsked(command, actor, submit)
    }
  }

  async clickWentWrong(): Promise<void> {
    await this.#say(CLICK_WENT_WRONG)
  }

  async #actorOrRefusal(person: Person): Promise<Actor | undefined> {
    const standing = standingOf(person, await this.#options.access())
    if (standing.kind === 'actor') return standing.actor
    this.#options.log.info({ person: person.id, code: standing.code }, 'somebody without leave was refused')
    await this.#say(OUTSIDER_WORDS[standing.code])
    return undefined
  }

  async #obey(command: Command, actor: Actor, person: Person, message: IncomingMessage): Promise<void> {
    const { manifest, jobs } = this.#options
    switch (command.kind) {
      case 'help':
        return this.#say(helpWords(manifest))
      case 'whoami':
        return this.#say(whoamiWords(person, actor))
      case 'jobs':
        return this.#say(jobsWords(await jobs.store.list()))
      case 'status':
        return this.#status(command.job)
      case 'template':
        await this.#options.api.postFile(
          this.#thread,
          templateWords(manifest, command.operation),
          templateFile(manifest, command.operation),
        )
        return
      case 'delete':
        return this.#open('delete', command.directory ?? this.#defaultDirectory(), actor, message)
      case 'ask-operation':
        return this.#ask(message)
      case 'approve':
        return this.#answer(
          command.job,
          await reviewJob(jobs, {
            job: command.job,
            actor,
            verdict: 'approve',
            typedCount: command.typedCount,
            reason: '',
          }),
        )
      case 'reject':
        return this.#answer(
          command.job,
          await reviewJob(jobs, { job: command.job, actor, verdict: 'reject', typedCount: '', reason: command.reason }),
        )
      case 'withdraw':
        return this.#answer(command.job, await withdrawJob(jobs, command.job, actor))
      case 'pause':
      case 'resume':
      case 'cancel':
        return this.#answer(command.job, await STEER[command.kind](jobs, command.job, actor))
      case 'retry':
        return this.#answer(command.job, await retryJob(jobs, command.job, actor, message.id))
      case 'misused':
        return this.#say(misuseWords(command.why, usageOf(manifest, command.command)))
      case 'unknown':
        return this.#say(unknownWords(command.text, command.suggestion))
    }
  }

  async #status(id: JobId | undefined): Promise<void> {
    const { store } = this.#options.jobs
    const job = id === undefined ? (await store.list())[0] : await store.get(id)
    if (job) return this.#say(statusWords(job))
    return this.#say(id === undefined ? jobsWords([]) : answerWords({ kind: 'unknown-job', id }))
  }

  async #ask(message: IncomingMessage): Promise<void> {
    const { api, manifest, directories, jobs } = this.#options
    const view = {
      askedIn: message.id,
      nonce: jobs.newNonce(),
      files: [],
      directories: manifest.directories.filter(({ name }) => directories.includes(name)),
    }
    await api.post(this.#thread, askMarkdown(view), askCard(view))
  }

  /** The answer to the question what to do with a CSV: only from the person who posted it, whatever the card says. */
  async #startAsked(command: Extract<CardCommand, { kind: 'ask' }>, actor: Actor, submit: CardSubmit): Promise<void> {
    const asked = await this.#options.api.message(command.askedIn).catch(() => undefined)
    if (asked === undefined || !isSameId(asked.roomId, submit.roomId) || !isSameId(asked.personId, submit.personId))
      return this.#say('Only the person who posted the CSV can answer this question, while the message is there.')
    await this.#options.api.remove(submit.messageId)
    return this.#open(command.operation, command.directory, actor, asked)
  }

  async #open(operation: Operation, directory: DirectoryName, actor: Actor, message: IncomingMessage): Promise<void> {
    if (!actor.isRequester) return this.#say(answerWords({ kind: 'not-allowed', wanted: operation }))
    const files = await this.#download(message)
    if (files === undefined) return
    await openJob(this.#options.jobs, {
      operation,
      directories: [directory],
      thread: this.#thread,
      askedIn: message.id,
      requester: actor.person,
      files,
    })
  }

  /** All of the files or none: a plan over half of what was attached is not what was asked for. */
  async #download(message: IncomingMessage): Promise<readonly UploadedFile[] | undefined> {
    const { api, downloads } = this.#options
    const files: UploadedFile[] = []
    const refusals: string[] = []
    for (const [index, url] of message.fileUrls.entries()) {
      const download = await api.download(url, downloads)
      if (download.kind === 'file') files.push({ name: download.name, bytes: download.bytes })
      else refusals.push(downloadWords(download.code, `File ${index + 1}`))
    }
    if (refusals.length === 0) return files
    await this.#say(refusals.join('\n\n'))
    return undefined
  }

  #defaultDirectory(): DirectoryName {
    const [first] = this.#options.directories
    if (first === undefined) throw new Error('answering a request: no directory is on; set DIRECTORIES')
    return first
  }

  /** Where the job's own thread tells what was done, that is enough only for those who are in it. */
  async #answer(id: JobId, answer: Answer): Promise<void> {
    const words = answerWords(answer, id)
    if (words !== '') return this.#say(words)
    const job = await this.#options.jobs.store.get(id)
    if (job?.thread.rootId !== this.#thread.rootId) await this.#say(toldElsewhereWords(id))
  }

  async #say(markdown: string): Promise<void> {
    await this.#options.api.post(this.#thread, markdown)
  }
}

const STEER = { pause: pauseJob, resume: resumeJob, cancel: cancelJob } as const
