/**
 * Which calls of the bot a turned knob strikes, and how the vendor words it. Must never strike the page: its visitors' browsers speak
 * to the same emulated Webex, with tokens of their own.
 */
import type { EveryVendor } from '../every-vendor.ts'
import type { FaultEffect, FaultRule, KnobSettings, Quota, Wanted } from '../knobs.ts'
import type { KnobBoard, NextChange, Vendor } from './protocol.ts'
import { VENDORS } from './vendors.ts'

/** Until it is turned off. */
const ALWAYS = Number.MAX_SAFE_INTEGER
const MINUTE_MS = 60_000
const RETRY_AFTER_SECONDS = 5
const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE']
/** Browsers alone begin like this. */
const NOT_A_BROWSER = '^(?!Mozilla)'

type Tokens = Pick<EveryVendor['administration']['tokens'], 'of'>

/** Pure, but for asking what the tokens are called. */
export const settingsOf = (board: KnobBoard, { administration: { tokens } }: EveryVendor): KnobSettings => ({
  ...(board.latencyMs > 0 && { latencyMs: board.latencyMs, slow: { agent: NOT_A_BROWSER } }),
  rules: [
    ...(board.chat.isDown ? [chatDown(tokens)] : []),
    ...VENDORS.flatMap((vendor) => rulesOf(vendor, board.vendors[vendor], callsTo(vendor, tokens))),
  ],
  quotas:
    board.callsPerMinute === 0 ? [] : QUOTA_BY_RULE.map((vendor) => quotaOf(vendor, board.callsPerMinute, tokens)),
})

export const nameOfNext = (vendor: Vendor): string => `next change of ${vendor}`

/** Where something was to be done for the bot; `path` is always there. */
type Target = Wanted & { readonly path: string }

/** What administers users. Of Webex that has a credential of its own, by which it is told from the bot's chat. */
const callsTo = (vendor: Vendor, tokens: Tokens): Target =>
  vendor === 'webex'
    ? { path: '^/(v1|identity)/', authorization: beginningOf(tokens.of('serviceApp')) }
    : { path: `^/${vendor}/` }

/** Not the whole token: what is set can be read by whoever asks. */
const beginningOf = (token: string): string => `^Bearer ${token.split('_', 1)[0]}_`

const chatDown = (tokens: Tokens): FaultRule => ({
  path: '^/v1/messages',
  authorization: beginningOf(tokens.of('bot')),
  times: ALWAYS,
  ...refusalOf('webex', 503),
})

const rulesOf = (
  vendor: Vendor,
  { isDown, isTokenExpired, nextChange }: KnobBoard['vendors'][Vendor],
  calls: Target,
): readonly FaultRule[] => [
  ...(isDown ? [{ ...calls, times: ALWAYS, ...refusalOf(vendor, 503) }] : []),
  // Tokens are renewed all the same: what a new one is answered is what shows that the credential has ended.
  ...(vendor === 'aac' && isTokenExpired ? [{ path: '^/aac/(?!as/)', times: ALWAYS, ...refusalOf(vendor, 401) }] : []),
  ...(nextChange === 'right' ? [] : [nextRule(vendor, nextChange, calls)]),
]

/** What changes users, and neither gets a token nor reads. */
const CHANGES: Readonly<Record<Vendor, string>> = {
  webex: '^/(v1/people/|identity/scim/[^/]+/v2/(Bulk|Users))',
  okta: '^/okta/api/v1/users/',
  bevy: '^/bevy/api/user/',
  aac: '^/aac/(v4|iam/v1)/(workspaces|people)/',
}

const nextRule = (vendor: Vendor, next: Exclude<NextChange, 'right'>, calls: Target): FaultRule => ({
  ...calls,
  name: nameOfNext(vendor),
  method: CHANGING,
  path: CHANGES[vendor],
  times: 1,
  ...EFFECTS[next](vendor),
})

type Refused = Pick<FaultRule, 'effect' | 'body' | 'retryAfter'>

const EFFECTS: Readonly<Record<Exclude<NextChange, 'right'>, (vendor: Vendor) => Refused>> = {
  refused: (vendor) => refusalOf(vendor, 500),
  limited: (vendor) => ({ ...refusalOf(vendor, 429), retryAfter: RETRY_AFTER_SECONDS }),
  lost: () => ({ effect: 'reset-after' }),
}

/** Okta and Alteryx count by themselves, and tell of it beforehand. */
const QUOTA_BY_RULE: readonly Vendor[] = ['webex', 'bevy']

const quotaOf = (vendor: Vendor, limit: number, tokens: Tokens): Quota => ({
  ...callsTo(vendor, tokens),
  limit,
  windowMs: MINUTE_MS,
  body: refusalOf(vendor, 429).body,
})

type Status = Extract<FaultEffect, number>

/** As the vendor words it. */
const refusalOf = (vendor: Vendor, status: Status): Refused => ({ effect: status, body: BODIES[vendor](status) })

const WORDS: Readonly<Record<number, string>> = {
  401: 'The access token has expired.',
  429: 'Too many requests.',
  500: 'Internal server error.',
  503: 'The service is not available at the moment.',
}
const OKTA_CODES: Readonly<Record<number, string>> = { 429: 'E0000047', 500: 'E0000009', 503: 'E0000010' }
const AAC_NAMES: Readonly<Record<number, string>> = {
  401: 'MissingPersonException',
  429: 'TooManyRequestsException',
  500: 'InternalServerException',
  503: 'ServiceUnavailableException',
}

const BODIES: Readonly<Record<Vendor, (status: Status) => unknown>> = {
  webex: (status) => {
    const message = WORDS[status] ?? ''
    return { message, errors: [{ description: message }], trackingId: 'SANDBOX_KNOB' }
  },
  okta: (status) => ({ errorCode: OKTA_CODES[status] ?? '', errorSummary: WORDS[status] ?? '', errorCauses: [] }),
  bevy: (status) => ({ detail: WORDS[status] ?? '' }),
  aac: (status) => ({
    exception: { name: AAC_NAMES[status] ?? '', message: WORDS[status] ?? '', details: WORDS[status] ?? '' },
  }),
}
