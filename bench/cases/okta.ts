/** Okta with the limits of an enterprise organisation, as last published; its headers announce them. */
import { bucketOf } from '../../src/sandbox/okta/rate-limits.ts'
import { type BenchCase, type BenchQuota, emailCsv } from '../bench-case.ts'

const MINUTE_MS = 60_000
const PAGE = 200

/** https://developer.okta.com/docs/reference/rl-global-mgmt/ */
const LIMITS = { users: 600, userRead: 1_000, userWrite: 600, other: 1_200 } as const
const NAMES = {
  users: '/users',
  userRead: 'GET /users/{id}',
  userWrite: 'other methods of /users/{id}',
  other: 'all other paths',
} as const

const quotas: readonly BenchQuota[] = (['users', 'userRead', 'userWrite', 'other'] as const).map((bucket) => ({
  name: NAMES[bucket],
  holds: ({ method, url }) => bucketOf(method, url.split('?')[0] ?? '') === bucket,
  limit: LIMITS[bucket],
  windowMs: MINUTE_MS,
}))

const okta = {
  vendor: 'okta',
  csv: emailCsv,
  /** Everybody is active: the dearest status. */
  suits: ({ okta: { organisation } }, { emails }) =>
    organisation.userByLogin(emails[0]?.value ?? '')?.status === 'ACTIVE',
  quotas,
  atOnce: { plan: 8, run: 8 },
} as const satisfies Partial<BenchCase>

export const oktaDelete: BenchCase = {
  ...okta,
  name: 'okta delete',
  command: 'delete okta',
  isDone:
    ({ okta: { organisation } }) =>
    (address) =>
      organisation.userByLogin(address) === undefined,
  sizes: [
    { users: 1_000, scale: 4 },
    { users: 10_000, scale: 10 },
  ],
  /** A snapshot of its own, then reread, deactivate, look, delete. */
  chain: ({ people }) => ({ plan: Math.ceil(people / PAGE) + 1, run: 6 }),
}

export const oktaDeactivate: BenchCase = {
  ...okta,
  name: 'okta deactivate',
  sizes: [{ users: 1_000, scale: 4 }],
  command: 'deactivate okta',
  isDone:
    ({ okta: { organisation } }) =>
    (address) =>
      organisation.userByLogin(address)?.status === 'DEPROVISIONED',
  chain: ({ people }) => ({ plan: Math.ceil(people / PAGE) + 1, run: 5 }),
}
