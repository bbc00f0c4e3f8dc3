/** When an access token has to be renewed. Pure. The vendor said an hour once and says five minutes now: nothing is taken for granted. */
import { renewAt } from '../http/renewing-token.ts'
import { CLAIMS, type TokenAnswer } from './schema.ts'

/** Renewed this long before it ends, so that no call starts with a token that ends on its way. */
const MARGIN_MS = 60_000
/** When neither the answer nor the token tells. */
const ASSUMED_LIFE_MS = 5 * 60_000

/** Epoch milliseconds. `askedAt` is when the token was asked for; the shorter of the two lives that are told counts. */
export function renewAtBy(answer: TokenAnswer, askedAt: number): number {
  const told = typeof answer.expires_in === 'number' ? answer.expires_in * 1000 : undefined
  const lives = [told, claimedLife(answer.access_token, askedAt)].filter((life) => life !== undefined && life > 0)
  const lifeMs = lives.length === 0 ? ASSUMED_LIFE_MS : Math.min(...lives.map(Number))
  return renewAt(askedAt, lifeMs, MARGIN_MS)
}

/** By the token's own claims, against the vendor's clock where it tells when it was made. */
function claimedLife(token: string, askedAt: number): number | undefined {
  const claims = claimsOf(token)
  if (claims?.exp === undefined) return undefined
  return claims.exp * 1000 - (claims.iat === undefined ? askedAt : claims.iat * 1000)
}

function claimsOf(token: string) {
  const [, middle = ''] = token.split('.')
  try {
    return CLAIMS.safeParse(JSON.parse(Buffer.from(middle, 'base64url').toString('utf8'))).data
  } catch {
    return undefined
  }
}
