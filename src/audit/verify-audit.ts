/**
 * Holds the lines of an audit log against its chain of hashes. A change, a record lost, moved, doubled or put in is seen from
 * the lines alone; records cut off at the end are seen only by whoever kept the head elsewhere, and so is a log written anew.
 */
import type { FoundLine } from '../model/line-file.ts'
import { type BadRecord, readChain } from './read-chain.ts'
import { type AuditRecord, NO_RECORD } from './record.ts'

export type AuditVerdict =
  | {
      readonly ok: true
      readonly head: string
      readonly records: number
      /** How many came after the expected head, where there is one. */
      readonly after?: number
      /** Bytes of a last line that is being written just now, or was torn by a hard stop. */
      readonly unfinished?: number
    }
  | ({
      readonly ok: false
      /** A line, counted from 1; one past the end when lines are missing there. */
      readonly firstBad: number
      readonly why: string
      /** What stands in that line, where it is there. Hostile text. */
      readonly says?: string
    } & Pick<BadRecord, 'before'>)

/**
 * `expectedHead` is the hash of the last record as it was kept elsewhere, in lower case; the log may have grown since. Lines are as they
 * were read, or texts of whole lines without their newlines.
 */
export async function verifyAudit(
  lines: AsyncIterable<string | FoundLine> | Iterable<string | FoundLine>,
  expectedHead?: string,
): Promise<AuditVerdict> {
  let last: AuditRecord | undefined
  let seenAt = expectedHead === NO_RECORD ? 0 : undefined
  let unfinished: number | undefined
  for await (const link of readChain(found(lines))) {
    if (link.kind === 'bad') return refused(link.bad)
    if (link.kind === 'unfinished') unfinished = link.bytes
    else last = link.record
    if (last?.hash === expectedHead) seenAt = last?.seq
  }
  const records = last?.seq ?? 0
  if (expectedHead !== undefined && seenAt === undefined)
    return refused({
      line: records + 1,
      why: `the record with the hash ${expectedHead} is missing: the log was cut off before it, or written anew`,
      ...(last && { before: last }),
    })
  return {
    ok: true,
    head: last?.hash ?? NO_RECORD,
    records,
    ...(seenAt === undefined ? {} : { after: records - seenAt }),
    ...(unfinished === undefined ? {} : { unfinished }),
  }
}

const refused = ({ line, why, says, before }: Omit<BadRecord, 'says'> & Partial<BadRecord>): AuditVerdict => ({
  ok: false,
  firstBad: line,
  why,
  ...(says === undefined ? {} : { says }),
  ...(before === undefined ? {} : { before }),
})

async function* found(
  lines: AsyncIterable<string | FoundLine> | Iterable<string | FoundLine>,
): AsyncGenerator<FoundLine> {
  for await (const line of lines)
    yield typeof line === 'string' ? { bytes: Buffer.from(line, 'utf8'), end: 0, isEnded: true } : line
}
