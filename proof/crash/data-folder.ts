/** What lies in the data folder of a process that is dead, read as a file and never through the store, which would mend it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyAudit } from '../../src/audit/verify-audit.ts'
import type { Job } from '../../src/model/job.ts'
import type { JournalEntry } from '../../src/model/run.ts'

const textOf = (...path: readonly string[]): Promise<string> => readFile(join(...path), 'utf8').catch(() => '')

/** Empty before there is any. Throws where the file is not whole. */
export const headsIn = async (folder: string): Promise<readonly Job[]> => {
  const text = await textOf(folder, 'jobs.json')
  return text === '' ? [] : headsOf(JSON.parse(text))
}

const headsOf = (value: unknown): readonly Job[] => {
  if (typeof value !== 'object' || value === null) return []
  if ('askedIn' in value) return [value as Job]
  return Object.values(value).flatMap(headsOf)
}

/** Numbers of the changes that have an intent and neither an outcome nor the word that nothing was sent. */
export const openIn = async (folder: string, job: string): Promise<readonly number[]> => {
  const open = new Set<number>()
  for (const entry of entriesOf(await textOf(folder, 'jobs', job, 'journal.jsonl'))) {
    if (entry.kind === 'intent') for (const no of entry.changes) open.add(no)
    if (entry.kind === 'unsent') for (const no of entry.changes) open.delete(no)
    if (entry.kind === 'outcome') open.delete(entry.outcome.change)
  }
  return [...open]
}

/** A torn last line is none. Before the entry stand its seal and its length. */
const entriesOf = (text: string): readonly JournalEntry[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line.replace(/^\S+ \S+ /, '')) as JournalEntry)

/** Undefined when the chain holds. The end of the file may be torn. */
export const brokenAudit = async (folder: string): Promise<string | undefined> => {
  const lines = (await textOf(folder, 'audit.jsonl')).split('\n')
  const verdict = await verifyAudit(lines.slice(0, -1))
  return verdict.ok ? undefined : `record ${verdict.firstBad} of the audit log: ${verdict.why}`
}
