/**
 * The few things that the store asks of a file system, each of which may go wrong. A port, so that the order of write, fsync
 * and rename is held by a test, and a full or broken disk can be tried without one. Reading is not part of it.
 */
import { link, open, rename, rm } from 'node:fs/promises'

export const FOLDER_MODE = 0o700
export const FILE_MODE = 0o600

export interface OpenFile {
  /** Writes all of it or rejects; after a rejection any part of it may be in the file. */
  write(bytes: string | Uint8Array): Promise<void>
  truncate(size: number): Promise<void>
  /** Resolves when what was written is on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface Disk {
  /** `append` keeps what is there, `replace` starts empty; both make the file where there is none, with mode 0600. */
  open(path: string, how: 'append' | 'replace'): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  /** A second name for the same bytes, in place of what had that name. */
  link(from: string, to: string): Promise<void>
  /** Resolves when the names in the folder are on the disk. */
  syncFolder(path: string): Promise<void>
}

export const realDisk: Disk = {
  async open(path, how) {
    const handle = await open(path, how === 'append' ? 'a' : 'w', FILE_MODE)
    return {
      write: (bytes) => handle.writeFile(bytes),
      truncate: (size) => handle.truncate(size),
      sync: () => handle.datasync(),
      close: () => handle.close(),
    }
  },
  rename,
  async link(from, to) {
    await rm(to, { force: true })
    await link(from, to)
  },
  async syncFolder(path) {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}
