import assert from 'node:assert/strict'
import { waitedIn } from '../../bench/cost/calls.ts'
import { type CostMeasured, costFigures, median } from '../../bench/cost/cost-figures.ts'
import { kindOf } from '../../bench/cost/disk-use.ts'
import { exportOf } from '../../bench/cost/export.ts'
import type { Half } from '../../bench/cost/play-job.ts'
import type { Reading } from '../../bench/cost/probe.ts'
import { readFiles } from '../../src/intake/read-files.ts'
import { administration } from '../../src/sandbox/administration/administration.ts'

const call = (from: number, to: number) => ({ method: 'GET', url: '/', from, to })
const half = (over: Partial<Half>): Half => ({
  cpuMs: 0,
  tookMs: 0,
  waitedMs: 0,
  calls: 1,
  blockedMs: 0,
  collectionMs: 0,
  ...over,
})
const reading = (heapBytes: number): Reading => ({
  cpuMs: 0,
  heapBytes,
  rssBytes: 0,
  peakRssBytes: 0,
  blockedMs: 0,
  collectionMs: 0,
})

const measured: CostMeasured = {
  bulk: { rows: 100, csvBytes: 1, plan: half({ cpuMs: 40 }), run: half({ cpuMs: 60 }) },
  oneByOne: { rows: 10, csvBytes: 1, plan: half({}), run: half({ cpuMs: 30, calls: 15 }) },
  exports: [1_900, 1_600, 9_000].map((tookMs) => ({
    rows: 20_000,
    csvBytes: 1,
    plan: half({ tookMs, waitedMs: 700, blockedMs: tookMs / 100 }),
  })),
  large: {
    rows: 1_000,
    csvBytes: 1,
    idle: reading(1_000_000),
    planned: reading(1_024_000),
    running: reading(2_024_001),
    left: 500,
    readyMs: 2_000,
    firstEffectMs: 3_000,
    resumeCpuMs: 900,
    resumed: reading(0),
    disk: { plan: 5_000, journal: 2_000, audit: 1_000, inputs: 1_000, rest: 1_000 },
  },
  starts: { idle: [3, 1, 2], withJobs: [5, 6, 4], jobs: 1_000, rows: 20 },
}

describe('the section of own cost', () => {
  it('waits as long as at least one call is under way, and only between the two times', () => {
    assert.equal(waitedIn([], 0, 100), 0)
    assert.equal(waitedIn([call(30, 40), call(10, 20)], 0, 100), 20)
    assert.equal(waitedIn([call(10, 50), call(20, 30), call(40, 60)], 0, 100), 50)
    assert.equal(waitedIn([call(-10, 10), call(90, 110), call(200, 300)], 0, 100), 20)
  })

  it('knows each kind of file', () => {
    assert.deepEqual(
      ['plan.jsonl', 'journal.jsonl', 'audit.jsonl', 'input-1.csv', 'inputs.json', 'jobs.json'].map(kindOf),
      ['plan', 'journal', 'audit', 'inputs', 'inputs', 'rest'],
    )
  })

  it('takes the middle one of several measurements', () => {
    assert.equal(median([9, 1, 3]), 3)
  })

  it('tells each figure once, and whether its goal is met: exactly at a goal is', () => {
    const figures = costFigures(measured)
    assert.equal(new Set(figures.map(({ name }) => name)).size, figures.length)
    assert.deepEqual(
      figures.filter(({ goal }) => goal !== undefined).map(({ value, goal, isMet }) => [value, goal, isMet]),
      [
        ['1.00 ms', '≤ 1.00 ms', true],
        ['1200 ms', '≤ 1000 ms', false],
        ['19 ms', '≤ 50 ms', true],
        ['24 B', '≤ 1,024 B', true],
        ['1,024 B', '≤ 1,024 B', false],
        ['1000 ms', '≤ 1000 ms', true],
      ],
    )
    const shown = (name: string) => figures.find((figure) => figure.name === name)?.value
    assert.equal(shown('CPU time a call of the run, People API one by one'), '2.00 ms')
    assert.equal(shown('start to ready'), '2 ms')
    assert.equal(shown('data folder a row, plan'), '5 B')
    assert.equal(shown('data folder a row'), '10 B')
  })

  it('writes an export that is read as one, row for row', async () => {
    const { organisation } = administration({ size: 50, seed: 1, clock: () => new Date(0) })
    const users = organisation.people(organisation.home.uuid)
    const bytes = Buffer.from(exportOf(users, new Date(0)))
    const read = await readFiles(
      [{ name: 'exported_users.csv', bytes }],
      { maxBytes: 1e6, maxRows: 1e3 },
      { operation: 'delete' },
    )
    assert.equal(read.kind, 'read')
    if (read.kind !== 'read') return
    assert.equal(read.intake.rows.length, users.length)
    assert.equal(read.intake.files[0]?.keyColumn, 'User ID/Email (Required)')
    assert.equal(read.intake.files[0]?.columns.length, 22)
  })
})
