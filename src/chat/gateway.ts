import { setMaxListeners } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import type { Person } from '../model/person.ts'
import { type Download, type DownloadLimits, download } from './attachments.ts'
import { CatchUp } from './catch-up.ts'
import type { ChatApi } from './chat-api.ts'
import { ChatError, type Redact, redactor, toChatError } from './chat-error.ts'
import { withDeadline } from './deadline.ts'
import { Delivery } from './delivery.ts'
import type { FrameworkHandlers } from './framework-hardening.ts'
import { type GatewayOptions, type GatewayTimeouts, TIMEOUTS } from './gateway-options.ts'
import { openRest, type Rest } from './rest.ts'
import { isTransient, type RetryTools } from './retries.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'
import { chatApi, readSelf } from './webex-api.ts'
import { actionSchema, membershipSchema, messageSchema } from './webex-schema.ts'
import { readWebhookCall } from './webhook-call.ts'
import { WebhookKeeper } from './webhook-keeper.ts'

/**
 * Webex's wire side: puts session, delivery, catch-up and webhooks together behind `ChatApi` and `ChatEvents`.
 * Decides nothing about jobs, and lets no token out.
 */

export type { GatewayOptions, GatewayTimeouts }

export interface GatewayState {
  readonly isConnected: boolean
  /** Why not, in words; empty when connected. */
  readonly why: string
  readonly webhookIds: readonly string[]
}

export interface Gateway extends ChatApi {
  state(): GatewayState
  /** Returns the HTTP status to answer with. Handling goes on after the answer. */
  handleWebhook(rawBody: Buffer, headers: IncomingHttpHeaders): Promise<number>
  download(url: string, limits: DownloadLimits): Promise<Download>
  /** Reads now what no event told of; otherwise done after every connection and every few minutes. */
  catchUp(): Promise<void>
  /** Leaves no socket, device or timer behind; the webhooks stay. Never rejects. */
  close(): Promise<void>
}

