/**
 * An emulated Webex cloud with two people and the bot in one room, the real framework run against it through the gateway, and
 * everything that came out of the gateway written down. Time-outs are short; nothing else differs from production.
 */
import type { Agent } from 'node:http'
import type { CardSubmit, ChatEvents, IncomingMessage } from '../../../src/chat/chat-api.ts'
import { type Gateway, openGateway } from '../../../src/chat/gateway.ts'
import type { GatewayOptions, GatewayTimeouts } from '../../../src/chat/gateway-options.ts'
import { buildHttpApp, type HttpServer, listen } from '../../../src/chat/http-server.ts'
import { administration } from '../../../src/sandbox/administration/administration.ts'
import type { Persona } from '../../../src/sandbox/administration/personas.ts'
import type { Tokens } from '../../../src/sandbox/administration/tokens.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/cloud.ts'
import type { KnobSettings } from '../../../src/sandbox/knobs.ts'
import { MemoryInbox } from './memory-inbox.ts'
import { realClock } from './real-clock.ts'
import { RecordingLog } from './recording-log.ts'

export type Mode = 'websocket' | 'webhook'
export const MODES: readonly Mode[] = ['websocket', 'webhook']
export const WEBHOOK_SECRET = 'a secret that only Webex and the bot know'

export type Fields = Readonly<Record<string, unknown>>

export interface Answer {
  readonly status: number
  readonly body: Fields
}

export interface Caller {
  readonly token: string
  readonly id: string
  call(method: string, path: string, body?: unknown): Promise<Answer>
}

/** What the gateway told, in order. */
export interface Heard {
  readonly messages: IncomingMessage[]
  readonly givenUp: IncomingMessage[]
  readonly submits: CardSubmit[]
  readonly joined: { readonly roomId: string; readonly by: string | undefined }[]
}

export const QUICK = {
  requestMs: 400,
  startMs: 3_000,
  closeMs: 500,
  handshakeMs: 400,
  watchEveryMs: 50,
  stuckAfterMs: 600,
  reconnectBaseMs: 5,
  reconnectCapMs: 40,
  retry: { attempts: 5, baseMs: 4, capMs: 20, retryAfterCapMs: 20, unreadableRetryAfterMs: 10 },
} as const satisfies Partial<GatewayTimeouts>

export interface WorldOptions {
  readonly knobs?: KnobSettings
  readonly webhookFailureLimit?: number
}

export interface OpenOptions {
  readonly timeouts?: Partial<GatewayTimeouts>
  readonly inbox?: MemoryInbox
  readonly events?: Partial<ChatEvents>
  readonly token?: string
  readonly socketAgent?: Agent
}

export class World {
  readonly sandbox: Sandbox
  readonly tokens: Tokens
  readonly alma: Caller
  readonly ben: Caller
  readonly bot: Caller
  readonly log = new RecordingLog()
  readonly heard: Heard = { messages: [], givenUp: [], submits: [], joined: [] }
  readonly mode: Mode
  roomId = ''
  /** What nobody waited for and nobody caught; without a net in the process each would have ended it. */
  readonly unhandled: unknown[] = []
  readonly #catch = (reason: unknown) => void this.unhandled.push(reason)
  #gateways: Gateway[] = []
  #http: HttpServer | undefined
  #receiver: Gateway | undefined

  static async open(mode: Mode, options: WorldOptions = {}): Promise<World> {
    const admin = administration({ size: 12 })
    const sandbox = await startSandbox({ identity: admin.identity, routers: [admin.router], ...options })
    const callers = async (persona: Persona) => callerOf(sandbox.url, admin.tokens.of(persona))
    const world = new World(
      mode,
      sandbox,
      admin.tokens,
      await callers('alma'),
      await callers('ben'),
      await callers('bot'),
    )
    await world.#furnish()
    return world
  }

  private constructor(mode: Mode, sandbox: Sandbox, tokens: Tokens, alma: Caller, ben: Caller, bot: Caller) {
    this.mode = mode
    this.sandbox = sandbox
    this.tokens = tokens
    this.alma = alma
    this.ben = ben
    this.bot = bot
  }

