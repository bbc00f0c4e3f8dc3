import assert from 'node:assert/strict'
import { MessageFeed, type MessageReader } from '../../../src/sandbox/page/client/message-feed.ts'
import { type Message, Store, type View } from '../../../src/sandbox/page/client/store.ts'
import type { PageState, Persona } from '../../../src/sandbox/page/protocol.ts'

const aPersona = (key: string, token = `token of ${key}`): Persona => ({
  key,
  token,
  personId: `id of ${key}`,
  name: key,
  email: `${key}@example.com`,
  role: '',
})

const aPage = (personas: readonly Persona[]): PageState => ({
  room: { id: 'the room', title: 'Leavers' },
  bot: { personId: 'id of the bot', name: 'Twokey', email: 'bot@example.com' },
  personas,
  process: { status: 'running', life: 1, words: '' },
  knobs: {
    latencyMs: 0,
    callsPerMinute: 0,
    chat: { isDown: false },
    vendors: {
      webex: { isDown: false, isTokenExpired: false, nextChange: 'right' },
      okta: { isDown: false, isTokenExpired: false, nextChange: 'right' },
      bevy: { isDown: false, isTokenExpired: false, nextChange: 'right' },
      aac: { isDown: false, isTokenExpired: false, nextChange: 'right' },
    },
  },
  samples: [],
  commands: [],
})

const aView = (me = aPersona('alma')): View => ({
  page: aPage([me]),
  me,
  messages: [],
  areMessagesLoaded: false,
  unreadable: '',
  directories: {},
  line: 'open',
})

const aMessage = (id: string, text: string): Message => ({
  id,
  text,
  personId: 'id of the bot',
  personEmail: 'bot@example.com',
  created: '2026-01-01T00:00:00.000Z',
})

/** Answers when it is told to, in whatever order. */
const aSlowReader = () => {
  const asked: { readonly what: string; answer(value: unknown): void; refuse(words: string): void }[] = []
  const ask = <T>(what: string): Promise<T> =>
    new Promise((resolve, reject) => {
      asked.push({
        what,
        answer: (value) => resolve(value as T),
        refuse: (words) => reject(new Error(words)),
      })
    })
  const reader: MessageReader = { messages: () => ask('all'), message: (id) => ask(id) }
  const next = async (what: string) => {
    await new Promise((resolve) => setImmediate(resolve))
    const call = asked.shift()
    assert.equal(call?.what, what)
    return call
  }
  return { reader, next, asked }
}

const texts = ({ view }: Store) => view.messages.map(({ text }) => text)

describe('the messages of a tab', () => {
  const aFeed = () => {
    const store = new Store(aView())
    const slow = aSlowReader()
    return { store, ...slow, feed: new MessageFeed(store, () => slow.reader) }
  }

  it('are never asked for side by side, so that no older answer stands over a newer one', async () => {
    const { store, feed, next, asked } = aFeed()
    feed.changed('a')
    const first = await next('a')
    feed.changed('a')
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(asked, [])
    first?.answer(aMessage('a', '1 of 2'))
    ;(await next('a'))?.answer(aMessage('a', '2 of 2'))
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(texts(store), ['2 of 2'])
  })

  it('are asked for once when they change thrice before their turn', async () => {
    const { feed, next, asked } = aFeed()
    feed.changed('a')
    const first = await next('a')
    for (let times = 0; times < 3; times++) feed.changed('b')
    first?.answer(aMessage('a', 'one'))
    ;(await next('b'))?.answer(aMessage('b', 'two'))
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(asked, [])
  })

  it('are asked for together when they come while others are on their way', async () => {
    const { store, feed, next } = aFeed()
    feed.changed('a')
    const first = await next('a')
    feed.changed('b')
    feed.changed('c')
    first?.answer(aMessage('a', 'one'))
    const [second, third] = [await next('b'), await next('c')]
    third?.answer(aMessage('c', 'three'))
    second?.answer(aMessage('b', 'two'))
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(texts(store), ['one', 'two', 'three'])
  })

  it('stay deleted when an answer is late', async () => {
    const { store, feed, next } = aFeed()
    feed.changed('a')
    const call = await next('a')
    feed.deleted('a')
    call?.answer(aMessage('a', 'gone by now'))
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(texts(store), [])
  })

  it('are there when they came while all were loaded', async () => {
    const { store, feed, next } = aFeed()
    const loaded = feed.load()
    const all = await next('all')
    feed.changed('b')
    all?.answer([aMessage('a', 'one')])
    await loaded
    ;(await next('b'))?.answer(aMessage('b', 'two'))
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(texts(store), ['one', 'two'])
  })

  it('are of the one whom the visitor became last', async () => {
    const { store, feed, next } = aFeed()
    const [first, second] = [feed.load(), feed.load()]
    const [ofFirst] = [await next('all')]
    ofFirst?.answer([aMessage('a', 'what the last one sees')])
    await Promise.all([first, second])
    assert.deepEqual(texts(store), ['what the last one sees'])
  })

  it('are told to be unreadable, and why, until they are read', async () => {
    const { store, feed, next } = aFeed()
    const refused = feed.load()
    ;(await next('all'))?.refuse('Webex answered 401')
    await refused
    assert.equal(store.view.unreadable, 'Webex answered 401')
    const read = feed.load()
    ;(await next('all'))?.answer([aMessage('a', 'one')])
    await read
    assert.equal(store.view.unreadable, '')
    assert.deepEqual(texts(store), ['one'])
  })
})

describe('who the visitor is', () => {
  it('is known anew when the page is, with the token that is good now', () => {
    const store = new Store(aView(aPersona('alma', 'old')))
    store.happen({ kind: 'page', page: aPage([aPersona('ben'), aPersona('alma', 'new')]) })
    assert.equal(store.view.me.token, 'new')
  })
})
