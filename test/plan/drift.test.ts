import assert from 'node:assert/strict'
import type { Subject } from '../../src/model/directory.ts'
import { userId } from '../../src/model/ids.ts'
import { driftOf } from '../../src/plan/drift.ts'
import type { ProtectionPolicy } from '../../src/plan/protection-policy.ts'
import { aChange, aSubject, aTenant, found, spellings } from '../support/a-plan.ts'

const nobody: ProtectionPolicy = {
  protectedUsers: [],
  approvers: [],
  requesters: [],
  botEmails: [],
  allowAdmins: false,
}
const reader = 'Read-only administrator'

/** What is said when the account is planned as `before` and looks like `now`, as far as they are unlike the ordinary one. */
function drift(now: Partial<Subject>, before: Partial<Subject> = {}, policy: Partial<ProtectionPolicy> = {}) {
  const change = aChange({ before: aSubject(before) })
  return driftOf(change, found(aSubject({ ...before, ...now })), aTenant(), { ...nobody, ...policy })
}

describe('driftOf', () => {
  it('says nothing of an account that is as it was', () => {
    assert.equal(drift({}), undefined)
  })

  it('says nothing of changes that do not make it another account', () => {
    assert.equal(drift({ displayName: 'Anna B.', status: 'inactive', lastActiveAt: '2026-03-02T08:00:00Z' }), undefined)
    assert.equal(drift({ login: 'Anna@Acme.example', id: aSubject().id }), undefined)
  })

  it('tells a login that only looks like the one that was planned', () => {
    for (const [login, planned] of [
      ['\u212aim@acme.example', 'kim@acme.example'],
      ['jose\u0301@acme.example', 'jos\u00e9@acme.example'],
      ['JOS\u00c9@acme.example', 'jos\u00e9@acme.example'],
    ] as const)
      assert.match(drift({ login, id: userId('u') }, { login: planned, id: userId('u') }) ?? '', /^the login is now/)
  })

  it('leaves it to the run that an account is gone', () => {
    assert.equal(driftOf(aChange(), { kind: 'absent' }, aTenant(), nobody), undefined)
  })

  it('refuses an account that can no longer be told apart', () => {
    const now = { kind: 'ambiguous', detail: '2 accounts have this id' } as const
    assert.equal(
      driftOf(aChange(), now, aTenant(), nobody),
      'the account can no longer be told apart: 2 accounts have this id',
    )
  })

  it('tells another login, organisation and id', () => {
    const { id } = aSubject()
    assert.equal(
      drift({ id, login: 'b@acme.example' }),
      'the login is now "b@acme.example" and was "anna@acme.example" when the plan was made',
    )
    assert.equal(
      drift({ tenantId: 'tenant-else' }),
      'the organisation is now "tenant-else" and was "tenant-acme" when the plan was made',
    )
    assert.equal(
      drift({ id: userId('user-2') }),
      'the id is now "user-2" and was "user-anna@acme.example" when the plan was made',
    )
  })

  it('tells an administrative role that was gained, and only that', () => {
    assert.equal(
      drift({ adminRoles: [reader, 'User administrator'] }, { adminRoles: [reader] }),
      'the account now has the administrative role "User administrator", which it had not when the plan was made',
    )
    assert.equal(
      drift({ isFullAdmin: true }),
      'the account now has the administrative role "full administrator", which it had not when the plan was made',
    )
    assert.equal(
      drift({ isFullAdmin: true, adminRoles: ['Full administrator'] }),
      'the account now has the administrative role "Full administrator", which it had not when the plan was made',
    )
    assert.match(drift({ isFullAdmin: true }, { adminRoles: [reader] }) ?? '', /the administrative role/)
    assert.equal(
      drift({ adminRoles: [] }, { adminRoles: [reader], isFullAdmin: true }, { allowAdmins: true }),
      undefined,
    )
    assert.equal(drift({}, { adminRoles: [reader], isFullAdmin: true }, { allowAdmins: true }), undefined)
  })

  it('tells that somebody was put on a list since', () => {
    const anna = '"anna@acme.example" is now'
    assert.equal(drift({}, {}, { protectedUsers: ['@acme.example'] }), `${anna} on the protected list`)
    assert.equal(drift({}, {}, { approvers: ['Anna@acme.example '] }), `${anna} on the list of approvers`)
    assert.equal(drift({}, {}, { botEmails: ['anna@acme.example'] }), `${anna} the address of this bot`)
    assert.equal(drift({}, {}, { protectedUsers: ['@example', 'anna@acme', '', '@'] }), undefined)
  })

  it('tells that somebody was put on a list since by another address than the login', () => {
    const account = { login: 'a.adm@sso.example', otherAddresses: ['anna@acme.example'] }
    const anna = '"anna@acme.example", an address of "a.adm@sso.example", is now'
    assert.equal(drift({}, account, { protectedUsers: ['@acme.example'] }), `${anna} on the protected list`)
    assert.equal(drift({}, account, { approvers: ['anna@acme.example'] }), `${anna} on the list of approvers`)
    assert.equal(drift({}, account, { botEmails: ['anna@acme.example'] }), `${anna} the address of this bot`)
    assert.equal(drift({}, account), undefined)
  })

  it('tells that full administrators may no longer be planned', () => {
    const admin = { isFullAdmin: true, adminRoles: ['Full administrator'] }
    assert.equal(drift({}, admin, { allowAdmins: true }), undefined)
    assert.equal(
      drift({}, admin),
      '"anna@acme.example" is an administrator ("Full administrator"), which may no longer be planned',
    )
    assert.equal(
      drift({}, { isFullAdmin: true }),
      '"anna@acme.example" is a full administrator, which may no longer be planned',
    )
  })

  it('tells that the new address of a rename was put on a list since', () => {
    const change = aChange({ to: 'anna@new.example', steps: ['rename'] })
    const drifts = (policy: Partial<ProtectionPolicy>) =>
      driftOf(change, found(change.before), aTenant(), { ...nobody, ...policy })
    const to = 'the new address "anna@new.example" is now'
    assert.equal(drifts({}), undefined)
    assert.equal(drifts({ protectedUsers: ['@new.example'] }), `${to} on the protected list`)
    assert.equal(drifts({ approvers: ['anna@new.example'] }), `${to} on the list of approvers`)
    assert.equal(drifts({ requesters: ['anna@new.example'] }), `${to} on the list of requesters`)
    assert.equal(drifts({ botEmails: ['anna@new.example'] }), `${to} the address of this bot`)
  })

  it('asks the same of every operation', () => {
    for (const steps of [['deactivate'], ['restore'], ['rename']]) {
      const change = aChange({ steps })
      const other = found(aSubject({ id: change.userId, login: 'b@acme.example' }))
      assert.match(driftOf(change, other, aTenant(), nobody) ?? '', /^the login is now/)
    }
  })

  it('tells that the account now owns the credential, however its id is spelled', () => {
    const { usual, ...others } = spellings('f5b36187-c8dd-4727-8b2f-9cc447f29046')
    const change = aChange({ before: aSubject({ id: userId(usual) }) })
    for (const owner of [usual, ...Object.values(others)])
      assert.equal(
        driftOf(change, found(change.before), aTenant(), nobody, userId(owner)),
        '"anna@acme.example" now owns the credential that makes the changes',
      )
    assert.equal(driftOf(change, found(change.before), aTenant(), nobody, userId('user-else')), undefined)
  })
})
