import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { AacPerson, PeoplePage } from '../../../src/directory/aac/schema.ts'
import { OVERLAPS } from '../../../src/directory/aac/snapshot.ts'
import { offsetsOf, wholeOf } from '../../../src/directory/aac/whole.ts'

const person = (id: number): AacPerson => ({ id: String(id), email: `p${id}@example.com` })
const pages = (...ids: readonly (readonly number[])[]): readonly PeoplePage[] =>
  ids.map((page) => ({ data: page.map(person) }))

describe('a whole of pages', () => {
  it('is asked for at every place, whatever the size of the pages', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(...OVERLAPS),
        (count, most, overlap) => {
          const size = Math.min(count, most)
          const seen = [0, ...offsetsOf(count, size, overlap)].flatMap((at) =>
            Array.from({ length: size }, (_, n) => at + n),
          )
          assert.equal(new Set(seen.filter((place) => place < count)).size, size > 1 || count < 2 ? count : 1)
          assert.ok(offsetsOf(count, size, overlap).every((offset) => offset < count))
        },
      ),
    )
  })

  it('misses nobody who stays, however many come and go between two pages', () => {
    const [size, overlap] = [10, 0.1]
    const step = fc.record({ leave: fc.array(fc.nat(), { maxLength: 2 }), join: fc.array(fc.nat(), { maxLength: 2 }) })
    let wholes = 0
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 60 }), fc.array(step, { maxLength: 8 }), (count, steps) => {
        let there = Array.from({ length: count }, (_, n) => n + 1)
        let next = count + 1
        const everThere = new Set(there)
        const told: [number, ...number[]] = [count]
        const read = [0, ...offsetsOf(count, size, overlap)].map((offset, place): PeoplePage => {
          const page = there.slice(offset, offset + size)
          told.push(there.length)
          const { leave = [], join = [] } = steps[place] ?? {}
          for (const n of leave) {
            const gone = there[n % Math.max(1, there.length)] ?? 0
            there = there.filter((id) => id !== gone)
            everThere.delete(gone)
          }
          for (const n of join) there = there.toSpliced(n % (there.length + 1), 0, next++)
          return { data: page.map(person) }
        })
        const whole = wholeOf(read, told)
        if (whole.kind === 'torn') return
        wholes++
        const ids = new Set(whole.people.map(({ id }) => Number(id)))
        for (const id of everThere) assert.ok(ids.has(id), `${id} is missing`)
      }),
      { numRuns: 500 },
    )
    assert.ok(wholes > 50, `${wholes} of 500 were whole`)
  })

  it('is torn when the pages do not meet, also when the count comes out', () => {
    const taken = wholeOf(pages([1, 2, 3], [5, 6, 7]), [6])
    assert.deepEqual(taken, { kind: 'torn', why: 'people left in the meantime, and took the pages apart' })
  })

  it('is torn when a page is empty, since nobody knows what was before it', () => {
    assert.equal(wholeOf(pages([1, 2, 3], [], [3, 4]), [4, 3]).kind, 'torn')
    assert.equal(wholeOf(pages([1, 2, 3], [3, 4], []), [5, 4]).kind, 'torn')
  })

  it('is torn when the last page is full, since more may have been pushed behind it', () => {
    assert.equal(wholeOf(pages([1, 2, 3], [3, 4, 5]), [5, 6]).kind, 'torn')
    assert.equal(wholeOf(pages([1, 2, 3], [3, 4, 5], [5]), [5]).kind, 'whole')
    assert.equal(wholeOf(pages([1, 2, 3]), [3]).kind, 'whole')
    assert.equal(wholeOf(pages([]), [0]).kind, 'whole')
  })

  it('is torn when it is not the number that was told all the time', () => {
    assert.deepEqual(wholeOf(pages([1, 2, 3], [3, 4]), [5, 5]), {
      kind: 'torn',
      why: '4 different people came of the 5 that were told',
    })
    assert.equal(wholeOf(pages([1, 2, 3]), [2]).kind, 'torn')
    assert.deepEqual(wholeOf(pages([1, 2], [2, 3]), [5, 4]), {
      kind: 'torn',
      why: '3 different people came of the 4 to 5 that were told',
    })
  })

  it('holds each person once', () => {
    const whole = wholeOf(pages([1, 2, 3], [3, 4]), [4])
    assert.deepEqual(whole.kind === 'whole' && whole.people.map(({ id }) => id), ['1', '2', '3', '4'])
  })
})
