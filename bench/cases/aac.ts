/** The Alteryx Analytics Cloud: no figure is published, so once without a limit and once with a made-up one in the documented headers. */
import type { EveryVendor } from '../../src/sandbox/every-vendor.ts'
import { type BenchCase, emailCsv } from '../bench-case.ts'

const MINUTE_MS = 60_000
const MADE_UP = 600

const aac = {
  vendor: 'aac',
  isDone: ({ aac: { workspace } }: EveryVendor) => {
    const left = new Set(workspace.members().map(({ email }) => email))
    return (address: string) => !left.has(address)
  },
  isForeign: ({ url }) => url.startsWith('/as/'),
  /** Pages; pages beside removals. */
  atOnce: { plan: 4, run: 8 },
  /** The administrators, the first page, one of the others; then a removal. */
  chain: () => ({ plan: 3, run: 4 }),
} as const satisfies Partial<BenchCase>

export const aacDelete: BenchCase = {
  ...aac,
  name: 'aac delete',
  command: 'delete aac',
  csv: emailCsv,
  quotas: [],
  hasNoGoal: true,
  sizes: [{ users: 1_000, scale: 2 }],
}

export const aacDeleteLimited: BenchCase = {
  ...aac,
  name: `aac delete (${MADE_UP} calls a minute)`,
  command: 'delete aac',
  csv: emailCsv,
  cloud: { aac: { quota: { user: MADE_UP, workspace: 2 * MADE_UP } } },
  quotas: [{ name: 'user', holds: () => true, limit: MADE_UP, windowMs: MINUTE_MS }],
  sizes: [
    { users: 1_000, scale: 4 },
    { users: 10_000, scale: 4 },
  ],
  leaps: true,
}

export const aacKeep: BenchCase = {
  ...aac,
  name: 'aac keep',
  command: 'keep aac',
  csv: (_addresses, others) => emailCsv(others),
  quotas: [],
  hasNoGoal: true,
  sizes: [{ users: 1_000, scale: 2 }],
}
