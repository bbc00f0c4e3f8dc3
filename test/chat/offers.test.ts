import assert from 'node:assert/strict'
import { readManifest } from '../../src/chat/manifest.ts'
import { directoriesFor, placeOf } from '../../src/chat/offers.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'

const manifest = await readManifest()
const on = (...directories: readonly DirectoryName[]) => ({ manifest, directories })

describe('placeOf', () => {
  it('takes what is named, in the order in which it is named', () => {
    assert.deepEqual(placeOf(on('webex', 'okta', 'bevy'), 'delete', ['okta', 'webex']), {
      kind: 'chosen',
      directories: ['okta', 'webex'],
    })
  })

  it('takes the only directory that will do, and picks none of several', () => {
    assert.deepEqual(placeOf(on('webex'), 'delete', []), { kind: 'chosen', directories: ['webex'] })
    assert.deepEqual(placeOf(on('bevy', 'webex'), 'rename', []), { kind: 'chosen', directories: ['webex'] })
    assert.deepEqual(placeOf(on('bevy', 'aac', 'webex'), 'deactivate', []), {
      kind: 'open',
      choices: ['aac', 'webex'],
    })
  })

  it('refuses a directory that is not on, whatever it could do', () => {
    assert.deepEqual(placeOf(on('webex'), 'delete', ['webex', 'okta']), {
      kind: 'refused',
      refusal: { code: 'not-on', directory: 'okta', on: ['webex'] },
    })
  })

  it('refuses the whole when one of the named lacks the operation, and says which have it', () => {
    assert.deepEqual(placeOf(on('webex', 'bevy', 'okta'), 'rename', ['webex', 'bevy']), {
      kind: 'refused',
      refusal: { code: 'lacks-operation', name: 'rename', lacking: ['bevy'], having: ['webex', 'okta'] },
    })
    assert.deepEqual(placeOf(on('bevy', 'aac'), 'rename', []), {
      kind: 'refused',
      refusal: { code: 'lacks-operation', name: 'rename', lacking: ['bevy', 'aac'], having: [] },
    })
  })

  it('keeps people wherever others can be deleted', () => {
    assert.deepEqual(directoriesFor(on('bevy', 'aac'), 'keep'), ['bevy', 'aac'])
  })
})
