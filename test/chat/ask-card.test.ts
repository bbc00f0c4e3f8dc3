import assert from 'node:assert/strict'
import { type AskView, askCard, askMarkdown } from '../../src/chat/cards/ask-card.ts'
import { CARD_BYTES, MARKDOWN_BYTES } from '../../src/chat/limits.ts'
import { readManifest } from '../../src/chat/manifest.ts'
import { REQUEST_NAMES } from '../../src/chat/read-request.ts'
import { messageId } from '../../src/model/ids.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'
import { cardProblems } from './card-rules.ts'

const manifest = await readManifest()

interface Input {
  readonly id?: string
  readonly value?: string
  readonly isMultiSelect?: boolean
  readonly isMultiline?: boolean
  readonly choices?: readonly { readonly title: string; readonly value: string }[]
}

const view = (on: readonly DirectoryName[], known: Partial<AskView> = {}): AskView => ({
  askedIn: messageId('m-1'),
  nonce: 'n0nce',
  directories: [],
  people: { kind: 'files' },
  offers: { manifest, directories: on },
  ...known,
})

const cardOf = (asked: AskView) =>
  askCard(asked) as unknown as {
    readonly body: readonly Input[]
    readonly actions: readonly { readonly title: string; readonly data: object }[]
  }

const input = (asked: AskView, id: string): Input | undefined => cardOf(asked).body.find((element) => element.id === id)
const idsOf = (asked: AskView): readonly string[] => cardOf(asked).body.flatMap(({ id }) => id ?? [])

describe('askCard', () => {
  it('asks for both of a CSV without words, and carries only the message and the nonce', () => {
    const asked = view(['webex'])
    assert.deepEqual(idsOf(asked), ['operation', 'directory'])
    assert.deepEqual(cardOf(asked).actions, [
      { type: 'Action.Submit', title: 'Start the dry run', data: { ask: 'm-1', nonce: 'n0nce' } },
    ])
  })

  it('presets the first directory and no operation', () => {
    const asked = view(['okta', 'webex'])
    assert.equal(input(asked, 'directory')?.value, 'okta')
    assert.equal(input(asked, 'directory')?.isMultiSelect, true)
    assert.equal(input(asked, 'operation')?.value, undefined)
    assert.equal(input(view(['webex']), 'directory')?.isMultiSelect, undefined)
  })

  it('offers the operations of the directories that are on, and says where one is not everywhere', () => {
    const offered = (...on: readonly DirectoryName[]) =>
      input(view(on), 'operation')?.choices?.map(({ title }) => title)
    assert.deepEqual(offered('bevy'), [
      'Delete the users',
      'Restore the users',
      'Keep the users and delete everybody else',
    ])
    assert.deepEqual(offered('webex', 'okta', 'bevy'), [
      'Delete the users',
      'Deactivate the users (Webex, Okta)',
      'Restore the users',
      "Change the users' e-mail addresses (Webex, Okta)",
      'Keep the users and delete everybody else',
    ])
  })

  it('asks for the directory alone where the message says the rest, among those that can do it', () => {
    const asked = view(['webex', 'bevy', 'aac'], { name: 'deactivate', people: { kind: 'addresses', count: 2 } })
    assert.deepEqual(idsOf(asked), ['directory'])
    assert.deepEqual(
      input(asked, 'directory')?.choices?.map(({ value }) => value),
      ['webex', 'aac'],
    )
    assert.match(JSON.stringify(askCard(asked)), /Deactivate the users: in which directory\?.*names 2 addresses/u)
  })

  it('asks a keep without a list for the addresses, and for the directory unless it is said', () => {
    const asked = view(['webex', 'aac'], { name: 'keep', people: { kind: 'unnamed' } })
    assert.deepEqual(idsOf(asked), ['directory', 'addresses'])
    assert.equal(input(asked, 'addresses')?.isMultiline, true)
    const said = { ...asked, directories: ['aac'] } as const
    assert.deepEqual(idsOf(said), ['addresses'])
    assert.match(JSON.stringify(askCard(said)), /Everybody else in Alteryx would be deleted\./u)
    assert.match(askMarkdown(said), /- `keep aac <addresses>`/u)
  })

  it('keeps to the limits and rules for every operation, and tells a phone what to type', () => {
    const on = ['webex', 'okta', 'bevy', 'aac'] as const
    const views = [view(on), ...REQUEST_NAMES.map((name) => view(on, { name }))]
    for (const asked of views) {
      assert.deepEqual(cardProblems(askCard(asked), CARD_BYTES), [])
      assert.ok(Buffer.byteLength(askMarkdown(asked)) <= MARKDOWN_BYTES)
      assert.match(askMarkdown(asked), new RegExp(`\\n- \`${asked.name ?? 'delete'} webex\``, 'u'))
    }
    assert.doesNotMatch(askMarkdown(view(on)), /`(?:rename|deactivate) bevy`/u)
  })
})
