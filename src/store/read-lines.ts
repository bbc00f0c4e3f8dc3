/**
 * Reads a file line by line as bytes, so that a checksum sees what is on the disk and not what a decoder made of it.
 * Holds one piece of the file and the line begun in it at a time, and yields to the event loop between pieces.
 */
import { createReadStream } from 'node:fs'
import type { FoundLine } from '../model/line-file.ts'

const NEWLINE = 0x0a
const PIECE_BYTES = 128 * 1024

/** Each line by itself. Rejects as `readPieces` does. */
export async function* readLines(path: string): AsyncGenerator<FoundLine> {
  for await (const lines of readPieces(path)) yield* lines
}

/**
 * The lines that end in a piece of the file, piece by piece: a line that is waited for costs more than most of what is done with it.
 * Rejects with the system's own error when there is no such file, and with one that names the file when it cannot be read.
 */
export async function* readPieces(path: string): AsyncGenerator<readonly FoundLine[]> {
  let begun: Uint8Array[] = []
  let end = 0
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
      const lines: FoundLine[] = []
      let from = 0
      for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, from)) {
        const bytes = joined(begun, piece.subarray(from, at))
        begun = []
        end += bytes.length + 1
        from = at + 1
        lines.push({ bytes, end, isEnded: true })
      }
      yield lines
      if (from < piece.length) begun.push(piece.subarray(from))
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined || code === 'ENOENT' || syscall === undefined) throw error
    throw unreadable(path, error)
  }
  if (begun.length === 0) return
  const bytes = joined(begun, new Uint8Array())
  yield [{ bytes, end: end + bytes.length, isEnded: false }]
}

/** A disk that fails in mid-reading names no file. */
export const unreadable = (path: string, cause: unknown): Error =>
  new Error(
    `reading ${path}: ${cause instanceof Error ? cause.message : String(cause)}; mend the disk or the rights, or put the file back from a backup, and try again`,
    { cause },
  )

const joined = (begun: readonly Uint8Array[], last: Uint8Array): Uint8Array =>
  begun.length === 0 ? last : Buffer.concat([...begun, last])
