import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'

/**
 * The bot's only open door: Webex's webhook calls, and what an operator's tools ask for. It hands raw bytes on and
 * judges nothing itself. There is no other path and no page.
 */

export interface ReadinessCheck {
  readonly name: string
  /** `words` is shown to whoever asks: no secret, no personal data. */
  check(): Readiness | Promise<Readiness>
}

export interface Readiness {
  readonly isOk: boolean
  readonly words: string
}

/** prom-client's `Registry` fulfils it. */
export interface MetricsSource {
  readonly contentType: string
  metrics(): Promise<string>
}

export interface HttpAppOptions {
  readonly checks: readonly ReadinessCheck[]
  readonly metrics: MetricsSource
  readonly webhook?: {
    /** E.g. `/webhook`. */
    readonly path: string
    /** Returns the status to answer with. */
    readonly handle: (rawBody: Buffer, headers: IncomingHttpHeaders) => Promise<number>
  }
}

/** Webex's events hold ids only and stay far below this. */
const MAX_EVENT_BYTES = '256kb'

export function buildHttpApp(options: HttpAppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  if (options.webhook) app.post(options.webhook.path, readRawBody, webhookHandler(options.webhook.handle))
  app.get('/healthz', (_, response) => {
    response.json({ isOk: true })
  })
  app.get('/readyz', readinessHandler(options.checks))
  app.get('/metrics', metricsHandler(options.metrics))
  app.use((_, response) => {
    response.status(404).json({ message: 'there is nothing here' })
  })
  app.use(answerError)
  return app
}

// The signature is made over the bytes, so nothing may parse or inflate them first.
const readRawBody = express.raw({ type: () => true, limit: MAX_EVENT_BYTES, inflate: false })

const webhookHandler =
  (handle: (rawBody: Buffer, headers: IncomingHttpHeaders) => Promise<number>): RequestHandler =>
  async (request, response) => {
    const rawBody: unknown = request.body
    const status = await handle(Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0), request.headers)
    response.status(status).end()
  }

const readinessHandler =
  (checks: readonly ReadinessCheck[]): RequestHandler =>
  async (_, response) => {
    const results = await Promise.all(checks.map(askCheck))
    const isOk = results.every((result) => result.isOk)
    response.status(isOk ? 200 : 503).json({ isOk, checks: results })
  }

async function askCheck({ name, check }: ReadinessCheck): Promise<Readiness & { readonly name: string }> {
  try {
    const { isOk, words } = await check()
    return { name, isOk, words }
  } catch {
    // What was thrown may hold anything, and this answer is public.
    return { name, isOk: false, words: 'the check itself broke' }
  }
}

const metricsHandler =
  (source: MetricsSource): RequestHandler =>
  async (_, response) => {
    response.set('content-type', source.contentType)
    response.send(await source.metrics())
  }

/** Express's own would answer with a stack trace. It needs all four parameters to be known as an error handler. */
const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  const isClients = status >= 400 && status < 500
  response.status(isClients ? status : 500).json({ message: isClients ? 'the request was refused' : 'something broke' })
}

export interface HttpServer {
  readonly port: number
  close(): Promise<void>
}

/** Rejects when the port cannot be had. `close` drops idle connections and waits for the busy ones. */
export function listen(app: Express, host: string, port: number): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) => {
      if (error) return reject(error)
      const { port: actual } = server.address() as AddressInfo
      resolve({
        port: actual,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            server.closeIdleConnections()
          }),
      })
    })
  })
}
