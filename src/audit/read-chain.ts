/**
 * Reads the lines of an audit log as a chain, changing nothing: record after record, and where it ends why. For whoever looks at a log
 * that another process may be writing: a last line that is being written is no damage, and no record yet.
 */
import type { FoundLine } from '../model/line-file.ts'
import { type AuditRecord, NO_RECORD, readRecord } from './record.ts'

export type ChainLink =
  | { readonly kind: 'record'; readonly record: AuditRecord; readonly isEnded: boolean }
  /** The beginning of a record, so many bytes long, that is being written just now or was torn by a hard stop. */
  | { readonly kind: 'unfinished'; readonly bytes: number }
  /** Nothing after it can be believed, and nothing more is read. */
  | { readonly kind: 'bad'; readonly bad: BadRecord }

export interface BadRecord {
  /** Counted from 1. */
  readonly line: number
  readonly why: string
  /** What stands there. Hostile text, with what is no UTF-8 replaced. */
  readonly says: string
  readonly before?: AuditRecord
}

export async function* readChain(lines: AsyncIterable<FoundLine> | Iterable<FoundLine>): AsyncGenerator<ChainLink> {
  let before: AuditRecord | undefined
  for await (const { bytes, isEnded } of lines) {
    const [seq, prev] = [(before?.seq ?? 0) + 1, before?.hash ?? NO_RECORD]
    const record = readRecord(bytes, seq, prev)
    if (!('why' in record)) {
      yield { kind: 'record', record, isEnded }
      before = record
      continue
    }
    if (!isEnded && isBegun(bytes, seq, prev)) return yield { kind: 'unfinished', bytes: bytes.length }
    const says = Buffer.from(bytes).toString('utf8')
    return yield { kind: 'bad', bad: { line: seq, why: record.why, says, ...(before && { before }) } }
  }
}

/** Whether it can be the beginning of this record: a whole one whose newline turned into something else cannot. */
function isBegun(bytes: Uint8Array, seq: number, prev: string): boolean {
  if (!('why' in readRecord(bytes.subarray(0, -1), seq, prev))) return false
  const begin = Buffer.from(JSON.stringify({ seq, prev, event: { at: '' } }).slice(0, -3))
  // Zeros are what some file systems leave of a write after a power cut.
  const written = bytes.findLastIndex((byte) => byte !== 0) + 1
  const length = Math.min(begin.length, written)
  return begin.subarray(0, length).equals(bytes.subarray(0, length))
}
