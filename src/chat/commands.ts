import { asciiLowerCase } from '../model/address.ts'
import { type JobId, jobId } from '../model/ids.ts'
import { nearest } from './nearest.ts'
import { REQUEST_NAMES, type RequestMisuse, type RequestName, type RequestWords, readRequest } from './read-request.ts'

/**
 * What somebody typed → what they want, as a pure function of hostile text. Never throws, never guesses a job:
 * what it does not understand in full becomes `misused` or `unknown`, so that nothing is done by half an instruction.
 */

export const COMMAND_NAMES = [
  'help',
  'delete',
  'deactivate',
  'restore',
  'rename',
  'keep',
  'template',
  'jobs',
  'status',
  'approve',
  'reject',
  'withdraw',
  'pause',
  'resume',
  'cancel',
  'retry',
  'undo',
  'freeze',
  'thaw',
  'whoami',
] as const
export type CommandName = (typeof COMMAND_NAMES)[number]

/** Closed: each has its sentence in `refusals.ts`. `typed` is hostile text. */
export type Misuse =
  | RequestMisuse
  | { readonly code: 'no-job' }
  | { readonly code: 'not-a-job'; readonly typed: string }
  | { readonly code: 'no-count' }
  | { readonly code: 'no-operation' }
  | { readonly code: 'not-an-operation'; readonly typed: string }

export type Command =
  | { readonly kind: 'help' | 'jobs' | 'thaw' | 'whoami' }
  /** `reason` is empty when none was given. Hostile text. */
  | { readonly kind: 'freeze'; readonly reason: string }
  | ({ readonly kind: RequestName } & RequestWords)
  | { readonly kind: 'template'; readonly operation: RequestName }
  | { readonly kind: 'status'; readonly job?: JobId }
  /** `typedCount` as typed, thousands marks included: the approval machine judges it. */
  | { readonly kind: 'approve'; readonly job: JobId; readonly typedCount: string }
  | { readonly kind: 'reject'; readonly job: JobId; readonly reason: string }
  | { readonly kind: 'withdraw' | 'pause' | 'resume' | 'cancel' | 'retry' | 'undo'; readonly job: JobId }
  /** A CSV without words. */
  | { readonly kind: 'ask-operation' }
  | { readonly kind: 'misused'; readonly command: CommandName; readonly why: Misuse }
  | { readonly kind: 'unknown'; readonly text: string; readonly suggestion?: CommandName }

export function parseCommand(text: string, hasFiles: boolean): Command {
  const typed = text.replace(/\s+/gu, ' ').trim()
  if (typed === '') return hasFiles ? { kind: 'ask-operation' } : { kind: 'help' }
  const [first = '', ...others] = typed.split(' ')
  const word = asciiLowerCase(first.replace(/^\//u, '').replace(/[.!?,:;]+$/u, ''))
  const name = COMMAND_NAMES.find((known) => known === word)
  if (name === undefined) return unknown(typed, word)
  return PARSERS[name](others.join(' '), hasFiles)
}

type Parser = (rest: string, hasFiles: boolean) => Command

const PARSERS = {
  help: (rest) => alone('help', rest),
  jobs: (rest) => alone('jobs', rest),
  whoami: (rest) => alone('whoami', rest),
  delete: requestOf('delete'),
  deactivate: requestOf('deactivate'),
  restore: requestOf('restore'),
  rename: requestOf('rename'),
  keep: requestOf('keep'),
  template: parseTemplate,
  status: (rest) => (rest === '' ? { kind: 'status' } : ofJob('status', rest)),
  approve: (rest) => withJob('approve', rest, parseApprove),
  reject: (rest) => withJob('reject', rest, (job, reason) => ({ kind: 'reject', job, reason })),
  withdraw: (rest) => ofJob('withdraw', rest),
  pause: (rest) => ofJob('pause', rest),
  resume: (rest) => ofJob('resume', rest),
  cancel: (rest) => ofJob('cancel', rest),
  retry: (rest) => ofJob('retry', rest),
  undo: (rest) => ofJob('undo', rest),
  freeze: (reason) => ({ kind: 'freeze', reason }),
  thaw: (rest) => alone('thaw', rest),
} as const satisfies Record<CommandName, Parser>

const misused = (command: CommandName, why: Misuse): Command => ({ kind: 'misused', command, why })

const alone = (kind: 'help' | 'jobs' | 'thaw' | 'whoami', rest: string): Command =>
  rest === '' ? { kind } : misused(kind, { code: 'surplus', typed: rest })

function requestOf(name: RequestName): Parser {
  return (rest, hasFiles) => {
    const request = readRequest(name, rest, hasFiles)
    return request.kind === 'misused' ? misused(name, request.why) : { kind: name, ...request.value }
  }
}

function parseTemplate(rest: string): Command {
  const [typed = '', ...surplus] = rest.split(' ')
  if (typed === '') return misused('template', { code: 'no-operation' })
  const operation = REQUEST_NAMES.find((name) => name === asciiLowerCase(typed))
  if (operation === undefined) return misused('template', { code: 'not-an-operation', typed })
  if (surplus.length > 0) return misused('template', { code: 'surplus', typed: surplus.join(' ') })
  return { kind: 'template', operation }
}

function parseApprove(job: JobId, rest: string): Command {
  if (rest === '') return misused('approve', { code: 'no-count' })
  const isOneFigure = !rest.includes(' ') || /^[\d .,'_]+$/u.test(rest)
  return isOneFigure ? { kind: 'approve', job, typedCount: rest } : misused('approve', { code: 'surplus', typed: rest })
}

type OfJob = 'status' | 'withdraw' | 'pause' | 'resume' | 'cancel' | 'retry' | 'undo'

const ofJob = (kind: OfJob, rest: string): Command =>
  withJob(kind, rest, (job, surplus) =>
    surplus === '' ? { kind, job } : misused(kind, { code: 'surplus', typed: surplus }),
  )

function withJob(command: CommandName, rest: string, then: (job: JobId, rest: string) => Command): Command {
  if (rest === '') return misused(command, { code: 'no-job' })
  const read = readJobId(rest)
  return read === undefined ? misused(command, { code: 'not-a-job', typed: rest }) : then(read.job, read.rest)
}

/**
 * A job's name at the start of a text, however sloppily typed: `J-7K2Q`, `j7k2q`, `J 7K2Q`, `7k2q`, with O for 0 and I or L
 * for 1, as Crockford's base 32 allows (https://www.crockford.com/base32.html).
 */
export function readJobId(text: string): { readonly job: JobId; readonly rest: string } | undefined {
  const found = /^(?:j[\s\-‐-―_#]*)?([0-9a-tv-z]{4})(?:[.,:;!?]*(?:\s+|$))/i.exec(text.trim())
  if (found?.[1] === undefined) return undefined
  const code = found[1].toUpperCase().replaceAll('O', '0').replace(/[IL]/gu, '1')
  return { job: jobId(`J-${code}`), rest: text.trim().slice(found[0].length).trim() }
}

function unknown(text: string, word: string): Command {
  const suggestion = nearest(word, COMMAND_NAMES)
  return suggestion === undefined ? { kind: 'unknown', text } : { kind: 'unknown', text, suggestion }
}
