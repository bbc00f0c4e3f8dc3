/**
 * Puts a whole file in the place of another so that a reader finds the old one or the new one, never half of one, also
 * after a power cut: temporary file, fsync, rename, fsync of the folder. Writes to one path must take turns.
 */
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Disk } from './disk.ts'

export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/** Rejects with an error that names the file and has the disk's own as its cause. `beforeRename` runs when the new file is safe and the old one is still in place. */
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
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw unwritable(path, cause)
  }
  await disk.syncFolder(dirname(path)).catch((cause: unknown) => {
    throw unwritable(path, cause)
  })
}

/** Most of a system's words on a full disk name no file. */
export const unwritable = (path: string, cause: unknown): Error =>
  new Error(
    `writing ${path}: ${cause instanceof Error ? cause.message : String(cause)}; make room or mend the disk, and ask again`,
    { cause },
  )

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
