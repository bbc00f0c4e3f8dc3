import assert from 'node:assert/strict'
import type { BenchCase, BenchQuota } from '../../bench/bench-case.ts'
import { oktaDelete } from '../../bench/cases/okta.ts'
import { webexDeletePeople } from '../../bench/cases/webex.ts'
import { lineOf } from '../../bench/pacing/pacing.ts'
import { runCase } from '../../bench/run-case.ts'

/**
 * Proportions, not times: the quotas are so small that the job takes minutes by the clock, which leaps while nothing is under way, and
 * what a slow machine does itself is little beside that. It may hand a call over late, too: so the share is held over windows a second
 * shorter than the vendor's minute.
 */
const SETTING = { seed: 1, latencyMs: 20, share: 0.5 }
const FLOOR = 0.9
const HANDED_OVER_MS = 1_000

const limited = (quotas: readonly BenchQuota[], limit: number): readonly BenchQuota[] =>
  quotas.map((quota) => ({ ...quota, limit, windowMs: quota.windowMs - HANDED_OVER_MS }))

const [WEBEX_CALLS, OKTA_CALLS] = [20, 40]

const webex: BenchCase = {
  ...webexDeletePeople,
  leaps: true,
  quotas: limited(webexDeletePeople.quotas, WEBEX_CALLS),
  cloud: {
    knobs: { quotas: (webexDeletePeople.cloud?.knobs?.quotas ?? []).map((one) => ({ ...one, limit: WEBEX_CALLS })) },
  },
  settings: (cloud) => ({
    ...webexDeletePeople.settings?.(cloud),
    WEBEX_CALLS_PER_MINUTE: String(WEBEX_CALLS),
  }),
}

const okta: BenchCase = {
  ...oktaDelete,
  leaps: true,
  quotas: limited(oktaDelete.quotas, OKTA_CALLS),
  cloud: {
    okta: { limits: { limits: { users: OKTA_CALLS, userRead: OKTA_CALLS, userWrite: OKTA_CALLS, other: OKTA_CALLS } } },
  },
}

describe('the pace of a small job', () => {
  for (const [bench, users] of [
    [webex, 60],
    [okta, 20],
  ] as const)
    it(`is near the ideal, throttled by nobody and within the share of the quota: ${bench.name}`, async () => {
      const figures = await runCase(bench, { users, scale: 1 }, SETTING)
      assert.ok(figures.both.efficiency >= FLOOR, lineOf(figures))
      assert.equal(figures.throttled, 0)
      assert.ok(figures.buckets.length > 0)
      for (const { bucket, peakShare } of figures.buckets)
        assert.ok(peakShare <= SETTING.share, `${bucket}: ${peakShare}`)
      const deletions = figures.paths.filter(({ call }) => call.startsWith('DELETE'))
      assert.deepEqual(
        deletions.map(({ plan, run }) => [plan, run]),
        [[0, users]],
      )
    })
})
