import assert from 'node:assert/strict'
import type { Found, Subject } from '../../src/model/directory.ts'
import type { Change } from '../../src/model/plan.ts'
import type { Operation } from '../../src/model/vendor.ts'
import { recheck, settle, settleForGood, targetOf, type Work } from '../../src/run/recheck.ts'
import { aChange, aSubject, found } from '../support/a-plan.ts'

const AT = '2026-03-02T10:00:00.000Z'
const absent: Found = { kind: 'absent' }

/** Goes by the status of the account, or by its address where it gets a new one. */
const work = (operation: Operation, leaves: string): Work => ({
  operation,
  stepsLeft: (_operation, { status, login }, { newLogin }) => {
    if (status === 'unclear') return undefined
    const isDone = newLogin === undefined ? status === leaves : login === newLogin
    return isDone ? [] : [operation]
  },
})

const sameLogin = (change: Change, now: Subject): string | undefined =>
  now.login === change.before.login ? undefined : `the login is now "${now.login}"`

const planned = ({ operation }: Pick<Work, 'operation'>, over: Partial<Change> = {}): Change =>
  aChange({ steps: [operation], ...over })

const judged = (judge: typeof recheck, of: Work, seen: Found | undefined, change = planned(of)): string => {
  const verdict = judge(of, change, seen, sameLogin, AT)
  return verdict.kind === 'ready' ? 'ready' : `${verdict.outcome.kind}: ${verdict.outcome.error?.message ?? ''}`
}

const OPERATIONS = [
  ['delete', 'scheduled'],
  ['deactivate', 'inactive'],
  ['restore', 'active'],
] as const

describe('the look before an effect', () => {
  for (const [operation, leaves] of OPERATIONS)
    it(`finds a ${operation} that somebody else has made already, in an account that stays visible`, () => {
      assert.equal(judged(recheck, work(operation, leaves), found(aSubject({ status: leaves }))), 'already-done: ')
      assert.equal(judged(recheck, work(operation, leaves), found(aSubject({ status: 'other' }))), 'ready')
    })

  it('finds an account that has its new address already, and one that has a third address', () => {
    const change = planned({ operation: 'rename' }, { to: 'anna@new.example' })
    const seen = (login: string) => found({ ...aSubject(), login })
    assert.equal(judged(recheck, work('rename', ''), seen('anna@new.example'), change), 'already-done: ')
    assert.equal(judged(recheck, work('rename', ''), seen('anna@acme.example'), change), 'ready')
    assert.match(judged(recheck, work('rename', ''), seen('anna@third.example'), change), /^drifted: .*third/)
  })

  it('takes an account for drifted that takes more, or something else, than was approved', () => {
    const steps: Record<string, readonly string[]> = {
      ACTIVE: ['deactivate', 'delete'],
      SUSPENDED: ['unsuspend'],
      DEPROVISIONED: ['delete'],
    }
    const life: Work = { operation: 'delete', stepsLeft: (_operation, { status }) => steps[status] }
    const verdict = (status: string, approved: readonly string[], judge: typeof recheck = recheck) =>
      judged(judge, life, found(aSubject({ status })), aChange({ steps: approved }))
    const broughtBack = 'the account is ACTIVE now, which takes "deactivate, delete", and "delete" was approved'
    const next = 'plan it anew if it is still wanted'
    assert.equal(verdict('ACTIVE', ['delete']), `drifted: not done: ${broughtBack}; ${next}`)
    assert.equal(verdict('ACTIVE', ['delete'], settle), `drifted: not done: ${broughtBack}; ${next}`)
    assert.match(verdict('SUSPENDED', ['activate']), /^drifted: .*takes "unsuspend", and "activate" was approved/)
    assert.equal(verdict('DEPROVISIONED', ['deactivate', 'delete']), 'ready')
    assert.equal(verdict('DEPROVISIONED', ['deactivate', 'delete'], settle), 'ready')
    assert.equal(verdict('ACTIVE', ['deactivate', 'delete']), 'ready')
    // The plan could not tell, and has the operation for its one step.
    assert.equal(verdict('SUSPENDED', ['delete']), 'ready')
  })

  it('takes an account that is gone for deleted, and for drifted where it was not to be deleted', () => {
    assert.equal(judged(recheck, work('delete', ''), absent), 'already-done: ')
    for (const operation of ['deactivate', 'restore', 'rename'] as const)
      assert.equal(
        judged(recheck, work(operation, ''), absent),
        'drifted: not done: the account is gone; plan it anew if it is still wanted',
      )
  })

  it('lets an account through of which cannot be told whether it is done, since nothing was sent yet', () => {
    assert.equal(judged(recheck, work('delete', ''), found(aSubject({ status: 'unclear' }))), 'ready')
  })

  it('says of an account that is another now, and was to get several steps, that none of them was done', () => {
    const renamed = found({ ...aSubject(), login: 'anna@third.example' })
    const life: Work = { operation: 'delete', stepsLeft: () => ['deactivate', 'delete'] }
    const verdict = recheck(life, aChange({ steps: ['deactivate', 'delete'] }), renamed, sameLogin, AT)
    assert.deepEqual(verdict, {
      kind: 'settled',
      outcome: {
        change: 0,
        kind: 'drifted',
        at: AT,
        error: {
          code: 'drifted',
          message: 'not done: the login is now "anna@third.example"; plan it anew if it is still wanted',
          isRetryable: false,
        },
      },
    })
  })

  it('never takes another account for one that is done', () => {
    const other = found({ ...aSubject({ login: 'ben@acme.example' }), status: 'scheduled' })
    assert.match(judged(recheck, work('delete', 'scheduled'), other), /^drifted: .*another account/)
    assert.match(judged(settle, work('delete', 'scheduled'), other), /^drifted: .*another account/)
  })

  it('refuses what could not be looked up, and says what came of it', () => {
    const told = (seen: Found | undefined) => judged(recheck, work('delete', ''), seen)
    const next = 'plan it anew if it is still wanted'
    const by = 'drifted: not done: looking the account up by its id gave'
    assert.equal(told(undefined), `${by} no result; ${next}`)
    for (const kind of ['forbidden', 'ambiguous'] as const)
      assert.equal(told({ kind, detail: '' }), `${by} ${kind} result; ${next}`)
  })

  it('takes no single step for what the plan could not tell where several were approved', () => {
    const life: Work = { operation: 'delete', stepsLeft: () => ['unsuspend'] }
    const change = aChange({ steps: ['delete', 'purge'] })
    assert.match(
      judged(recheck, life, found(), change),
      /^drifted: .*takes "unsuspend", and "delete, purge" was approved/,
    )
  })
})

