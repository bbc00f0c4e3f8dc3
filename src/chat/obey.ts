import { freezeAll } from '../jobs/freeze-all.ts'
import { retryJob } from '../jobs/retry-job.ts'
import { reviewJob } from '../jobs/review-job.ts'
import { cancelJob, pauseJob, resumeJob } from '../jobs/steer-jobs.ts'
import { thawAll } from '../jobs/thaw-all.ts'
import { undoJob } from '../jobs/undo-job.ts'
import { withdrawJob } from '../jobs/withdraw-job.ts'
import type { JobId } from '../model/ids.ts'
import type { Actor, Person } from '../model/person.ts'
import type { Answer } from '../model/voice.ts'
import type { CardCommand } from './cards/submit.ts'
import type { CardSubmit, IncomingMessage } from './chat-api.ts'
import type { Command } from './commands.ts'
import { freezeWords, thawWords } from './freeze-words.ts'
import { helpWords, jobsWords, statusWords, templateFile, templateWords, usageOf, whoamiWords } from './help.ts'
import { misuseWords, unknownWords } from './misuse-words.ts'
import { obeyOnce } from './obey-once.ts'
import { answerWords } from './refusals.ts'
import { askWhatToDo, startAsked, takeRequest } from './requests.ts'
import { say, sayAnswer, type Turn } from './turn.ts'

/** What somebody on the lists wants → the use case → its answer. Decides nothing about jobs, and answers everything. */

const NOT_MINE = 'This card is not one of mine, or no longer. Type `jobs` to see where things stand.'

const STEER = { pause: pauseJob, resume: resumeJob, cancel: cancelJob } as const

export const obeyMessage = async (
  turn: Turn,
  command: Command,
  actor: Actor,
  person: Person,
  message: IncomingMessage,
): Promise<void> => {
  const { manifest, jobs, api } = turn.options
  const said = (deed: () => Promise<string>): Promise<void> =>
    obeyOnce(turn, message, async () => {
      const words = await deed()
      return () => say(turn, words)
    })
  const answered = (job: JobId, deed: () => Promise<Answer>): Promise<void> =>
    obeyOnce(turn, message, async () => {
      const answer = await deed()
      return () => sayAnswer(turn, job, answer)
    })
  switch (command.kind) {
    case 'help':
      return say(turn, helpWords(turn.options, jobs.policy))
    case 'whoami':
      return say(turn, whoamiWords(person, actor))
    case 'jobs':
      return say(turn, jobsWords(await jobs.store.list(), jobs.freeze.get()))
    case 'status':
      return sayStatus(turn, command.job)
    case 'template':
      await api.postFile(
        turn.thread,
        templateWords(manifest, command.operation),
        templateFile(manifest, command.operation),
      )
      return
    case 'delete':
    case 'deactivate':
    case 'restore':
    case 'rename':
    case 'keep':
      return takeRequest(turn, command, actor, message)
    case 'ask-operation':
      return askWhatToDo(turn, message)
    case 'approve':
    case 'reject': {
      const { kind: verdict, job } = command
      const typedCount = command.kind === 'approve' ? command.typedCount : ''
      const reason = command.kind === 'reject' ? command.reason : ''
      return answered(job, () => reviewJob(jobs, { job, actor, verdict, typedCount, reason }))
    }
    case 'withdraw':
      return answered(command.job, () => withdrawJob(jobs, command.job, actor))
    case 'pause':
    case 'resume':
    case 'cancel': {
      const steer = STEER[command.kind]
      return answered(command.job, () => steer(jobs, command.job, actor))
    }
    case 'retry':
      return answered(command.job, () => retryJob(jobs, command.job, actor, message.id))
    case 'undo':
      return answered(command.job, () => undoJob(jobs, command.job, actor, message.id))
    case 'freeze':
      return said(async () => freezeWords(await freezeAll(jobs, actor, command.reason)))
    case 'thaw':
      return said(async () => thawWords(await thawAll(jobs, actor)))
    case 'misused':
      return say(turn, misuseWords(command.why, usageOf(manifest, command.command), turn.options.directories))
    case 'unknown':
      return say(turn, unknownWords(command.text, command.suggestion))
  }
}

/** `command` is undefined where the click came from no card of ours. */
export const obeyClick = async (
  turn: Turn,
  command: CardCommand | undefined,
  actor: Actor,
  submit: CardSubmit,
): Promise<void> => {
  const { jobs } = turn.options
  switch (command?.kind) {
    case undefined:
      return say(turn, NOT_MINE)
    case 'review': {
      const { job, verdict, typedCount, reason, nonce } = command
      return sayAnswer(turn, job, await reviewJob(jobs, { job, actor, verdict, typedCount, reason, nonce }))
    }
    case 'control': {
      const { job, action, nonce } = command
      if ((await jobs.store.get(job))?.nonce !== nonce) return say(turn, NOT_MINE)
      return sayAnswer(turn, job, await STEER[action](jobs, job, actor))
    }
    case 'ask':
      return startAsked(turn, command, actor, submit)
  }
}

const sayStatus = async (turn: Turn, id: JobId | undefined): Promise<void> => {
  const { store, freeze } = turn.options.jobs
  const job = id === undefined ? (await store.list())[0] : await store.get(id)
  if (job) return say(turn, statusWords(job, freeze.get()))
  return say(turn, id === undefined ? jobsWords([], freeze.get()) : answerWords({ kind: 'unknown-job', id }))
}
