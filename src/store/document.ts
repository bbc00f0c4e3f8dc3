/**
 * A small JSON document that is rewritten whole: `{ version, crc32, data }`. The checksum finds what a schema cannot, such as
 * a flipped digit. Must never take a damaged, missing-piece or newer document for an empty one.
 */
import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { DamagedFile } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { unreadable } from './read-lines.ts'
import { writeDurably } from './write-durably.ts'

export interface DocumentForm<T> {
  readonly version: number
  /** From the data of version n, the key, to that of version n + 1. */
  readonly migrations: Readonly<Record<number, (data: unknown) => unknown>>
  readonly schema: z.ZodType<T>
  /** What an operator does about a damaged one. */
  readonly wayOut?: string
}

const envelope = z.strictObject({ version: z.int().positive(), crc32: z.int().nonnegative(), data: z.unknown() })

/** Rejects as `writeDurably` does. `beforeRename` as in `writeDurably`. */
export async function writeDocument<T>(
  disk: Disk,
  path: string,
  form: DocumentForm<T>,
  data: T,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const text = JSON.stringify(data)
  const whole = `{"version":${form.version},"crc32":${crc32(text)},"data":${text}}\n`
  await writeDurably(disk, path, [whole], beforeRename)
}

/** Undefined when there is no such file. Throws `DamagedFile`. */
export async function readDocument<T>(path: string, form: DocumentForm<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unreadable(path, error)
  })
  if (text === undefined) return undefined
  const wayOut = form.wayOut ?? 'put it back from a backup'
  const { version, data } = open(path, text, wayOut)
  if (version > form.version) {
    throw new DamagedFile(
      `reading ${path}: it says that a newer version of Twokey wrote it (form ${version}, this one knows ${form.version}); start that version, or, where there was none, take it for damaged: ${wayOut}`,
    )
  }
  const parsed = form.schema.safeParse(migrate(form, version, data))
  if (parsed.success) return parsed.data
  throw new DamagedFile(`reading ${path}: ${z.prettifyError(parsed.error)}; ${wayOut}`)
}

function open(path: string, text: string, wayOut: string): { readonly version: number; readonly data: unknown } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DamagedFile(`reading ${path}: it is not JSON to its end; ${wayOut}`, { cause })
  }
  const whole = envelope.safeParse(value)
  if (!whole.success || crc32(JSON.stringify(whole.data.data) ?? '') !== whole.data.crc32) {
    throw new DamagedFile(`reading ${path}: its checksum differs, so it is not what was written; ${wayOut}`)
  }
  return whole.data
}

function migrate<T>(form: DocumentForm<T>, from: number, data: unknown): unknown {
  let migrated = data
  for (let version = from; version < form.version; version += 1) {
    const step = form.migrations[version]
    if (step === undefined) throw new Error(`no migration from form ${version} to ${version + 1}; add one`)
    migrated = step(migrated)
  }
  return migrated
}
