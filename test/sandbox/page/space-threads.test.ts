import assert from 'node:assert/strict'
import { authorOf, hueOf, initialsOf, membersOf, shownName } from '../../../src/sandbox/page/client/space/people.ts'
import { scrolledTo } from '../../../src/sandbox/page/client/space/scroll-to.ts'
import { isGoingOn, threadsOf } from '../../../src/sandbox/page/client/space/threads.ts'
import type { Message } from '../../../src/sandbox/page/client/store.ts'

const aMessage = (id: string, given: Partial<Message> = {}): Message => ({
  id,
  personId: 'alma',
  personEmail: 'alma@example.com',
  created: '2026-01-01T10:00:00.000Z',
  ...given,
})

const shown = (messages: readonly Message[]): readonly string[] =>
  threadsOf(messages).map(({ root, replies }) => [root?.id ?? 'gone', ...replies.map(({ id }) => id)].join(' '))

describe('the threads of the space', () => {
  it('stand where they began, each with its replies in order', () => {
    const messages = [
      aMessage('a'),
      aMessage('b'),
      aMessage('a1', { parentId: 'a' }),
      aMessage('b1', { parentId: 'b' }),
      aMessage('a2', { parentId: 'a' }),
    ]
    assert.deepEqual(shown(messages), ['a a1 a2', 'b b1'])
  })

  it('stay when the message that began them was deleted', () => {
    assert.deepEqual(shown([aMessage('x', { parentId: 'lost' }), aMessage('b'), aMessage('y', { parentId: 'lost' })]), [
      'gone x y',
      'b',
    ])
  })

  it('name the same writer once for what is said in one breath', () => {
    const first = aMessage('a')
    assert.equal(isGoingOn(aMessage('b', { created: '2026-01-01T10:02:00.000Z' }), first), true)
    assert.equal(isGoingOn(aMessage('b', { created: '2026-01-01T10:04:00.000Z' }), first), false)
    assert.equal(isGoingOn(aMessage('b', { personId: 'ben' }), first), false)
    assert.equal(isGoingOn(first, undefined), false)
  })
})

describe('the people of the space', () => {
  const bot = { personId: 'bot', name: 'Twokey', email: 'twokey@webex.bot' }
  const ben = { personId: 'ben', name: 'Ben Approver', email: 'ben@example.com', key: 'ben', role: '', token: '' }

  it('are known by their id, or else by their address', () => {
    const members = membersOf({ bot, personas: [ben] })
    assert.deepEqual(members, [bot, ben])
    assert.equal(authorOf(members, { personId: 'ben', personEmail: 'old@example.com' }).name, 'Ben Approver')
    assert.equal(authorOf(members, { personId: 'who', personEmail: 'who@example.com' }).name, 'who@example.com')
  })

  it('have initials in every script', () => {
    const names = [
      'Alma Requester',
      'Twokey',
      'jean-luc de la Tour',
      'Ольга Мельник',
      '田中 健太',
      '👩‍🚀 <b>',
      'who@example.com',
      '  ',
    ]
    assert.deepEqual(names.map(initialsOf), ['AR', 'T', 'JT', 'ОМ', '田健', 'B', 'WC', '?'])
  })

  it('keep their colour', () => {
    assert.equal(hueOf('ben'), hueOf('ben'))
    assert.notEqual(hueOf('ben'), hueOf('alma'))
    assert.ok(hueOf('x'.repeat(500)) < 360)
  })

  it('cannot hide behind what turns a name around', () => {
    assert.equal(shownName('leavers\u202evsc.exe\u200b'), 'leavers\ufffdvsc.exe\ufffd')
    assert.equal(shownName('يوسف العلي'), 'يوسف العلي')
  })
})

describe('what is new in the space', () => {
  const seen = { top: 1000, height: 400 }

  it('comes into sight with as little movement as possible', () => {
    assert.equal(scrolledTo({ top: 1100, height: 100 }, seen), 1000)
    assert.equal(scrolledTo({ top: 1350, height: 100 }, seen), 1050)
    assert.equal(scrolledTo({ top: 500, height: 100 }, seen), 500)
  })

  it('is seen from its beginning when it is too tall', () => {
    assert.equal(scrolledTo({ top: 1350, height: 900 }, seen), 1350)
  })
})
