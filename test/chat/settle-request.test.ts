import assert from 'node:assert/strict'
import { readManifest } from '../../src/chat/manifest.ts'
import { settleRequest } from '../../src/chat/settle-request.ts'
import { messageId } from '../../src/model/ids.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'

const manifest = await readManifest()

const settle = ({
  text,
  files = [],
  on = ['webex', 'okta', 'bevy'],
  ...filled
}: {
  readonly text: string
  readonly files?: readonly string[]
  readonly on?: readonly DirectoryName[]
  readonly operation?: 'delete' | 'keep'
  readonly directories?: readonly DirectoryName[]
  readonly addresses?: string
}) =>
  settleRequest(
    { manifest, directories: on },
    { id: messageId('message'), text, fileUrls: files },
    { kind: 'ask', askedIn: messageId('message'), nonce: 'n', directories: [], addresses: '', ...filled },
    { messageId: messageId('card') },
  )

const refusal = (given: Parameters<typeof settle>[0]) => {
  const settled = settle(given)
  return settled.kind === 'refused' ? settled.refusal.code : undefined
}

describe('settleRequest', () => {
  const files = ['https://example.com/1']

  it('takes operation and directories of a CSV without words from the card', () => {
    assert.deepEqual(settle({ text: '', files, operation: 'delete', directories: ['okta', 'webex'] }), {
      kind: 'settled',
      request: {
        name: 'delete',
        directories: ['okta', 'webex'],
        addresses: [],
        fileUrls: files,
        askedIn: 'message',
      },
    })
  })

  it('believes the message and not the card in everything that the message says', () => {
    const card = { operation: 'delete', directories: ['bevy'], addresses: 'boss@example.com' } as const
    assert.deepEqual(settle({ text: 'restore okta anna@example.com', ...card }), {
      kind: 'settled',
      request: {
        name: 'restore',
        directories: ['okta'],
        addresses: ['anna@example.com'],
        fileUrls: [],
        askedIn: 'message',
      },
    })
    const renamed = settle({ text: 'rename --domain old.example=new.example', files, directories: ['webex'] })
    assert.deepEqual(renamed.kind === 'settled' && renamed.request.domain, { from: 'old.example', to: 'new.example' })
    const kept = settle({ text: 'keep', files, directories: ['webex'], addresses: 'boss@example.com' })
    assert.deepEqual(kept.kind === 'settled' && kept.request.addresses, [])
  })

  it('takes the addresses of a keep from the card where the message has none, and the card for its source', () => {
    const addresses = ' Anna@example.com\n<bob@example.com>; '
    assert.deepEqual(settle({ text: 'keep', directories: ['webex'], addresses }), {
      kind: 'settled',
      request: {
        name: 'keep',
        directories: ['webex'],
        addresses: ['Anna@example.com', 'bob@example.com'],
        fileUrls: [],
        askedIn: 'card',
      },
    })
    assert.equal(settle({ text: 'keep okta', addresses }).kind, 'settled')
    assert.equal(settle({ text: 'keep', on: ['webex'], addresses }).kind, 'settled')
  })

  it('opens nothing while something is missing or is not understood', () => {
    assert.equal(refusal({ text: '', files, directories: ['webex'] }), 'nothing-chosen')
    assert.equal(refusal({ text: '', files, operation: 'delete' }), 'nothing-chosen')
    assert.equal(refusal({ text: 'keep', addresses: 'anna@example.com' }), 'nothing-chosen')
    assert.equal(refusal({ text: 'keep webex', addresses: ' ,; ' }), 'nobody-to-keep')
    assert.equal(refusal({ text: 'keep webex', addresses: 'anna@example.com but not Bob' }), 'not-an-address')
    assert.equal(refusal({ text: '', files, operation: 'delete', directories: ['aac'] }), 'not-on')
    assert.equal(refusal({ text: 'rename', files, directories: ['webex', 'bevy'] }), 'lacks-operation')
  })

  it('opens nothing for a message that asks for nothing, or no longer', () => {
    for (const text of ['help', '', 'delete', 'delete webex anna', 'good morning', 'approve J-7K2Q 37'])
      assert.equal(
        refusal({ text, operation: 'delete', directories: ['webex'], addresses: 'anna@example.com' }),
        'no-question',
        text,
      )
  })
})