  async #furnish(): Promise<void> {
    process.on('unhandledRejection', this.#catch)
    this.roomId = await this.newRoom('Leavers')
    if (this.mode === 'websocket') return
    const metrics = { contentType: 'text/plain', metrics: async () => '' }
    const handle: Gateway['handleWebhook'] = async (raw, headers) => this.#receiver?.handleWebhook(raw, headers) ?? 503
    this.#http = await listen(
      buildHttpApp({ checks: [], metrics, webhook: { path: '/webhook', handle } }),
      '127.0.0.1',
      0,
    )
  }

  get webhookUrl(): string {
    return `http://127.0.0.1:${this.#http?.port}/webhook`
  }

  get messages(): readonly string[] {
    return this.heard.messages.map((message) => message.text)
  }

  gatewayOptions({ timeouts, inbox = new MemoryInbox(), events, token, ...rest }: OpenOptions = {}): GatewayOptions {
    return {
      token: token ?? this.bot.token,
      apiUrl: this.sandbox.apiUrl,
      u2cUrl: this.sandbox.u2cUrl,
      ...(this.mode === 'webhook' && { webhook: { url: this.webhookUrl, secret: WEBHOOK_SECRET } }),
      events: { ...this.#recorder(), ...events },
      inbox,
      clock: realClock,
      random: Math.random,
      log: this.log,
      timeouts: { ...QUICK, ...timeouts },
      ...rest,
    }
  }

  async openGateway(options: OpenOptions = {}): Promise<Gateway> {
    const gateway = await openGateway(this.gatewayOptions(options))
    this.#gateways.push(gateway)
    this.#receiver = gateway
    return gateway
  }

  /** A group room with Alma, Ben and the bot in it. */
  async newRoom(title: string): Promise<string> {
    const room = await this.alma.call('POST', '/v1/rooms', { title })
    const roomId = String(room.body['id'])
    for (const { id } of [this.ben, this.bot]) await this.alma.call('POST', '/v1/memberships', { roomId, personId: id })
    return roomId
  }

  /** Alma mentions the bot. Returns the message's id. */
  async say(words: string, roomId = this.roomId): Promise<string> {
    const answer = await this.alma.call('POST', '/v1/messages', {
      roomId,
      markdown: `<@personId:${this.bot.id}> ${words}`,
    })
    if (answer.status !== 200) throw new Error(`saying "${words}": ${answer.status} ${JSON.stringify(answer.body)}`)
    return String(answer.body['id'])
  }

  async click(caller: Caller, messageId: string, inputs: Fields): Promise<void> {
    const answer = await caller.call('POST', '/v1/attachment/actions', { type: 'submit', messageId, inputs })
    if (answer.status >= 300) throw new Error(`clicking: ${answer.status} ${JSON.stringify(answer.body)}`)
  }

  async close(): Promise<void> {
    for (const gateway of this.#gateways) await gateway.close()
    await this.#http?.close()
    await this.sandbox.close()
    process.off('unhandledRejection', this.#catch)
    if (this.unhandled.length > 0) throw new Error(`${this.unhandled.length} unhandled`, { cause: this.unhandled[0] })
  }

  /** Calls that the cloud has answered, as `METHOD /path`. */
  calls(pattern: RegExp): readonly string[] {
    return this.sandbox.traffic.calls.map(({ method, url }) => `${method} ${url}`).filter((call) => pattern.test(call))
  }

  #recorder(): ChatEvents {
    return {
      onMessage: async (message) => void this.heard.messages.push(message),
      onGivenUp: async (message) => void this.heard.givenUp.push(message),
      onSubmit: async (submit) => void this.heard.submits.push(submit),
      onJoined: async (roomId, by) => void this.heard.joined.push({ roomId, by }),
    }
  }
}

async function callerOf(url: string, token: string): Promise<Caller> {
  const call = (method: string, path: string, body?: unknown) => send(url + path, token, method, body)
  const me = await call('GET', '/v1/people/me')
  return { token, id: String(me.body['id']), call }
}

async function send(url: string, token: string, method: string, body: unknown): Promise<Answer> {
  const isForm = body instanceof FormData
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(!isForm && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as Fields) : { text } }
}

/** Resolves as soon as `check` holds; looks again every few milliseconds, and says what was missing when it never does. */
export async function eventually(what: string, check: () => boolean, withinMs = 4_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!check()) {
    if (Date.now() > end) throw new Error(`still waiting after ${withinMs} ms: ${what}`)
    await realClock.sleep(3)
  }
}
