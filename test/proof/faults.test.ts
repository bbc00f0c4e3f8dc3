import assert from 'node:assert/strict'
import { withoutUndone } from '../../proof/faults/judge.ts'
import { KINDS } from '../../proof/faults/kinds.ts'
import { pointsOf, surePoints } from '../../proof/faults/points.ts'
import { wrongOf } from '../../proof/faults/report.ts'
import { allCells, playAll, sampleOf } from '../../proof/faults/run.ts'
import type { Account, Clouds, Deed } from '../../src/sandbox/demo/clouds.ts'
import { faultsOfEnd } from '../../src/sandbox/demo/judge.ts'

/** A fixed part of the table; `npm run faults -- --nightly` tries all of it. */
const CELLS = 54
const AT_ONCE = 6

describe('the faults of the world', () => {
  it('leave every job of a sample right, or standing still with words and right after', async function () {
    this.timeout(180_000)
    const cells = await allCells()
    const sample = sampleOf(cells, CELLS, 1)
    const kinds = new Set(sample.map(({ kind }) => kind.name))
    const calls = new Set(sample.map(({ scenario, point }) => `${scenario.name} ${point.call}`))
    assert.ok(kinds.size === KINDS.length && calls.size > 40, `${kinds.size} faults at ${calls.size} calls`)
    const tried = await playAll(sample, AT_ONCE)
    assert.deepEqual(wrongOf(tried), [])
    assert.equal(tried.length, CELLS)
  })

  it('may leave accounts that are to be looked up by hand as they were or as they were meant to be', () => {
    const bevy = (...accounts: readonly Account[]): Clouds => ({
      webex: new Map(),
      okta: new Map(),
      bevy: new Map(accounts.map((account, i) => [String(i), account])),
      aac: new Map(),
    })
    const [asBefore, set] = [false, true].map((isSetForDeletion) => ({ isSetForDeletion, title: 'Clerk' }))
    assert.ok(asBefore && set)
    const before = bevy(asBefore, asBefore, asBefore)
    const deeds = ['0', '1', '2'].map((id): Deed => ({ vendor: 'bevy', id, does: 'delete' }))
    const faults = (after: Clouds, ...unclear: readonly string[]): string =>
      faultsOfEnd(before, withoutUndone(deeds, new Set(unclear), before, after), after).join()
    const half = bevy(set, asBefore, asBefore)
    assert.equal(faults(half, '0', '1', '2'), '')
    assert.equal(faults(half, '1', '2'), '')
    assert.match(faults(half, '1'), /: 2 has another isSetForDeletion$/)
    assert.match(faults(bevy(set, { ...asBefore, title: 'Baker' }, asBefore), '1', '2'), /: 1 has another .*title$/)
  })

  it('strike calls by what they are, the first, one in the middle and the last', () => {
    const call = (id: number) => ({ vendor: 'okta', method: 'GET', url: `/api/v1/users/${id}?a=1&b=${id}` })
    const points = pointsOf([1, 2, 3, 4, 5].map(call), { okta: '/okta' })
    assert.deepEqual(
      points.map(({ call: name, place, skip }) => [name, place, skip]),
      [
        ['GET okta /api/v1/users/{id}?a&b', 'first', 0],
        ['GET okta /api/v1/users/{id}?a&b', 'middle', 2],
        ['GET okta /api/v1/users/{id}?a&b', 'last', 4],
      ],
    )
    for (const { path } of points) assert.match('/okta/api/v1/users/77?a=9&b=', new RegExp(path))
    assert.doesNotMatch('/okta/api/v1/users/77?a=9&b=&c=1', new RegExp(points[0]?.path ?? ''))
    const shorter = pointsOf([1, 2, 3].map(call), { okta: '/okta' })
    assert.deepEqual(
      surePoints([points, shorter]).map(({ skip }) => skip),
      [0, 1, 2],
    )
  })
})
