import assert from 'node:assert/strict'
import type { Effect } from '../../src/model/directory.ts'
import { faultOfAll } from '../../src/run/outcomes.ts'

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
