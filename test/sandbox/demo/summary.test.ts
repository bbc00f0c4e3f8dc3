import assert from 'node:assert/strict'
import type { PlayedJob } from '../../../src/sandbox/demo/story.ts'
import { summary, type Told } from '../../../src/sandbox/demo/summary.ts'

const done = { outcome: 'done' }
const job: PlayedJob = {
  id: 'J-0001',
  request: { vendors: ['webex', 'bevy'], meant: [{ vendor: 'webex', id: 'a', does: 'delete' }] },
  plan: [],
  results: [
    { ...done, directory: 'webex' },
    { ...done, directory: 'webex' },
    { ...done, directory: 'bevy' },
  ],
  errors: [{ error_code: 'not-found' }],
  before: [],
}
const told: Told = {
  story: 'all',
  jobs: [job],
  files: 3,
  folder: 'demo-out',
  faults: [],
  calls: { byVendor: { webex: 5, okta: 9, bevy: 4, aac: 0 }, throttled: 0 },
  seconds: 1.26,
}

describe('the end of a story', () => {
  it('tells what was done where, the calls for each user, the time and the throttled calls', () => {
    assert.deepEqual(summary(told).split('\n').slice(1, 5), [
      'J-0001: 2 deleted in Webex, 1 deleted in Bevy; 1 row left over, each with its reason.',
      'Webex: 5 calls, 2.50 for each user that was changed.',
      'Bevy: 4 calls, 4.00 for each user that was changed.',
      '3 files in demo-out/, 1.3 s, no call was throttled (429).',
    ])
    assert.match(summary({ ...told, calls: { ...told.calls, throttled: 2 } }), /2 calls throttled \(429\)/)
  })

  it('counts the people who were kept, each once', () => {
    const kept = { outcome: 'kept', user_id: '7' }
    const results = [{ ...done, directory: 'webex' }, kept, kept, { ...kept, user_id: '' }]
    assert.match(summary({ ...told, jobs: [{ ...job, results }] }), /, 1 kept;/)
  })

  it('says that all is well, or everything that is not', () => {
    assert.match(summary(told), /The story "all" ended well/)
    const wrong = summary({ ...told, faults: ['one thing', 'another'] })
    assert.match(wrong, /WRONG in the story "all":\n {2}- one thing\n {2}- another\n$/)
  })
})
