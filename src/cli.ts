import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BadRecord, readChain } from './audit/read-chain.ts'
import { tellStory } from './audit/tell-story.ts'
import { type AuditVerdict, verifyAudit } from './audit/verify-audit.ts'
import { plainText, SENTENCE } from './chat/markdown.ts'
import { type Environment, readEnvironment } from './config.ts'
import type { AuditEvent } from './model/audit.ts'
import { readLines } from './store/read-lines.ts'

/**
 * `npx twokey …`: what an auditor asks of the data folder, offline, also while the bot runs. It must never write there, take the lock,
 * or give out a text of somebody else but with its control characters made harmless for a terminal.
 */

export const USAGE = `Twokey: what its audit log says

  twokey audit verify [--head HASH] [--data DIR]
      Checks the chain of hashes. With --head the log must hold the record with that hash, such as the one that stands in the thread
      at the end of a job: only so is seen that records were cut off at the end, or that the whole log was written anew.
  twokey audit show <job> [--data DIR]
      Tells the story of a job, also of one whose files were removed since.
  twokey --help

  --data DIR   the data folder; else DATA_DIR from the environment or .env, else ./data

Ends with 0 when all is well, 1 when the log is bad, missing or knows no such job, 2 when the command was not understood.
`

export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** The process's own when absent. */
  readonly environment?: Environment
}

/** Resolves with the exit code. Never throws. */
export const runCli = async (args: readonly string[], { out, err, environment }: Terminal): Promise<number> => {
  const asked = understood(args)
  if (asked.kind === 'help') {
    out(USAGE)
    return 0
  }
  if (asked.kind === 'misuse') {
    err(`twokey: ${asked.why}\n\n${USAGE}`)
    return 2
  }
  const given = environment ?? readEnvironment()
  const file = join(asked.data ?? (given['DATA_DIR']?.trim() || './data'), 'audit.jsonl')
  try {
    return asked.kind === 'verify'
      ? await verify(file, asked.head, { out, err })
      : await show(file, asked.job, { out, err })
  } catch (error) {
    err(`reading the audit log "${clean(file)}": ${whyUnread(error)}\n`)
    return 1
  }
}

type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'misuse'; readonly why: string }
  | { readonly kind: 'verify'; readonly data: string | undefined; readonly head: string | undefined }
  | { readonly kind: 'show'; readonly data: string | undefined; readonly job: string }

const understood = (args: readonly string[]): Asked => {
  const parsed = parsedArgs(args)
  if (typeof parsed === 'string') return misuse(parsed)
  const { positionals, values } = parsed
  const { data, head, help } = values
  if (help || positionals.length === 0) return help ? { kind: 'help' } : misuse('no command was given')
  const [topic, verb, job, ...more] = positionals
  if (topic !== 'audit') return misuse(`"${clean(topic ?? '')}" is no command; there is "audit"`)
  if (data?.trim() === '') return misuse('--data names no folder')
  if (verb === 'verify' && job === undefined) {
    if (head === undefined || /^[0-9a-f]{64}$/i.test(head)) return { kind: 'verify', data, head: head?.toLowerCase() }
    return misuse(`--head is "${clean(head)}", which is no hash: a hash has 64 characters from 0 to 9 and a to f`)
  }
  if (head !== undefined) return misuse('--head is for "audit verify"')
  if (verb === 'show' && job !== undefined && more.length === 0) return { kind: 'show', data, job }
  if (verb === 'show') return misuse('"audit show" takes one job, such as J-7K2Q')
  return misuse(
    `"audit ${clean([verb ?? '', job ?? ''].join(' ').trim())}" is no command; there are "audit verify" and "audit show <job>"`,
  )
}

const misuse = (why: string): Asked => ({ kind: 'misuse', why })

const OPTIONS = { data: { type: 'string' }, head: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const

const parsedArgs = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    return clean(error instanceof Error ? error.message : String(error))
  }
}

const verify = async (file: string, head: string | undefined, { out, err }: Terminal): Promise<number> => {
  const verdict = await verifyAudit(readLines(file), head)
  if (!verdict.ok) {
    err(wordsOfBad(file, verdict))
    return 1
  }
  out(`${verdict.records} records, head ${verdict.head}\n`)
  if (verdict.after !== undefined)
    out(`The log holds the record with the hash ${head}; ${verdict.after} came after it.\n`)
  else out('Records cut off at the end, or a log written anew, are seen only with --head.\n')
  if (verdict.unfinished !== undefined) out(wordsOfUnfinished(verdict.unfinished))
  return 0
}

const wordsOfUnfinished = (bytes: number): string =>
  `The last line is not finished (${bytes} bytes): it is being written just now, or a hard stop tore it. It is no record yet, and no sign of tampering.\n`

const wordsOfBad = (
  file: string,
  { firstBad, why, says, before }: Extract<AuditVerdict, { readonly ok: false }>,
): string =>
  [
    `"${clean(file)}" is not as it was written. Line ${firstBad}: ${why}.`,
    ...(says === undefined ? [] : [`It says: ${clean(says)}`]),
    before === undefined ? 'No record is before it.' : `The last good record before it: ${recordWords(before)}`,
    'Keep the file as it is for whoever looks into it.\n',
  ].join('\n')

const recordWords = ({ seq, event, hash }: NonNullable<BadRecord['before']>): string =>
  `line ${seq}, ${clean(event.at)}, ${event.job === undefined ? 'of no job' : `job ${clean(event.job)}`}, "${clean(event.what)}", hash ${hash}`

const show = async (file: string, asked: string, { out, err }: Terminal): Promise<number> => {
  const job = asked.trim().toUpperCase()
  const events: AuditEvent[] = []
  let bad: BadRecord | undefined
  for await (const link of readChain(readLines(file))) {
    if (link.kind === 'record' && link.record.event.job === job) events.push(link.record.event)
    if (link.kind === 'bad') bad = link.bad
  }
  if (events.length === 0) err(`There is no record of a job "${clean(job)}" in "${clean(file)}".\n`)
  else out(`${tellStory(job, events, clean).join('\n')}\n`)
  if (bad !== undefined)
    err(`The log is bad from line ${bad.line} on, and nothing after it was read: run "twokey audit verify".\n`)
  return events.length === 0 || bad !== undefined ? 1 : 0
}

const clean = (text: string): string => plainText(text, SENTENCE)

const whyUnread = (error: unknown): string => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return 'it is not there; name the data folder with --data, or start where .env is'
  return clean(error instanceof Error ? error.message : String(error))
}
