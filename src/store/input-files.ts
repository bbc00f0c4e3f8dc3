/**
 * The CSV files of a job as they were downloaded. Their names are hostile text and stand only inside `inputs.json`, never in
 * a path. That list is written last, so an input without it was never saved to the end.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { UploadedFile } from '../model/rows.ts'
import { DamagedFile } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { readDocument, writeDocument } from './document.ts'
import { count } from './fields.ts'
import { writeDurably } from './write-durably.ts'

const inputList = z.strictObject({
  files: z.array(z.strictObject({ name: z.string(), bytes: count, crc32: count })),
})

const WAY_OUT = 'send the CSV again as a new job'
const LIST = { name: 'inputs.json', version: 1, migrations: {}, schema: inputList, wayOut: WAY_OUT }

export async function writeInput(disk: Disk, folder: string, files: readonly UploadedFile[]): Promise<void> {
  for (const [index, file] of files.entries()) {
    await writeDurably(disk, join(folder, inputName(index)), [file.bytes])
  }
  const list = files.map(({ name, bytes }) => ({ name, bytes: bytes.length, crc32: crc32(bytes) }))
  await writeDocument(disk, join(folder, LIST.name), LIST, { files: list })
}

/** Throws `DamagedFile` when the input is missing or not what was written. */
export async function readInput(folder: string): Promise<readonly UploadedFile[]> {
  const list = await readDocument(join(folder, LIST.name), LIST)
  if (list === undefined) throw damaged(join(folder, LIST.name), 'there is no such file')
  const files: UploadedFile[] = []
  for (const [index, entry] of list.files.entries()) {
    const path = join(folder, inputName(index))
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw damaged(path, 'it cannot be read', cause)
    })
    if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc32) throw damaged(path, 'it is not what was saved')
    files.push({ name: entry.name, bytes })
  }
  return files
}

const inputName = (index: number): string => `input-${index + 1}.csv`

const damaged = (path: string, why: string, cause?: unknown): DamagedFile =>
  new DamagedFile(`reading ${path}: ${why}; ${WAY_OUT}`, { cause })
