/**
 * Tells webhooks what happened: one POST each, signed over the bytes that are sent, with no retry, as the vendor
 * promises none. After so many failures in a row the webhook becomes inactive and stays so until it is PUT active.
 */
import { createHmac, randomUUID } from 'node:crypto'
import type { IdentityService } from '../identity.ts'
import type { DeliveryFate } from '../knobs.ts'
import { orgIdOf, personIdOf, webhookIdOf } from './hydra-id.ts'
import type { SpaceEvent } from './records.ts'
import type { Spaces } from './spaces.ts'
import { hears } from './visibility.ts'
import { isSubscribed, type Notice, noticeOf } from './webhook-payload.ts'
import type { Webhook, Webhooks } from './webhooks.ts'

export interface DeliveryOptions {
  readonly webhooks: Webhooks
  readonly spaces: Spaces
  readonly identity: IdentityService
  readonly origin: () => string
  /** What the knobs have in store for the next delivery. */
  readonly nextFate: () => DeliveryFate
  readonly timeoutMs: number
  /** Failures in a row before a webhook becomes inactive. */
  readonly failureLimit: number
}

export class WebhookDelivery {
  readonly #options: DeliveryOptions
  readonly #inFlight = new Set<Promise<void>>()

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  /** Starts the deliveries of one event and returns at once. */
  tell(event: SpaceEvent): void {
    const { webhooks, spaces, identity, origin } = this.#options
    const notice = noticeOf(event, (uuid) => identity.account(uuid), origin())
    for (const webhook of webhooks.all()) {
      const owner = identity.account(webhook.ownerUuid)
      if (owner && webhook.isActive && isSubscribed(webhook, notice) && hears(spaces, owner, event))
        this.#deliver(webhook, notice)
    }
  }

  /** Resolves when no delivery is under way. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight)
  }

  #deliver(webhook: Webhook, notice: Notice): void {
    const fate = this.#options.nextFate()
    if (fate === 'lost') return
    const body = JSON.stringify(payloadOf(webhook, notice))
    for (let copies = fate === 'duplicated' ? 2 : 1; copies > 0; copies--) this.#track(this.#send(webhook, body))
  }

  async #send(webhook: Webhook, body: string): Promise<void> {
    const { webhooks, timeoutMs, failureLimit } = this.#options
    const isDelivered = await post(webhook, body, timeoutMs)
    webhooks.noteDelivery(webhook.uuid, isDelivered, failureLimit)
  }

  #track(delivery: Promise<void>): void {
    const tracked = delivery.finally(() => this.#inFlight.delete(tracked))
    this.#inFlight.add(tracked)
  }
}

async function post(webhook: Webhook, body: string, timeoutMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const headers = headersFor(webhook, body)
    const answer = await fetch(webhook.targetUrl, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

/** https://developer.webex.com/blog/using-a-webhook-secret */
function headersFor({ secret }: Webhook, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    trackingid: `SANDBOX_${randomUUID()}`,
    ...(secret && { 'x-spark-signature': createHmac('sha1', secret).update(body).digest('hex') }),
  }
}

function payloadOf(webhook: Webhook, notice: Notice): object {
  return {
    id: webhookIdOf(webhook.uuid),
    name: webhook.name,
    targetUrl: webhook.targetUrl,
    resource: notice.resource,
    event: notice.event,
    ...(webhook.filter && { filter: webhook.filter }),
    orgId: orgIdOf(webhook.orgUuid),
    createdBy: personIdOf(webhook.ownerUuid),
    ownedBy: 'creator',
    status: 'active',
    created: webhook.createdAt,
    actorId: notice.actorId,
    data: notice.data,
  }
}
