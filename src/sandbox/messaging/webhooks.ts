/**
 * `/v1/webhooks`: who wants to be told of what. The secret is shown in the answers, as the vendor does.
 * https://developer.webex.com/docs/api/v1/webhooks
 */
import express from 'express'
import type { Account } from '../identity.ts'
import { bodyOf, callerOf, requiredText, textIn } from './caller.ts'
import { decodeId, orgIdOf, personIdOf, webhookIdOf } from './hydra-id.ts'
import { page } from './paging.ts'
import { badRequest, notFound } from './vendor-error.ts'

const RESOURCES = new Set(['all', 'messages', 'memberships', 'rooms', 'attachmentActions'])
const EVENTS = new Set(['all', 'created', 'updated', 'deleted'])

export interface Webhook {
  readonly uuid: string
  readonly order: number
  readonly ownerUuid: string
  readonly orgUuid: string
  readonly name: string
  readonly targetUrl: string
  readonly resource: string
  readonly event: string
  readonly filter?: string
  readonly secret?: string
  readonly isActive: boolean
  /** In a row. */
  readonly failures: number
  readonly createdAt: string
}

type Draft = Pick<Webhook, 'name' | 'targetUrl' | 'resource' | 'event' | 'filter' | 'secret'>

export class Webhooks {
  readonly #clock: () => Date
  readonly #newUuid: () => string
  readonly #byUuid = new Map<string, Webhook>()
  #order = 0

  constructor(clock: () => Date, newUuid: () => string) {
    this.#clock = clock
    this.#newUuid = newUuid
  }

  all(): Webhook[] {
    return [...this.#byUuid.values()]
  }

  find(uuid: string | undefined, owner: Account): Webhook | undefined {
    const webhook = this.#byUuid.get(uuid ?? '')
    return webhook?.ownerUuid === owner.uuid ? webhook : undefined
  }

  add(draft: Draft, owner: Account): Webhook {
    const whose = { ownerUuid: owner.uuid, orgUuid: owner.orgUuid, createdAt: this.#clock().toISOString() }
    return this.put({ ...draft, ...whose, uuid: this.#newUuid(), order: ++this.#order, isActive: true, failures: 0 })
  }

  put(webhook: Webhook): Webhook {
    this.#byUuid.set(webhook.uuid, webhook)
    return webhook
  }

  remove(uuid: string): void {
    this.#byUuid.delete(uuid)
  }

  removeAllOf(ownerUuid: string): void {
    for (const webhook of this.all()) if (webhook.ownerUuid === ownerUuid) this.remove(webhook.uuid)
  }

  noteDelivery(uuid: string, isDelivered: boolean, failureLimit: number): void {
    const webhook = this.#byUuid.get(uuid)
    if (!webhook) return
    const failures = isDelivered ? 0 : webhook.failures + 1
    this.put({ ...webhook, failures, isActive: webhook.isActive && failures < failureLimit })
  }
}

export function webhooksRouter(webhooks: Webhooks): express.Router {
  const router = express.Router()

  router.post('/webhooks', (req, res) => {
    res.json(showWebhook(webhooks.add(readDraft(bodyOf(req)), callerOf(res))))
  })

  router.get('/webhooks', (req, res) => {
    const own = webhooks.all().filter((webhook) => webhook.ownerUuid === callerOf(res).uuid)
    res.json({ items: page(req, res, own, { usualMax: 100, isNewestFirst: true }).map(showWebhook) })
  })

  router.get('/webhooks/:webhookId', (req, res) => {
    res.json(showWebhook(required(webhooks, callerOf(res), req.params.webhookId)))
  })

  router.put('/webhooks/:webhookId', (req, res) => {
    const webhook = required(webhooks, callerOf(res), req.params.webhookId)
    const body = bodyOf(req)
    const status = textIn(body, 'status')
    if (status !== undefined && status !== 'active') throw badRequest("'status' can only be set to active.")
    const secret = textIn(body, 'secret') ?? webhook.secret
    const changed = { ...webhook, name: requiredText(body, 'name'), targetUrl: targetIn(body) }
    const revived = status === 'active' ? { isActive: true, failures: 0 } : {}
    res.json(showWebhook(webhooks.put({ ...changed, ...(secret !== undefined && { secret }), ...revived })))
  })

  router.delete('/webhooks/:webhookId', (req, res) => {
    webhooks.remove(required(webhooks, callerOf(res), req.params.webhookId).uuid)
    res.status(204).end()
  })

  return router
}

function readDraft(body: Readonly<Record<string, unknown>>): Draft {
  const [name, resource, event] = [
    requiredText(body, 'name'),
    requiredText(body, 'resource'),
    requiredText(body, 'event'),
  ]
  if (!RESOURCES.has(resource)) throw badRequest(`'${resource}' is no resource that this service tells of.`)
  if (!EVENTS.has(event)) throw badRequest(`'${event}' is no event that this service tells of.`)
  const [filter, secret] = [textIn(body, 'filter'), textIn(body, 'secret')]
  const optional = { ...(filter !== undefined && { filter }), ...(secret !== undefined && { secret }) }
  return { name, resource, event, targetUrl: targetIn(body), ...optional }
}

function targetIn(body: Readonly<Record<string, unknown>>): string {
  const target = requiredText(body, 'targetUrl')
  if (!/^https?:/.test(target) || !URL.canParse(target)) throw badRequest("'targetUrl' must be an http or https URL.")
  return target
}

function required(webhooks: Webhooks, caller: Account, id: string): Webhook {
  const webhook = webhooks.find(decodeId('WEBHOOK', id), caller)
  if (!webhook) throw notFound('Could not find a webhook with provided ID.')
  return webhook
}

function showWebhook(webhook: Webhook): object {
  return {
    id: webhookIdOf(webhook.uuid),
    name: webhook.name,
    targetUrl: webhook.targetUrl,
    resource: webhook.resource,
    event: webhook.event,
    ...(webhook.filter !== undefined && { filter: webhook.filter }),
    ...(webhook.secret !== undefined && { secret: webhook.secret }),
    orgId: orgIdOf(webhook.orgUuid),
    createdBy: personIdOf(webhook.ownerUuid),
    ownedBy: 'creator',
    status: webhook.isActive ? 'active' : 'inactive',
    created: webhook.createdAt,
  }
}
