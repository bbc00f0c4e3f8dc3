/**
 * What the Analytics Cloud answers, as far as this adapter acts on it. Unknown fields pass; a wrong type in a field that decides
 * who is changed makes the whole answer bad, because a person left out of a page would be told to be absent.
 */
import { z } from 'zod'

const optionalText = z.string().nullish().catch(undefined)
const optionalFlag = z.boolean().nullish().catch(undefined)

/** The vendor's generated model lets an id be a number or a text; here it is always text. */
const ID = z.union([z.number().int().positive(), z.string().min(1)]).transform(String)

/** Live lists were seen with `id`, `email` and `name` alone; `isAdmin` stands on the caller's own record only. */
export const PERSON = z.object({
  id: ID,
  email: z.string().min(1),
  name: optionalText,
  firstName: optionalText,
  lastName: optionalText,
  isDisabled: optionalFlag,
  state: optionalText,
  status: optionalText,
  lastLoginTime: optionalText,
  isAdmin: optionalFlag,
})
export type AacPerson = z.infer<typeof PERSON>

const COUNT = z.number().int().min(0).nullish()

export const PEOPLE = z.object({ data: z.array(PERSON), count: COUNT })
export type PeoplePage = z.infer<typeof PEOPLE>

/** Wrapped in `data` or not: the vendor's documents show neither. */
const HOLDER = z.object({ id: ID })
export const ADMINS = z
  .union([z.array(HOLDER), z.object({ data: z.array(HOLDER) })])
  .transform((answer) => (Array.isArray(answer) ? answer : answer.data).map(({ id }) => id))

export const WORKSPACE = z.object({ id: ID, name: optionalText, workspace_member_count: COUNT.catch(undefined) })
export type AacWorkspace = z.infer<typeof WORKSPACE>

/** RFC 6749, 5.1; `expires_in` counts seconds. */
export const TOKEN_ANSWER = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().nullish().catch(undefined),
  refresh_token: z.string().min(1).nullish(),
})
export type TokenAnswer = z.infer<typeof TOKEN_ANSWER>

/** RFC 7519, 4.1; seconds since 1970. */
export const CLAIMS = z.object({
  exp: z.number().positive().optional().catch(undefined),
  iat: z.number().positive().optional().catch(undefined),
})

export const EXCEPTION = z.object({
  exception: z.object({ name: optionalText, message: optionalText, details: optionalText }),
})

/** RFC 6749, 5.2: how the token endpoint says no. */
export const OAUTH_ERROR = z.object({ error: z.string(), error_description: optionalText })
