import { z } from 'zod'
import { address, domains, duration, pathTemplate, statusCodes, url, whole, yesNo } from './config-values.ts'
import type { DirectoryName } from './model/vendor.ts'

/**
 * The variables of each vendor: their forms, what of them is needed together, and the settings that they come to. A vendor
 * that is not on needs none of them.
 */

export const DIRECTORY_VARIABLES = {
  WEBEX_ADMIN_TOKEN: z.string().optional(),
  WEBEX_ADMIN_TOKEN_LIFE: duration.default(12 * 3_600_000),
  WEBEX_ADMIN_CLIENT_ID: z.string().optional(),
  WEBEX_ADMIN_CLIENT_SECRET: z.string().optional(),
  WEBEX_ADMIN_REFRESH_TOKEN: z.string().optional(),
  WEBEX_SCIM_URL: url.default('https://webexapis.com/identity/scim'),
  WEBEX_CALLS_PER_MINUTE: whole(1, 100_000).default(300),
  WEBEX_VERIFIED_DOMAINS: domains.optional(),
  OKTA_URL: url.optional(),
  OKTA_TOKEN: z.string().optional(),
  OKTA_CLIENT_ID: z.string().optional(),
  OKTA_PRIVATE_KEY: z.string().optional(),
  OKTA_KEY_ID: z.string().optional(),
  OKTA_ACTIVATION_MAIL: yesNo.default(true),
  BEVY_URL: url.optional(),
  BEVY_TOKEN: z.string().optional(),
  BEVY_OWNER: address.optional(),
  BEVY_DAILY_CALLS: whole(1, 10_000_000).default(10_000),
  BEVY_DAY_BEGINS_AT: whole(0, 23).default(0),
  BEVY_BATCH_SIZE: whole(1, 250).default(250),
  BEVY_BATCH_REST: duration.default(60_000),
  BEVY_USER_PATH: pathTemplate('id').default('/api/user/{id}/'),
  BEVY_USERS_PATH: z.string().startsWith('/', 'must be a path that begins with /').default('/api/user/'),
  BEVY_EMAIL_PATH: pathTemplate('email').default('/api/user/{email}'),
  BEVY_DELETE_PATH: pathTemplate('id').default('/api/user/{id}/'),
  BEVY_DELETE_CODES: statusCodes.default([200, 202, 204]),
  BEVY_DELETION_FIELD: z.string().optional(),
  BEVY_DELETION_DAYS: whole(1, 365).default(7),
  BEVY_CANCEL_PATH: pathTemplate('id').optional(),
  BEVY_CANCEL_METHOD: z
    .enum(['POST', 'PUT', 'PATCH', 'DELETE'], { error: 'must be POST, PUT, PATCH or DELETE' })
    .default('POST'),
  AAC_URL: url.optional(),
  AAC_TOKEN_URL: url.optional(),
  AAC_CLIENT_ID: z.string().optional(),
  AAC_REFRESH_TOKEN: z.string().optional(),
  AAC_OWNER: address.optional(),
  AAC_TRANSFER_TO: address.optional(),
} as const

type Variables = z.output<z.ZodObject<typeof DIRECTORY_VARIABLES>>
type Given = Readonly<Record<string, string | undefined>>

/** Absent for a vendor that is not on. */
export interface DirectorySettings {
  readonly webex?: WebexSettings
  readonly okta?: OktaSettings
  readonly bevy?: BevySettings
  readonly aac?: AacSettings
}

export interface WebexSettings {
  readonly scimUrl: string
  /** What Webex is taken to allow; the share of it is `quotaShare`. */
  readonly callsPerMinute: number
  readonly admin: WebexCredential
  /** How long a pasted token of a person is taken to live. */
  readonly tokenLifeMs: number
  /** Undefined: nobody knows which domains are verified. */
  readonly verifiedDomains?: readonly string[]
}

export type WebexCredential =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'service-app'
      readonly clientId: string
      readonly clientSecret: string
      readonly refreshToken: string
    }

export interface OktaSettings {
  readonly url: string
  readonly admin: OktaCredential
  readonly activationMail: boolean
}

export type OktaCredential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'service-app'; readonly clientId: string; readonly privateKey: string; readonly keyId?: string }

