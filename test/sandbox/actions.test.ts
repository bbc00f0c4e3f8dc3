import assert from 'node:assert/strict'
import { type Client, eachTown, textOf } from './support/town.ts'

const content = { type: 'AdaptiveCard', version: '1.3', actions: [{ type: 'Action.Submit', title: 'Approve' }] }
const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }]

describe('clicks on a card of the sandbox', () => {
  const town = eachTown()
  const aCard = async () => {
    const { bot, roomId } = town()
    return textOf((await bot.call('POST', '/v1/messages', { roomId, text: 'Approve?', attachments })).body, 'id')
  }
  const click = (who: Client, messageId: string, more: object = {}) =>
    who.call('POST', '/v1/attachment/actions', { type: 'submit', messageId, inputs: { count: '3' }, ...more })

  it('are kept as they were posted, and read by the card’s author', async () => {
    const { ben, bot, roomId } = town()
    const messageId = await aCard()
    const inputs = { count: '3', job: 'J-1', nested: { a: [1] } }
    const { status, body } = await click(ben, messageId, { inputs })
    assert.equal(status, 202)
    const read = await bot.call('GET', `/v1/attachment/actions/${body['id']}`)
    const { id, created, ...rest } = read.body
    assert.deepEqual(rest, { type: 'submit', messageId, roomId, personId: ben.id, inputs })
    assert.deepEqual([id, typeof created], [body['id'], 'string'])
  })

  it('can be made by any member, and by nobody else', async () => {
    const { ada, ben, newcomer } = town()
    const messageId = await aCard()
    assert.equal((await click(ada, messageId)).status, 202)
    assert.equal((await click(ben, messageId)).status, 202)
    assert.equal((await click(newcomer('Eve'), messageId)).status, 404)
  })

  it('find nothing when the card is gone, or never was one', async () => {
    const { ada, bot, roomId } = town()
    const messageId = await aCard()
    await bot.call('DELETE', `/v1/messages/${messageId}`)
    assert.equal((await click(ada, messageId)).status, 404)
    const plain = await bot.call('POST', '/v1/messages', { roomId, text: 'no card' })
    assert.equal((await click(ada, textOf(plain.body, 'id'))).status, 404)
  })

  it('stay readable after the card is deleted', async () => {
    const { ada, bot } = town()
    const messageId = await aCard()
    const { body } = await click(ada, messageId)
    await bot.call('DELETE', `/v1/messages/${messageId}`)
    assert.equal((await bot.call('GET', `/v1/attachment/actions/${body['id']}`)).status, 200)
  })

  it('are shown to no stranger, nor to a bot whose card it is not', async () => {
    const { ada, bot, newcomer, roomId } = town()
    const post = await ada.call('POST', '/v1/messages', { roomId, text: 'mine', attachments })
    const { body } = await click(ada, textOf(post.body, 'id'))
    for (const who of [bot, newcomer('Eve')])
      assert.equal((await who.call('GET', `/v1/attachment/actions/${body['id']}`)).status, 404)
  })

  it('are submits with an object of inputs', async () => {
    const messageId = await aCard()
    assert.equal((await click(town().ada, messageId, { type: 'open' })).status, 400)
    assert.equal((await click(town().ada, messageId, { inputs: ['a'] })).status, 400)
    assert.equal((await click(town().ada, messageId, { messageId: undefined })).status, 400)
  })
})
