/**
 * `POST /v1/access_token` with `grant_type=refresh_token`: how a service app or an integration gets a new access token.
 * Every call gives a new access token and leaves the earlier ones as they are; the refresh token stays and its time starts anew.
 */
import { type Answer, apiFault, type Call, isJson, ok } from './exchange.ts'
import { ADMIN_SCOPES, type Tokens } from './tokens.ts'

export interface ServiceAppSecrets {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

export interface AccessTokenOptions {
  readonly secrets: ServiceAppSecrets
  /** How long a token made here is good. The vendor: 14 days. */
  readonly lifeSeconds: number
}

/** The vendor's example of a service app's tokens: 90 days. */
const REFRESH_LIFE_SECONDS = 7_776_000

export function refreshAccessToken(
  tokens: Tokens,
  { secrets, lifeSeconds }: AccessTokenOptions,
  call: Pick<Call, 'body' | 'trackingId'>,
): Answer {
  const form = isJson(call.body) ? call.body : {}
  if (form['grant_type'] !== 'refresh_token')
    return apiFault(call, 400, `The grant_type "${String(form['grant_type'])}" is not supported.`)
  if (form['client_id'] !== secrets.clientId || form['client_secret'] !== secrets.clientSecret) {
    return apiFault(call, 401, 'The client_id and client_secret are not valid.')
  }
  if (form['refresh_token'] !== secrets.refreshToken)
    return apiFault(call, 400, 'The refresh token provided is expired, revoked or malformed.')
  const token = tokens.add({ owner: 'serviceApp', scopes: ADMIN_SCOPES, lifeMs: lifeSeconds * 1000 })
  return ok({
    access_token: token,
    expires_in: lifeSeconds,
    refresh_token: secrets.refreshToken,
    refresh_token_expires_in: REFRESH_LIFE_SECONDS,
    token_type: 'Bearer',
    scope: ADMIN_SCOPES.join(' '),
  })
}
