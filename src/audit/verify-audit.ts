/**
 * Holds the lines of an audit log against its chain of hashes. A change, a record lost, moved, doubled or put in is seen from
 * the lines alone; records cut off at the end are seen only by whoever kept the head elsewhere, and so is a log written anew.
 */
import { NO_RECORD, readRecord } from './record.ts'

export type AuditVerdict =
  | { readonly ok: true; readonly head: string; readonly records: number }
  /** `firstBad` is a line, counted from 1; one past the end when lines are missing there. */
  | { readonly ok: false; readonly firstBad: number; readonly why: string }

/** `expectedHead` is the hash of the last record as it was kept elsewhere; the log may have grown since. */
export async function verifyAudit(
  lines: AsyncIterable<string> | Iterable<string>,
  expectedHead: string = NO_RECORD,
): Promise<AuditVerdict> {
  let head = NO_RECORD
  let records = 0
  let isHeadSeen = expectedHead === NO_RECORD
  for await (const line of lines) {
    const record = readRecord(line, records + 1, head)
    if ('why' in record) return { ok: false, firstBad: records + 1, why: record.why }
    head = record.hash
    records += 1
    isHeadSeen ||= head === expectedHead
  }
  if (isHeadSeen) return { ok: true, head, records }
  return { ok: false, firstBad: records + 1, why: `the record with the hash ${expectedHead} is missing` }
}
