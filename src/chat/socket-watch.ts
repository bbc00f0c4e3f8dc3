import type Framework from 'webex-node-bot-framework'
import type { Clock, Random } from '../model/clock.ts'
import { ChatError, type Redact, toChatError } from './chat-error.ts'
import { withDeadline } from './deadline.ts'
import type { Log } from './log.ts'

/**
 * Keeps the websocket up. The SDK reconnects after some close codes only (1001, 1005, 1006, 1011), tries for ever with
 * the address of a device that may be gone, and has no time limit while it connects. Here every close leads to a
 * connection, and after `close()` none is ever made again.
 */

export interface SocketWatchOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly redact: Redact
  /** How often a connection that looks well is looked at. */
  readonly watchEveryMs: number
  /** First and longest wait between two attempts. */
  readonly baseMs: number
  readonly capMs: number
  /** After so long without a connection the device is registered anew. */
  readonly stuckAfterMs: number
  readonly onOnline: () => void
}

export interface SocketView {
  readonly isConnected: boolean
  readonly isConnecting: boolean
  readonly offlineForMs: number
}

export type SocketStep = 'nothing' | 'connect' | 'start-over'

/** An attempt under way is left alone until it has taken too long. */
export function decideSocketStep(view: SocketView, stuckAfterMs: number): SocketStep {
  if (view.isConnected) return 'nothing'
  if (view.offlineForMs >= stuckAfterMs) return 'start-over'
  return view.isConnecting ? 'nothing' : 'connect'
}

/** Doubles from `baseMs` to `capMs`, the upper half of it by chance. */
export const reconnectWaitMs = (attempt: number, baseMs: number, capMs: number, random: Random): number => {
  const step = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30))
  return Math.round(step / 2 + (random() * step) / 2)
}

const refuseToConnect = (): Promise<never> =>
  Promise.reject(new ChatError({ doing: 'connecting the websocket', code: 'closed' }))

export class SocketWatch {
  readonly #options: SocketWatchOptions
  readonly #mercury: Framework.Mercury
  readonly #device: Framework.Device
  readonly #connect: () => Promise<void>
  readonly #closing = new AbortController()
  #wake = new AbortController()
  readonly #attempts = new Set<Promise<void>>()
  #offlineSince: number | undefined
  #why = 'not yet connected'

  /** To be made before the SDK opens its first connection. */
  constructor(sdk: Framework.Sdk, options: SocketWatchOptions) {
    this.#options = options
    this.#mercury = sdk.internal.mercury
    this.#device = sdk.internal.device
    const connect = this.#mercury.connect.bind(this.#mercury)
    this.#connect = () => this.#guarded(connect)
    this.#mercury.connect = this.#connect
    // The SDK does not look at the promise of its own reconnection; a rejection there would end the process.
    this.#mercury._reconnect = () =>
      this.#connect().catch((error) => this.#complain('reconnecting the websocket', error))
    this.#mercury.on('online', () => this.#online())
    this.#mercury.on('offline', (event) => this.#offline(event))
  }

  get isConnected(): boolean {
    return this.#mercury.connected
  }

  /** Why there is no connection, in words. */
  get why(): string {
    return this.#why
  }

  /** Runs until `close()`. */
  async run(): Promise<void> {
    const { clock, random, watchEveryMs, baseMs, capMs, stuckAfterMs } = this.#options
    for (let attempt = 0; !this.#closing.signal.aborted; ) {
      const wait = this.isConnected ? watchEveryMs : reconnectWaitMs(attempt, baseMs, capMs, random)
      this.#wake = new AbortController()
      await clock.sleep(wait, this.#wake.signal)
      if (this.#closing.signal.aborted) return
      const step = decideSocketStep(this.#view(), stuckAfterMs)
      attempt = this.isConnected ? 0 : attempt + 1
      if (step === 'connect') this.#connect().catch((error) => this.#complain('connecting the websocket', error))
      if (step === 'start-over') await this.#startOver()
    }
  }

  /** Closes the connection for good. Removing the device is the caller's. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#wake.abort()
    // An attempt that still waits for its device would open a socket when it gets it.
    this.#mercury._connectWithBackoff = refuseToConnect
    await this.#bounded('closing the websocket', async () => {
      await this.#disconnect()
      await Promise.allSettled(this.#attempts)
    })
  }

  #guarded(connect: () => Promise<void>): Promise<void> {
    if (this.#closing.signal.aborted) return refuseToConnect()
    const attempt = Promise.resolve(connect()).finally(() => this.#attempts.delete(attempt))
    this.#attempts.add(attempt)
    return attempt
  }

  #view(): SocketView {
    if (this.isConnected) this.#offlineSince = undefined
    else this.#offlineSince ??= this.#options.clock.now().getTime()
    const offlineForMs = this.#offlineSince === undefined ? 0 : this.#options.clock.now().getTime() - this.#offlineSince
    return { isConnected: this.isConnected, isConnecting: this.#attempts.size > 0, offlineForMs }
  }

  #online(): void {
    this.#offlineSince = undefined
    this.#options.onOnline()
  }

  #offline(event: unknown): void {
    const code = typeof event === 'object' && event !== null && 'code' in event ? event.code : 'unknown'
    this.#why = `the websocket was closed with code ${String(code)}`
    this.#offlineSince ??= this.#options.clock.now().getTime()
    if (this.#closing.signal.aborted) return
    this.#options.log.warn({ code }, 'the websocket was closed; connecting again')
    this.#wake.abort()
  }

  /** Ends an attempt that hangs, has the device confirmed or registered anew, and connects to where it is now. */
  async #startOver(): Promise<void> {
    this.#options.log.warn({}, 'the websocket has been away for too long; registering the device anew')
    this.#offlineSince = this.#options.clock.now().getTime()
    await this.#bounded('closing the websocket', () => this.#disconnect())
    await this.#bounded('registering the device anew', () => this.#device.refresh())
    this.#connect().catch((error) => this.#complain('connecting the websocket', error))
  }

  /** The SDK's own waits for ever when the connection is gone already, and all later calls wait with it. */
  async #disconnect(): Promise<void> {
    this.#mercury.backoffCall?.abort()
    await this.#mercury.socket?.close()
  }

  async #bounded(doing: string, work: () => Promise<void>): Promise<void> {
    const expired = () => new ChatError({ doing, code: 'timed-out' })
    await withDeadline(this.#options.stuckAfterMs, undefined, expired, work).catch((error) =>
      this.#complain(doing, error),
    )
  }

  #complain(doing: string, error: unknown): void {
    const { message } = toChatError(doing, error, this.#options.redact)
    this.#why = message
    if (!this.#closing.signal.aborted)
      this.#options.log.warn({ error: message }, `${doing} went wrong; it is tried again`)
  }
}
