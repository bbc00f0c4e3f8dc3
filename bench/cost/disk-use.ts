/** What is in a data folder, by kind of file. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes. `rest`: job heads, inbox and the other small files. */
export interface FolderSizes {
  readonly plan: number
  readonly journal: number
  readonly audit: number
  readonly inputs: number
  readonly rest: number
}

export const sizesOf = async (folder: string): Promise<FolderSizes> => {
  const sizes = { plan: 0, journal: 0, audit: 0, inputs: 0, rest: 0 }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) sizes[kindOf(entry.name)] += (await stat(join(entry.parentPath, entry.name))).size
  return sizes
}

export const kindOf = (name: string): keyof FolderSizes => {
  if (name === 'plan.jsonl') return 'plan'
  if (name === 'journal.jsonl') return 'journal'
  if (name === 'audit.jsonl') return 'audit'
  return /^input/.test(name) ? 'inputs' : 'rest'
}
