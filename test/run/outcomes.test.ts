import assert from 'node:assert/strict'
import type { Effect } from '../../src/model/directory.ts'
import type { WireFault } from '../../src/model/wire.ts'
import { cancelled, failed, faultOfAll, lostFault, outcomeOf } from '../../src/run/outcomes.ts'
import { aChange } from '../support/a-plan.ts'

const AT = '2026-03-02T10:00:00.000Z'
const change = aChange({ no: 4 })
const fault: WireFault = {
  kind: 'refused',
  code: 'http-409',
  message: 'deleting 1 of 2 users: 409 Conflict',
  isRetryable: false,
}

const refused = (httpStatus: number): Effect => ({
  kind: 'refused',
  fault: {
    kind: 'refused',
    code: `http-${httpStatus}`,
    message: 'deleting',
    httpStatus,
    isRetryable: httpStatus === 429,
  },
})

describe('what is kept of an answer', () => {
  it('is that it is done, and until when it can be undone where the vendor says so', () => {
    assert.deepEqual(outcomeOf(change, { kind: 'done' }, AT), { change: 4, kind: 'done', at: AT })
    const undoUntil = '2026-03-09T10:00:00.000Z'
    assert.deepEqual(outcomeOf(change, { kind: 'done', undoUntil }, AT), {
      change: 4,
      kind: 'done',
      at: AT,
      undoUntil,
    })
  })

  it('is that somebody else did it before', () => {
    assert.deepEqual(outcomeOf(change, { kind: 'already-done' }, AT), { change: 4, kind: 'already-done', at: AT })
  })

  it('is the fault of a refusal, with what the vendor’s support asks for, and without its headers', () => {
    const { kind: _kind, ...error } = fault
    assert.deepEqual(outcomeOf(change, { kind: 'refused', fault }, AT), { change: 4, kind: 'failed', at: AT, error })
    const told = { httpStatus: 409, trackingId: 'ROUTER_1' }
    assert.deepEqual(failed(change, { ...fault, ...told, retryAfter: '5', until: AT }, AT).error, { ...error, ...told })
  })

  it('is nothing where it may or may not have happened', () => {
    assert.equal(outcomeOf(change, { kind: 'unclear', fault }, AT), undefined)
    assert.equal(outcomeOf(change, undefined, AT), undefined)
  })
})

describe('an effect whose answers were lost again and again', () => {
  it('is told by its last fault, and by one that can be tried again where the vendor told no result', () => {
    assert.equal(lostFault({ kind: 'unclear', fault }), fault)
    assert.deepEqual(lostFault(undefined), {
      kind: 'no-answer',
      code: 'no-result',
      message: 'the vendor told no result for this user',
      isRetryable: true,
    })
  })
})

describe('a row that was not reached when the job was cancelled', () => {
  it('is cancelled, and can be tried again', () => {
    assert.deepEqual(cancelled(change, false, AT), {
      change: 4,
      kind: 'cancelled',
      at: AT,
      error: {
        code: 'cancelled',
        message: 'the job was cancelled before this row was reached',
        isRetryable: true,
      },
    })
  })

  it('is unknown where an effect may have happened, and says that a person has to look', () => {
    assert.deepEqual(cancelled(change, true, AT), {
      change: 4,
      kind: 'unknown',
      at: AT,
      error: {
        code: 'unknown',
        message: 'cancelled while it was under way; look the account up by hand',
        isRetryable: true,
      },
    })
  })
})

describe('a call that came to nothing as a whole', () => {
  it('is told by what no user can be blamed for: too many calls, and a refused credential', () => {
    for (const status of [401, 429])
      assert.equal(faultOfAll([refused(status), refused(status)])?.code, `http-${status}`)
  })

  it('is none where one user was done, or was refused for what it is', () => {
    for (const other of [{ kind: 'done' } as const, refused(403), refused(409)])
      assert.equal(faultOfAll([refused(401), other]), undefined)
  })
})
