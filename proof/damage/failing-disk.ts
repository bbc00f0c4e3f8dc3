/** The real disk without its fsync, of which every operation from one on is refused until it is mended. */
import { type Disk, type OpenFile, realDisk } from '../../src/store/disk.ts'

export type DiskFault =
  /** No room: what is written is there by half. */
  | 'ENOSPC'
  /** Read-only: nothing is there. */
  | 'EROFS'
  /** Broken: all of it is there, and nobody knows for how long. */
  | 'EIO'

export const DISK_FAULTS: readonly DiskFault[] = ['ENOSPC', 'EROFS', 'EIO']

export interface FailingDisk {
  readonly disk: Disk
  /** Operations that were asked for so far. */
  operations(): number
  mend(): void
}

const WORDS: Readonly<Record<DiskFault, string>> = {
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  EIO: 'i/o error',
}

/** `from` counts from 1; with 0 nothing fails. `only` counts and refuses the operations on the files of this name alone. */
export const failingDisk = (fault: DiskFault, from: number, only = ''): FailingDisk => {
  let operations = 0
  let isMended = from === 0
  const isRefused = (path: string): boolean => {
    if (!path.endsWith(only)) return false
    operations += 1
    return !isMended && operations >= from
  }
  const refuse = (doing: string): never => {
    throw Object.assign(new Error(`${fault}: ${WORDS[fault]}, ${doing}`), { code: fault })
  }
  const inTurn = async <T>(path: string, doing: string, work: () => Promise<T>): Promise<T> =>
    isRefused(path) ? refuse(doing) : work()
  const failing = (path: string, file: OpenFile): OpenFile => ({
    async write(bytes) {
      if (!isRefused(path)) return file.write(bytes)
      const whole = Buffer.from(bytes)
      if (fault !== 'EROFS') await file.write(fault === 'ENOSPC' ? whole.subarray(0, whole.length / 2) : whole)
      return refuse('write')
    },
    truncate: (size) => inTurn(path, 'ftruncate', () => file.truncate(size)),
    sync: () => inTurn(path, 'fsync', async () => undefined),
    close: () => file.close(),
  })
  return {
    disk: {
      open: (path, how) => inTurn(path, `open '${path}'`, async () => failing(path, await realDisk.open(path, how))),
      rename: (one, other) => inTurn(other, `rename '${other}'`, () => realDisk.rename(one, other)),
      link: (one, other) => inTurn(other, `link '${other}'`, () => realDisk.link(one, other)),
      syncFolder: (path) => inTurn(path, 'fsync', async () => undefined),
    },
    operations: () => operations,
    mend: () => {
      isMended = true
    },
  }
}
