import assert from 'node:assert/strict'
import { mayRename, STATUSES, type Status, stepsFor } from '../../../src/directory/okta/steps.ts'

/** Written out by hand from the documents, so that a change of the table is a change of two. */
const EXPECTED: Readonly<
  Record<Status, readonly [remove: string, deactivate: string, restore: string, isRenamed: boolean]>
> = {
  STAGED: ['deactivate, delete', 'deactivate', 'activate', true],
  PROVISIONED: ['deactivate, delete', 'deactivate', '', true],
  ACTIVE: ['deactivate, delete', 'deactivate', '', true],
  RECOVERY: ['deactivate, delete', 'deactivate', '', true],
  PASSWORD_EXPIRED: ['deactivate, delete', 'deactivate', '', true],
  LOCKED_OUT: ['deactivate, delete', 'deactivate', '', true],
  SUSPENDED: ['deactivate, delete', 'deactivate', 'unsuspend', true],
  DEPROVISIONED: ['delete', '', 'activate', false],
}

describe('the steps that an account needs', () => {
  for (const status of STATUSES) {
    const [remove, deactivate, restore, isRenamed] = EXPECTED[status]
    for (const [operation, steps] of [
      ['delete', remove],
      ['deactivate', deactivate],
      ['restore', restore],
    ] as const)
      it(`to ${operation} one that is ${status} are "${steps}"`, () =>
        assert.equal(stepsFor(operation, status)?.join(', '), steps))
    it(`to rename one that is ${status} are ${isRenamed ? 'possible' : 'impossible'}`, () =>
      assert.equal(mayRename(status), isRenamed))
  }

  it('cannot be told of a status that is not documented', () => {
    for (const operation of ['delete', 'deactivate', 'restore'] as const) {
      assert.equal(stepsFor(operation, 'ACTIVATING'), undefined)
      assert.equal(stepsFor(operation, 'toString'), undefined)
    }
  })
})
