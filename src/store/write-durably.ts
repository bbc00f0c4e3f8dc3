/**
 * Puts a whole file in the place of another so that a reader finds the old one or the new one, never half of one, also
 * after a power cut: temporary file, fsync, rename, fsync of the folder. Writes to one path must take turns.
 */
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Disk } from './disk.ts'

export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Rejects with the disk's own error. `beforeRename` runs when the new file is safe and the old one is still in place. */
export async function writeDurably(
  disk: Disk,
  path: string,
  pieces: Pieces,
  beforeRename: () => Promise<void> = async () => {},
): Promise<void> {
  const temporary = `${path}.tmp`
  try {
    await writeAndSync(disk, temporary, pieces)
    await beforeRename()
    await disk.rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await disk.syncFolder(dirname(path))
}

async function writeAndSync(disk: Disk, path: string, pieces: Pieces): Promise<void> {
  const file = await disk.open(path, 'replace')
  try {
    for await (const piece of pieces) {
      await file.write(piece)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}
