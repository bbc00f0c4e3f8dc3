import type { IncomingHttpHeaders } from 'node:http'
import type { Log } from './log.ts'
import { checkSignature } from './signature.ts'
import { type WebhookEvent, webhookEventSchema } from './webex-schema.ts'

/**
 * From the raw bytes of a webhook call to an event that may be trusted, or to the status that refuses it.
 * Nothing of a body is read before its signature is right.
 */

export type WebhookCall =
  | { readonly kind: 'event'; readonly event: WebhookEvent }
  | { readonly kind: 'refused'; readonly status: 400 | 401 }

export function readWebhookCall(rawBody: Buffer, headers: IncomingHttpHeaders, secret: string, log: Log): WebhookCall {
  const { verdict, hasUnknownShape } = checkSignature(rawBody, headers, secret)
  if (hasUnknownShape) log.info({}, 'X-Webex-Signature has a shape that is not understood; X-Spark-Signature decides')
  if (verdict !== 'right') {
    log.warn({ verdict, bytes: rawBody.length }, 'a webhook call without a right signature was refused')
    return { kind: 'refused', status: 401 }
  }
  const event = parse(rawBody)
  if (event !== undefined) return { kind: 'event', event }
  log.warn({ bytes: rawBody.length }, 'a webhook call was signed but is not an event; it was refused')
  return { kind: 'refused', status: 400 }
}

function parse(rawBody: Buffer): WebhookEvent | undefined {
  try {
    return webhookEventSchema.safeParse(JSON.parse(rawBody.toString('utf8'))).data
  } catch {
    return undefined
  }
}
