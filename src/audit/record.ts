/**
 * One record of the audit log and its one form as a line: `seq`, `prev` (hash of the record before), the event with its keys
 * in order, and `hash` over all of that. Pure. A line in any other form is not a record, so no byte of it is free to change.
 */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { AuditEvent } from '../model/audit.ts'

export interface AuditRecord {
  /** Counted from 1. */
  readonly seq: number
  readonly prev: string
  readonly event: AuditEvent
  /** Lower-case hex SHA-256 of the canonical record without it. */
  readonly hash: string
}

/** The `prev` of the first record. */
export const NO_RECORD = '0'.repeat(64)

export const recordAfter = (seq: number, prev: string, event: AuditEvent): AuditRecord =>
  written(seq, prev, event).record

/** A record and its line, of which it is written once what both hold. */
function written(
  seq: number,
  prev: string,
  event: AuditEvent,
): { readonly record: AuditRecord; readonly line: string } {
  const ordered = inOrder(event)
  const text = JSON.stringify({ seq, prev, event: ordered })
  const hash = createHash('sha256').update(text).digest('hex')
  return { record: { seq, prev, event: ordered, hash }, line: `${text.slice(0, -1)},"hash":"${hash}"}` }
}

export const lineOf = ({ seq, prev, event, hash }: AuditRecord): string => JSON.stringify({ seq, prev, event, hash })

/** The record that a line holds, without its newline, or why it is not record `seq` after the one with the hash `prev`. */
export function readRecord(bytes: Uint8Array, seq: number, prev: string): AuditRecord | { readonly why: string } {
  // Several forms of what is no UTF-8 are read as the same text.
  if (!isUtf8(bytes)) return { why: 'it is not a record' }
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const found = parsed(line)
  if (found === undefined) return { why: 'it is not a record' }
  if (found.seq !== seq) return { why: `it is record ${found.seq}, where record ${seq} belongs` }
  if (found.prev !== prev) return { why: 'it does not follow the record before it' }
  const expected = written(seq, prev, found.event)
  return expected.line === line ? expected.record : { why: 'its hash differs from what it says' }
}

/** Of record `seq` of a chain that was checked before; undefined when another line stands there. */
export function eventIn(bytes: Uint8Array, seq: number): AuditEvent | undefined {
  const found = parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  return found?.seq === seq ? found.event : undefined
}

function parsed(line: string): Pick<AuditRecord, 'seq' | 'prev' | 'event'> | undefined {
  try {
    const value: Partial<AuditRecord> | null = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return undefined
    const { seq, prev, event } = value
    if (typeof seq !== 'number' || typeof prev !== 'string' || typeof event !== 'object' || event === null)
      return undefined
    return { seq, prev, event }
  } catch {
    return undefined
  }
}

/** Only the known fields, only those that are there, always in this order. */
const inOrder = ({ at, job, what, who, whom, directory, digest, detail }: AuditEvent): AuditEvent => ({
  at,
  ...(job === undefined ? {} : { job }),
  what,
  who,
  ...(whom === undefined ? {} : { whom }),
  ...(directory === undefined ? {} : { directory }),
  ...(digest === undefined ? {} : { digest }),
  ...(detail === undefined ? {} : { detail }),
})
