/** Reads an append-only file of sealed lines at opening: gives every whole line on, cuts a torn last one off, and throws on any other damage. */
import { basename, dirname, join } from 'node:path'
import type { FoundLine, LineFile } from '../model/line-file.ts'
import { DamagedFile } from '../model/store.ts'
import { firstSeal, isTorn, unsealLine } from './sealed-line.ts'

/**
 * Returns the seal that the next line goes on from. `name` is what the chain of seals begins with, `wayOut` what an operator does about
 * damage. Throws `DamagedFile`.
 */
export async function readSealed(
  file: LineFile,
  name: string,
  onNote: (note: string) => void,
  onLine: (text: string, no: number) => void,
  wayOut: string,
): Promise<{ readonly seal: number }> {
  let seal = firstSeal(name)
  let no = 0
  let end = 0
  for await (const lines of file.pieces())
    for (const found of lines) {
      no += 1
      const line = unsealLine(found.bytes, seal)
      if (line === undefined) {
        await cutTorn(file, found, { no, end, wayOut }, onNote)
        return { seal }
      }
      onLine(line.text, no)
      seal = line.seal
      if (!found.isEnded) await writeAgain(file, found, end)
      end = found.end
    }
  return { seal }
}

interface Place {
  readonly no: number
  /** Where the line before ends. */
  readonly end: number
  readonly wayOut: string
}

async function cutTorn(file: LineFile, found: FoundLine, { no, end, wayOut }: Place, onNote: (note: string) => void) {
  if (found.isEnded || !isTorn(found.bytes)) throw damagedLine(file.path, no, wayOut)
  await file.cutTo(end)
  onNote(`${shortPath(file.path)}: cut ${found.bytes.length} bytes of line ${no} off, which was torn in mid-write`)
}

/** Only the newline is missing: the line is worth keeping, and has to be ended before another follows it. */
async function writeAgain(file: LineFile, found: FoundLine, end: number): Promise<void> {
  await file.cutTo(end)
  await file.append([Buffer.from(found.bytes).toString('utf8')])
}

/** `wayOut`: what an operator does about it, which differs from file to file. */
export const damagedLine = (path: string, no: number, wayOut: string): DamagedFile =>
  new DamagedFile(`reading ${path}: line ${no} is not what was written there; ${wayOut}`)

/** A line that is whole is no damage: another version wrote it. */
export const unknownForm = (path: string, no: number, why: string): DamagedFile =>
  new DamagedFile(
    `reading ${path}: line ${no} is whole but of a form that this version does not know (${why}); start the version that wrote it`,
  )

const shortPath = (path: string): string => join(basename(dirname(path)), basename(path))
