import assert from 'node:assert/strict'
import { type Found, tryDamage, wrongIn } from '../../proof/damage/damage.ts'
import { KINDS } from '../../proof/damage/read-stored.ts'

/** The proof of `npm run damage` in its smallest size. */
describe('a data folder that is damaged, or whose disk refuses', function () {
  this.timeout(120_000)
  let found: Found

  before(async () => {
    found = await tryDamage({ seed: 4, places: 12, flipsAByte: 1, planPlaces: 6, every: 60 }, () => undefined)
  })

  it('is never taken for whole, refused without words, run from, or the end of a row', () => {
    assert.deepEqual(wrongIn(found), [])
  })

  it('was tried in every kind of file, and in every way', () => {
    assert.deepEqual([...found.files.byKind.keys()].sort(), KINDS.map(({ kind }) => kind).sort())
    for (const [kind, { cuts, flips, verdicts }] of found.files.byKind) {
      assert.ok(cuts >= 12 && flips >= 12, `${kind}: ${cuts} cuts, ${flips} flips`)
      assert.ok(verdicts['refused with words'] >= 12, `${kind}: ${verdicts['refused with words']} refused`)
    }
    assert.ok(found.plans.flips >= 6 && found.plans.forged === 10, JSON.stringify(found.plans))
    assert.ok(found.disk.tried >= 10 && found.disk.paused > 0, JSON.stringify(found.disk))
  })
})
