/**
 * The access token, which lives five minutes and renews itself. Each renewal ends the refresh token that paid for it: so it is
 * noted before it is asked for, the next one is on the disk before it is used, and only one is under way. One process a data
 * folder; two that share a token end it for each other.
 * https://help.alteryx.com/aac/en/platform/profile/preferences-page/oauth-2-0-api-tokens-page-for-users.html
 */
import type { Clock } from '../../model/clock.ts'
import type { Secrets } from '../../model/store.ts'
import { WireError } from '../../model/wire.ts'
import { exchange, type HttpLimits } from '../http/client.ts'
import { badAnswer, NOT_SENT } from '../http/fault.ts'
import { type Access, RenewingToken, tokenUnavailable } from '../http/renewing-token.ts'
import type { TokenSource } from '../http/token-source.ts'
import { renewAtBy } from './access-life.ts'
import { TOKEN_ANSWER, type TokenAnswer } from './schema.ts'
import { begun, fingerprint, isInDoubt, recordToBeginWith, settled, type TokenRecord, textOf } from './token-record.ts'
import { AAC } from './vendor.ts'

export interface RotatingTokenOptions {
  /** E.g. `https://pingauth.alteryxcloud.com/as/token`. */
  readonly tokenUrl: string
  readonly clientId: string
  /** The operator's: the first of the line, or a new one in place of a line that has ended. */
  readonly refreshToken: string
  readonly secrets: Secrets
  readonly clock: Clock
  readonly limits: HttpLimits
  /** Hears every token that is made, before anything else can see it. */
  readonly onSecret?: (secret: string) => void
}

/** The name in the secrets. */
export const KEPT_AS = 'aac-refresh-token'

const DOING = 'renewing the Alteryx token'
const NEXT =
  'make a new token on the OAuth 2.0 API Tokens page of the workspace, put it into AAC_REFRESH_TOKEN and start again'

export class RotatingTokens implements TokenSource {
  readonly #options: RotatingTokenOptions
  readonly #access: RenewingToken
  /** As it has to be on the disk. */
  #record: TokenRecord
  #isSaved = true

  constructor(options: RotatingTokenOptions) {
    const { clock } = options
    this.#options = options
    this.#record = recordToBeginWith(options.secrets.get(KEPT_AS), options.refreshToken)
    this.#access = new RenewingToken({ clock, renew: () => this.#renew(), mayUse: () => this.#isSaved })
    options.onSecret?.(this.#record.refreshToken)
  }

  current(): Promise<string> {
    return this.#access.current()
  }

  replace(refused: string): Promise<string | undefined> {
    return this.#access.replace(refused)
  }

  async #renew(): Promise<Access> {
    if (!this.#isSaved) await this.#save()
    const wasInDoubt = isInDoubt(this.#record)
    if (!wasInDoubt) await this.#note()
    const askedAt = this.#options.clock.now().getTime()
    const answer = await this.#ask(wasInDoubt)
    for (const secret of [answer.access_token, answer.refresh_token]) if (secret) this.#options.onSecret?.(secret)
    await this.#keep(settled(this.#record, answer.refresh_token ?? this.#record.refreshToken))
    return { token: answer.access_token, renewAt: renewAtBy(answer, askedAt) }
  }

  /** A note that did not come to the disk says nothing: the token was not offered. */
  async #note(): Promise<void> {
    const before = this.#record
    try {
      await this.#keep(begun(before))
    } catch (error) {
      this.#record = before
      this.#isSaved = true
      throw error
    }
  }

  async #ask(wasInDoubt: boolean): Promise<TokenAnswer> {
    try {
      return await this.#exchange()
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      const { fault } = error
      if (fault.kind === 'refused' && !fault.isRetryable) throw await this.#refusedForGood(error, wasInDoubt)
      // Asked and told to wait, or never asked: the token was surely not used up by this.
      const isUntouched = fault.httpStatus === 429 || NOT_SENT.has(fault.code)
      if (isUntouched && !wasInDoubt) await this.#keep(settled(this.#record))
      throw tokenUnavailable(fault.message, fault.retryAfter)
    }
  }

  async #refusedForGood({ fault }: WireError, wasInDoubt: boolean): Promise<WireError> {
    const print = fingerprint(this.#record.refreshToken)
    if (!wasInDoubt) await this.#keep(settled(this.#record))
    const why = wasInDoubt
      ? `the refresh token ${print} was offered once before, and its answer never came to the disk (the program was stopped, or the connection broke, just then); Alteryx has since ended that token and the one it gave is lost`
      : `the refresh token ${print} is no longer good: it has expired, was revoked, or was used by somebody else`
    const message = `${fault.message}; ${why}; ${NEXT}`
    return new WireError({ ...fault, code: 'credential-refused', message, isRetryable: false })
  }

  async #exchange(): Promise<TokenAnswer> {
    const { tokenUrl: url, clientId, limits } = this.#options
    const { refreshToken } = this.#record
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId })
    const request = { method: 'POST', url, doing: DOING, form } as const
    const answer = await exchange(AAC, request, limits, new AbortController().signal, { secrets: [refreshToken] })
    const read = TOKEN_ANSWER.safeParse(answer.body)
    if (read.success) return read.data
    throw badAnswer(DOING, 'Alteryx answered without an access token', answer)
  }

  async #keep(record: TokenRecord): Promise<void> {
    this.#record = record
    this.#isSaved = false
    await this.#save()
  }

  async #save(): Promise<void> {
    try {
      await this.#options.secrets.set(KEPT_AS, textOf(this.#record))
    } catch (error) {
      const said = error instanceof Error ? error.message.replaceAll(this.#record.refreshToken, '…') : 'no reason given'
      throw tokenUnavailable(`${DOING}: keeping the refresh token: ${said}; see that the data folder can be written`)
    }
    this.#isSaved = true
  }
}
