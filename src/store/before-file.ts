/**
 * Accounts as they were before the first effect: sealed lines in a `LineFile`, handed out as plain lines of JSON. Must never
 * give back an entry that is not what was written: somebody may rebuild an account from it.
 */
import { z } from 'zod'
import type { UserId } from '../model/ids.ts'
import type { LineFile } from '../model/line-file.ts'
import type { BeforeEntry, BeforeFile } from '../model/store.ts'
import { type Fields, text } from './fields.ts'
import { directoryName } from './plan-schema.ts'
import { damagedLine, readSealed, unknownForm } from './read-sealed.ts'
import { firstSeal, sealEach, unsealLine } from './sealed-line.ts'

const entrySchema: z.ZodType<BeforeEntry> = z.strictObject({
  directory: directoryName,
  userId: text<UserId>(),
  login: z.string(),
  at: text(),
  data: z.unknown(),
} satisfies Fields<BeforeEntry>)

const WAY_OUT =
  'put it back from a backup and resume the job; without one, move it away and resume: of everybody who was not done yet, what is there is kept anew'

/** `job` binds the file to its job. `onNote` hears of a torn line that was cut off. Throws `DamagedFile`. */
export async function openBeforeFile(file: LineFile, job: string, onNote: (note: string) => void): Promise<BeforeFile> {
  const chain = `before 1 ${job}`
  const known = new Set<string>()
  const found = await readSealed(
    file,
    chain,
    onNote,
    (line, no) => known.add(keyOf(entryIn(file.path, line, no))),
    WAY_OUT,
  )
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
  throw unknownForm(path, no, z.prettifyError(entry.error))
}

async function plainLines(file: LineFile, chain: string): Promise<Uint8Array<ArrayBuffer>> {
  const lines: string[] = []
  let seal = firstSeal(chain)
  for await (const { bytes } of file.read()) {
    const line = unsealLine(bytes, seal)
    if (line === undefined) throw damagedLine(file.path, lines.length + 1, WAY_OUT)
    seal = line.seal
    lines.push(`${line.text}\n`)
  }
  return Buffer.from(lines.join(''))
}
