/** Reads an append-only file of sealed lines at opening: gives every whole line on, cuts a torn last one off, and throws on any other damage. */
import { basename, dirname, join } from 'node:path'
import type { FoundLine, LineFile } from '../model/line-file.ts'
import { DamagedFile } from '../model/store.ts'
import { firstSeal, isTorn, unsealLine } from './sealed-line.ts'

/** Returns the seal that the next line goes on from. `name` is what the chain of seals begins with. Throws `DamagedFile`. */
export async function readSealed(
  file: LineFile,
  name: string,
  onNote: (note: string) => void,
  onLine: (text: string, no: number) => void,
): Promise<{ readonly seal: number }> {
  let seal = firstSeal(name)
  let no = 0
  let end = 0
  for await (const found of file.read()) {
    no += 1
    const line = unsealLine(found.bytes, seal)
    if (line === undefined) {
      await cutTorn(file, found, no, end, onNote)
      break
    }
    onLine(line.text, no)
    seal = line.seal
    if (!found.isEnded) await writeAgain(file, found, end)
    end = found.end
  }
  return { seal }
}

async function cutTorn(file: LineFile, found: FoundLine, no: number, end: number, onNote: (note: string) => void) {
  if (found.isEnded || !isTorn(found.bytes)) throw damagedLine(file.path, no)
  await file.cutTo(end)
  onNote(`${shortPath(file.path)}: cut ${found.bytes.length} bytes of line ${no} off, which was torn in mid-write`)
}

/** Only the newline is missing: the line is worth keeping, and has to be ended before another follows it. */
async function writeAgain(file: LineFile, found: FoundLine, end: number): Promise<void> {
  await file.cutTo(end)
  await file.append([Buffer.from(found.bytes).toString('utf8')])
}

export const damagedLine = (path: string, no: number): DamagedFile =>
  new DamagedFile(
    `reading ${path}: line ${no} is not what was written there; put the file back from a backup, or move it away and look at the accounts by hand before anything is run again`,
  )

const shortPath = (path: string): string => join(basename(dirname(path)), basename(path))
