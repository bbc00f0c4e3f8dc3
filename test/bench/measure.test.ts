import assert from 'node:assert/strict'
import type { BenchQuota, SeenCall } from '../../bench/bench-case.ts'
import { ALL_CASES } from '../../bench/cases/all-cases.ts'
import { figuresOf, type JobSeen } from '../../bench/measure.ts'
import { isPartial, readOptions, sizesOf } from '../../bench/options.ts'
import { pathClass } from '../../bench/path-counts.ts'

const MINUTE_MS = 60_000
const quota: BenchQuota = { name: 'all', holds: () => true, limit: 10, windowMs: MINUTE_MS }

const callsAt = (...times: readonly number[]): readonly SeenCall[] =>
  times.map((atMs) => ({ method: 'GET', url: '/v1/people?max=10', status: 200, atMs }))

const jobOf = (plan: readonly SeenCall[], run: readonly SeenCall[], tookMs: number): JobSeen => ({
  calls: [...plan, ...run],
  plan: { calls: plan, tookMs },
  run: { calls: run, tookMs },
  leaptMs: 0,
})

const measuring = {
  bench: { name: 'a case', quotas: [quota], atOnce: { plan: 8, run: 8 }, chain: () => ({ plan: 3, run: 2 }) },
  crowd: { people: 30, users: 10 },
  scale: 1,
  share: 0.5,
  roundTripMs: 100,
}

describe('the reckoning of the benchmark', () => {
  it('reckons the ideal of a half by its fullest bucket and its longest chain', () => {
    const { run, plan, both } = figuresOf(measuring, jobOf(callsAt(1), callsAt(...Array(20).keys()), 400_000))
    assert.deepEqual(run.ideal, { ms: (20 / 5) * MINUTE_MS + 200, by: 'all' })
    assert.equal(run.efficiency, 240_200 / 400_000)
    assert.equal(run.callsAUser, 2)
    assert.equal(plan.ideal.ms, 12_300)
    assert.deepEqual(both.ideal, { ms: 252_500, by: 'all' })
    assert.equal(both.tookMs, 800_000)
  })

  it('reckons a run in stages, what comes before the first effect and what comes after, also by the fullest bucket of each', () => {
    const reads = { ...quota, name: 'reads', holds: ({ url }: Pick<SeenCall, 'url'>) => url === '/reads' }
    const others = { ...quota, name: 'others', holds: ({ url }: Pick<SeenCall, 'url'>) => url !== '/reads' }
    const bench = { ...measuring.bench, quotas: [reads, others] }
    const call = (method: string, url: string): SeenCall => ({ method, url, status: 200, atMs: 0 })
    const before = Array.from({ length: 10 }, () => call('GET', '/others'))
    const after = [...Array.from({ length: 10 }, () => call('GET', '/reads')), call('GET', '/others')]
    const figuresFor = (run: readonly SeenCall[]) => figuresOf({ ...measuring, bench }, jobOf([], run, 200_000))
    const { both, efficiencyInStages } = figuresFor([...before, call('DELETE', '/others'), ...after])
    // 12 of the others; else 10 of them, then 10 reads.
    assert.deepEqual([both.efficiency, efficiencyInStages], [144_500 / 400_000, 240_500 / 400_000])
    const unchanged = figuresFor([...before, ...after])
    assert.equal(unchanged.efficiencyInStages, unchanged.both.efficiency)
  })

  it('takes the calls at once for the limit where a day has room for all, and adds the rests', () => {
    const day = { ...quota, limit: 10_000, windowMs: 86_400_000 }
    const bench = { ...measuring.bench, quotas: [day], rests: { size: 4, ms: 10_000 } }
    const { run } = figuresOf({ ...measuring, bench }, jobOf([], callsAt(...Array(16).keys()), 1))
    assert.deepEqual(run.ideal, { ms: 200 + 2 * 10_000 + 200, by: 'rests' })
  })

  it('counts the days where one has no room for both halves', () => {
    const day = { ...quota, name: 'of a day', limit: 40, windowMs: 86_400_000 }
    const bench = { ...measuring.bench, quotas: [day] }
    const calls = callsAt(...Array(16).keys())
    const { plan, both } = figuresOf({ ...measuring, bench }, jobOf(calls, calls, 1))
    assert.equal(plan.ideal.by, '8 at once')
    assert.deepEqual(both.ideal, { ms: (32 / 20) * 86_400_000, by: 'of a day' })
  })

  it('counts what was throttled, in all and in the worst window', () => {
    const throttled = callsAt(1, 2, 80_000).map((call) => ({ ...call, status: 429 }))
    const figures = figuresOf(measuring, jobOf(throttled, callsAt(3), 1))
    assert.deepEqual([figures.throttled, figures.throttledAWindow], [3, 2])
  })

  it('tells of each bucket that was called, the fullest first', () => {
    const unused = { ...quota, name: 'unused', holds: () => false }
    const large = { ...quota, name: 'large', limit: 100 }
    const bench = { ...measuring.bench, quotas: [unused, large, quota] }
    const { buckets } = figuresOf({ ...measuring, bench }, jobOf([], callsAt(1, 500, 2_000), 1))
    assert.deepEqual(
      buckets.map(({ bucket, peakShare, evenness }) => [bucket, peakShare, evenness.most]),
      [
        ['all', 0.3, 2],
        ['large', 0.03, 2],
      ],
    )
  })

  it('leaves ids and addresses out of paths, and nothing else', () => {
    assert.equal(
      pathClass('/api/v1/users/00ubAbLUJmGgnAU8SoIuW/lifecycle/deactivate?sendEmail=false'),
      '/api/v1/users/{id}/lifecycle/deactivate',
    )
    assert.equal(pathClass('/api/user/ana%40example.com'), '/api/user/{id}')
    assert.equal(pathClass('/api/user/7/'), '/api/user/{id}/')
    assert.equal(pathClass('/v4/workspaces/current/transfer'), '/v4/workspaces/current/transfer')
  })

  it('has a name of its own for every case, and 1,000 users in each', () => {
    assert.equal(new Set(ALL_CASES.map(({ name }) => name)).size, ALL_CASES.length)
    assert.ok(ALL_CASES.length >= 8)
    for (const { name, sizes } of ALL_CASES) assert.equal(sizes[0]?.users, 1_000, name)
  })

  it('reads its options, and refuses those without a meaning', () => {
    assert.equal(readOptions(['--help']), undefined)
    assert.deepEqual(readOptions(['--users', '30', '--only', 'okta']), {
      users: 30,
      only: 'okta',
      seed: 1,
      latencyMs: 100,
      share: 0.5,
    })
    assert.throws(() => readOptions(['--scale', '0']), /reading --scale: "0"/)
    assert.throws(() => readOptions(['--speed', '3']))
  })

  it('takes the size that was asked for in place of all of a case, and writes down nothing but the whole', () => {
    const sizes = [
      { users: 1_000, scale: 10 },
      { users: 10_000, scale: 20, refusal: /too many/ },
    ]
    assert.deepEqual(sizesOf(sizes, {}), sizes)
    assert.deepEqual(sizesOf(sizes, { users: 30, scale: 2 }), [{ users: 30, scale: 2 }])
    const whole = readOptions([])
    assert.deepEqual(
      [whole && isPartial(whole), isPartial({ ...measuring, seed: 1, latencyMs: 1, only: 'x' })],
      [false, true],
    )
  })
})
