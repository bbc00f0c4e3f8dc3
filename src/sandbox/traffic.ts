/**
 * Remembers the calls that the emulated clouds answered, so that tests can count them and the answers can be held
 * against the vendors' published documents. Never keeps a file, a form or a token.
 */
import { createWriteStream, type WriteStream } from 'node:fs'
import type { Request, RequestHandler, Response } from 'express'
import type { FaultEffect } from './knobs.ts'

export interface Call {
  readonly vendor: string
  readonly method: string
  /** Path and query, as the vendor knows them. */
  readonly url: string
  readonly requestType?: string
  readonly requestBody?: unknown
  /** 0 when the connection was cut before an answer. */
  readonly status: number
  readonly responseBody?: unknown
  /** The User-Agent header. */
  readonly agent?: string
  /** What the sandbox was asked to do to this call. */
  readonly fault?: FaultEffect
  /** Milliseconds from the start of the sandbox to the request. */
  readonly t: number
  /** When it arrived, before anything was done with it: epoch milliseconds by the sandbox's clock, which need not be the machine's. */
  readonly arrivedAt: number
}

export interface Seen {
  readonly vendor: string
  readonly url: string
}

const MOST_REMEMBERED = 10_000
const SECRET = new Set(['secret', 'token', 'password', 'access_token', 'refresh_token', 'id_token', 'client_secret'])
const TOKEN_CALL = /\/(access_token|oauth2?|token)(\/|\?|$)/

export class Traffic {
  readonly #startMs = performance.now()
  readonly #clock: () => Date
  readonly #file: WriteStream | undefined
  readonly #listeners = new Set<(call: Call) => void>()
  #calls: Call[] = []

  /** With a file, every answered call is appended to it as a line of JSON. */
  constructor(file?: string, clock: () => Date = () => new Date()) {
    this.#clock = clock
    this.#file = file === undefined ? undefined : createWriteStream(file, { flags: 'a', mode: 0o600 })
  }

  /** Oldest first; the last ten thousand. */
  get calls(): readonly Call[] {
    return this.#calls
  }

  /** Returns the way to unsubscribe. */
  subscribe(listener: (call: Call) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  clear(): void {
    this.#calls = []
  }

  /** Listens to one exchange; `seen` says whose call it is and under which path that vendor knows it. */
  recorder(seen: (req: Request) => Seen): RequestHandler {
    return (req, res, next) => {
      const t = Math.round(performance.now() - this.#startMs)
      const arrivedAt = this.#clock().getTime()
      const told = answerOf(res)
      const keep = () => this.#keep({ ...seen(req), ...described(req, res, told.body), t, arrivedAt })
      res.once('finish', keep)
      res.once('close', () => res.writableFinished || keep())
      next()
    }
  }

  /** Resolves when every line is in the file. */
  close(): Promise<void> {
    const file = this.#file
    return file ? new Promise((resolve) => file.end(resolve)) : Promise.resolve()
  }

  #keep(call: Call): void {
    this.#calls.push(call)
    if (this.#calls.length > MOST_REMEMBERED) this.#calls = this.#calls.slice(-MOST_REMEMBERED / 2)
    if (call.status > 0) this.#file?.write(`${toLine(call)}\n`)
    for (const listener of this.#listeners) listener(call)
  }
}

/** One call as JSON, without what must stay secret. */
export function toLine(call: Call): string {
  const { requestBody: _request, responseBody: _response, ...bare } = call
  const shown = TOKEN_CALL.test(call.url) ? bare : call
  return JSON.stringify(shown, (key, value: unknown) => (SECRET.has(key) && !isBare(value) ? '[redacted]' : value))
}

/** Okta's `password: {}` says that there is one, and nothing of it. */
const isBare = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

function described(
  req: Request,
  res: Response,
  responseBody: unknown,
): Omit<Call, 'vendor' | 'url' | 't' | 'arrivedAt'> {
  const requestType = req.headers['content-type']
  const requestBody = jsonOf(req.body)
  const agent = req.get('user-agent')
  const fault = res.locals['fault'] as FaultEffect | undefined
  return {
    method: req.method,
    ...(requestType !== undefined && { requestType }),
    ...(requestBody !== undefined && { requestBody }),
    status: res.writableFinished ? res.statusCode : 0,
    ...(responseBody !== undefined && { responseBody }),
    ...(agent !== undefined && { agent }),
    ...(fault !== undefined && { fault }),
  }
}

/** Notes what a handler hands to `res.json`, and thus neither files nor anything that is not JSON. */
function answerOf(res: Response): { body?: unknown } {
  const told: { body?: unknown } = {}
  const json = res.json.bind(res)
  res.json = (body: unknown) => {
    told.body = body
    return json(body)
  }
  return told
}

function jsonOf(body: unknown): unknown {
  return Buffer.isBuffer(body) || typeof body === 'string' ? undefined : body
}
