/**
 * When a pasted personal token ends. A token does not tell when it was made, so its life is counted from when it was first seen
 * here: the real end may come sooner, never later. Keeps a hash of the token and never the token.
 * https://developer.webex.com/docs/getting-started
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../model/clock.ts'
import type { Secrets } from '../../model/store.ts'

export interface PastedToken {
  readonly token: string
  /** How long such a token lives; 12 hours when absent. */
  readonly lifeMs?: number
  /** Where it is kept when the token was first seen. */
  readonly seen: Secrets
}

const PERSONAL_LIFE_MS = 12 * 3_600_000
const NAME = 'webex-token-seen'
const HASH_LENGTH = 16

const SEEN = z.object({ sha256: z.string(), at: z.iso.datetime() })

/** ISO 8601; in the past for a token that should have ended. Rejects when the time cannot be kept. */
export async function endOf({ token, lifeMs = PERSONAL_LIFE_MS, seen }: PastedToken, clock: Clock): Promise<string> {
  const sha256 = createHash('sha256').update(token).digest('hex').slice(0, HASH_LENGTH)
  const known = kept(seen.get(NAME))
  if (known?.sha256 === sha256) return after(known.at, lifeMs)
  const at = clock.now().toISOString()
  await seen.set(NAME, JSON.stringify({ sha256, at }))
  return after(at, lifeMs)
}

function kept(text: string | undefined): z.infer<typeof SEEN> | undefined {
  try {
    return text === undefined ? undefined : SEEN.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const after = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString()
