/** A chain as bytes, for tests that tamper with it. */
import { lineOf, NO_RECORD, recordAfter } from '../../src/audit/record.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { FoundLine } from '../../src/model/line-file.ts'

export interface Chain {
  readonly lines: readonly string[]
  readonly head: string
}

/** `from` is the record after which the chain begins. */
export const chainOf = (events: readonly AuditEvent[], from = { seq: 0, hash: NO_RECORD }): Chain => {
  let last = from
  const lines = events.map((event) => {
    const record = recordAfter(last.seq + 1, last.hash, event)
    last = record
    return lineOf(record)
  })
  return { lines, head: last.hash }
}

export const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''))

/** As `readLines` finds them in a file. */
export function* foundIn(bytes: Buffer): Generator<FoundLine> {
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from)
    const end = newline === -1 ? bytes.length : newline + 1
    yield { bytes: bytes.subarray(from, newline === -1 ? end : newline), end, isEnded: newline !== -1 }
    from = end
  }
}
