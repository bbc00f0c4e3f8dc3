import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleLife } from '../../proof/crash/bundle.ts'
import { campaign } from '../../proof/crash/campaign.ts'
import { deathsOf, pointsOf } from '../../proof/crash/figures.ts'
import type { Played } from '../../proof/crash/play-job.ts'
import { SCENARIOS } from '../../proof/crash/scenarios.ts'

const DEATHS = 300

const wrongIn = ({ story, wrong, folder }: Played): readonly string[] =>
  wrong.map(({ kind, words }) => `${kind}: ${words} (npm run crash -- --replay '${JSON.stringify(story)}'; ${folder})`)

describe('a bot whose process is killed 300 times, at its disk, at its calls and at any moment', function () {
  this.timeout(600_000)
  let folder: string
  let all: readonly Played[]

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twokey-life-'))
    const loader = await bundleLife(folder)
    const size = { deaths: DEATHS, seed: 1, recoveries: 7, atOnce: 3 }
    all = await campaign({ ...size, loader, onPlayed: () => undefined })
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('changes nobody outside the plan, sends nothing twice, loses no row and ends as if nothing had happened', () => {
    assert.deepEqual(all.flatMap(wrongIn), [])
  })

  it('has died as often as that, in every scenario and in every part of a job', () => {
    const deaths = deathsOf(all)
    assert.ok(deaths.length >= DEATHS, `${deaths.length} deaths`)
    for (const { name } of SCENARIOS)
      assert.ok(
        all.some(({ story }) => story.scenario === name),
        name,
      )
    for (const phase of ['dry run', 'asking', 'click', 'run', 'posting'])
      assert.ok(
        deaths.some((death) => death.phase === phase),
        phase,
      )
    for (const phase of ['recovery: dry run', 'recovery: click', 'recovery: run', 'recovery: posting'])
      assert.ok(
        deaths.some((death) => death.phase === phase),
        phase,
      )
    for (const at of [/^torn write /, /^after sync /, /^before [A-Z]+ \//, /^after [A-Z]+ \//])
      assert.ok(
        deaths.some((death) => at.test(death.at)),
        String(at),
      )
    assert.ok(pointsOf(all).size >= DEATHS / 2, `${pointsOf(all).size} points`)
  })
})