describe('the look after an effect without an answer', () => {
  for (const [operation, leaves] of OPERATIONS)
    it(`tells whether a ${operation} has happened to an account that stays visible`, () => {
      assert.equal(judged(settle, work(operation, leaves), found(aSubject({ status: leaves }))), 'done: ')
      assert.equal(judged(settle, work(operation, leaves), found(aSubject({ status: 'other' }))), 'ready')
    })

  it('tells until when it can be undone only where that is known', () => {
    const seen = found(aSubject({ status: 'scheduled' }))
    const verdict = (undoUntil?: string) =>
      settle(work('delete', 'scheduled'), planned({ operation: 'delete' }), seen, sameLogin, AT, undoUntil)
    const outcome = { change: 0, kind: 'done', at: AT }
    assert.deepEqual(verdict(), { kind: 'settled', outcome })
    assert.deepEqual(verdict(AT), { kind: 'settled', outcome: { ...outcome, undoUntil: AT } })
  })

  it('never says that nothing was done of several steps, of which some may have been', () => {
    const life: Work = { operation: 'delete', stepsLeft: () => ['unsuspend', 'delete'] }
    assert.equal(
      judged(settle, life, found(aSubject({ status: 'SUSPENDED' })), aChange({ steps: ['deactivate', 'delete'] })),
      'failed: begun, and at most "unsuspend, delete" is still to be done: the account is SUSPENDED now, which takes "unsuspend, delete", and "deactivate, delete" was approved; plan it anew if it is still wanted',
    )
  })

  it('takes a half of two steps for not done', () => {
    const stepsLeft = () => ['delete']
    assert.equal(judged(settle, { operation: 'delete', stepsLeft }, found(aSubject())), 'ready')
  })

  it('takes an account that is gone for deleted, and says unknown of any other operation', () => {
    assert.equal(judged(settle, work('delete', ''), absent), 'done: ')
    assert.match(judged(settle, work('deactivate', 'inactive'), absent), /^unknown: .*gave absent result/)
  })

  it('says unknown of an account that the vendor told nothing about', () => {
    for (const operation of ['delete', 'rename'] as const)
      assert.match(judged(settle, work(operation, ''), undefined), /^unknown: .*gave no result; look the account up/)
  })

  it('says unknown where what is seen cannot tell', () => {
    const seen = found(aSubject({ status: 'unclear' }))
    const verdict = settle(work('delete', ''), planned({ operation: 'delete' }), seen, sameLogin, AT)
    assert.ok(verdict.kind === 'settled')
    assert.equal(verdict.outcome.kind, 'unknown')
    assert.deepEqual(verdict.outcome.error, {
      code: 'unknown',
      message:
        'the answer was lost, and looking anna@acme.example up does not tell whether it happened; look the account up by hand',
      isRetryable: true,
    })
  })
})

describe('the last look when the job is cancelled', () => {
  const steps = ['deactivate', 'delete']
  const left = (...of: readonly string[]): Work => ({ operation: 'delete', stepsLeft: () => of })

  it('says of several steps how far they may have come, and that the row can be tried again', () => {
    const verdict = settleForGood(left('delete'), aChange({ steps }), found(), sameLogin, AT)
    assert.ok(verdict.kind === 'settled')
    assert.equal(verdict.outcome.kind, 'failed')
    assert.deepEqual(verdict.outcome.error, {
      code: 'cancelled',
      message:
        'the job was cancelled when this row was begun, and at most "delete" is still to be done; look the account up by hand',
      isRetryable: true,
    })
  })

  it('leaves a verdict as it is that says more: done, gone, unknown or drifted', () => {
    const change = aChange({ steps })
    assert.equal(judged(settleForGood, left(), found(), change), 'done: ')
    assert.equal(judged(settleForGood, left('delete'), absent, change), 'done: ')
    assert.match(judged(settleForGood, left('delete'), undefined, change), /^unknown: .*gave no result/)
    const renamed = found({ ...aSubject(), login: 'anna@third.example' })
    assert.match(judged(settleForGood, left('delete'), renamed, change), /^failed: begun.*login is now/)
  })

  it('takes a single step that did not happen for not begun', () => {
    assert.equal(judged(settleForGood, left('delete'), found(), aChange({ steps: ['delete'] })), 'ready')
  })
})

describe('what a vendor is asked to change', () => {
  it('is the id alone, and the new address where there is one', () => {
    const change = aChange()
    assert.deepEqual(targetOf(change), { id: change.userId })
    assert.deepEqual(targetOf({ ...change, to: 'anna@new.example' }), {
      id: change.userId,
      newLogin: 'anna@new.example',
    })
  })
})
