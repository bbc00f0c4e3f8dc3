/**
 * OAuth 2.0 API tokens of one workspace. A refresh token is good once: its use gives a new pair and ends it at once.
 * https://help.alteryx.com/aac/en/platform/profile/preferences-page/oauth-2-0-api-tokens-page-for-users.html
 */

export interface TokensOptions {
  readonly clock: () => Date
  readonly accessLifeSeconds: number
  readonly refreshLifeSeconds: number
  /** Of a made up token's claims. */
  readonly issuer: string
}

export interface TokenPair {
  readonly access_token: string
  readonly refresh_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
}

export const CLIENT_ID = 'sandbox-aac-client'

export class AacTokens {
  readonly clientId = CLIENT_ID
  readonly #options: TokensOptions
  /** Ends, as milliseconds since 1970. */
  readonly #access = new Map<string, number>()
  readonly #refresh = new Map<string, number>()
  #made = 0
  #latest = ''

  constructor(options: TokensOptions) {
    this.#options = options
    this.generate()
  }

  /** The refresh token that was made last and is good. */
  get refreshToken(): string {
    return this.#latest
  }

  /** As the button on the page of the user interface: a new pair beside those that are there. */
  generate(): TokenPair {
    const { clock, accessLifeSeconds, refreshLifeSeconds, issuer } = this.#options
    const nowMs = clock().getTime()
    const number = String(++this.#made).padStart(4, '0')
    const exp = Math.floor(nowMs / 1000) + accessLifeSeconds
    const claims = { iss: issuer, client_id: CLIENT_ID, jti: number, exp }
    const access = [{ alg: 'none', typ: 'JWT' }, claims].map(encoded).concat(`sandbox${number}`).join('.')
    this.#latest = `sandbox-aac-refresh-${number}`
    this.#access.set(access, nowMs + accessLifeSeconds * 1000)
    this.#refresh.set(this.#latest, nowMs + refreshLifeSeconds * 1000)
    return {
      access_token: access,
      refresh_token: this.#latest,
      token_type: 'Bearer',
      expires_in: accessLifeSeconds,
    }
  }

  isGood(authorization: string | undefined): boolean {
    const [, token = ''] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
    return (this.#access.get(token) ?? 0) > this.#options.clock().getTime()
  }

  /** Undefined when the token is unknown, used, revoked or too old. */
  redeem(refreshToken: string): TokenPair | undefined {
    const ends = this.#refresh.get(refreshToken) ?? 0
    this.#refresh.delete(refreshToken)
    return ends > this.#options.clock().getTime() ? this.generate() : undefined
  }

  /** From now on every access token is answered with 401. */
  expireAccess(): void {
    this.#access.clear()
  }

  /** As on the page of the user interface. */
  revokeRefresh(): void {
    this.#refresh.clear()
  }

  reset(): void {
    this.#access.clear()
    this.#refresh.clear()
    this.generate()
  }
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** The token endpoint's answer to a form; errors as RFC 6749, 5.2 words them. */
export function answerTokenCall(tokens: AacTokens, form: Readonly<Record<string, unknown>>) {
  const refuse = (status: number, error: string, words: string) =>
    ({ status, body: { error, error_description: words } }) as const
  if (form['grant_type'] !== 'refresh_token')
    return refuse(400, 'unsupported_grant_type', 'The grant type is not supported.')
  if (form['client_id'] !== tokens.clientId)
    return refuse(401, 'invalid_client', 'Invalid client or client credentials.')
  const pair = tokens.redeem(String(form['refresh_token'] ?? ''))
  if (pair === undefined) return refuse(400, 'invalid_grant', 'unknown, invalid, or expired refresh token')
  return { status: 200, body: pair } as const
}
