import { type JobId, jobId } from '../model/ids.ts'
import type { DirectoryName, Operation } from '../model/vendor.ts'

/**
 * What somebody typed → what they want, as a pure function of hostile text. Never throws, never guesses a job:
 * what it does not understand in full becomes `misused` or `unknown`, so that nothing is done by half an instruction.
 */

export const COMMAND_NAMES = [
  'help',
  'delete',
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
  'whoami',
] as const
export type CommandName = (typeof COMMAND_NAMES)[number]

/** What can be asked for, and where. */
export const OPERATIONS = ['delete'] as const satisfies readonly Operation[]
export const DIRECTORIES = ['webex'] as const satisfies readonly DirectoryName[]

/** Closed: each has its sentence in `refusals.ts`. `typed` is hostile text. */
export type Misuse =
  | { readonly code: 'no-files' }
  | { readonly code: 'no-job' }
  | { readonly code: 'not-a-job'; readonly typed: string }
  | { readonly code: 'no-count' }
  | { readonly code: 'no-operation' }
  | { readonly code: 'not-an-operation'; readonly typed: string }
  | { readonly code: 'not-a-directory'; readonly typed: string }
  | { readonly code: 'surplus'; readonly typed: string }

export type Command =
  | { readonly kind: 'help' | 'jobs' | 'whoami' }
  | { readonly kind: 'delete'; readonly directory?: DirectoryName }
  | { readonly kind: 'template'; readonly operation: Operation }
  | { readonly kind: 'status'; readonly job?: JobId }
  /** `typedCount` as typed, thousands marks included: the approval machine judges it. */
  | { readonly kind: 'approve'; readonly job: JobId; readonly typedCount: string }
  | { readonly kind: 'reject'; readonly job: JobId; readonly reason: string }
  | { readonly kind: 'withdraw' | 'pause' | 'resume' | 'cancel' | 'retry'; readonly job: JobId }
  /** A CSV without words. */
  | { readonly kind: 'ask-operation' }
  | { readonly kind: 'misused'; readonly command: CommandName; readonly why: Misuse }
  | { readonly kind: 'unknown'; readonly text: string; readonly suggestion?: CommandName }

export function parseCommand(text: string, hasFiles: boolean): Command {
  const typed = text.replace(/\s+/gu, ' ').trim()
  if (typed === '') return hasFiles ? { kind: 'ask-operation' } : { kind: 'help' }
  const [first = '', ...others] = typed.split(' ')
  const word = first
    .replace(/^\//u, '')
    .replace(/[.!?,:;]+$/u, '')
    .toLowerCase()
  const name = COMMAND_NAMES.find((known) => known === word)
  if (name === undefined) return unknown(typed, word)
  return PARSERS[name](others.join(' '), hasFiles)
}

type Parser = (rest: string, hasFiles: boolean) => Command

const PARSERS = {
  help: (rest) => alone('help', rest),
  jobs: (rest) => alone('jobs', rest),
  whoami: (rest) => alone('whoami', rest),
  delete: parseDelete,
  template: parseTemplate,
  status: (rest) => (rest === '' ? { kind: 'status' } : ofJob('status', rest)),
  approve: (rest) => withJob('approve', rest, parseApprove),
  reject: (rest) => withJob('reject', rest, (job, reason) => ({ kind: 'reject', job, reason })),
  withdraw: (rest) => ofJob('withdraw', rest),
  pause: (rest) => ofJob('pause', rest),
  resume: (rest) => ofJob('resume', rest),
  cancel: (rest) => ofJob('cancel', rest),
  retry: (rest) => ofJob('retry', rest),
} as const satisfies Record<CommandName, Parser>

const misused = (command: CommandName, why: Misuse): Command => ({ kind: 'misused', command, why })

const alone = (kind: 'help' | 'jobs' | 'whoami', rest: string): Command =>
  rest === '' ? { kind } : misused(kind, { code: 'surplus', typed: rest })

function parseDelete(rest: string, hasFiles: boolean): Command {
  const [typed = '', ...surplus] = rest.split(' ')
  const directory = DIRECTORIES.find((name) => name === typed.toLowerCase())
  if (typed !== '' && directory === undefined) return misused('delete', { code: 'not-a-directory', typed })
  if (surplus.length > 0) return misused('delete', { code: 'surplus', typed: surplus.join(' ') })
  if (!hasFiles) return misused('delete', { code: 'no-files' })
  return directory === undefined ? { kind: 'delete' } : { kind: 'delete', directory }
}

function parseTemplate(rest: string): Command {
  const [typed = '', ...surplus] = rest.split(' ')
  if (typed === '') return misused('template', { code: 'no-operation' })
  const operation = OPERATIONS.find((name) => name === typed.toLowerCase())
  if (operation === undefined) return misused('template', { code: 'not-an-operation', typed })
  if (surplus.length > 0) return misused('template', { code: 'surplus', typed: surplus.join(' ') })
  return { kind: 'template', operation }
}

function parseApprove(job: JobId, rest: string): Command {
  if (rest === '') return misused('approve', { code: 'no-count' })
  const isOneFigure = !rest.includes(' ') || /^[\d .,'_]+$/u.test(rest)
  return isOneFigure ? { kind: 'approve', job, typedCount: rest } : misused('approve', { code: 'surplus', typed: rest })
}

const ofJob = (kind: 'status' | 'withdraw' | 'pause' | 'resume' | 'cancel' | 'retry', rest: string): Command =>
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
  const suggestion = nearest(word)
  return suggestion === undefined ? { kind: 'unknown', text } : { kind: 'unknown', text, suggestion }
}

/** The command that differs by one slip in a short word, by two in a longer one. */
function nearest(word: string): CommandName | undefined {
  if (word.length < 3 || word.length > 12) return undefined
  const slips = word.length < 6 ? 1 : 2
  const scored = COMMAND_NAMES.map((name) => ({ name, distance: editDistance(word, name) }))
  return scored.filter(({ distance }) => distance <= slips).sort((a, b) => a.distance - b.distance)[0]?.name
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped))
    }
  }
  return at(from.length, to.length)
}
