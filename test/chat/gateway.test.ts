import assert from 'node:assert/strict'
import { messageId, personId, roomId } from '../../src/model/ids.ts'
import { eventually, MODES, World } from './support/world.ts'

for (const mode of MODES) {
  describe(`the gateway over ${mode}`, () => {
    let world: World

    beforeEach(async () => {
      world = await World.open(mode)
    })

    afterEach(() => world.close())

    it('hears a mention without the mention, and answers in its thread', async () => {
      const gateway = await world.openGateway()
      const asked = await world.say('delete   webex')
      await eventually('the message', () => world.messages.length === 1)
      const [message] = world.heard.messages
      assert.equal(message?.text, 'delete webex')
      assert.equal(message?.personId, world.alma.id)
      assert.equal(message?.roomType, 'group')
      assert.equal(message?.rootId, asked)
      assert.deepEqual(await gateway.message(messageId(asked)), message)
      const where = { roomId: roomId(world.roomId), rootId: messageId(asked) }
      const words = await gateway.post(where, 'one moment')
      const posted = await world.ben.call('GET', `/v1/messages/${words}`)
      assert.equal(posted.body['parentId'], asked)
      assert.equal(posted.body['personId'], world.bot.id)
      const file = { name: 'plan-J-7K2Q.csv', bytes: Buffer.from('email\nü@example.com\n'), rows: 1 }
      const withFile = await gateway.postFile(where, 'the plan', file)
      const seen = await world.ben.call('GET', `/v1/messages/${withFile}`)
      const url = String((seen.body['files'] as readonly string[])[0])
      const got = await gateway.download(url, { maxBytes: 1_000, timeoutMs: 1_000 })
      assert.deepEqual(got, { kind: 'file', name: file.name, bytes: file.bytes })
      await gateway.edit(roomId(world.roomId), words, 'done')
      assert.equal((await world.ben.call('GET', `/v1/messages/${words}`)).body['text'], 'done')
      await gateway.remove(words)
      await gateway.remove(words)
      assert.equal((await world.ben.call('GET', `/v1/messages/${words}`)).status, 404)
    })

    it('tells of a click with who clicked and what was typed', async () => {
      const gateway = await world.openGateway()
      const card = {
        type: 'AdaptiveCard',
        version: '1.3',
        body: [{ type: 'Input.Number', id: 'count' }],
        actions: [{ type: 'Action.Submit', title: 'Approve' }],
      }
      const posted = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', card)
      await world.click(world.ben, posted, { count: '3' })
      await eventually('the click', () => world.heard.submits.length === 1)
      const [submit] = world.heard.submits
      assert.deepEqual(submit?.inputs, { count: '3' })
      assert.equal(submit?.personId, world.ben.id)
      assert.equal(submit?.messageId, posted)
      assert.deepEqual(world.heard.messages, [])
    })

    it('tells who added it to a room', async () => {
      await world.openGateway()
      const second = await world.newRoom('Second')
      await eventually('the joining', () => world.heard.joined.length === 1)
      assert.deepEqual(world.heard.joined, [{ roomId: second, by: world.alma.id }])
    })

    it('reads a person from the API at every call', async () => {
      const gateway = await world.openGateway()
      assert.equal((await gateway.person(personId(world.ben.id))).email, 'ben.approver@example.com')
      assert.equal((await gateway.person(personId(world.ben.id))).kind, 'person')
      assert.equal(world.calls(new RegExp(`GET /v1/people/${world.ben.id}`)).length, 2)
      assert.equal(gateway.self.id, world.bot.id)
      assert.equal(gateway.self.kind, 'bot')
    })

    it('says that it is connected, and after closing that it is not', async () => {
      const gateway = await world.openGateway()
      const { isConnected, why, webhookIds } = gateway.state()
      assert.deepEqual([isConnected, why, webhookIds.length], [true, '', mode === 'webhook' ? 3 : 0])
      await gateway.close()
      assert.equal(gateway.state().isConnected, false)
      assert.equal(gateway.state().why, 'the gateway was closed')
    })
  })
}
