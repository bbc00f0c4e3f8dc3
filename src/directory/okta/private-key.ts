/**
 * The private key by which a service app shows who it is, and the assertion that it signs (RFC 7523). The key comes in as PEM or
 * JWK and never goes out again, not in an error either.
 */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'

export interface SigningKey {
  readonly key: KeyObject
  /** As Okta knows the public key; it needs it where an app has several. */
  readonly id?: string
  /** RFC 7518, 3.1. */
  readonly algorithm: 'RS256' | 'ES256' | 'ES384' | 'ES512'
}

const CURVES = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' } as const
const HASHES = { RS256: 'sha256', ES256: 'sha256', ES384: 'sha384', ES512: 'sha512' } as const

/** `text`: PEM, also with `\n` written out, or a JWK as JSON, whose `kid` is used when no id is given. Throws a plain `Error`. */
export function readPrivateKey(text: string, id?: string): SigningKey {
  const jwk = jwkIn(text)
  const key = keyFrom(jwk ?? text)
  const algorithm = key && algorithmOf(key)
  if (key === undefined || algorithm === undefined)
    throw new Error(
      "reading the private key of the Okta service app: it is neither PEM nor JWK of an RSA key or of an elliptic curve P-256, P-384 or P-521; copy the private key from the app's client credentials",
    )
  const kid = id ?? (typeof jwk?.['kid'] === 'string' ? jwk['kid'] : undefined)
  return { key, algorithm, ...(kid ? { id: kid } : {}) }
}

/** A JWT over the claims. */
export function signed(claims: Readonly<Record<string, unknown>>, { key, id, algorithm }: SigningKey): string {
  const header = { alg: algorithm, typ: 'JWT', ...(id === undefined ? {} : { kid: id }) }
  const text = `${encoded(header)}.${encoded(claims)}`
  // RFC 7518, 3.4: both numbers of the curve side by side, not in DER.
  const signature = sign(HASHES[algorithm], Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

type Jwk = Readonly<Record<string, unknown>>

function jwkIn(text: string): Jwk | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Undefined instead of an error, whose words may quote the key. */
function keyFrom(given: string | Jwk): KeyObject | undefined {
  try {
    if (typeof given !== 'string') return createPrivateKey({ key: { ...given }, format: 'jwk' })
    return createPrivateKey(given.replaceAll('\\n', '\n'))
  } catch {
    return undefined
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningKey['algorithm'] | undefined {
  if (asymmetricKeyType === 'rsa') return 'RS256'
  const curve = asymmetricKeyType === 'ec' ? asymmetricKeyDetails?.namedCurve : undefined
  return Object.entries(CURVES).find(([name]) => name === curve)?.[1]
}
