import assert from 'node:assert/strict'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Client, eachTown, type Fields, textOf } from './support/town.ts'

/** A websocket with what it received, and a way to wait until so many frames are there. */
class Listener {
  readonly socket: WebSocket
  readonly frames: Fields[] = []
  constructor(address: string) {
    this.socket = new WebSocket(address)
    this.socket.on('message', (data) => this.frames.push(JSON.parse(String(data)) as Fields))
  }
  async received(count: number): Promise<readonly Fields[]> {
    while (this.frames.length < count) await once(this.socket, 'message')
    return this.frames
  }
  send(frame: Fields): void {
    this.socket.send(JSON.stringify(frame))
  }
  get activities(): readonly Fields[] {
    return this.frames.flatMap((frame): readonly Fields[] => {
      const data = frame['data'] as { readonly activity?: Fields } | undefined
      return data?.activity ? [data.activity] : []
    })
  }
}

describe('the websocket of the sandbox', () => {
  const town = eachTown()

  async function opened(who: Client): Promise<Listener> {
    const { body } = await who.call('POST', '/wdm/api/v1/devices', { deviceName: 'bot' })
    const listener = new Listener(textOf(body, 'webSocketUrl'))
    await once(listener.socket, 'open')
    return listener
  }
  async function listening(who: Client): Promise<Listener> {
    const listener = await opened(who)
    listener.send({ id: '1', type: 'authorization', data: { token: `Bearer ${who.token}` } })
    await listener.received(1)
    return listener
  }
  const mention = async (text = 'hi') => {
    const { ada, bot, roomId } = town()
    return (await ada.call('POST', '/v1/messages', { roomId, markdown: `<@personId:${bot.id}> ${text}` })).body
  }

  it('answers a good authorisation with its buffer state, and a bad one with 4401', async () => {
    const { bot } = town()
    const good = await listening(bot)
    const { sequenceNumber, data, type } = good.frames[0] ?? {}
    assert.deepEqual([sequenceNumber, data, type], [1, { eventType: 'mercury.buffer_state' }, undefined])
    const bad = await opened(bot)
    bad.send({ id: '1', type: 'authorization', data: { token: 'Bearer nobody' } })
    assert.deepEqual((await once(bad.socket, 'close'))[0], 4401)
    assert.equal(town().sandbox.mercury.listeners, 1)
  })

  it('lets nobody in with another’s device, nor without one', async () => {
    const { ada, bot, sandbox } = town()
    const stolen = await opened(bot)
    stolen.send({ id: '1', type: 'authorization', data: { token: `Bearer ${ada.token}` } })
    assert.deepEqual((await once(stolen.socket, 'close'))[0], 4401)
    const unknown = new WebSocket(`${sandbox.url.replace('http', 'ws')}/mercury/none`)
    const [error] = await once(unknown, 'error')
    assert.match(String(error), /404/)
  })

  it('answers a ping with a pong of the same id', async () => {
    const listener = await listening(town().bot)
    listener.send({ id: 'p1', type: 'ping' })
    assert.deepEqual((await listener.received(2))[1], { id: 'p1', type: 'pong' })
  })

  it('tells of messages, deletions, members and clicks in the vendor’s verbs, numbered in sequence', async () => {
    const { ada, bot, roomId, newcomer } = town()
    const listener = await listening(bot)
    const message = await mention()
    await ada.call('DELETE', `/v1/messages/${message['id']}`)
    const added = await ada.call('POST', '/v1/memberships', { roomId, personId: newcomer('Cy').id })
    await ada.call('DELETE', `/v1/memberships/${added.body['id']}`)
    const content = { type: 'AdaptiveCard', version: '1.3' }
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    const card = await bot.call('POST', '/v1/messages', { roomId, text: 'card', attachments })
    const click = { type: 'submit', messageId: card.body['id'], inputs: { count: '3' } }
    const action = await ada.call('POST', '/v1/attachment/actions', click)
    const frames = await listener.received(7)
    assert.deepEqual(
      frames.map((frame) => frame['sequenceNumber']),
      [1, 2, 3, 4, 5, 6, 7],
    )
    assert.deepEqual(
      listener.activities.map((activity) => activity['verb']),
      ['post', 'delete', 'add', 'leave', 'post', 'cardAction'],
    )
    const plain = (id: unknown) => Buffer.from(String(id), 'base64url').toString().split('/').at(-1)
    const clicked = listener.activities[5] ?? {}
    assert.equal(clicked['id'], plain(action.body['id']))
    assert.deepEqual(clicked['parent'], { id: plain(card.body['id']) })
    assert.deepEqual(clicked['object'], { objectType: 'submit', inputs: '{"count":"3"}' })
    assert.equal(listener.activities[0]?.['id'], plain(message['id']))
  })

  it('tells of a file as a share, and marks a direct room', async () => {
    const { ada, bot } = town()
    const listener = await listening(bot)
    const form = new FormData()
    form.set('toPersonId', bot.id)
    form.set('files', new File(['a'], 'a.csv'))
    await ada.call('POST', '/v1/messages', form)
    while (listener.activities.at(-1)?.['verb'] !== 'share') await once(listener.socket, 'message')
    const target = listener.activities.at(-1)?.['target'] as Fields | undefined
    assert.deepEqual(target?.['tags'], ['ONE_ON_ONE'])
  })

  it('tells a bot nothing of messages that do not mention it', async () => {
    const { ada, bot, roomId } = town()
    const listener = await listening(bot)
    await ada.call('POST', '/v1/messages', { roomId, text: 'not for the bot' })
    await mention()
    await listener.received(2)
    assert.equal(listener.activities.length, 1)
  })

  it('keeps nothing for those who are away', async () => {
    const { bot } = town()
    await mention('while away')
    const listener = await listening(bot)
    await mention('now')
    await listener.received(2)
    assert.equal(listener.frames[1]?.['sequenceNumber'], 2)
  })

  it('drops its connections with the code asked for, over HTTP too', async () => {
    const { bot, ada, sandbox } = town()
    const closed = async (drop: () => unknown) => {
      const listener = await listening(bot)
      const closing = once(listener.socket, 'close')
      await drop()
      const [code, reason] = await closing
      return [code, String(reason)]
    }
    assert.deepEqual(await closed(() => sandbox.mercury.drop(4000, 'replaced')), [4000, 'replaced'])
    assert.deepEqual(await closed(() => sandbox.mercury.drop(1006)), [1006, ''])
    assert.deepEqual(await closed(() => ada.call('POST', '/sandbox/websocket/drop', { code: 1012 })), [1012, ''])
    assert.equal((await ada.call('POST', '/sandbox/websocket/drop', { code: 7 })).status, 400)
  })

  it('loses and doubles notices when the knobs say so', async () => {
    const listener = await listening(town().bot)
    town().sandbox.knobs.set({ websocket: { lose: 1, duplicate: 1 } })
    const ids = []
    for (const word of ['lost', 'doubled', 'told']) ids.push((await mention(word))['id'])
    await listener.received(4)
    const told = listener.activities.map((activity) => String(activity['id']))
    assert.equal(told.length, 3)
    assert.equal(told[0], told[1])
    assert.equal(Buffer.from(String(ids[1]), 'base64url').toString().endsWith(String(told[0])), true)
  })

  it('closes when the account behind it is deleted', async () => {
    const { accounts, bot } = town()
    const listener = await listening(bot)
    const closing = once(listener.socket, 'close')
    accounts.delete(bot.account)
    assert.equal((await closing)[0], 1000)
  })

  it('registers, refreshes, lists and removes devices', async () => {
    const { ada, bot, sandbox } = town()
    const { body } = await bot.call('POST', '/wdm/api/v1/devices', {})
    const path = textOf(body, 'url').replace(sandbox.url, '')
    assert.deepEqual((await bot.call('PUT', path, {})).body, body)
    assert.deepEqual((await bot.call('GET', '/wdm/api/v1/devices')).body, { devices: [body] })
    assert.equal((await ada.call('GET', path)).status, 404)
    assert.equal((await bot.call('DELETE', path)).status, 204)
    assert.equal((await bot.call('PUT', path, {})).status, 404)
  })

  it('is found through the catalogue, under the host with and without its port', async () => {
    const { bot, sandbox } = town()
    const limited = await fetch(`${sandbox.u2cUrl}/limited/catalog?orgId=x&format=hostmap`)
    assert.deepEqual(await limited.json(), { serviceLinks: {}, hostCatalog: {} })
    const { body } = await bot.call('GET', '/u2c/api/v1/catalog?format=hostmap')
    assert.equal((body['serviceLinks'] as Fields)['wdm'], `${sandbox.url}/wdm/api/v1`)
    assert.deepEqual(Object.keys(body['hostCatalog'] as Fields), ['127.0.0.1', `127.0.0.1:${sandbox.port}`])
    assert.equal((await fetch(`${sandbox.u2cUrl}/catalog`)).status, 401)
    assert.equal((await bot.call('POST', '/metrics/api/v1/clientmetrics', {})).status, 204)
    assert.equal((await bot.call('GET', '/conversation/api/v1/conversations/x')).status, 200)
  })
})