/** Throws `ChatError` when Webex refuses the token, or cannot be reached or made to send events after several tries. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const redact = redactor([options.token, options.webhook?.secret ?? ''])
  const stop = new AbortController()
  // Every call under way listens to it; more than ten are no leak.
  setMaxListeners(0, stop.signal)
  const retry = retryTools(options, timeouts, stop.signal)
  const rest = openRest({ ...options, requestMs: timeouts.requestMs, redact, retry })
  const self = await readSelf(rest)
  const gateway = new OpenGateway({ options, timeouts, redact, stop, retry, rest, self })
  try {
    await gateway.start()
  } catch (error) {
    await gateway.close()
    throw toChatError('opening the Webex gateway', error, redact)
  }
  return Object.assign(chatApi(rest, self), {
    state: () => gateway.state(),
    handleWebhook: (rawBody: Buffer, headers: IncomingHttpHeaders) => gateway.handleWebhook(rawBody, headers),
    download: (url: string, limits: DownloadLimits) =>
      download(url, limits, { apiUrl: options.apiUrl, token: options.token, redact, retry }),
    catchUp: () => gateway.catchUp(),
    close: () => gateway.close(),
  })
}

const retryTools = (options: GatewayOptions, timeouts: GatewayTimeouts, signal: AbortSignal): RetryTools => ({
  clock: options.clock,
  random: options.random,
  policy: timeouts.retry,
  signal,
  onWait: (error, ms) => options.log.warn({ error: error.message, ms }, 'a call to Webex is tried again'),
})

interface Parts {
  readonly options: GatewayOptions
  readonly timeouts: GatewayTimeouts
  readonly redact: Redact
  readonly stop: AbortController
  readonly retry: RetryTools
  readonly rest: Rest
  readonly self: Person
}

class OpenGateway {
  readonly #parts: Parts
  readonly #delivery: Delivery
  readonly #catchUp: CatchUp
  readonly #loops: Promise<void>[] = []
  readonly #calls = new Set<Promise<void>>()
  #session: Session | undefined
  readonly #webhooks: WebhookKeeper | undefined
  #isClosing = false

  constructor(parts: Parts) {
    this.#parts = parts
    const { options, redact, rest, self, timeouts } = parts
    const { events, inbox, log, clock } = options
    this.#webhooks = options.webhook && new WebhookKeeper({ rest, log, redact, target: options.webhook })
    this.#delivery = new Delivery({ self, events, inbox, log, redact })
    this.#catchUp = new CatchUp({
      rest,
      inbox,
      log,
      newRoomsSince: new Date(clock.now().getTime() - timeouts.newRoomWindowMs).toISOString(),
      deliver: (message) => this.#delivery.message(message),
      unfinishedRooms: () => this.#delivery.unfinishedRooms(),
      isClosing: () => this.#isClosing,
    })
  }

  async start(): Promise<void> {
    const { timeouts } = this.#parts
    this.#session = await openSession(this.#sessionOptions())
    const webhooks = this.#webhooks
    if (webhooks) {
      await webhooks.setUp()
      this.#every(timeouts.webhookCheckEveryMs, () => webhooks.check())
    }
    void this.catchUp()
    this.#every(timeouts.catchUpEveryMs, () => this.catchUp())
  }

  state(): GatewayState {
    const why = this.#isClosing ? 'the gateway was closed' : this.#whyNot()
    return { isConnected: why === '', why, webhookIds: this.#webhooks?.ids ?? [] }
  }

  #whyNot(): string {
    const socket = this.#session?.socket
    if (socket) return socket.isConnected ? '' : socket.why
    return this.#webhooks?.why ?? 'the session is not open yet'
  }

  async handleWebhook(rawBody: Buffer, headers: IncomingHttpHeaders): Promise<number> {
    const { options } = this.#parts
    const session = this.#session
    if (options.webhook === undefined) return 404
    const call = readWebhookCall(rawBody, headers, options.webhook.secret, options.log)
    if (call.kind === 'refused') return call.status
    if (this.#isClosing || session === undefined) return 503
    const handled = session.process(call.event).catch((error) => this.#complain('handling a webhook call', error))
    this.#calls.add(handled)
    void handled.finally(() => this.#calls.delete(handled))
    return 200
  }

  async catchUp(): Promise<void> {
    if (!this.#isClosing) await this.#catchUp.run()
  }

  async close(): Promise<void> {
    if (this.#isClosing) return
    this.#isClosing = true
    const { stop, timeouts } = this.#parts
    await this.#session?.close()
    const late = () => new ChatError({ doing: 'waiting for receivers at work', code: 'timed-out' })
    const settled = async () => {
      await Promise.all(this.#calls)
      await this.#delivery.settled()
    }
    await withDeadline(timeouts.closeMs, undefined, late, settled).catch((error) => this.#complain('closing', error))
    stop.abort()
    await Promise.all(this.#loops)
  }

  #sessionOptions(): SessionOptions {
    const { options, timeouts, redact, retry, rest, self } = this.#parts
    const shared = { ...options, ...timeouts, redact, retry, rest, self }
    return {
      ...shared,
      ...(options.webhook && { webhookUrl: options.webhook.url }),
      handlers: this.#handlers(),
      hardening: { ...shared, onEventLost: (error) => this.#eventLost(error) },
      watch: {
        ...shared,
        baseMs: timeouts.reconnectBaseMs,
        capMs: timeouts.reconnectCapMs,
        onOnline: () => void this.catchUp(),
      },
    }
  }

  #handlers(): FrameworkHandlers {
    return {
      onMessage: (raw) => {
        const message = messageSchema.safeParse(raw)
        if (message.success) void this.#delivery.message(message.data)
        else this.#notUnderstood('a message')
      },
      onAction: (raw) => {
        const action = actionSchema.safeParse(raw)
        if (action.success) this.#delivery.submit(action.data)
        else this.#notUnderstood('a click on a card')
      },
      onMembership: (raw, actorId) => {
        const membership = membershipSchema.safeParse(raw)
        if (membership.success) this.#delivery.joined(membership.data, actorId)
        else this.#notUnderstood('a membership')
      },
    }
  }

  #notUnderstood(what: string): void {
    this.#parts.options.log.error({}, `${what} came in a shape that is not understood`)
  }

  /** A message that is gone (404) was taken back; nothing is lost then. */
  #eventLost(error: ChatError): void {
    if (this.#isClosing || !isTransient(error.fault)) return
    this.#parts.options.log.error(
      { error: error.message },
      'an event could not be followed up; catching up on messages',
    )
    void this.catchUp()
  }

  #every(ms: number, work: () => Promise<void>): void {
    const { options, stop } = this.#parts
    const loop = async () => {
      while (!stop.signal.aborted) {
        await options.clock.sleep(ms, stop.signal)
        if (!stop.signal.aborted && !this.#isClosing) await work()
      }
    }
    this.#loops.push(loop())
  }

  #complain(doing: string, error: unknown): void {
    const { options, redact } = this.#parts
    options.log.warn({ error: toChatError(doing, error, redact).message }, `${doing} went wrong`)
  }
}
