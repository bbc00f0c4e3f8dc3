/**
 * Starts the emulated cloud: one HTTP and websocket server on the loopback address with everything mounted on it.
 * Speaks the vendors' protocols as they are documented; knows nothing of the bot that will be tried against it.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { controlRouter } from './control.ts'
import { faults } from './faults.ts'
import type { IdentityService } from './identity.ts'
import { type KnobSettings, Knobs } from './knobs.ts'
import { type Messaging, messaging } from './messaging/messaging.ts'
import { answerError, answerErrors } from './messaging/vendor-error.ts'
import { Traffic } from './traffic.ts'

/** Another vendor's emulation under a path of its own, e.g. `/okta`. Like all routers given, it reads its own bodies. */
export interface VendorMount {
  readonly vendor: string
  readonly path: string
  readonly router: express.Router
}

export interface SandboxOptions {
  readonly identity: IdentityService
  /** Further parts of the Webex cloud, mounted at the root before messaging: the administration half. */
  readonly routers?: readonly express.Router[]
  /** Sees every call first, also those that are never recorded: e.g. to end its caller's process before it is done, or before it is answered. */
  readonly gate?: express.RequestHandler
  readonly vendors?: readonly VendorMount[]
  /** Further handles to turn by hand, mounted under `/sandbox`. */
  readonly controls?: readonly express.Router[]
  /** Any free one when absent. */
  readonly port?: number
  readonly host?: string
  readonly knobs?: KnobSettings
  /** Answered calls are appended here, one line of JSON each. */
  readonly trafficFile?: string
  readonly clock?: () => Date
  /** For the ids of rooms, messages, webhooks and devices; random when absent. */
  readonly newUuid?: () => string
  readonly webhookTimeoutMs?: number
  /** Failed deliveries in a row before a webhook becomes inactive. The vendor names no figure. */
  readonly webhookFailureLimit?: number
}

export interface Sandbox extends Pick<Messaging, 'spaces' | 'webhooks' | 'delivery' | 'mercury'> {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly apiUrl: string
  readonly u2cUrl: string
  readonly port: number
  readonly identity: IdentityService
  readonly knobs: Knobs
  readonly traffic: Traffic
  /** Cuts every connection and frees the port. */
  close(): Promise<void>
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { identity, clock = () => new Date(), newUuid = randomUUID, host = '127.0.0.1' } = options
  const knobs = new Knobs(clock, options.knobs)
  const traffic = new Traffic(options.trafficFile, clock)
  let url = ''
  const { webhookTimeoutMs = 10_000, webhookFailureLimit = 100 } = options
  const origin = () => url
  const webex = messaging({ identity, knobs, clock, newUuid, origin, webhookTimeoutMs, webhookFailureLimit })
  const server = createServer(appOf(options, knobs, traffic, webex))
  webex.attach(server)
  const port = await listen(server, options.port ?? 0, host)
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const { spaces, webhooks, delivery, mercury } = webex
  const close = async () => {
    webex.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await traffic.close()
  }
  const addresses = { url, apiUrl: `${url}/v1`, u2cUrl: `${url}/u2c/api/v1`, port }
  return { ...addresses, identity, knobs, traffic, spaces, webhooks, delivery, mercury, close }
}

/** The recorder stands outermost, so that it sees a call as its client did, with the faults. */
function appOf(options: SandboxOptions, knobs: Knobs, traffic: Traffic, webex: Messaging): express.Express {
  const { vendors = [], routers = [], controls = [], gate } = options
  const app = express()
  app.disable('x-powered-by').disable('etag')
  if (gate) app.use(gate)
  const json = express.json({ limit: '20mb', type: ['application/json', 'application/*+json'] })
  app.use('/sandbox', json, controlRouter(knobs, traffic, webex), ...controls)
  app.use(traffic.recorder((req) => seenAs(req.originalUrl, vendors)))
  app.use(faults(knobs))
  for (const { path, router } of vendors) app.use(path, router)
  for (const router of routers) app.use(router)
  app.use(json, webex.router)
  app.use((_req, res) => answerError(res, 404, 'The requested resource could not be found.'))
  app.use(answerErrors)
  return app
}

function seenAs(url: string, vendors: readonly VendorMount[]): { vendor: string; url: string } {
  const mount = vendors.find(({ path }) => url.startsWith(`${path}/`))
  return mount ? { vendor: mount.vendor, url: url.slice(mount.path.length) } : { vendor: 'webex', url }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
