/**
 * The websocket over which clients hear what happens. A client opens it without a token, authorises itself in the
 * first frame, and is then told of every event it may know, numbered in sequence. Nothing is kept for those who are away.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Account, IdentityService } from '../identity.ts'
import type { DeliveryFate } from '../knobs.ts'
import { activityOf } from './activity.ts'
import type { Devices } from './devices.ts'
import type { SpaceEvent } from './records.ts'
import type { Spaces } from './spaces.ts'
import { hears } from './visibility.ts'

const UNAUTHORISED = 4401
/** Cannot be sent as a close code; it means that the connection went away without one. */
const ABNORMAL = 1006

interface Line {
  readonly socket: WebSocket
  readonly deviceUuid: string
  account?: Account
  sequence: number
}

export interface MercuryOptions {
  readonly identity: IdentityService
  readonly spaces: Spaces
  readonly devices: Devices
  readonly origin: () => string
  readonly nextFate: () => DeliveryFate
}

export class Mercury {
  readonly #options: MercuryOptions
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #lines = new Set<Line>()

  constructor(options: MercuryOptions) {
    this.#options = options
  }

  /** How many clients are connected and authorised. */
  get listeners(): number {
    return [...this.#lines].filter((line) => line.account).length
  }

  attach(http: Server): void {
    http.on('upgrade', (req, socket, head) => this.#upgrade(req, socket, head))
  }

  tell(event: SpaceEvent): void {
    const { identity, spaces, origin, nextFate } = this.#options
    const activity = activityOf(event, (uuid) => identity.account(uuid), origin(), randomUUID)
    if (!activity) return
    for (const line of this.#lines) {
      if (!line.account || !hears(spaces, line.account, event)) continue
      const fate = nextFate()
      if (fate === 'lost') continue
      for (let copies = fate === 'duplicated' ? 2 : 1; copies > 0; copies--)
        send(line, { eventType: 'conversation.activity', activity })
    }
  }

  /** Closes every connection, or one account's; 1006 cuts without a closing frame. */
  drop(code: number, reason = '', ownerUuid?: string): void {
    for (const line of this.#lines) {
      if (ownerUuid !== undefined && line.account?.uuid !== ownerUuid) continue
      if (code === ABNORMAL) line.socket.terminate()
      else line.socket.close(code, reason)
    }
  }

  close(): void {
    for (const { socket } of this.#lines) socket.terminate()
    this.#server.close()
  }

  #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    // From here on the HTTP server no longer listens; a client that goes away must not end the process.
    socket.on('error', () => socket.destroy())
    const [, deviceUuid = ''] = /^\/mercury\/([^/?]+)/.exec(req.url ?? '') ?? []
    if (!this.#options.devices.find(deviceUuid)) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    this.#server.handleUpgrade(req, socket, head, (opened) => this.#listen({ socket: opened, deviceUuid, sequence: 0 }))
  }

  #listen(line: Line): void {
    this.#lines.add(line)
    line.socket.on('message', (data) => this.#receive(line, frameOf(data)))
    line.socket.on('close', () => this.#lines.delete(line))
    line.socket.on('error', () => line.socket.terminate())
  }

  #receive(line: Line, frame: Readonly<Record<string, unknown>>): void {
    if (frame['type'] === 'ping') line.socket.send(JSON.stringify({ id: frame['id'], type: 'pong' }))
    if (frame['type'] === 'authorization') this.#authorise(line, frame['data'])
  }

  #authorise(line: Line, data: unknown): void {
    const { identity, devices } = this.#options
    const token = typeof data === 'object' && data !== null && 'token' in data ? String(data.token) : undefined
    const account = identity.authenticate(token)?.account
    if (!account || devices.find(line.deviceUuid)?.ownerUuid !== account.uuid) {
      line.socket.close(UNAUTHORISED, 'Authentication Failed')
      return
    }
    line.account = account
    send(line, { eventType: 'mercury.buffer_state' })
  }
}

function send(line: Line, data: object): void {
  line.socket.send(JSON.stringify({ id: randomUUID(), data, sequenceNumber: ++line.sequence }))
}

function frameOf(data: RawData): Readonly<Record<string, unknown>> {
  try {
    const frame: unknown = JSON.parse(data.toString())
    return typeof frame === 'object' && frame !== null ? (frame as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
