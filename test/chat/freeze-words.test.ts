import assert from 'node:assert/strict'
import { freezeWords, frozenNote, thawWords } from '../../src/chat/freeze-words.ts'
import { jobId } from '../../src/model/ids.ts'
import { anna, HOSTILE } from './job-fixtures.ts'

const freeze = { by: anna, at: '2026-11-20T16:00:00.000Z', reason: 'wrong list' }
const jobs = (count: number) => Array.from({ length: count }, (_, no) => jobId(`J-00${String(no).padStart(2, '0')}`))

describe('the words of a freeze', () => {
  it('say how many runs stop, which, what still works and who thaws', () => {
    assert.equal(
      freezeWords({ kind: 'frozen', freeze, stopped: jobs(2) }),
      '❄ **Everything is frozen.** 2 runs stop: `J-0000` and `J-0001`. Nothing is sent but what was under way, and nothing is approved. ' +
        '`cancel <job>` still works. Another approver types `thaw`.',
    )
    assert.match(freezeWords({ kind: 'frozen', freeze, stopped: [] }), /No run is under way\./u)
    assert.match(freezeWords({ kind: 'frozen', freeze, stopped: jobs(12) }), /12 runs stop: .*`J-0009` and 2 more\./u)
  })

  it('tell who froze before, when and why', () => {
    assert.match(
      freezeWords({ kind: 'frozen-before', freeze }),
      /since 2026-11-20 16:00 UTC by Anna Admin: wrong list\. Another approver types `thaw`\./u,
    )
    assert.match(freezeWords({ kind: 'frozen-before', freeze: { ...freeze, reason: '' } }), /by Anna Admin\. Another/u)
  })

  it('never claim a freeze that the disk refused', () => {
    assert.match(
      freezeWords({ kind: 'not-kept', message: 'ENOSPC' }),
      /^\*\*Nothing is frozen:\*\*.*ENOSPC.*`pause <job>`/u,
    )
  })

  it('name the jobs that a thaw lets go on, and why it is refused', () => {
    assert.match(thawWords({ kind: 'thawed', freeze, goingOn: jobs(1) }), /Thawed.*These go on: `J-0000`\./u)
    assert.match(thawWords({ kind: 'thawed', freeze, goingOn: [] }), /No job goes on by it/u)
    assert.match(
      thawWords({ kind: 'own-freeze', freeze }),
      /yourself at 2026-11-20 16:00 UTC; it takes another approver/u,
    )
    assert.match(thawWords({ kind: 'may-not-thaw' }), /`thaw` is for approvers/u)
    assert.match(thawWords({ kind: 'not-frozen' }), /Nothing is frozen/u)
    assert.match(freezeWords({ kind: 'may-not-freeze' }), /for requesters and approvers/u)
  })

  it('render nothing of what a hostile name or reason holds', () => {
    for (const text of HOSTILE) {
      const hostile = { ...freeze, by: { ...anna, displayName: text }, reason: text }
      const words = [
        freezeWords({ kind: 'frozen-before', freeze: hostile }),
        freezeWords({ kind: 'not-kept', message: text }),
      ]
      for (const said of words) assert.doesNotMatch(said.replaceAll('<job>', ''), /<|[^\\]\]\(/u, text)
      assert.ok(frozenNote(hostile).includes(text), 'a note is escaped by the card that shows it')
    }
  })
})
