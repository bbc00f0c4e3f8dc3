import type { Rest } from './rest.ts'
import { createdSchema, type Webhook, webhookSchema } from './webex-schema.ts'

/**
 * The bot's webhooks, one for each kind of event that it hears. Ours are those with our name and our address; all others of
 * the same token belong to somebody else and are never changed. Ours stay when the process stops, so that a restart or a second replica loses nothing.
 */

export const WEBHOOK_NAME = 'Twokey'

/** Only what is acted on, each named: "all" would bring every edit and deletion, and no clicks on cards. */
export const WANTED = [
  { resource: 'messages', event: 'created' },
  { resource: 'memberships', event: 'created' },
  { resource: 'attachmentActions', event: 'created' },
] as const

export interface WebhookTarget {
  readonly url: string
  readonly secret: string
}

export type WebhookStep =
  | { readonly kind: 'keep'; readonly id: string }
  /** Makes it active again and sets our secret. */
  | { readonly kind: 'mend'; readonly id: string }
  | { readonly kind: 'create'; readonly resource: string; readonly event: string }
  /** One of ours too many would deliver events twice, or events that nobody asked for. */
  | { readonly kind: 'remove'; readonly id: string }

/**
 * `mendUnseen` is for the start, when a webhook whose secret Webex does not show may hold an older one.
 */
export function decideWebhooks(
  existing: readonly Webhook[],
  target: WebhookTarget,
  mendUnseen: boolean,
): readonly WebhookStep[] {
  const ours = existing.filter((hook) => hook.name === WEBHOOK_NAME && hook.targetUrl === target.url)
  const firstOf = ({ resource, event }: (typeof WANTED)[number]): Webhook | undefined =>
    ours.find((hook) => hook.resource === resource && hook.event === event)
  const needed = new Set(WANTED.map((wanted) => firstOf(wanted)?.id))
  return [
    ...WANTED.map((wanted): WebhookStep => {
      const first = firstOf(wanted)
      if (first === undefined) return { kind: 'create', ...wanted }
      return { kind: isSound(first, target, mendUnseen) ? 'keep' : 'mend', id: first.id }
    }),
    ...ours.filter(({ id }) => !needed.has(id)).map(({ id }): WebhookStep => ({ kind: 'remove', id })),
  ]
}

const isSound = (hook: Webhook, target: WebhookTarget, mendUnseen: boolean): boolean =>
  (hook.status ?? 'active') === 'active' && (hook.secret === undefined ? !mendUnseen : hook.secret === target.secret)

/** Brings the webhooks into order and returns their ids. Throws `ChatError` when that cannot be done. */
export async function ensureWebhooks(
  rest: Rest,
  target: WebhookTarget,
  mendUnseen: boolean,
): Promise<readonly string[]> {
  const steps = decideWebhooks(await listWebhooks(rest), target, mendUnseen)
  const ids: string[] = []
  for (const step of steps) {
    const id = await take(rest, target, step)
    if (id !== undefined) ids.push(id)
  }
  return ids
}

async function listWebhooks(rest: Rest): Promise<readonly Webhook[]> {
  const found: Webhook[] = []
  const call = {
    doing: 'listing the webhooks of the bot',
    method: 'GET',
    path: '/webhooks',
    query: { max: 100 },
  } as const
  for await (const page of rest.pages(call)) {
    for (const item of page) {
      const hook = webhookSchema.safeParse(item)
      if (hook.success) found.push(hook.data)
    }
  }
  return found
}

async function take(rest: Rest, target: WebhookTarget, step: WebhookStep): Promise<string | undefined> {
  const { url: targetUrl, secret } = target
  switch (step.kind) {
    case 'keep':
      return step.id
    case 'remove':
      await rest.call({ doing: 'removing a surplus webhook', method: 'DELETE', path: `/webhooks/${step.id}` })
      return undefined
    case 'mend':
      await rest.call({
        doing: 'setting up a webhook anew',
        method: 'PUT',
        path: `/webhooks/${step.id}`,
        body: { name: WEBHOOK_NAME, targetUrl, secret, status: 'active' },
      })
      return step.id
    case 'create': {
      const { resource, event } = step
      const answer = await rest.call({
        doing: `creating the webhook ${resource}/${event}`,
        method: 'POST',
        path: '/webhooks',
        body: { name: WEBHOOK_NAME, targetUrl, secret, resource, event },
      })
      return createdSchema.parse(answer.body).id
    }
  }
}
