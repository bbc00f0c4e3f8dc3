import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a webhook call comes from Webex: HMAC over the raw bytes, compared in constant time.
 * Never looks at the parsed body.
 */

export interface SignatureCheck {
  readonly verdict: 'right' | 'missing' | 'wrong'
  /** `X-Webex-Signature` was there in a shape that is not understood; it was ignored. */
  readonly hasUnknownShape: boolean
}

/**
 * `X-Spark-Signature` is the hex HMAC-SHA1 of the body and is required (developer.webex.com/blog/using-a-webhook-secret).
 * `X-Webex-Signature` is understood as `SHA-256=<hex>, SHA-512=<hex>`; its parts are checked where they are there.
 */
export function checkSignature(rawBody: Buffer, headers: IncomingHttpHeaders, secret: string): SignatureCheck {
  const parts = newerParts(headers['x-webex-signature'])
  const hasUnknownShape = parts === 'unknown'
  const given = headers['x-spark-signature']
  if (typeof given !== 'string' || given === '') return { verdict: 'missing', hasUnknownShape }
  const claims = [{ algorithm: 'sha1', hex: given }, ...(parts === 'unknown' ? [] : parts)]
  const isRight = claims.every(({ algorithm, hex }) => isHmac(algorithm, hex, rawBody, secret))
  return { verdict: isRight ? 'right' : 'wrong', hasUnknownShape }
}

interface Claim {
  readonly algorithm: string
  readonly hex: string
}

function newerParts(header: string | string[] | undefined): readonly Claim[] | 'unknown' {
  if (header === undefined) return []
  if (typeof header !== 'string') return 'unknown'
  const claims = header.split(',').map((part) => /^\s*SHA-?(256|512)\s*=\s*([0-9a-f]+)\s*$/i.exec(part))
  if (claims.some((claim) => claim === null)) return 'unknown'
  return claims.flatMap((claim) => (claim?.[1] && claim[2] ? [{ algorithm: `sha${claim[1]}`, hex: claim[2] }] : []))
}

function isHmac(algorithm: string, hex: string, rawBody: Buffer, secret: string): boolean {
  const wanted = createHmac(algorithm, secret).update(rawBody).digest()
  const given = Buffer.from(hex.trim(), 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
