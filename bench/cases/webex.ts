/**
 * Webex through SCIM Bulk and through the People API. It announces no quota: 300 calls a minute for each family of paths is what
 * people report (WEBEX_CALLS_PER_MINUTE), and the emulated cloud refuses more.
 */
import type { EveryVendor } from '../../src/sandbox/every-vendor.ts'
import { type BenchCase, type BenchQuota, emailCsv } from '../bench-case.ts'
import { NOT_CONVERSATION } from '../conversation.ts'

const CALLS_A_MINUTE = 300
const MINUTE_MS = 60_000

const PATHS = {
  SCIM: '^/identity/scim/',
  People: '^/v1/people(\\?|/)',
  'roles, licences': '^/v1/(roles|licenses|organizations)',
} as const

const quotas: readonly BenchQuota[] = Object.entries(PATHS).map(([name, path]) => ({
  name,
  holds: ({ url }) => new RegExp(path).test(url),
  limit: CALLS_A_MINUTE,
  windowMs: MINUTE_MS,
}))

const PEOPLE_SCOPES = [
  'spark-admin:people_read',
  'spark-admin:people_write',
  'spark-admin:roles_read',
  'spark-admin:organizations_read',
  'spark-admin:licenses_read',
]

const webex = {
  vendor: 'webex',
  cloud: {
    knobs: {
      quotas: Object.values(PATHS).map((path) => ({
        path,
        agent: NOT_CONVERSATION,
        limit: CALLS_A_MINUTE,
        windowMs: MINUTE_MS,
      })),
    },
  },
  /** People talk through the same service. */
  isForeign: ({ url }) => !Object.values(PATHS).some((path) => new RegExp(path).test(url)),
  quotas,
} as const satisfies Partial<BenchCase>

const isGone =
  ({ administration }: EveryVendor) =>
  (address: string): boolean =>
    administration.organisation.userByEmail(address) === undefined

const PAGE = 1000
const REREAD = 85
const BULK = 100

/** The pages of a reading follow each other's links. */
const pages = (people: number): number => Math.ceil(people / PAGE)

export const webexDeleteBulk: BenchCase = {
  ...webex,
  name: 'webex delete (SCIM Bulk)',
  command: 'delete webex',
  csv: emailCsv,
  isDone: isGone,
  sizes: [
    { users: 1_000, scale: 1 },
    { users: 10_000, scale: 2 },
  ],
  atOnce: { plan: 8, run: 1 },
  chain: ({ people }) => ({ plan: 1 + 2 * pages(people), run: 2 }),
}

export const webexDeletePeople: BenchCase = {
  ...webex,
  name: 'webex delete (People API)',
  command: 'delete webex',
  settings: ({ administration }) => ({
    WEBEX_ADMIN_TOKEN: administration.tokens.add({ owner: 'serviceApp', scopes: PEOPLE_SCOPES }),
  }),
  csv: emailCsv,
  isDone: isGone,
  sizes: [
    { users: 1_000, scale: 4 },
    { users: 10_000, scale: 4 },
  ],
  leaps: true,
  atOnce: { plan: 8, run: 4 },
  chain: ({ people }) => ({ plan: 1 + pages(people), run: 2 }),
}

export const webexRename: BenchCase = {
  ...webex,
  name: 'webex rename (SCIM)',
  command: 'rename webex',
  suits: (_cloud, { externalId }) => externalId === undefined,
  csv: (addresses) => `email,new_email\n${addresses.map((address) => `${address},${renamed(address)}`).join('\n')}\n`,
  isDone: (cloud) => (address) => isGone(cloud)(address) && !isGone(cloud)(renamed(address)),
  sizes: [{ users: 1_000, scale: 2 }],
  atOnce: { plan: 8, run: 1 },
  chain: ({ people }) => ({ plan: 1 + 3 * pages(people), run: 2 + Math.ceil(BULK / REREAD) + 2 }),
}

const renamed = (address: string): string => address.replace('@', '.new@')
