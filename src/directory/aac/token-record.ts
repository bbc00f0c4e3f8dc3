/**
 * What is kept of the refresh token between two processes, and what may be concluded from it. Pure. A refresh token is good once:
 * the record says which one is to be used next, and whether somebody has begun to use it.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'

const RECORD = z.object({
  refreshToken: z.string().min(1),
  /** SHA-256 of the operator's token that this one came from. */
  descendsFrom: z.string(),
  /** Fingerprint of the token that was about to be renewed; the answer may be lost. */
  renewing: z.string().optional(),
})
export type TokenRecord = z.infer<typeof RECORD>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Enough to tell two tokens apart, and nothing of them. */
export const fingerprint = (token: string): string => sha256(token).slice(0, 12)

/** The kept record, unless there is none, it cannot be read, or the operator gave another token since. */
export function recordToBeginWith(kept: string | undefined, given: string): TokenRecord {
  const fresh = { refreshToken: given, descendsFrom: sha256(given) }
  const record = kept === undefined ? undefined : recordIn(kept)
  return record?.descendsFrom === fresh.descendsFrom ? record : fresh
}

export const textOf = (record: TokenRecord): string => JSON.stringify(record)

export const begun = (record: TokenRecord): TokenRecord => ({ ...record, renewing: fingerprint(record.refreshToken) })

/** Whether the token was offered before and nobody knows what came of it. */
export const isInDoubt = ({ refreshToken, renewing }: TokenRecord): boolean => renewing === fingerprint(refreshToken)

export function settled(
  { renewing: _settled, ...record }: TokenRecord,
  refreshToken = record.refreshToken,
): TokenRecord {
  return { ...record, refreshToken }
}

function recordIn(text: string): TokenRecord | undefined {
  try {
    return RECORD.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
