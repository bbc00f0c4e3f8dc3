/** How the intake tests write files and read them back. */
import assert from 'node:assert/strict'
import { type FilesRead, readFiles } from '../../src/intake/read-files.ts'
import type { Wanted } from '../../src/intake/read-table.ts'
import type { FileRefusal, Intake, UploadedFile } from '../../src/model/rows.ts'

export const LIMITS = { maxRows: 20_000, maxBytes: 20 * 1024 * 1024 }

export const aFile = (content: string | Uint8Array, name = 'users.csv'): UploadedFile => ({
  name,
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
})

/** What most of these files are sent for. */
export const DELETE: Wanted = { operation: 'delete' }

export const read = (...contents: readonly (string | Uint8Array)[]): Promise<FilesRead> => readFor(DELETE, ...contents)

export const readFor = (wanted: Wanted, ...contents: readonly (string | Uint8Array)[]): Promise<FilesRead> =>
  readFiles(
    contents.map((content) => aFile(content)),
    LIMITS,
    wanted,
  )

export const accepted = (result: FilesRead): Intake => {
  assert.equal(result.kind, 'read', JSON.stringify(result))
  return result.kind === 'read' ? result.intake : { files: [], rows: [], issues: [] }
}

export const intakeOf = async (...contents: readonly (string | Uint8Array)[]): Promise<Intake> =>
  accepted(await read(...contents))

export const refusalOf = async (
  content: string | Uint8Array,
  limits = LIMITS,
  wanted = DELETE,
): Promise<FileRefusal> => {
  const result = await readFiles([aFile(content)], limits, wanted)
  assert.equal(result.kind, 'refused', JSON.stringify(result))
  const [first] = result.kind === 'refused' ? result.refusals : []
  assert.ok(first)
  return first
}

/** `value@line` of every row, for short assertions. */
export const keysOf = ({ rows }: Intake): readonly string[] => rows.map(({ key, line }) => `${key.value}:${line}`)
