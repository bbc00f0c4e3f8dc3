import assert from 'node:assert/strict'
import type { Change } from '../../src/model/plan.ts'
import { RecheckedGroup } from '../../src/run/rechecked-group.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { aRunPlan } from '../support/scripted-directory.ts'

/** A group of five that is good for half a minute; `gone` are no longer found. */
const setUp = () => {
  const clock = fakeClock()
  const changes = aRunPlan(5).changes
  const gone = new Set<number>()
  const read: number[][] = []
  const recheck = async (asked: readonly Change[]): Promise<readonly Change[]> => {
    read.push(nosOf(asked))
    await Promise.resolve()
    return asked.filter(({ no }) => !gone.has(no))
  }
  const group = new RecheckedGroup({ clock, goodForMs: 30_000, recheck })
  const some = (...nos: readonly number[]) => changes.filter(({ no }) => nos.includes(no))
  const take = async (...nos: readonly number[]) => nosOf(await group.take(some(...nos)))
  return { clock, group, changes, gone, read, take }
}

const nosOf = (changes: readonly Change[]): number[] => changes.map(({ no }) => no)

describe('a group that was read anew', () => {
  it('is handed out as it was read while the reading is good', async () => {
    const { clock, group, changes, gone, read, take } = setUp()
    gone.add(1)
    assert.deepEqual(nosOf(await group.fill(changes)), [0, 2, 3, 4])
    clock.advance(30_000)
    assert.deepEqual([await take(0, 1), await take(2), await take(3, 4)], [[0], [2], [3, 4]])
    assert.deepEqual(read, [[0, 1, 2, 3, 4]])
  })

  it('is read again once for all who wait, and not for those who went', async () => {
    const { clock, group, changes, read, take } = setUp()
    await group.fill(changes)
    await take(0)
    clock.advance(30_001)
    assert.deepEqual([await take(1), await take(2), await take(3)], [[1], [2], [3]])
    assert.deepEqual(read, [
      [0, 1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
  })

  it('is read again once by several who come at one time', async () => {
    const { clock, group, changes, read, take } = setUp()
    await group.fill(changes)
    clock.advance(30_001)
    assert.deepEqual(await Promise.all([take(0), take(1, 2), take(3)]), [[0], [1, 2], [3]])
    assert.equal(read.length, 2)
  })

  it('hands nobody out whom the second reading does not show as planned', async () => {
    const { clock, group, changes, gone, read, take } = setUp()
    await group.fill(changes)
    clock.advance(30_001)
    gone.add(1).add(3)
    assert.deepEqual(await Promise.all([take(0, 1), take(3)]), [[0], []])
    clock.advance(30_001)
    assert.deepEqual(await take(1), [])
    assert.deepEqual(read.length, 2, 'nobody is read who was settled')
  })

  it('becomes old again', async () => {
    const { clock, group, changes, read, take } = setUp()
    await group.fill(changes)
    for (const no of [0, 1, 2]) {
      clock.advance(30_001)
      assert.deepEqual(await take(no), [no])
    }
    assert.deepEqual(read.slice(1), [
      [0, 1, 2, 3, 4],
      [1, 2, 3, 4],
      [2, 3, 4],
    ])
  })

  it('hands nobody out twice', async () => {
    const { group, changes, take } = setUp()
    await group.fill(changes)
    assert.deepEqual([await take(0), await take(0)], [[0], []])
  })

  it('throws what the reading throws to everybody who waits for it, and can be read again', async () => {
    const clock = fakeClock()
    const { changes } = aRunPlan(2)
    let isBroken = false
    const recheck = async (asked: readonly Change[]) => {
      if (isBroken) throw new TypeError('a bug')
      return asked
    }
    const group = new RecheckedGroup({ clock, goodForMs: 0, recheck })
    await group.fill(changes)
    clock.advance(1)
    isBroken = true
    for (const change of changes) await assert.rejects(group.take([change]), /a bug/)
    isBroken = false
    assert.deepEqual(nosOf(await group.take(changes)), [0, 1])
  })
})
