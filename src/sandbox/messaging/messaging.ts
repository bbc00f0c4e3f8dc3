/**
 * Composes the messaging half of the emulated Webex cloud: its state, its routers, its webhooks and its websocket.
 */
import type { Server } from 'node:http'
import express from 'express'
import type { Account, IdentityService } from '../identity.ts'
import type { Knobs } from '../knobs.ts'
import { actionsRouter } from './actions.ts'
import { requireSession } from './caller.ts'
import { catalogRouter } from './catalog.ts'
import { contentsRouter } from './contents.ts'
import { Devices, devicesRouter } from './devices.ts'
import { membershipsRouter } from './memberships.ts'
import { Mercury } from './mercury.ts'
import { messagesRouter } from './messages.ts'
import { roomsRouter } from './rooms.ts'
import { Spaces } from './spaces.ts'
import { WebhookDelivery } from './webhook-delivery.ts'
import { Webhooks, webhooksRouter } from './webhooks.ts'

export interface MessagingOptions {
  readonly identity: IdentityService
  readonly knobs: Knobs
  readonly clock: () => Date
  readonly newUuid: () => string
  /** `http://host:port`; asked only once the server listens. */
  readonly origin: () => string
  readonly webhookTimeoutMs: number
  readonly webhookFailureLimit: number
}

export interface Messaging {
  readonly router: express.Router
  readonly spaces: Spaces
  readonly webhooks: Webhooks
  readonly delivery: WebhookDelivery
  readonly mercury: Mercury
  attach(server: Server): void
  close(): void
}

export function messaging(options: MessagingOptions): Messaging {
  const { identity, knobs, clock, newUuid, origin } = options
  const spaces = new Spaces(clock, newUuid)
  const webhooks = new Webhooks(clock, newUuid)
  const devices = new Devices(newUuid)
  const mercury = new Mercury({ identity, spaces, devices, origin, nextFate: () => knobs.nextFate('websocket') })
  const delivery = new WebhookDelivery({
    webhooks,
    spaces,
    identity,
    origin,
    nextFate: () => knobs.nextFate('webhooks'),
    timeoutMs: options.webhookTimeoutMs,
    failureLimit: options.webhookFailureLimit,
  })
  spaces.subscribe((event) => {
    mercury.tell(event)
    delivery.tell(event)
  })
  identity.onDeleted((account) => leave(account, spaces, webhooks, mercury))
  return {
    router: routerOf({ spaces, webhooks, devices, identity }),
    spaces,
    webhooks,
    delivery,
    mercury,
    attach: (server) => mercury.attach(server),
    close: () => mercury.close(),
  }
}

interface Parts {
  readonly spaces: Spaces
  readonly webhooks: Webhooks
  readonly devices: Devices
  readonly identity: IdentityService
}

function routerOf({ spaces, webhooks, devices, identity }: Parts): express.Router {
  const router = express.Router()
  const session = requireSession(identity)
  router.use(['/u2c/api/v1/catalog', '/wdm', '/v1'], session)
  router.use(catalogRouter())
  router.use(devicesRouter(devices))
  for (const part of [
    roomsRouter(spaces, identity),
    membershipsRouter(spaces, identity),
    messagesRouter(spaces, identity),
    contentsRouter(spaces),
    actionsRouter(spaces),
    webhooksRouter(webhooks),
  ])
    router.use('/v1', part)
  return router
}

/** Somebody whose account was deleted is in no room any more and hears nothing. What they wrote stays. */
function leave(account: Account, spaces: Spaces, webhooks: Webhooks, mercury: Mercury): void {
  webhooks.removeAllOf(account.uuid)
  mercury.drop(1000, 'account deleted', account.uuid)
  for (const membership of spaces.membershipsOf(account.uuid)) spaces.removeMember(membership, account.uuid)
}
