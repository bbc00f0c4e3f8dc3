import assert from 'node:assert/strict'
import { startableRounds } from '../src/rounds.ts'
import { fakeClock } from './support/fake-clock.ts'

describe('what is done every so often', () => {
  it('goes on after a round that went wrong, which the log tells, and ends when it is told to', async () => {
    const clock = fakeClock()
    const logged: string[] = []
    let done = 0
    const rounds = startableRounds(clock, { error: (_fields, doing) => void logged.push(doing) }, [
      {
        everyMs: 1_000,
        doing: 'counting to three',
        work: async () => {
          done += 1
          if (done === 3) rounds.end()
          if (done === 2) throw new Error('two')
        },
      },
    ])
    rounds.start()
    await rounds.ended()
    assert.equal(done, 3)
    assert.deepEqual(logged, ['counting to three'])
    assert.deepEqual(clock.sleeps, [1_000, 1_000, 1_000])
  })
})
