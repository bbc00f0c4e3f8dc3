/**
 * What Okta answers, as far as this adapter acts on it. Unknown fields pass; a wrong type in a field that decides who is
 * changed makes the whole answer bad, because a person left out of a page would be told to be absent.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/
 */
import { z } from 'zod'

const optionalText = z.string().nullish().catch(undefined)

/** Every property of a profile, the organisation's own ones too, so that a rename can be held against what was there. */
const PROFILE = z.looseObject({
  /** "Unique identifier for the user (username)". */
  login: z.string().regex(/\S/),
  email: optionalText,
  firstName: optionalText,
  lastName: optionalText,
  displayName: optionalText,
})

export const USER = z.object({
  id: z.string().min(1),
  /** Not held to the documented statuses here: one odd account must not spoil a page. */
  status: z.string().min(1),
  transitioningToStatus: optionalText,
  lastLogin: optionalText,
  profile: PROFILE,
  credentials: z
    .object({ provider: z.object({ type: optionalText }).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})
export type OktaUser = z.infer<typeof USER>

export const USER_LIST = z.array(USER)

export const ROLE = z.looseObject({ type: z.string().min(1), label: optionalText })
export type OktaRole = z.infer<typeof ROLE>
export const ROLE_LIST = z.array(ROLE)

export const GROUP_LIST = z.array(
  z.object({
    id: z.string(),
    type: optionalText,
    profile: z.object({ name: optionalText }).nullish().catch(undefined),
  }),
)

export const APP_LINK_LIST = z.array(
  z.object({
    id: optionalText,
    label: optionalText,
    appName: optionalText,
    appInstanceId: optionalText,
    appAssignmentId: optionalText,
    linkUrl: optionalText,
  }),
)

export const ERROR_BODY = z.looseObject({
  errorCode: z.string().min(1),
  errorSummary: optionalText,
  errorId: optionalText,
  errorCauses: z.array(z.looseObject({ errorSummary: optionalText })).catch([]),
})

export const OAUTH_ERROR_BODY = z.looseObject({ error: z.string().min(1), error_description: optionalText })

/** RFC 6749, 5.1; `expires_in` counts seconds. */
export const TOKEN_ANSWER = z.object({
  access_token: z.string().min(1),
  token_type: z.string().min(1),
  expires_in: z.number().positive().nullish(),
})
