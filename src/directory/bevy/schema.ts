/**
 * What Bevy answers, as far as this adapter acts on it. Unknown fields pass; a wrong type in a field that decides who is
 * changed makes the whole answer bad, because a person left out of a page would be told to be absent.
 */
import { z } from 'zod'

const optionalText = z.string().nullish().catch(undefined)

/** The reference of the API is not public; these fields are those that clients of it read. */
export const USER = z.looseObject({
  id: z.union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,15}$/)]).transform(String),
  email: z.string().nullish(),
  first_name: optionalText,
  last_name: optionalText,
  full_name: optionalText,
})
export type BevyUser = z.infer<typeof USER>

export const USER_LIST = z.object({ count: z.number().int().min(0), results: z.array(USER) })
export type UserList = z.infer<typeof USER_LIST>

export const ERROR_BODY = z.looseObject({ detail: z.unknown().optional() })
