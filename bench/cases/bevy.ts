/** Bevy: 10,000 calls a day, batches of at most 250 with a rest after each. */
import { CALLS_AT_ONCE } from '../../src/directory/bevy/directory.ts'
import { type BenchCase, emailCsv } from '../bench-case.ts'

/** https://help.bevy.com, articles 20800961964695 and 24990828798231 */
const CALLS_A_DAY = 10_000
const DAY_MS = 86_400_000

export const bevyDelete: BenchCase = {
  name: 'bevy delete',
  vendor: 'bevy',
  command: 'delete bevy',
  csv: emailCsv,
  isDone:
    ({ bevy: { site } }) =>
    (address) =>
      site.accountByEmail(address)?.deletionAt !== undefined,
  quotas: [{ name: 'all calls', holds: () => true, limit: CALLS_A_DAY, windowMs: DAY_MS, isOfDays: true }],
  sizes: [
    { users: 1_000, scale: 1 },
    { users: 4_000, scale: 2 },
    // Half of a day's calls are fewer than the lookups of so many.
    { users: 10_000, scale: 4, refusal: /more than the [\d,]+ of a whole day/ },
  ],
  takesDays: true,
  leaps: true,
  atOnce: { plan: CALLS_AT_ONCE, run: CALLS_AT_ONCE },
  rests: { size: 250, ms: 60_000 },
  chain: () => ({ plan: 2, run: 2 }),
}
