import assert from 'node:assert/strict'
import type { Found, Subject } from '../../src/model/directory.ts'
import type { Change } from '../../src/model/plan.ts'
import type { Operation } from '../../src/model/vendor.ts'
import { recheck, settle, type Work } from '../../src/run/recheck.ts'
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

  it('never takes another account for one that is done', () => {
    const other = found({ ...aSubject({ login: 'ben@acme.example' }), status: 'scheduled' })
    assert.match(judged(recheck, work('delete', 'scheduled'), other), /^drifted: .*another account/)
    assert.match(judged(settle, work('delete', 'scheduled'), other), /^drifted: .*another account/)
  })

  it('refuses what could not be looked up', () => {
    for (const seen of [undefined, { kind: 'forbidden', detail: '' }, { kind: 'ambiguous', detail: '' }] as const)
      assert.match(judged(recheck, work('delete', ''), seen), /^drifted: /)
  })
})

describe('the look after an effect without an answer', () => {
  for (const [operation, leaves] of OPERATIONS)
    it(`tells whether a ${operation} has happened to an account that stays visible`, () => {
      assert.equal(judged(settle, work(operation, leaves), found(aSubject({ status: leaves }))), 'done: ')
      assert.equal(judged(settle, work(operation, leaves), found(aSubject({ status: 'other' }))), 'ready')
    })

  it('takes a half of two steps for not done', () => {
    const stepsLeft = () => ['delete']
    assert.equal(judged(settle, { operation: 'delete', stepsLeft }, found(aSubject())), 'ready')
  })

  it('takes an account that is gone for deleted, and says unknown of any other operation', () => {
    assert.equal(judged(settle, work('delete', ''), absent), 'done: ')
    assert.match(judged(settle, work('deactivate', 'inactive'), absent), /^unknown: .*gave absent result/)
  })

  it('says unknown where what is seen cannot tell', () => {
    const seen = found(aSubject({ status: 'unclear' }))
    assert.match(judged(settle, work('delete', ''), seen), /^unknown: .*does not tell whether it happened/)
  })
})
