/**
 * What is kept of a rotated refresh token, and which one to begin with. Pure. The kept one goes before the operator's as long as it
 * came from that: whoever is given another one has to use it, or nobody could mend a token that has ended.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'

const RECORD = z.object({
  refreshToken: z.string().min(1),
  /** SHA-256 of the operator's token that this one came from. */
  descendsFrom: z.string(),
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** `given` is the operator's. What was kept before there was a record is a bare token. */
export function refreshTokenToBeginWith(kept: string | undefined, given: string): string {
  if (kept === undefined) return given
  const record = recordIn(kept)
  if (record === undefined) return kept
  return record.descendsFrom === sha256(given) ? record.refreshToken : given
}

export const keptText = (refreshToken: string, given: string): string =>
  JSON.stringify({ refreshToken, descendsFrom: sha256(given) })

function recordIn(text: string): z.infer<typeof RECORD> | undefined {
  try {
    return RECORD.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
