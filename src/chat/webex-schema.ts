import { z } from 'zod'

/**
 * Webex's answers as far as they are used here. Everything else in them is dropped at this border.
 * Shapes: developer.webex.com/messaging/docs/api/v1
 */

export const messageSchema = z.object({
  id: z.string(),
  roomId: z.string(),
  roomType: z.string().optional(),
  personId: z.string(),
  text: z.string().optional(),
  html: z.string().optional(),
  files: z.array(z.string()).optional(),
  mentionedPeople: z.array(z.string()).optional(),
  parentId: z.string().optional(),
  created: z.string(),
})
export type WebexMessage = z.infer<typeof messageSchema>

export const actionSchema = z.object({
  id: z.string(),
  messageId: z.string(),
  roomId: z.string(),
  personId: z.string(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  created: z.string(),
})
export type WebexAction = z.infer<typeof actionSchema>

export const membershipSchema = z.object({
  id: z.string(),
  roomId: z.string(),
  personId: z.string(),
  created: z.string().optional(),
})
export type WebexMembership = z.infer<typeof membershipSchema>

export const roomSchema = z.object({
  id: z.string(),
  type: z.string(),
  lastActivity: z.string().optional(),
})
export type WebexRoom = z.infer<typeof roomSchema>

export const personSchema = z.object({
  id: z.string(),
  emails: z.array(z.string()).min(1),
  displayName: z.string(),
  orgId: z.string(),
  type: z.enum(['person', 'bot', 'appuser']),
})

export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  targetUrl: z.string(),
  resource: z.string(),
  event: z.string(),
  status: z.string().optional(),
  secret: z.string().optional(),
})
export type Webhook = z.infer<typeof webhookSchema>

export const createdSchema = z.object({ id: z.string() })

/**
 * What a webhook call must hold before the framework sees it. The id becomes part of an address that is read with the bot's token:
 * an empty one would name the whole list, one of points another address.
 */
export const webhookEventSchema = z.looseObject({
  resource: z.string(),
  event: z.string(),
  data: z.looseObject({ id: z.string().regex(/^[\w=+/-]{1,512}$/) }),
})
export type WebhookEvent = z.infer<typeof webhookEventSchema>
