import assert from 'node:assert/strict'
import type { JournalEntry, OutcomeKind } from '../../src/model/run.ts'
import { Ledger } from '../../src/run/ledger.ts'
import { aRunPlan } from '../support/scripted-directory.ts'

const at = '2026-03-02T09:00:00.000Z'
const later = '2026-03-02T09:05:00.000Z'
const [change, other] = aRunPlan(2).changes
assert.ok(change && other)
const intent = (when = at): JournalEntry => ({ kind: 'intent', changes: [0], at: when })
const unsent: JournalEntry = { kind: 'unsent', changes: [0], at }
const outcome = (kind: OutcomeKind, no = 0): JournalEntry => ({ kind: 'outcome', outcome: { change: no, kind, at } })
const ledgerOf = (...past: readonly JournalEntry[]): Ledger => new Ledger([change, other], past)

describe('what a journal says of a change', () => {
  it('is that it is open from its intent until its outcome, and since when, by the latest intent', () => {
    const open = ledgerOf(intent(), intent(later))
    assert.deepEqual([open.isOpen(change), open.wasTried(change), open.isPending(change)], [true, true, true])
    assert.equal(open.askedAt(change), later)
    open.fold([outcome('done')])
    assert.deepEqual([open.isOpen(change), open.wasTried(change), open.isPending(change)], [false, true, false])
    assert.equal(open.askedAt(change), undefined)
    assert.deepEqual([open.isOpen(other), open.wasTried(other), open.isPending(other)], [false, false, true])
  })

  it('is that it was tried and is not open when its call was not sent, or a lookup has shown that it did not happen', () => {
    const notSent = ledgerOf(intent(), unsent)
    const lookedUp = ledgerOf(intent())
    lookedUp.close(change)
    for (const ledger of [notSent, lookedUp])
      assert.deepEqual([ledger.isOpen(change), ledger.wasTried(change), ledger.isPending(change)], [false, true, true])
  })

  it('is its first outcome, counted once, whatever a second writer adds', () => {
    const ledger = ledgerOf(intent(), outcome('failed'), intent(later), outcome('done'), outcome('done'))
    assert.equal(ledger.outcomes.get(0)?.kind, 'failed')
    assert.deepEqual([ledger.counts.failed, ledger.counts.done], [1, 0])
    assert.equal(ledger.hasWorked, false)
    assert.equal(ledger.isOpen(change), false)
  })

  it('is nothing of the changes of others', () => {
    const ledger = ledgerOf(outcome('done', 7))
    assert.equal(ledger.outcomes.size, 0)
    assert.equal(ledger.hasWorked, false)
  })

  it('is that the work can be done at all only where we changed somebody', () => {
    for (const kind of ['already-done', 'failed', 'drifted', 'unknown', 'cancelled'] as const)
      assert.equal(ledgerOf(outcome(kind)).hasWorked, false, kind)
    assert.equal(ledgerOf(outcome('done')).hasWorked, true)
  })
})
