/**
 * What Webex answers, as far as this adapter acts on it. Unknown fields pass; a wrong type in a field that decides who is
 * changed makes the whole answer bad, because a person left out of a page would be told to be absent.
 * https://developer.webex.com/admin/docs/api/v1/people, https://developer.webex.com/admin/docs/api/v1/scim-2-user
 */
import { z } from 'zod'

const optionalText = z.string().nullish().catch(undefined)
/** Published as text, served as a boolean, too. */
const optionalFlag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .nullish()
  .catch(undefined)

export const PERSON = z.object({
  id: z.string().min(1),
  emails: z.array(z.string()).nullish(),
  orgId: z.string().min(1),
  displayName: optionalText,
  /** Absent where the list does not tell; the published example joins several ids with a comma in one string. */
  roles: z.array(z.string()).nullish(),
  licenses: z.array(z.string()).nullish().catch(undefined),
  type: optionalText,
  status: optionalText,
  lastActivity: optionalText,
  extension: optionalText,
  locationId: optionalText,
  /** These two are told to administrators of the person's organisation only, and never by `?id=`. */
  loginEnabled: optionalFlag,
  invitePending: optionalFlag,
})
export type WebexPerson = z.infer<typeof PERSON>

/** With every field that Webex shows, known or not: what is not sent back is lost. */
export const WHOLE_PERSON = z.looseObject({
  id: z.string().min(1),
  emails: z.array(z.string()).min(1),
  loginEnabled: z.unknown().optional(),
})
export type WholePerson = z.infer<typeof WHOLE_PERSON>

export const PEOPLE_LIST = z.object({ items: z.array(PERSON), notFoundIds: z.array(z.string()).nullish() })
export type PeopleList = z.infer<typeof PEOPLE_LIST>

export const ROLE_LIST = z.object({ items: z.array(z.object({ id: z.string().min(1), name: z.string() })).min(1) })
export type WebexRole = z.infer<typeof ROLE_LIST>['items'][number]

export const LICENSE_LIST = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) })

export const ORGANIZATION = z.object({ displayName: z.string().min(1) })

export const SCIM_USER = z.looseObject({
  id: z.string().min(1),
  externalId: optionalText,
  userName: optionalText,
  active: optionalFlag,
})
export type ScimUser = z.infer<typeof SCIM_USER>

export const SCIM_LIST = z.object({
  totalResults: z.number().int().min(0),
  /** Left out by some servers when there is none (RFC 7644, 3.4.2). */
  Resources: z.array(SCIM_USER).nullish(),
})

/** Each result is read on its own, so that one odd result does not hide what became of the other 99. */
export const BULK_ANSWER = z
  .object({ Operations: z.array(z.unknown()).optional(), operations: z.array(z.unknown()).optional() })
  .refine((answer) => answer.Operations !== undefined || answer.operations !== undefined)
  .transform((answer) => answer.Operations ?? answer.operations ?? [])

export const BULK_RESULT = z.looseObject({
  location: z.string().nullish(),
  method: z.string().nullish(),
  status: z.union([z.number(), z.string().regex(/^\d{3}$/)]).transform(Number),
  response: z.unknown().optional(),
})

/** RFC 6749, 5.1; `expires_in` counts seconds. */
export const TOKEN_ANSWER = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().nullish(),
  refresh_token: z.string().min(1).nullish(),
})

/** Both ways in which Webex words an error: REST and SCIM (RFC 7644, 3.12). */
export const ERROR_BODY = z.looseObject({
  message: optionalText,
  detail: optionalText,
  trackingId: optionalText,
})
