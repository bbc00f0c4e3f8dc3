/**
 * Verifies what a client signs to prove who it is (private_key_jwt):
 * https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
import { type KeyObject, verify } from 'node:crypto'
import { isJson, type Json } from './exchange.ts'

export interface Expected {
  readonly clientId: string
  readonly keys: readonly KeyObject[]
  /** The address of the token endpoint. */
  readonly audience: string
  readonly nowSeconds: number
  /** True when the id of an assertion was used before. */
  readonly isUsed: (jti: string) => boolean
}

export type Assertion =
  | { readonly kind: 'good'; readonly jti?: string }
  | { readonly kind: 'bad'; readonly reason: string }

const LONGEST_SECONDS = 3_600
const ALGORITHMS = /^(RS|ES)(256|384|512)$/

/** Who signed, as the assertion says itself; nothing is proved by it. */
export const subjectOf = (assertion: string): string | undefined => {
  const subject = decoded(assertion.split('.')[1])?.['sub']
  return typeof subject === 'string' ? subject : undefined
}

export function verified(assertion: string, expected: Expected): Assertion {
  const [head = '', payload = '', signature = '', ...more] = assertion.split('.')
  const [header, claims] = [decoded(head), decoded(payload)]
  if (more.length > 0 || header === undefined || claims === undefined) return bad('The client_assertion is not a JWT.')
  const signed = Buffer.from(`${head}.${payload}`)
  const isSigned = expected.keys.some((key) => isSignedBy(key, header, signed, Buffer.from(signature, 'base64url')))
  if (!isSigned) return bad('The client_assertion signature is invalid.')
  return checkedClaims(claims, expected)
}

function checkedClaims(claims: Json, { clientId, audience, nowSeconds, isUsed }: Expected): Assertion {
  const { iss, sub, aud, exp, iat, jti } = claims
  if (iss !== clientId || sub !== clientId) return bad("The client_assertion's iss and sub must be the client_id.")
  if (![aud].flat().includes(audience)) return bad('The audience claim for client_assertion must be the endpoint.')
  if (typeof exp !== 'number') return bad('The client_assertion has no expiration.')
  if (exp <= nowSeconds) return bad('The client_assertion token is expired.')
  if (exp > nowSeconds + LONGEST_SECONDS)
    return bad('The client_assertion token has an expiration too far into the future.')
  if (typeof iat === 'number' && iat > nowSeconds + 300) return bad('The client_assertion was issued in the future.')
  if (typeof jti !== 'string') return { kind: 'good' }
  return isUsed(jti) ? bad('The client_assertion token was used before.') : { kind: 'good', jti }
}

function isSignedBy(key: KeyObject, { alg }: Json, signed: Buffer, signature: Buffer): boolean {
  const [, family, bits] = ALGORITHMS.exec(String(alg)) ?? []
  if (family === undefined || key.asymmetricKeyType !== (family === 'RS' ? 'rsa' : 'ec')) return false
  return verify(`sha${bits}`, signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

function decoded(part = ''): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

const bad = (reason: string): Assertion => ({ kind: 'bad', reason })
