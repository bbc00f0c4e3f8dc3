import assert from 'node:assert/strict'
import {
  agoWords,
  changeWords,
  countsOf,
  isFresh,
  matching,
  summaryWords,
  wordsHoldMs,
} from '../../../src/sandbox/page/client/panel/account-words.ts'
import { ALL_OFF, turnedCount, VENDORS, vendorWords } from '../../../src/sandbox/page/client/panel/knob-words.ts'
import type { AccountView, DirectoryView, KnobBoard } from '../../../src/sandbox/page/protocol.ts'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')
const ago = (ms: number): string => new Date(NOW - ms).toISOString()

const anAccount = (given: Partial<AccountView> = {}): AccountView => ({
  id: given.email ?? '1',
  name: 'Zoë Årnes',
  email: 'zoe.arnes@example.com',
  isPersona: false,
  status: 'active',
  tone: 'active',
  roles: [],
  ...given,
})
const aDirectory = (accounts: readonly AccountView[]): DirectoryView => ({ vendor: 'webex', title: 'Webex', accounts })
const gone = (ms: number) => anAccount({ tone: 'gone', status: 'deleted', changedAt: ago(ms) })

describe('the words of the panel', () => {
  it('find whoever has every word somewhere, whatever case and accents', () => {
    const admin = anAccount({ name: 'Ann Other', email: 'ann@example.com', roles: ['Full Administrator'] })
    const accounts = [anAccount(), admin]
    for (const [query, found] of [
      ['', accounts],
      ['  ', accounts],
      ['zoe ARNES', [accounts[0]]],
      ['arnes@example', [accounts[0]]],
      ['admin active', [admin]],
      ['ann zoe', []],
      ['.*', []],
    ] as const)
      assert.deepEqual(matching(accounts, query), found, query)
  })

  it('tell how long ago, and never of the future', () => {
    assert.deepEqual(
      [-5_000, 0, 12_400, 61_000, 7_300_000].map((ms) => agoWords(ago(ms), NOW)),
      ['just now', 'just now', '12 s ago', '1 min ago', '2 h ago'],
    )
  })

  it('say what was done to somebody, and until when it can be undone', () => {
    assert.equal(changeWords(anAccount(), NOW), '')
    assert.equal(changeWords(anAccount({ changedAt: ago(30_000) }), NOW), 'changed 30 s ago')
    assert.equal(changeWords(gone(30_000), NOW), 'gone 30 s ago')
    const leaving = anAccount({ tone: 'leaving', changedAt: ago(0), undoUntil: ago(-7 * 86_400_000) })
    assert.match(changeWords(leaving, NOW), /^undo until Mar \d, \d\d:\d\d, set just now$/)
  })

  it('sum up what happened, in each directory where anything did', () => {
    const leaving = anAccount({ tone: 'leaving', status: 'set for deletion', changedAt: ago(0) })
    const renamed = anAccount({ changedAt: ago(0) })
    assert.equal(
      summaryWords({
        webex: aDirectory([gone(0), gone(1), renamed, anAccount()]),
        okta: { vendor: 'okta', title: 'Okta', accounts: [anAccount()] },
        bevy: { vendor: 'bevy', title: 'Bevy', accounts: [leaving] },
      }),
      'Webex: 2 gone, 1 changed. Bevy: 1 set for deletion.',
    )
    assert.equal(summaryWords({}), '')
    assert.deepEqual(countsOf(aDirectory([gone(0), renamed, anAccount()])), { there: 2, changed: 2 })
  })

  it('are made anew each second only while they tell seconds', () => {
    assert.deepEqual(
      [[anAccount()], [gone(59_000)], [gone(61_000)]].map((accounts) => wordsHoldMs(accounts, NOW)),
      [20_000, 1_000, 20_000],
    )
    assert.deepEqual(
      [isFresh(gone(1_000), NOW), isFresh(gone(9_000), NOW), isFresh(anAccount(), NOW)],
      [true, false, false],
    )
  })

  it('name the knobs that are turned, and count them', () => {
    const off = { isDown: false, isTokenExpired: false, nextChange: 'right' } as const
    const all = { isDown: true, isTokenExpired: true, nextChange: 'lost' } as const
    const board = (okta: KnobBoard['vendors']['okta']): KnobBoard => ({
      latencyMs: 0,
      callsPerMinute: 0,
      chat: { isDown: false },
      vendors: { webex: off, okta, bevy: off, aac: off },
    })
    assert.deepEqual([turnedCount(board(off)), turnedCount(board(all))], [0, 3])
    assert.deepEqual(
      [vendorWords(off), vendorWords(all)],
      ['as documented', 'down, credential expired, next answer lost'],
    )
    assert.deepEqual({ ...board(off), ...ALL_OFF }, board(off))
    assert.deepEqual(VENDORS, ['webex', 'okta', 'bevy', 'aac'])
  })
})
