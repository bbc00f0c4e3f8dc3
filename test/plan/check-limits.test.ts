import assert from 'node:assert/strict'
import type { DirectoryName } from '../../src/model/vendor.ts'
import { checkLimits } from '../../src/plan/check-limits.ts'
import { aPlan, aSkip, aTenant, someChanges } from '../support/a-plan.ts'

const planOf = (planned: number, population: number) =>
  aPlan({ changes: someChanges(planned), tenants: [aTenant({ population })] })

const share = (planned: number, population: number, limit: number) => ({
  code: 'too-large-a-share',
  directory: 'webex',
  planned,
  population,
  limit,
})

describe('checkLimits', () => {
  it('refuses a plan without changes, and says how many rows were skipped', () => {
    const plan = aPlan({ changes: [], skips: [aSkip(), aSkip({ line: 4 })] })
    assert.deepEqual(checkLimits(plan, { maxUsers: 100, maxShare: 1 }), { code: 'nothing-to-do', skipped: 2 })
  })

  it('allows exactly so many users as the limit and not one more', () => {
    assert.equal(checkLimits(planOf(100, 1000), { maxUsers: 100, maxShare: 1 }), undefined)
    const refusal = { code: 'too-many-users', planned: 101, limit: 100 }
    assert.deepEqual(checkLimits(planOf(101, 1000), { maxUsers: 100, maxShare: 1 }), refusal)
    assert.deepEqual(checkLimits(planOf(1, 1000), { maxUsers: 0, maxShare: 1 }), { ...refusal, planned: 1, limit: 0 })
  })

  it('allows exactly the share and not one account more, for every share in whole per cent', () => {
    for (let percent = 1; percent < 100; percent += 1) {
      const limits = { maxUsers: 1000, maxShare: Number(`0.${String(percent).padStart(2, '0')}`) }
      assert.equal(checkLimits(planOf(percent, 100), limits), undefined, `${percent} of 100`)
      assert.deepEqual(checkLimits(planOf(percent + 1, 100), limits), share(percent + 1, 100, limits.maxShare))
    }
  })

  it('holds for the smallest organisations too', () => {
    const limits = { maxUsers: 100, maxShare: 0.2 }
    assert.deepEqual(checkLimits(planOf(1, 3), limits), share(1, 3, 0.2))
    assert.equal(checkLimits(planOf(1, 5), limits), undefined)
    assert.equal(checkLimits(planOf(1, 3), { maxUsers: 100, maxShare: 0.34 }), undefined)
    assert.equal(checkLimits(planOf(3, 3), { maxUsers: 100, maxShare: 1 }), undefined)
  })

  it('refuses accounts of a tenant that counts nobody, or that cannot count, whatever the limit', () => {
    const limits = { maxUsers: 100, maxShare: 1 }
    assert.deepEqual(checkLimits(planOf(1, 0), limits), share(1, 0, 1))
    assert.equal(checkLimits(planOf(1, -1), limits)?.code, 'too-large-a-share')
    assert.equal(checkLimits(planOf(1, Number.NaN), limits)?.code, 'too-large-a-share')
  })

  it('refuses when a limit is not a number', () => {
    assert.equal(checkLimits(planOf(1, 10), { maxUsers: Number.NaN, maxShare: 1 })?.code, 'too-many-users')
    assert.equal(checkLimits(planOf(1, 10), { maxUsers: 1, maxShare: Number.NaN })?.code, 'too-large-a-share')
  })

  it('takes the share of each tenant by itself, and the users of all together', () => {
    const okta: DirectoryName = JSON.parse('"okta"')
    const changes = [...someChanges(2), ...someChanges(1, { directory: okta })]
    const tenants = [aTenant({ population: 10 }), aTenant({ directory: okta, population: 4 })]
    const plan = aPlan({ changes, tenants })
    assert.deepEqual(checkLimits(plan, { maxUsers: 3, maxShare: 0.2 }), { ...share(1, 4, 0.2), directory: 'okta' })
    assert.equal(checkLimits(plan, { maxUsers: 3, maxShare: 0.25 }), undefined)
    assert.equal(checkLimits(plan, { maxUsers: 2, maxShare: 0.25 })?.code, 'too-many-users')
  })

  it('does not ask for the share of a tenant in which nothing changes', () => {
    const okta: DirectoryName = JSON.parse('"okta"')
    const tenants = [aTenant(), aTenant({ directory: okta, population: 0 })]
    assert.equal(checkLimits(aPlan({ tenants }), { maxUsers: 1, maxShare: 0.2 }), undefined)
  })
})

describe('the credential that makes the changes', () => {
  const limits = { maxUsers: 100, maxShare: 1 }
  const now = new Date('2026-03-02T09:00:00.000Z')
  const until = (expiresAt: string | undefined, estimatedSeconds = 60, plan = aPlan()) =>
    checkLimits(plan, limits, [{ directory: 'webex', estimatedSeconds, expiresAt }], now)

  it('refuses a job that would outlast it, to the millisecond', () => {
    const refusal = { code: 'credential-ends', directory: 'webex', estimatedSeconds: 60 }
    for (const expiresAt of ['2026-03-02T09:00:00.001Z', '2026-03-02T09:00:59.999Z'])
      assert.deepEqual(until(expiresAt), { ...refusal, expiresAt })
    assert.equal(until('2026-03-02T09:01:00.000Z'), undefined)
    assert.equal(until(undefined), undefined)
  })

  it('is not believed to have ended when it has answered since', () => {
    assert.equal(until('2026-03-02T09:00:00.000Z'), undefined)
    assert.equal(until('2026-03-01T00:00:00.000Z'), undefined)
  })

  it('refuses where its end or the time of the work is not a time', () => {
    assert.equal(until('some day')?.code, 'credential-ends')
    assert.equal(until('2026-03-02T12:00:00.000Z', Number.NaN)?.code, 'credential-ends')
  })

  it('does not matter in a directory in which nothing changes', () => {
    const plan = aPlan({ tenants: [aTenant(), aTenant({ directory: 'okta' })] })
    const times = [{ directory: 'okta', estimatedSeconds: 60, expiresAt: '2026-03-02T09:00:01.000Z' }] as const
    assert.equal(checkLimits(plan, limits, times, now), undefined)
  })

  it('is asked for after the numbers, which no renewal mends', () => {
    const times = [{ directory: 'webex', estimatedSeconds: 60, expiresAt: '2026-03-02T09:00:01.000Z' }] as const
    assert.equal(checkLimits(planOf(101, 1000), limits, times, now)?.code, 'too-many-users')
  })
})
