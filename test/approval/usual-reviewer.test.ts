import assert from 'node:assert/strict'
import { usualReviewer } from '../../src/approval/usual-reviewer.ts'
import type { ApprovalState, Review } from '../../src/model/approval.ts'
import { personId } from '../../src/model/ids.ts'
import type { PersonRef } from '../../src/model/person.ts'
import { spellings } from '../support/a-plan.ts'
import { anApproval, aPersonNamed, DIGEST, paul, rita, vera } from '../support/an-approval.ts'

const onDay = (day: number): string => new Date(Date.UTC(2026, 2, day)).toISOString()
const aReview = (by: PersonRef, day: number): Review => ({
  by,
  verdict: 'approve',
  digest: DIGEST,
  reason: '',
  at: onDay(day),
})
const approved = (day: number, ...by: readonly PersonRef[]): ApprovalState =>
  anApproval({ status: 'approved', reviews: by.map((one) => aReview(one, day)) })
/** On so many days, the first day first. */
const daysOf = (by: PersonRef, count: number, from = 1): readonly ApprovalState[] =>
  Array.from({ length: count }, (_, index) => approved(from + index, by))

describe('the usual reviewer of a requester', () => {
  it('is whoever alone gave the last five approvals or more', () => {
    assert.deepEqual(usualReviewer(daysOf(vera, 5), rita.id), { by: vera, times: 5 })
    assert.deepEqual(usualReviewer(daysOf(vera, 8), rita.id), { by: vera, times: 8 })
    assert.equal(usualReviewer(daysOf(vera, 4), rita.id), undefined)
    assert.equal(usualReviewer([], rita.id), undefined)
  })

  it('is counted back from the latest approval, whatever the order in which they are given', () => {
    const all = [...daysOf(paul, 9, 1), ...daysOf(vera, 6, 10)]
    assert.deepEqual(usualReviewer(all, rita.id), { by: vera, times: 6 })
    assert.deepEqual(usualReviewer(all.toReversed(), rita.id), { by: vera, times: 6 })
    assert.equal(usualReviewer([...all, approved(20, paul)], rita.id), undefined)
  })

  it('is nobody once two have approved together', () => {
    assert.equal(usualReviewer([...daysOf(vera, 6), approved(7, vera, paul)], rita.id), undefined)
    assert.equal(usualReviewer([...daysOf(vera, 6), approved(7, paul, vera)], rita.id), undefined)
    const together = Array.from({ length: 6 }, (_, day) => approved(day + 1, paul, vera))
    assert.equal(usualReviewer(together, rita.id), undefined)
    assert.deepEqual(usualReviewer([approved(1, vera, paul), ...daysOf(vera, 5, 2)], rita.id), { by: vera, times: 5 })
  })

  it('is told by when the last of them approved, not the first', () => {
    const slow = { ...approved(1, vera), reviews: [aReview(vera, 1), aReview(paul, 20)] }
    assert.equal(usualReviewer([slow, ...daysOf(vera, 5, 2)], rita.id), undefined)
  })

  it('is asked of the approvals of this requester alone, and of those that came to be', () => {
    const ofPaul = daysOf(vera, 9).map((one) => ({ ...one, requesterId: paul.id }))
    assert.equal(usualReviewer([...daysOf(vera, 4), ...ofPaul], rita.id), undefined)
    for (const status of ['pending', 'rejected', 'withdrawn', 'expired', 'superseded'] as const) {
      const others = daysOf(paul, 3, 10).map((one) => ({ ...one, status }))
      assert.deepEqual(usualReviewer([...daysOf(vera, 5), ...others], rita.id), { by: vera, times: 5 })
    }
  })

  it('is one and the same under every spelling of the id, and under the newest name', () => {
    const ids = Object.values(spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046'))
    const of = (id: string, name: string): PersonRef => ({ ...aPersonNamed(name), id: personId(id) })
    const all = ids.map((id, index) => ({
      ...approved(index + 1, of(id, `name-${index}`)),
      requesterId: personId(ids[index] ?? ''),
    }))
    const newest = of(ids.at(-1) ?? '', `name-${ids.length - 1}`)
    assert.deepEqual(usualReviewer(all, personId(ids[0] ?? '')), { by: newest, times: ids.length })
  })
})
