/**
 * Accounts as they were before the first effect: sealed lines in a `LineFile`, handed out as plain lines of JSON. Must never
 * give back an entry that is not what was written: somebody may rebuild an account from it.
 */
import { z } from 'zod'
import type { UserId } from '../model/ids.ts'
import type { LineFile } from '../model/line-file.ts'
import { type BeforeEntry, type BeforeFile, DamagedFile } from '../model/store.ts'
import { type Fields, text } from './fields.ts'
import { directoryName } from './plan-schema.ts'
import { damagedLine, readSealed } from './read-sealed.ts'
import { firstSeal, sealEach, unsealLine } from './sealed-line.ts'

const entrySchema: z.ZodType<BeforeEntry> = z.strictObject({
  directory: directoryName,
  userId: text<UserId>(),
  login: z.string(),
  at: text(),
  data: z.unknown(),
} satisfies Fields<BeforeEntry>)

/** `job` binds the file to its job. `onNote` hears of a torn line that was cut off. Throws `DamagedFile`. */
export async function openBeforeFile(file: LineFile, job: string, onNote: (note: string) => void): Promise<BeforeFile> {
  const chain = `before 1 ${job}`
  const known = new Set<string>()
  const found = await readSealed(file, chain, onNote, (line, no) => known.add(keyOf(entryIn(file.path, line, no))))
  let seal = found.seal
  return {
    known,
    async append(entries) {
      const sealed = sealEach(entries, seal)
      seal = sealed.seal
      await file.append(sealed.lines)
      for (const entry of entries) known.add(keyOf(entry))
    },
    read: () => plainLines(file, chain),
    close: () => file.close(),
  }
}

const keyOf = ({ directory, userId }: BeforeEntry): string => `${directory}:${userId}`

function entryIn(path: string, line: string, no: number): BeforeEntry {
  const entry = entrySchema.safeParse(JSON.parse(line))
  if (entry.success) return entry.data
  throw new DamagedFile(
    `reading ${path}: line ${no} is whole but of a form that this version does not know (${z.prettifyError(entry.error)}); start the version that wrote it`,
  )
}

async function plainLines(file: LineFile, chain: string): Promise<Uint8Array> {
  const lines: string[] = []
  let seal = firstSeal(chain)
  for await (const { bytes } of file.read()) {
    const line = unsealLine(bytes, seal)
    if (line === undefined) throw damagedLine(file.path, lines.length + 1)
    seal = line.seal
    lines.push(`${line.text}\n`)
  }
  return Buffer.from(lines.join(''))
}
