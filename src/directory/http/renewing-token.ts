/**
 * An access token that ends and is renewed, whatever way the vendor has for it: one renewal at a time, a little before the end
 * and after a 401. It holds the token and asks for the next; what a renewal is, and what must be on the disk first, is the
 * vendor's.
 */
import type { Clock } from '../../model/clock.ts'
import { WireError, type WireFault } from '../../model/wire.ts'
import { credentialRefused } from './fault.ts'
import type { TokenSource } from './token-source.ts'

export interface Access {
  readonly token: string
  /** Epoch milliseconds. */
  readonly renewAt: number
}

export interface Renewal {
  readonly clock: Clock
  /** Throws a `WireError`, as `TokenSource.current` does. */
  readonly renew: () => Promise<Access>
  /** False while something of the last renewal still has to be saved; then the next one is asked for, which saves it. */
  readonly mayUse?: () => boolean
}

export class RenewingToken implements TokenSource {
  readonly #renewal: Renewal
  #access: Access | undefined
  #underWay: Promise<Access> | undefined

  constructor(renewal: Renewal) {
    this.#renewal = renewal
  }

  async current(): Promise<string> {
    const { clock } = this.#renewal
    const access = this.#usable()
    if (access && clock.now().getTime() < access.renewAt) return access.token
    return (await this.#renewOnce()).token
  }

  async replace(refused: string): Promise<string | undefined> {
    const access = this.#usable()
    const next = access && access.token !== refused ? access : await this.#renewOnce()
    return next.token === refused ? undefined : next.token
  }

  #usable(): Access | undefined {
    return (this.#renewal.mayUse?.() ?? true) ? this.#access : undefined
  }

  #renewOnce(): Promise<Access> {
    this.#underWay ??= this.#renew().finally(() => {
      this.#underWay = undefined
    })
    return this.#underWay
  }

  async #renew(): Promise<Access> {
    this.#access = await this.#renewal.renew()
    return this.#access
  }
}

/** Renewed so long before it ends that no call starts with a token that ends on its way; at half its life where that is shorter. */
export const renewAt = (askedAt: number, lifeMs: number, marginMs: number): number =>
  askedAt + Math.max(lifeMs - marginMs, lifeMs / 2)

/** A plain no means that what was offered is no longer good; everything else may pass, and the call that needed it was not sent. */
export const renewalFault = (fault: WireFault): WireError =>
  fault.kind === 'refused' && !fault.isRetryable
    ? credentialRefused(fault)
    : tokenUnavailable(fault.message, fault.retryAfter)

export const tokenUnavailable = (message: string, retryAfter?: string): WireError =>
  new WireError({
    kind: 'no-answer',
    code: 'token-unavailable',
    message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    isRetryable: true,
  })
