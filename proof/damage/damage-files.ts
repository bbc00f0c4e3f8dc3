/**
 * Every file of the made folders, cut at every byte and with every byte flipped, read as the bot reads it. In this process, one
 * reading at a time; a small size takes every so-many-eth byte and always the first and the last ones.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Damage, damaged, type Judging, judge, type Reading, type Verdict } from './judge.ts'
import type { StoredFile } from './made-folder.ts'
import { fingerprint, type Kind, readingOf } from './read-stored.ts'

export interface Size {
  /** Places of a file at which it is cut, and at which it is flipped. */
  readonly places: number
  readonly flipsAByte: number
}

export interface Count {
  cuts: number
  flips: number
  readonly verdicts: Record<Verdict, number>
}

export interface FilesFound {
  readonly byKind: ReadonlyMap<Kind, Count>
  /** The first few that must not be, in words. */
  readonly wrong: readonly string[]
}

export const damageFiles = async (
  scratch: string,
  files: readonly StoredFile[],
  size: Size,
  random: () => number,
): Promise<FilesFound> => {
  const byKind = new Map<Kind, Count>()
  const wrong: string[] = []
  for (const [no, file] of files.entries()) {
    const folder = join(scratch, `tried-${no}`)
    const { kind } = readingOf(file.name)
    const count = byKind.get(kind) ?? emptyCount()
    byKind.set(kind, count)
    await layOut(folder, file)
    const judging = await judgingOf(folder, file)
    for (const damage of damagesOf(file.bytes, size, random)) {
      const reading = await readDamaged(folder, file, damage)
      const verdict = judge(damage, reading, judging)
      count[damage.kind === 'cut' ? 'cuts' : 'flips'] += 1
      count.verdicts[verdict] += 1
      if (verdict === 'refused without words' || verdict === 'taken for whole though changed')
        wrong.push(
          `${file.name} ${JSON.stringify(damage)}: ${verdict}${reading.is === 'refused' ? `: ${reading.words}` : ''}`,
        )
    }
  }
  return { byKind, wrong }
}

const emptyCount = (): Count => ({
  cuts: 0,
  flips: 0,
  verdicts: {
    unchanged: 0,
    recovered: 0,
    'refused with words': 0,
    'refused without words': 0,
    'taken for whole though changed': 0,
  },
})

/** The copy of the heads is tried where an operator puts it. */
const placeOf = (name: string): string => (name === 'jobs.json.bak' ? 'jobs.json' : name)

const layOut = async (folder: string, file: StoredFile): Promise<void> => {
  const home = dirname(file.name)
  for (const [name, bytes] of file.beside) {
    if (dirname(name) !== home || (home === '.' && name !== file.name)) continue
    await mkdir(join(folder, home), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
}

const readBytes = async (folder: string, file: StoredFile, bytes: Buffer): Promise<Reading> => {
  const name = placeOf(file.name)
  await writeFile(join(folder, name), bytes)
  try {
    return { is: 'read', text: fingerprint(await readingOf(file.name).read(folder, name, file.bytes)) }
  } catch (error) {
    return { is: 'refused', words: error instanceof Error ? error.message : String(error) }
  }
}

const readDamaged = (folder: string, file: StoredFile, damage: Damage): Promise<Reading> =>
  readBytes(folder, file, damaged(file.bytes, damage))

const judgingOf = async (folder: string, file: StoredFile): Promise<Judging> => {
  const ends = [...file.bytes.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at] : []))
  const lineEnds = readingOf(file.name).isAppended ? ends : []
  const wholes = readingOf(file.name).isAppended ? [0, ...ends.map((end) => end + 1)] : [file.bytes.length]
  const states: string[] = []
  for (const end of wholes) {
    const reading = await readBytes(folder, file, file.bytes.subarray(0, end))
    if (reading.is === 'refused') throw new Error(`reading ${file.name} before any damage: ${reading.words}`)
    states.push(reading.text)
  }
  return { states, lineEnds, name: basename(placeOf(file.name)) }
}

function* damagesOf(bytes: Buffer, { places, flipsAByte }: Size, random: () => number): Generator<Damage> {
  const step = Math.max(1, bytes.length / places)
  const all = new Set([bytes.length - 2, bytes.length - 1].filter((at) => at >= 0))
  for (let at = 0; at < bytes.length; at += step) all.add(Math.floor(at))
  for (const at of all) {
    yield { kind: 'cut', at }
    for (const mask of masks(flipsAByte, random)) yield { kind: 'flip', at, mask }
  }
}

/** Single bits first when there is room for all of them: what a failing disk or memory does. */
const masks = (count: number, random: () => number): readonly number[] => {
  const bits = count >= 8 ? [1, 2, 4, 8, 16, 32, 64, 128] : []
  return [...bits, ...Array.from({ length: count - bits.length }, () => 1 + Math.floor(random() * 255))]
}
