import assert from 'node:assert/strict'
import type { BenchQuota, SeenCall } from '../bench/bench-case.ts'
import { ALL_CASES } from '../bench/cases/all-cases.ts'
import { webexDeletePeople } from '../bench/cases/webex.ts'
import { evidenceOf, lineOf } from '../bench/evidence.ts'
import { machine } from '../bench/machine.ts'
import { figuresOf, type JobSeen, pathClass, peakOf } from '../bench/measure.ts'
import { readOptions } from '../bench/options.ts'
import { runCase } from '../bench/run-case.ts'

const MINUTE_MS = 60_000
const quota: BenchQuota = { name: 'all', holds: () => true, limit: 10, windowMs: MINUTE_MS }

const callsAt = (...times: readonly number[]): readonly SeenCall[] =>
  times.map((atMs) => ({ method: 'GET', url: '/v1/people?max=10', status: 200, atMs }))

const jobOf = (plan: readonly SeenCall[], run: readonly SeenCall[], tookMs: number): JobSeen => ({
  calls: [...plan, ...run],
  plan: { calls: plan, tookMs },
  run: { calls: run, tookMs },
})

const measuring = {
  bench: { name: 'a case', quotas: [quota], atOnce: { plan: 8, run: 8 }, chain: () => ({ plan: 3, run: 2 }) },
  crowd: { people: 30, users: 10 },
  scale: 1,
  share: 0.5,
  roundTripMs: 100,
}

describe('the benchmark', () => {
  it('does a small job for real, throttled by nobody and within the share of the quota', async () => {
    const options = { users: 30, scale: 10, seed: 1, latencyMs: 100, share: 0.5 }
    const figures = await runCase(webexDeletePeople, options)
    assert.equal(figures.throttled, 0)
    assert.ok((figures.peakShare ?? 1) <= 0.5, `${figures.peakShare}`)
    assert.ok(figures.run.efficiency > 0 && figures.plan.efficiency > 0, lineOf(figures))
    assert.deepEqual(
      figures.paths.filter(({ call }) => call.startsWith('DELETE')),
      [{ call: 'DELETE /v1/people/{id}', plan: 0, run: 30 }],
    )
    const evidence = evidenceOf({ figures: [figures], options, machine: machine(), at: new Date(0), tookMs: 1 })
    assert.match(evidence, /\| webex delete \(People API\) \| +10 \|/)
  })

  it('reckons the ideal of a phase by its fullest bucket and its longest chain', () => {
    const { run, plan } = figuresOf(measuring, jobOf(callsAt(1), callsAt(...Array(20).keys()), 400_000))
    assert.deepEqual(run.ideal, { ms: (20 / 5) * MINUTE_MS + 200, by: 'all' })
    assert.equal(run.efficiency, 240_200 / 400_000)
    assert.equal(run.callsAUser, 2)
    assert.equal(plan.ideal.ms, 12_300)
  })

  it('takes the calls at once for the limit where the quota is one of a day, and adds the rests', () => {
    const day = { ...quota, limit: 10_000, windowMs: 86_400_000 }
    const bench = { ...measuring.bench, quotas: [day], rests: { size: 4, ms: 10_000 } }
    const { run } = figuresOf({ ...measuring, bench }, jobOf([], callsAt(...Array(16).keys()), 1))
    assert.deepEqual(run.ideal, { ms: 200 + 2 * 10_000 + 200, by: 'rests' })
  })

  it('gives the floor the whole share at the beginning of each window', () => {
    const { floorMs } = figuresOf(measuring, jobOf(callsAt(...Array(6).keys()), callsAt(...Array(5).keys()), 1))
    assert.equal(floorMs, 2 * MINUTE_MS + 500)
  })

  it('finds the fullest of the windows that each begin with their first call', () => {
    assert.equal(peakOf(quota, []), 0)
    assert.equal(peakOf(quota, callsAt(0, 59_999, 60_000, 60_001, 60_002, 130_000)), 0.3)
  })

  it('counts what was throttled', () => {
    const throttled = callsAt(1, 2).map((call) => ({ ...call, status: 429 }))
    assert.equal(figuresOf(measuring, jobOf(throttled, callsAt(3), 1)).throttled, 2)
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

  it('has a name of its own for every case', () => {
    assert.equal(new Set(ALL_CASES.map(({ name }) => name)).size, ALL_CASES.length)
    assert.ok(ALL_CASES.length >= 8)
  })

  it('reads its options, and refuses those without a meaning', () => {
    assert.equal(readOptions(['--help']), undefined)
    assert.equal(readOptions(['--users', '30', '--only', 'okta'])?.users, 30)
    assert.throws(() => readOptions(['--scale', '0']), /reading --scale: "0"/)
    assert.throws(() => readOptions(['--speed', '3']))
  })
})