export interface BevySettings {
  readonly url: string
  readonly token: string
  readonly owner?: string
  readonly dailyCalls: number
  readonly dayBeginsAt: number
  readonly batchSize: number
  readonly restMs: number
  readonly paths: { readonly user: string; readonly users: string; readonly email: string; readonly remove: string }
  readonly successCodes: readonly number[]
  readonly deletionField?: string
  readonly daysUntilDeletion: number
  readonly cancel?: { readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'; readonly path: string }
}

export interface AacSettings {
  readonly url: string
  readonly tokenUrl: string
  readonly clientId: string
  readonly refreshToken: string
  readonly owner?: string
  readonly transferTo?: string
}

/** What has to be there for the vendors that are on, whatever the form of each. */
export const missingOf = (given: Given, directories: readonly DirectoryName[]): readonly string[] =>
  directories.flatMap((name) => MISSING[name](given))

const WEBEX_APP = ['WEBEX_ADMIN_CLIENT_ID', 'WEBEX_ADMIN_CLIENT_SECRET', 'WEBEX_ADMIN_REFRESH_TOKEN'] as const
const OKTA_APP = ['OKTA_CLIENT_ID', 'OKTA_PRIVATE_KEY'] as const

const MISSING: Readonly<Record<DirectoryName, (given: Given) => readonly string[]>> = {
  webex: (given) => oneCredential(given, 'WEBEX_ADMIN_TOKEN', WEBEX_APP),
  okta: (given) => [...allOf(given, ['OKTA_URL']), ...oneCredential(given, 'OKTA_TOKEN', OKTA_APP)],
  bevy: (given) => allOf(given, ['BEVY_URL', 'BEVY_TOKEN']),
  aac: (given) => allOf(given, ['AAC_URL', 'AAC_TOKEN_URL', 'AAC_CLIENT_ID', 'AAC_REFRESH_TOKEN']),
}

const oneCredential = (given: Given, token: string, app: readonly string[]): readonly string[] => {
  const there = app.filter((name) => given[name])
  if (given[token] && there.length > 0)
    return [`${token} and ${there.join(', ')} are both set: keep one kind of credential`]
  if (given[token] || there.length === app.length) return []
  const lacking = app.filter((name) => !given[name])
  return [
    `${lacking.join(', ')} missing: give all ${app.length === 3 ? 'three' : 'both'} of the service app, or ${token} instead`,
  ]
}

const allOf = (given: Given, names: readonly string[]): readonly string[] =>
  names.flatMap((name) => (given[name] ? [] : [`${name} is missing: DIRECTORIES turns this vendor on`]))

/** To be asked only when nothing is missing. */
export const directorySettings = (v: Variables, directories: readonly DirectoryName[]): DirectorySettings => {
  const on = new Set(directories)
  return {
    ...(on.has('webex') && { webex: webexSettings(v) }),
    ...(on.has('okta') && { okta: oktaSettings(v) }),
    ...(on.has('bevy') && { bevy: bevySettings(v) }),
    ...(on.has('aac') && { aac: aacSettings(v) }),
  }
}

const webexSettings = (v: Variables): WebexSettings => ({
  scimUrl: v.WEBEX_SCIM_URL,
  callsPerMinute: v.WEBEX_CALLS_PER_MINUTE,
  admin: v.WEBEX_ADMIN_TOKEN
    ? { kind: 'token', token: v.WEBEX_ADMIN_TOKEN }
    : {
        kind: 'service-app',
        clientId: v.WEBEX_ADMIN_CLIENT_ID ?? '',
        clientSecret: v.WEBEX_ADMIN_CLIENT_SECRET ?? '',
        refreshToken: v.WEBEX_ADMIN_REFRESH_TOKEN ?? '',
      },
  tokenLifeMs: v.WEBEX_ADMIN_TOKEN_LIFE,
  ...(v.WEBEX_VERIFIED_DOMAINS && { verifiedDomains: v.WEBEX_VERIFIED_DOMAINS }),
})

const oktaSettings = (v: Variables): OktaSettings => ({
  url: v.OKTA_URL ?? '',
  admin: v.OKTA_TOKEN
    ? { kind: 'token', token: v.OKTA_TOKEN }
    : {
        kind: 'service-app',
        clientId: v.OKTA_CLIENT_ID ?? '',
        privateKey: v.OKTA_PRIVATE_KEY ?? '',
        ...(v.OKTA_KEY_ID && { keyId: v.OKTA_KEY_ID }),
      },
  activationMail: v.OKTA_ACTIVATION_MAIL,
})

const bevySettings = (v: Variables): BevySettings => ({
  url: v.BEVY_URL ?? '',
  token: v.BEVY_TOKEN ?? '',
  ...(v.BEVY_OWNER && { owner: v.BEVY_OWNER }),
  dailyCalls: v.BEVY_DAILY_CALLS,
  dayBeginsAt: v.BEVY_DAY_BEGINS_AT,
  batchSize: v.BEVY_BATCH_SIZE,
  restMs: v.BEVY_BATCH_REST,
  paths: { user: v.BEVY_USER_PATH, users: v.BEVY_USERS_PATH, email: v.BEVY_EMAIL_PATH, remove: v.BEVY_DELETE_PATH },
  successCodes: v.BEVY_DELETE_CODES,
  ...(v.BEVY_DELETION_FIELD && { deletionField: v.BEVY_DELETION_FIELD }),
  daysUntilDeletion: v.BEVY_DELETION_DAYS,
  ...(v.BEVY_CANCEL_PATH && { cancel: { method: v.BEVY_CANCEL_METHOD, path: v.BEVY_CANCEL_PATH } }),
})

const aacSettings = (v: Variables): AacSettings => ({
  url: v.AAC_URL ?? '',
  tokenUrl: v.AAC_TOKEN_URL ?? '',
  clientId: v.AAC_CLIENT_ID ?? '',
  refreshToken: v.AAC_REFRESH_TOKEN ?? '',
  ...(v.AAC_OWNER && { owner: v.AAC_OWNER }),
  ...(v.AAC_TRANSFER_TO && { transferTo: v.AAC_TRANSFER_TO }),
})

/** The values that must never be seen. */
export const directorySecrets = ({ webex, okta, bevy, aac }: DirectorySettings): readonly (string | undefined)[] => [
  ...(webex?.admin.kind === 'token' ? [webex.admin.token] : [webex?.admin.clientSecret, webex?.admin.refreshToken]),
  okta?.admin.kind === 'token' ? okta.admin.token : okta?.admin.privateKey,
  bevy?.token,
  aac?.refreshToken,
]
