import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readJobId } from '../../src/chat/commands.ts'
import { drawJobId } from '../../src/jobs/job-id.ts'

describe('the id of a job', () => {
  it('is one that a person can type and the bot reads back', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (draws) => {
          const left = [...draws]
          const id = drawJobId(() => left.shift() ?? 0)
          assert.match(id, /^J-[0-9A-HJKMNP-TV-Z]{4}$/)
          assert.equal(readJobId(id.toLowerCase())?.job, id)
        },
      ),
    ))
})
