/**
 * The file system with every step of it counted, so that the process can be told to die at one: before it, in the middle of a
 * write with a part of it written, or after it. Does nothing else than the file system that it stands before.
 */
import { basename } from 'node:path'
import type { Disk, OpenFile } from '../../src/store/disk.ts'

export type DiskHow = 'before' | 'torn' | 'after'

/** Where the process is at a step: which one of this life, counted from 1, and what it is, e.g. `sync jobs.json.tmp`. */
export interface DiskStep {
  readonly no: number
  readonly what: string
}

/** `at` is called at each moment of a step and may end the process. */
export const countingDisk = (disk: Disk, at: (how: DiskHow, step: DiskStep) => void): Disk => {
  let steps = 0
  const stepped = async <T>(what: string, work: (torn: () => void) => Promise<T>): Promise<T> => {
    steps += 1
    const step = { no: steps, what }
    at('before', step)
    const done = await work(() => at('torn', step))
    at('after', step)
    return done
  }
  const watched = (file: OpenFile, name: string): OpenFile => ({
    write: (bytes) => stepped(`write ${name}`, (torn) => writeInHalves(file, bytes, torn)),
    truncate: (size) => stepped(`truncate ${name}`, () => file.truncate(size)),
    sync: () => stepped(`sync ${name}`, () => file.sync()),
    close: () => file.close(),
  })
  return {
    open: async (path, how) => watched(await stepped(`open ${nameOf(path)}`, () => disk.open(path, how)), nameOf(path)),
    rename: (from, to) => stepped(`rename ${nameOf(to)}`, () => disk.rename(from, to)),
    link: (from, to) => stepped(`link ${nameOf(to)}`, () => disk.link(from, to)),
    syncFolder: (path) => stepped(`sync folder ${nameOf(path)}`, () => disk.syncFolder(path)),
  }
}

const writeInHalves = async (file: OpenFile, bytes: string | Uint8Array, torn: () => void): Promise<void> => {
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  const half = Math.floor(whole.length / 2)
  await file.write(whole.subarray(0, half))
  torn()
  await file.write(whole.subarray(half))
}

/** Without what is different in each run. */
const nameOf = (path: string): string => {
  const name = basename(path)
  if (/^J-/.test(name)) return 'of a job'
  return name.startsWith('twokey-') ? 'of the data' : name
}
