/**
 * `POST /v1/access_token` with `grant_type=refresh_token`: how a service app or an integration gets a new access token.
 * Every call gives a new access token and leaves the earlier ones as they are; the refresh token stays and its time starts anew,
 * or is replaced by the next, where the sandbox was asked for that.
 */
import { type Answer, apiFault, type Call, isJson, ok } from './exchange.ts'
import { ADMIN_SCOPES, type Tokens } from './tokens.ts'

export interface ServiceAppSecrets {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

/** The one refresh token that is good now. */
export class RefreshTokens {
  #good: string | undefined
  #made = 0
  readonly #rotates: boolean

  constructor(first: string, rotates: boolean) {
    this.#good = first
    this.#rotates = rotates
  }

  /** What the answer holds; undefined when the token is not good. */
  redeem(token: unknown): string | undefined {
    if (this.#good === undefined || token !== this.#good) return undefined
    return this.#rotates ? this.generate() : this.#good
  }

  /** As somebody makes a new one by hand. */
  generate(): string {
    this.#made += 1
    this.#good = `sandbox-refresh-made-${this.#made}`
    return this.#good
  }

  revoke(): void {
    this.#good = undefined
  }
}

export interface AccessTokenOptions {
  readonly secrets: ServiceAppSecrets
  readonly refreshTokens: RefreshTokens
  /** How long a token made here is good. The vendor: 14 days. */
  readonly lifeSeconds: number
}

/** The vendor's example of a service app's tokens: 90 days. */
const REFRESH_LIFE_SECONDS = 7_776_000

export function refreshAccessToken(
  tokens: Tokens,
  { secrets, refreshTokens, lifeSeconds }: AccessTokenOptions,
  call: Pick<Call, 'body' | 'trackingId'>,
): Answer {
  const form = isJson(call.body) ? call.body : {}
  if (form['grant_type'] !== 'refresh_token')
    return apiFault(call, 400, `The grant_type "${String(form['grant_type'])}" is not supported.`)
  if (form['client_id'] !== secrets.clientId || form['client_secret'] !== secrets.clientSecret) {
    return apiFault(call, 401, 'The client_id and client_secret are not valid.')
  }
  const refreshToken = refreshTokens.redeem(form['refresh_token'])
  if (refreshToken === undefined)
    return apiFault(call, 400, 'The refresh token provided is expired, revoked or malformed.')
  const token = tokens.add({ owner: 'serviceApp', scopes: ADMIN_SCOPES, lifeMs: lifeSeconds * 1000 })
  return ok({
    access_token: token,
    expires_in: lifeSeconds,
    refresh_token: refreshToken,
    refresh_token_expires_in: REFRESH_LIFE_SECONDS,
    token_type: 'Bearer',
    scope: ADMIN_SCOPES.join(' '),
  })
}
