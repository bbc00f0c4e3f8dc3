import assert from 'node:assert/strict'
import fc from 'fast-check'
import { chooseSearch } from '../../../src/directory/webex/choose-search.ts'

describe('the way to search', () => {
  it('is the one that costs fewer calls', () => {
    assert.equal(chooseSearch(1_000, 5_000, 1_000), 'page')
    assert.equal(chooseSearch(1_000, 5_000, 100), 'page')
    assert.equal(chooseSearch(100, 20_000, 100), 'lookup')
    assert.equal(chooseSearch(100, 20_000, 1_000), 'page')
    assert.equal(chooseSearch(1, 5_000, 1_000), 'lookup')
  })

  it('is paging where the population is not known, since only paging counts it', () => {
    assert.equal(chooseSearch(1, undefined, 1_000), 'page')
  })

  it('never costs more calls than the other way', () => {
    const size = fc.integer({ min: 1, max: 2_000 })
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(100_000), size, (lookups, population, pageSize) => {
        const pages = Math.ceil(population / pageSize)
        const cost = chooseSearch(lookups, population, pageSize) === 'page' ? pages : lookups
        return cost === Math.min(pages, lookups)
      }),
    )
  })
})
