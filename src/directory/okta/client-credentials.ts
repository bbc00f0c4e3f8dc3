/**
 * The access token of a service app, which renews itself: the app signs an assertion with its private key, and Okta answers with
 * a token for an hour. Renewals run one at a time. Nothing has to be saved.
 * https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
import type { Clock } from '../../model/clock.ts'
import { WireError, type WireFault } from '../../model/wire.ts'
import { exchange, type HttpLimits } from '../http/client.ts'
import { badAnswer, credentialRefused } from '../http/fault.ts'
import { type Access, RenewingToken, renewAt, renewalFault } from '../http/renewing-token.ts'
import type { TokenSource } from '../http/token-source.ts'
import type { HeaderOf, VendorHttp } from '../http/vendor.ts'
import { type SigningKey, signed } from './private-key.ts'
import { TOKEN_ANSWER } from './schema.ts'
import { baseOf, OKTA_OAUTH } from './vendor.ts'

/** What this adapter calls. Okta refuses the whole request when one of them is not granted to the app. */
export const SCOPES = ['okta.users.read', 'okta.users.manage', 'okta.roles.read'] as const

export interface OktaServiceApp {
  /** E.g. `https://example.okta.com`. The address of the token endpoint is the audience of the assertion, letter by letter. */
  readonly url: string
  readonly clientId: string
  readonly key: SigningKey
  readonly scopes?: readonly string[]
  readonly clock: Clock
  /** Something that was never given before, for `jti`. */
  readonly newId: () => string
  readonly limits: HttpLimits
}

/** Renewed this long before it ends, so that no call starts with a token that ends on its way. */
const RENEW_BEFORE_END_MS = 5 * 60_000
/** "Lifetime fixed at one hour", for when Okta does not say so. */
const ASSUMED_LIFE_SECONDS = 3600
const ASSERTION_LIFE_SECONDS = 300
/** An own clock that is off by more than this can make a good assertion look outdated. */
const TOLERATED_SKEW_MS = 60_000
/** RFC 9449. */
const DPOP_CODES = new Set(['invalid_dpop_proof', 'use_dpop_nonce'])
const DPOP_WORDS =
  'the app demands DPoP, which is not supported here; in its general settings switch off "Require Demonstrating Proof of Possession (DPoP) header in token requests"'

export class ClientCredentials implements TokenSource {
  readonly #app: OktaServiceApp
  readonly #tokenUrl: string
  readonly #vendor: VendorHttp
  readonly #access: RenewingToken
  /** How far the server's clock is ahead of ours; undefined until it answered. */
  #aheadMs: number | undefined

  constructor(app: OktaServiceApp) {
    this.#app = app
    this.#tokenUrl = `${baseOf(app.url)}/oauth2/v1/token`
    this.#vendor = { ...OKTA_OAUTH, budget: (header) => this.#noteTime(header) }
    this.#access = new RenewingToken({ clock: app.clock, renew: () => this.#renew() })
  }

  current(): Promise<string> {
    return this.#access.current()
  }

  replace(refused: string): Promise<string | undefined> {
    return this.#access.replace(refused)
  }

  async #renew(): Promise<Access> {
    const askedAt = this.#nowMs()
    try {
      const { access_token: token, expires_in: lifeSeconds } = await this.#askByServerTime()
      const lifeMs = (lifeSeconds ?? ASSUMED_LIFE_SECONDS) * 1000
      return { token, renewAt: renewAt(askedAt, lifeMs, RENEW_BEFORE_END_MS) }
    } catch (error) {
      throw error instanceof WireError ? refusalOf(error.fault, this.#scopes) : error
    }
  }

  /** Once more with the server's time, when a refusal has just shown that ours is off. */
  async #askByServerTime() {
    const wasAheadMs = this.#aheadMs ?? 0
    try {
      return await this.#ask()
    } catch (error) {
      const isPlainNo = error instanceof WireError && error.fault.kind === 'refused' && !error.fault.isRetryable
      if (!isPlainNo || Math.abs((this.#aheadMs ?? 0) - wasAheadMs) <= TOLERATED_SKEW_MS) throw error
      return this.#ask()
    }
  }

  async #ask() {
    const doing = 'asking Okta for an access token'
    const assertion = this.#assertion()
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: this.#scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    })
    const request = { method: 'POST', url: this.#tokenUrl, doing, form } as const
    const ends = new AbortController().signal
    const answer = await exchange(this.#vendor, request, this.#app.limits, ends, { secrets: [assertion] })
    const read = TOKEN_ANSWER.safeParse(answer.body)
    if (!read.success) throw badAnswer(doing, 'Okta answered without an access token', answer)
    if (read.data.token_type.toLowerCase() === 'bearer') return read.data
    throw new WireError({ kind: 'refused', code: 'invalid_dpop_proof', message: doing, isRetryable: false })
  }

  #assertion(): string {
    const { clientId, key, newId } = this.#app
    const nowSeconds = Math.floor((this.#nowMs() + (this.#aheadMs ?? 0)) / 1000)
    const exp = nowSeconds + ASSERTION_LIFE_SECONDS
    return signed({ iss: clientId, sub: clientId, aud: this.#tokenUrl, exp, jti: newId() }, key)
  }

  #noteTime(header: HeaderOf): undefined {
    const serverMs = Date.parse(header('date') ?? '')
    if (!Number.isNaN(serverMs)) this.#aheadMs = serverMs - this.#nowMs()
  }

  get #scopes(): readonly string[] {
    return this.#app.scopes ?? SCOPES
  }

  #nowMs(): number {
    return this.#app.clock.now().getTime()
  }
}

const refusalOf = (fault: WireFault, scopes: readonly string[]): WireError => {
  const next = nextStep(fault.code, scopes)
  return next === undefined
    ? renewalFault(fault)
    : credentialRefused({ ...fault, message: `${fault.message}: ${next}` })
}

const nextStep = (code: string, scopes: readonly string[]): string | undefined => {
  if (DPOP_CODES.has(code)) return DPOP_WORDS
  // Okta does not say which scope it missed.
  return code === 'invalid_scope' ? `grant the app ${scopes.join(', ')}` : undefined
}
