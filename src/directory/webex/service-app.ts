/**
 * The access token of a service app, which renews itself. Renewals run one at a time, and a rotated refresh token is saved
 * before anything uses it, since Webex may have ended the one before it.
 * https://developer.webex.com/admin/docs/service-apps
 */
import type { Clock } from '../../model/clock.ts'
import { WireError } from '../../model/wire.ts'
import { exchange, type HttpLimits } from '../http/client.ts'
import { badAnswer } from '../http/fault.ts'
import { type Access, RenewingToken, renewAt, renewalFault, tokenUnavailable } from '../http/renewing-token.ts'
import type { TokenSource } from '../http/token-source.ts'
import { TOKEN_ANSWER } from './schema.ts'
import { WEBEX } from './vendor.ts'

export interface ServiceApp {
  /** E.g. `https://webexapis.com/v1`. */
  readonly apiUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  /** Resolves when the token is on the disk. Called before the token's first use. */
  readonly saveRefreshToken: (token: string) => Promise<void>
  readonly clock: Clock
  readonly limits: HttpLimits
}

/** Renewed this long before it ends, so that no call starts with a token that ends on its way. */
const RENEW_BEFORE_END_MS = 5 * 60_000
/** When Webex does not tell how long a token lives. */
const ASSUMED_LIFE_SECONDS = 3600

export class ServiceAppTokens implements TokenSource {
  readonly #app: ServiceApp
  readonly #access: RenewingToken
  #refreshToken: string
  #isSaved = true

  constructor(app: ServiceApp) {
    this.#app = app
    this.#refreshToken = app.refreshToken
    this.#access = new RenewingToken({ clock: app.clock, renew: () => this.#renew(), mayUse: () => this.#isSaved })
  }

  current(): Promise<string> {
    return this.#access.current()
  }

  replace(refused: string): Promise<string | undefined> {
    return this.#access.replace(refused)
  }

  async #renew(): Promise<Access> {
    await this.#save()
    const askedAt = this.#app.clock.now().getTime()
    const answer = await this.#ask()
    const lifeMs = (answer.expires_in ?? ASSUMED_LIFE_SECONDS) * 1000
    if (answer.refresh_token && answer.refresh_token !== this.#refreshToken) {
      this.#refreshToken = answer.refresh_token
      this.#isSaved = false
    }
    await this.#save()
    return { token: answer.access_token, renewAt: renewAt(askedAt, lifeMs, RENEW_BEFORE_END_MS) }
  }

  async #save(): Promise<void> {
    if (this.#isSaved) return
    try {
      await this.#app.saveRefreshToken(this.#refreshToken)
    } catch (error) {
      const said = error instanceof Error ? error.message.replaceAll(this.#refreshToken, '…') : 'no reason given'
      throw tokenUnavailable(`saving the renewed refresh token: ${said}; see that the data folder can be written`)
    }
    this.#isSaved = true
  }

  async #ask() {
    const { apiUrl, clientId, clientSecret, limits } = this.#app
    const doing = 'renewing the admin token'
    const secrets = [clientSecret, this.#refreshToken]
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: this.#refreshToken,
    })
    try {
      const request = { method: 'POST', url: `${apiUrl}/access_token`, doing, form } as const
      const answer = await exchange(WEBEX, request, limits, new AbortController().signal, { secrets })
      const read = TOKEN_ANSWER.safeParse(answer.body)
      if (read.success) return read.data
      throw badAnswer(doing, 'Webex answered without an access token', answer)
    } catch (error) {
      throw error instanceof WireError ? renewalFault(error.fault) : error
    }
  }
}
