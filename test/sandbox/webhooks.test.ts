import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { aReceiver, type Receiver } from './support/receiver.ts'
import { type Client, eachTown, type Fields, textOf } from './support/town.ts'

describe('webhooks of the sandbox', () => {
  const town = eachTown({ webhookFailureLimit: 3 })
  const receivers: Receiver[] = []
  afterEach(() => {
    for (const receiver of receivers.splice(0)) receiver.close()
  })

  async function receiving(answer?: (res: ServerResponse) => unknown): Promise<Receiver> {
    const receiver = await aReceiver(answer)
    receivers.push(receiver)
    return receiver
  }
  const register = (who: Client, targetUrl: string, more: Fields = {}) =>
    who.call('POST', '/v1/webhooks', { name: 'n', targetUrl, resource: 'all', event: 'all', secret: 's', ...more })
  const mention = (more = '') =>
    town().ada.call('POST', '/v1/messages', {
      roomId: town().roomId,
      markdown: `<@personId:${town().bot.id}> hi ${more}`,
    })
  const delivered = () => town().sandbox.delivery.settled()

  it('can be created, listed, read, changed and deleted by their owner alone', async () => {
    const { bot, ada } = town()
    const { body, status } = await register(bot, 'http://127.0.0.1:9/hook')
    const path = `/v1/webhooks/${textOf(body, 'id')}`
    assert.deepEqual([status, body['name'], body['secret'], body['status']], [200, 'n', 's', 'active'])
    assert.deepEqual((await bot.call('GET', '/v1/webhooks')).items, [body])
    assert.deepEqual((await ada.call('GET', '/v1/webhooks')).items, [])
    assert.equal((await ada.call('GET', path)).status, 404)
    const change = { name: 'm', targetUrl: 'https://example.com/', resource: 'rooms' }
    const changed = await bot.call('PUT', path, change)
    assert.deepEqual([changed.body['name'], changed.body['resource'], changed.body['secret']], ['m', 'all', 's'])
    assert.equal((await ada.call('DELETE', path)).status, 404)
    assert.equal((await bot.call('DELETE', path)).status, 204)
    assert.equal((await bot.call('GET', path)).status, 404)
  })

  it('need a name, an address, a resource and an event that exist', async () => {
    const { bot } = town()
    for (const wrong of [{ name: '' }, { resource: 'weather' }, { event: 'rained' }])
      assert.equal((await register(bot, 'http://127.0.0.1:9/', wrong)).status, 400)
    for (const address of ['', 'ftp://example.com', 'nowhere']) assert.equal((await register(bot, address)).status, 400)
  })

  it('tell of a message with ids and no words, signed over the bytes sent', async () => {
    const { ada, bot, roomId } = town()
    const receiver = await receiving()
    const webhook = await register(bot, receiver.url)
    const message = await mention()
    await delivered()
    const [notice] = receiver.notices
    assert.equal(receiver.notices.length, 1)
    assert.equal(
      notice?.headers['x-spark-signature'],
      createHmac('sha1', 's')
        .update(notice?.raw ?? '')
        .digest('hex'),
    )
    const { resource, event, id, actorId, createdBy, ownedBy } = notice?.body ?? {}
    assert.deepEqual([resource, event, id, actorId], ['messages', 'created', webhook.body['id'], ada.id])
    assert.deepEqual([createdBy, ownedBy, notice?.body['secret']], [bot.id, 'creator', undefined])
    const { id: messageId, roomId: where, roomType, personId, personEmail, text } = notice?.data ?? {}
    assert.deepEqual([messageId, where, roomType], [message.body['id'], roomId, 'group'])
    assert.deepEqual([personId, personEmail, text], [ada.id, ada.email, undefined])
  })

  it('are not signed without a secret', async () => {
    const receiver = await receiving()
    await register(town().bot, receiver.url, { secret: '' })
    await mention()
    await delivered()
    assert.equal(receiver.notices[0]?.headers['x-spark-signature'], undefined)
  })

  it('tell a bot only of messages that mention it or are its own, and a person of all', async () => {
    const { ada, ben, bot, roomId } = town()
    const [forBot, forBen] = [await receiving(), await receiving()]
    await register(bot, forBot.url, { resource: 'messages', event: 'created' })
    await register(ben, forBen.url, { resource: 'messages', event: 'created' })
    const unrelated = await ada.call('POST', '/v1/messages', { roomId, text: 'not for the bot' })
    const told = await mention()
    const own = await bot.call('POST', '/v1/messages', { roomId, text: 'mine' })
    await delivered()
    const ids = (receiver: Receiver) => new Set(receiver.notices.map(({ data }) => data['id']))
    assert.deepEqual(ids(forBot), new Set([told.body['id'], own.body['id']]))
    assert.deepEqual(ids(forBen), new Set([unrelated.body['id'], told.body['id'], own.body['id']]))
  })

  it('tell nobody of a room that they are not in, and those who are removed that they were', async () => {
    const { ada, ben, newcomer, roomId } = town()
    const [forEve, forBen] = [await receiving(), await receiving()]
    await register(newcomer('Eve'), forEve.url)
    await register(ben, forBen.url)
    const { items } = await ada.call('GET', `/v1/memberships?roomId=${roomId}&personId=${ben.id}`)
    await ada.call('DELETE', `/v1/memberships/${items[0]?.['id']}`)
    await mention()
    await delivered()
    const kinds = forBen.notices.map(({ body }) => `${body['resource']}/${body['event']}`)
    assert.deepEqual([forEve.notices.length, kinds], [0, ['memberships/deleted']])
  })

  it('tell of edits, deletions, members and rooms, each as its resource', async () => {
    const { ada, bot, roomId, newcomer } = town()
    const receiver = await receiving()
    await register(bot, receiver.url)
    const { body } = await mention()
    await ada.call('PUT', `/v1/messages/${body['id']}`, { roomId, markdown: `<@personId:${bot.id}> again` })
    await ada.call('DELETE', `/v1/messages/${body['id']}`)
    const added = await ada.call('POST', '/v1/memberships', { roomId, personId: newcomer('Cy').id })
    await ada.call('DELETE', `/v1/memberships/${added.body['id']}`)
    await ada.call('PUT', `/v1/rooms/${roomId}`, { title: 'New name' })
    await delivered()
    const kinds = receiver.notices.map((notice) => `${notice.body['resource']}/${notice.body['event']}`)
    assert.deepEqual(kinds.sort(), [
      'memberships/created',
      'memberships/deleted',
      'messages/created',
      'messages/deleted',
      'messages/updated',
      'rooms/updated',
    ])
  })

  it('leave card clicks out of the firehose; they need a webhook of their own', async () => {
    const { ada, bot, roomId } = town()
    const [hose, clicks] = [await receiving(), await receiving()]
    await register(bot, hose.url)
    await register(bot, clicks.url, { resource: 'attachmentActions', event: 'created' })
    const content = { type: 'AdaptiveCard', version: '1.3' }
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]
    const card = await bot.call('POST', '/v1/messages', { roomId, text: 'card', attachments })
    const click = { type: 'submit', messageId: card.body['id'], inputs: { secretive: 'yes' } }
    const action = await ada.call('POST', '/v1/attachment/actions', click)
    await delivered()
    assert.deepEqual(
      hose.notices.map(({ body }) => body['resource']),
      ['messages'],
    )
    const [notice] = clicks.notices
    const { id, messageId, personId } = notice?.data ?? {}
    assert.deepEqual([id, messageId, personId], [action.body['id'], card.body['id'], ada.id])
    assert.doesNotMatch(notice?.raw ?? '', /secretive/)
  })

  it('heed a filter', async () => {
    const { ada, bot, roomId } = town()
    const receiver = await receiving()
    await register(bot, receiver.url, { resource: 'messages', event: 'created', filter: `roomId=${roomId}` })
    await ada.call('POST', '/v1/messages', { toPersonId: bot.id, text: 'elsewhere' })
    await mention()
    await delivered()
    assert.deepEqual(
      receiver.notices.map(({ data }) => data['roomId']),
      [roomId],
    )
  })

  it('become inactive after so many failures in a row, and active again when asked', async () => {
    const { bot } = town()
    const receiver = await receiving((res) => res.writeHead(500).end())
    const { body } = await register(bot, receiver.url)
    const path = `/v1/webhooks/${body['id']}`
    const status = async () => (await bot.call('GET', path)).body['status']
    for (let n = 0; n < 2; n++) await mention()
    await delivered()
    assert.equal(await status(), 'active')
    await mention()
    await delivered()
    assert.equal(await status(), 'inactive')
    await mention()
    await delivered()
    assert.equal(receiver.notices.length, 3)
    await bot.call('PUT', path, { name: 'n', targetUrl: receiver.url, status: 'active' })
    await mention()
    await delivered()
    assert.deepEqual([await status(), receiver.notices.length], ['active', 4])
    assert.equal((await bot.call('PUT', path, { name: 'n', targetUrl: receiver.url, status: 'inactive' })).status, 400)
  })

  it('forget failures once a delivery succeeds', async () => {
    const statuses = [500, 500, 200, 500, 500]
    const receiver = await receiving((res) => res.writeHead(statuses.shift() ?? 200).end())
    const { body } = await register(town().bot, receiver.url)
    while (statuses.length > 0) {
      await mention()
      await delivered()
    }
    assert.equal((await town().bot.call('GET', `/v1/webhooks/${body['id']}`)).body['status'], 'active')
  })

  it('go with the account that owns them', async () => {
    const { accounts, bot, sandbox } = town()
    await register(bot, 'http://127.0.0.1:9/')
    accounts.delete(bot.account)
    assert.deepEqual(sandbox.webhooks.all(), [])
  })

  it('lose and double notices when the knobs say so', async () => {
    const receiver = await receiving()
    await register(town().bot, receiver.url)
    town().sandbox.knobs.set({ webhooks: { lose: 1, duplicate: 1 } })
    const sent = []
    for (const word of ['lost', 'doubled', 'told']) {
      sent.push((await mention(word)).body['id'])
      await delivered()
    }
    assert.deepEqual(
      receiver.notices.map(({ data }) => data['id']),
      [sent[1], sent[1], sent[2]],
    )
  })

  describe('whose receiver does not answer in time', () => {
    const hasty = eachTown({ webhookTimeoutMs: 50, webhookFailureLimit: 3 })

    it('are given up', async () => {
      const { ada, bot, roomId, sandbox } = hasty()
      const receiver = await receiving(() => undefined)
      await register(bot, receiver.url)
      const words = { roomId, markdown: `<@personId:${bot.id}> hi` }
      for (let n = 0; n < 3; n++) await ada.call('POST', '/v1/messages', words)
      await sandbox.delivery.settled()
      assert.deepEqual(
        sandbox.webhooks.all().map((webhook) => webhook.isActive),
        [false],
      )
    })
  })
})
