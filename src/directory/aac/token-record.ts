/**
 * What is kept of the refresh token between two processes, and what may be concluded from it. Pure. A refresh token is good once:
 * the record says which one is to be used next, and whether somebody has begun to use it.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'

const LINE = {
  refreshToken: z.string().min(1),
  /** SHA-256 of the operator's token that this one came from. */
  descendsFrom: z.string(),
}

const RECORD = z.object({
  ...LINE,
  /** Fingerprint of the token that was about to be renewed; the answer may be lost. */
  renewing: z.string().optional(),
  /** The line of tokens that worked before the operator gave another one, until that one has worked. */
  before: z.object(LINE).optional(),
})
export type TokenRecord = z.infer<typeof RECORD>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Enough to tell two tokens apart, and nothing of them. */
export const fingerprint = (token: string): string => sha256(token).slice(0, 12)

/**
 * The kept record, unless there is none, it cannot be read, or the operator gave another token since: a mistyped one does no harm,
 * since the line that worked is there again as soon as its own token is given again.
 */
export function recordToBeginWith(kept: string | undefined, given: string): TokenRecord {
  const fresh = { refreshToken: given, descendsFrom: sha256(given) }
  const record = kept === undefined ? undefined : recordIn(kept)
  if (record === undefined || record.descendsFrom === fresh.descendsFrom) return record ?? fresh
  const { refreshToken, descendsFrom, before = { refreshToken, descendsFrom } } = record
  return before.descendsFrom === fresh.descendsFrom ? before : { ...fresh, before }
}

export const textOf = (record: TokenRecord): string => JSON.stringify(record)

export const begun = (record: TokenRecord): TokenRecord => ({ ...record, renewing: fingerprint(record.refreshToken) })

/** Whether the token was offered before and nobody knows what came of it. */
export const isInDoubt = ({ refreshToken, renewing }: TokenRecord): boolean => renewing === fingerprint(refreshToken)

/** `next` where the vendor gave a new token; then the line that came before it is not needed any more. */
export function settled({ renewing: _settled, before, ...record }: TokenRecord, next?: string): TokenRecord {
  if (next !== undefined) return { ...record, refreshToken: next }
  return { ...record, ...(before && { before }) }
}

function recordIn(text: string): TokenRecord | undefined {
  try {
    return RECORD.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
