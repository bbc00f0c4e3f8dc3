import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { ChatError } from '../../src/chat/chat-error.ts'
import { roomId } from '../../src/model/ids.ts'
import type { KnobSettings } from '../../src/sandbox/knobs.ts'
import { MemoryInbox } from './support/memory-inbox.ts'
import { realClock } from './support/real-clock.ts'
import { eventually, MODES, QUICK, World } from './support/world.ts'

type Rule = NonNullable<KnobSettings['rules']>[number]

const CARD = {
  type: 'AdaptiveCard',
  version: '1.3',
  body: [{ type: 'TextBlock', text: 'Approve?' }],
  actions: [{ type: 'Action.Submit', title: 'Approve' }],
}

// What the framework and its SDK do wrong on their own; each test fails when its hardening is taken away.
for (const mode of MODES) {
  describe(`what the framework would lose or leave over ${mode}`, () => {
    let world: World

    beforeEach(async () => {
      world = await World.open(mode)
    })

    afterEach(() => world.close())

    it('hears somebody again and again whose account could not be looked up once', async () => {
      const gateway = await world.openGateway()
      world.sandbox.knobs.set({ rules: [{ path: '^/v1/people', effect: 503, times: 1 }] })
      await world.say('one')
      await world.say('two')
      const card = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', CARD)
      await world.click(world.alma, card, {})
      await eventually('both and the click', () => world.messages.length === 2 && world.heard.submits.length === 1)
      assert.equal(
        world.calls(/ \/v1\/(people\/?\?|memberships|rooms\/)/).filter((call) => call.startsWith('GET')).length,
        0,
      )
      assert.equal((await gateway.person(gateway.self.id)).id, gateway.self.id)
    })

    const faults: readonly Pick<Rule, 'effect' | 'retryAfter'>[] = [
      { effect: 429, retryAfter: 'rand(30),add(30)' },
      { effect: 503 },
      { effect: 'reset' },
      { effect: 'bad-json' },
      { effect: 'empty' },
      { effect: 'hang' },
    ]
    for (const fault of faults) {
      it(`follows every event up after ${fault.effect}`, async () => {
        const gateway = await world.openGateway({ timeouts: { requestMs: 120 } })
        await gateway.catchUp()
        const card = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', CARD)
        const reads = ['^/v1/messages/', '^/v1/attachment/actions/', '^/v1/memberships/']
        world.sandbox.knobs.set({ rules: reads.map((path) => ({ method: 'GET', path, ...fault })) })
        await world.say('help')
        await world.click(world.ben, card, { verdict: 'approve' })
        await eventually('message and click', () => world.messages.length === 1 && world.heard.submits.length === 1)
        await world.newRoom('Second')
        await eventually('the joining', () => world.heard.joined.length === 1)
        assert.deepEqual(
          world.sandbox.knobs.settings.rules?.map(({ times }) => times),
          [0, 0, 0],
        )
      })
    }

    it('finds a message by catching up when it cannot be read after its event', async () => {
      const gateway = await world.openGateway()
      await gateway.catchUp()
      world.sandbox.knobs.set({ rules: [{ method: 'GET', path: '^/v1/messages/', effect: 500, times: 5 }] })
      await world.say('help')
      await eventually('the message', () => world.messages.length === 1)
    })

    for (const effect of [401, 503])
      it(`reads a click that nothing else would tell of again for as long as Webex answers ${effect}`, async () => {
        const gateway = await world.openGateway()
        const card = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', CARD)
        const times = 2 * QUICK.retry.attempts
        world.sandbox.knobs.set({ rules: [{ method: 'GET', path: '^/v1/attachment/actions/', effect, times }] })
        await world.click(world.ben, card, { verdict: 'approve' })
        await eventually('the click', () => world.heard.submits.length === 1)
        assert.equal(world.sandbox.knobs.settings.rules?.[0]?.times, 0)
      })

    it('loses none of several messages and clicks right after the start, in a room never seen', async () => {
      const gateway = await world.openGateway()
      const card = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', CARD)
      const second = await world.newRoom('Second')
      const words = ['one', 'two', 'three', 'four']
      await Promise.all([
        ...words.map((word) => world.say(word)),
        ...words.map((word) => world.say(word, second)),
        ...words.map((word) => world.click(world.ben, card, { word })),
      ])
      await eventually('all of them', () => world.messages.length === 8 && world.heard.submits.length === 4)
      assert.deepEqual([...world.messages].sort(), [...words, ...words].sort())
    })

    it('hears what was said while it was starting', async () => {
      const opening = world.openGateway()
      await world.say('early')
      await opening
      await eventually('the message', () => world.messages.length === 1)
    })

    it('handles an event once that is delivered twice', async () => {
      const gateway = await world.openGateway()
      const card = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', CARD)
      const channel = mode === 'webhook' ? 'webhooks' : 'websocket'
      world.sandbox.knobs.set({ [channel]: { duplicate: 4 } })
      await world.say('help')
      await world.click(world.ben, card, {})
      await world.newRoom('Second')
      await eventually('the joining', () => world.heard.joined.length === 1)
      await world.say('last')
      await eventually('the last message', () => world.messages.includes('last'))
      await gateway.catchUp()
      assert.deepEqual(
        [world.messages, world.heard.submits.length, world.heard.joined.length],
        [['help', 'last'], 1, 1],
      )
    })

    it('handles a message once that comes again while its receiver is at work', async () => {
      const texts: string[] = []
      let release: () => void = () => undefined
      const gate = new Promise<void>((resolve) => {
        release = resolve
      })
      const onMessage = ({ text }: { readonly text: string }) => {
        texts.push(text)
        return gate
      }
      const gateway = await world.openGateway({ events: { onMessage } })
      world.sandbox.knobs.set({ [mode === 'webhook' ? 'webhooks' : 'websocket']: { duplicate: 1 } })
      await world.say('slow')
      await world.say('next')
      await eventually('both', () => texts.includes('slow') && texts.includes('next'))
      await gateway.catchUp()
      release()
      assert.deepEqual([...texts].sort(), ['next', 'slow'])
    })

    it('does not talk to itself in a direct room', async () => {
      const gateway = await world.openGateway()
      await gateway.catchUp()
      const said = await world.alma.call('POST', '/v1/messages', { toPersonId: world.bot.id, text: 'help' })
      await eventually('the message', () => world.messages.length === 1)
      await gateway.post({ roomId: roomId(String(said.body['roomId'])) }, 'this is the help')
      await world.say('last')
      await eventually('the last message', () => world.messages.includes('last'))
      await gateway.catchUp()
      assert.deepEqual(world.messages, ['help', 'last'])
    })

    it('handles what was said during an outage afterwards, once and in order', async () => {
      const inbox = new MemoryInbox()
      const first = await world.openGateway({ inbox })
      await world.say('before')
      await eventually('the first message', () => world.messages.length === 1)
      await first.close()
      for (const word of ['one', 'two', 'three']) await world.say(word)
      const gateway = await world.openGateway({ inbox })
      await eventually('the missed ones', () => world.messages.length === 4)
      await gateway.catchUp()
      assert.deepEqual(world.messages, ['before', 'one', 'two', 'three'])
    })

    it('handles what no event told of when it catches up', async () => {
      const gateway = await world.openGateway()
      await gateway.catchUp()
      world.sandbox.knobs.set({ webhooks: { lose: 3 }, websocket: { lose: 3 } })
      for (const word of ['one', 'two', 'three']) await world.say(word)
      assert.deepEqual(world.messages, [])
      await gateway.catchUp()
      await gateway.catchUp()
      assert.deepEqual(world.messages, ['one', 'two', 'three'])
    })

    it('catches up by itself every so often', async () => {
      const gateway = await world.openGateway({ timeouts: { catchUpEveryMs: 40 } })
      await gateway.catchUp()
      world.sandbox.knobs.set({ webhooks: { lose: 1 }, websocket: { lose: 1 } })
      await world.say('unheard')
      await eventually('the message', () => world.messages.length === 1)
    })

    it('goes on when a receiver throws, logs it, and gives it the message again', async () => {
      const tried: string[] = []
      const onMessage = async ({ text }: { readonly text: string }) => {
        tried.push(text)
        if (text === 'bad' && tried.length < 3) throw new Error('the disk is full')
      }
      const inbox = new MemoryInbox()
      const gateway = await world.openGateway({ inbox, events: { onMessage } })
      await gateway.catchUp()
      await world.say('bad')
      await eventually('the throwing', () => world.log.text.includes('the disk is full'))
      await world.say('good')
      await eventually('the next one', () => tried.includes('good'))
      await eventually('the good one being finished', () => inbox.unfinished === 1)
      await gateway.catchUp()
      await eventually('the bad one being finished', () => inbox.unfinished === 0)
      assert.deepEqual(tried, ['bad', 'good', 'bad'])
    })

    it('gives a message up whose receiver always throws', async () => {
      const inbox = new MemoryInbox()
      const onMessage = () => Promise.reject(new Error('never'))
      const gateway = await world.openGateway({ inbox, events: { onMessage } })
      await gateway.catchUp()
      await world.say('bad')
      for (let round = 1; round < 5; round += 1) {
        await eventually(`try ${round}`, () => world.log.text.includes(`tries: ${round},`))
        await gateway.catchUp()
      }
      await eventually('the end of it', () => inbox.unfinished === 0 && world.log.text.includes('isGivenUp: true'))
      assert.deepEqual(
        world.heard.givenUp.map(({ text }) => text),
        ['bad'],
      )
    })

    it('gives no message up before its author was told, as long as the chat may take that', async () => {
      const inbox = new MemoryInbox()
      const onMessage = () => Promise.reject(new Error('never'))
      let told = 0
      const onGivenUp = async () => {
        told += 1
        if (told < 3) throw new ChatError({ doing: 'posting a message', code: 'http', status: 503 })
      }
      const gateway = await world.openGateway({ inbox, events: { onMessage, onGivenUp } })
      await world.say('bad')
      for (let round = 1; round < 7; round += 1) {
        await eventually(`try ${round}`, () => world.log.text.includes(`tries: ${round},`))
        await gateway.catchUp()
      }
      await eventually('the end of it', () => inbox.unfinished === 0)
      assert.equal(told, 3)
    })

    it('takes a receiver that throws at once for one that rejects', async () => {
      const onSubmit = () => {
        throw new Error('thrown at once')
      }
      const gateway = await world.openGateway({ events: { onSubmit } })
      const card = await gateway.post({ roomId: roomId(world.roomId) }, 'approve?', CARD)
      await world.click(world.ben, card, {})
      await eventually('the complaint', () => world.log.text.includes('thrown at once'))
    })

    it('posts again after "too many requests" with a Retry-After that cannot be read', async () => {
      const gateway = await world.openGateway()
      const refusal = { effect: 429, retryAfter: 'rand(30),add(30)', times: 3 }
      world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '^/v1/messages', ...refusal }] })
      await gateway.post({ roomId: roomId(world.roomId) }, 'at last')
      assert.equal(world.calls(/^POST \/v1\/messages/).length, 4)
    })

    it('leaves webhooks and devices of others alone, at the start and at the end', async () => {
      const hook = { name: 'theirs', targetUrl: 'http://127.0.0.1:9/x', resource: 'messages', event: 'created' }
      const sameName = { ...hook, name: 'Twokey' }
      for (const body of [hook, sameName]) await world.bot.call('POST', '/v1/webhooks', body)
      const device = await world.bot.call('POST', '/wdm/api/v1/devices', {})
      const gateway = await world.openGateway()
      await gateway.close()
      const hooks = (await world.bot.call('GET', '/v1/webhooks')).body['items'] as readonly {
        readonly targetUrl: string
      }[]
      assert.equal(hooks.filter(({ targetUrl }) => targetUrl === hook.targetUrl).length, 2)
      const devices = (await world.bot.call('GET', '/wdm/api/v1/devices')).body['devices'] as readonly unknown[]
      assert.deepEqual(devices, [device.body])
    })

    it('ends in time when Webex answers nothing any more', async () => {
      const gateway = await world.openGateway({ timeouts: { requestMs: 100, stuckAfterMs: 200 } })
      world.sandbox.knobs.set({ rules: [{ effect: 'hang', times: 1_000 }] })
      const started = Date.now()
      await gateway.close()
      assert.ok(Date.now() - started < 2_000)
    })

    it('needs no word of telemetry', async () => {
      world.sandbox.knobs.set({ rules: [{ path: '^/metrics', effect: 500, times: 1_000 }] })
      await world.openGateway()
      // The SDK gathers what it has to tell for half a second.
      if (mode === 'websocket') await realClock.sleep(700)
      assert.deepEqual(world.calls(/metrics/), [])
    })
  })

  describe(`starting over ${mode} in bad weather`, () => {
    const start: readonly string[] = [
      '^/v1/people/me',
      '^/u2c/api/v1/limited',
      ...(mode === 'websocket' ? ['^/u2c/api/v1/catalog', '^/wdm/api/v1/devices'] : ['^/v1/webhooks']),
    ]
    for (const path of start) {
      for (const effect of [503, 429, 'hang'] as const) {
        it(`gets through ${effect} at ${path}`, async () => {
          const world = await World.open(mode, { knobs: { rules: [{ path, effect, skip: 3, times: 1 }] } })
          world.sandbox.knobs.set({ rules: [{ path, effect, times: 1 }] })
          try {
            const gateway = await world.openGateway({ timeouts: { requestMs: 150, startMs: 600 } })
            assert.equal(gateway.state().isConnected, true)
            await world.say('help')
            await eventually('the message', () => world.messages.length === 1)
          } finally {
            await world.close()
          }
        })
      }
    }

    it('says clearly that the token was refused, and asks only once', async () => {
      const world = await World.open(mode)
      try {
        world.sandbox.traffic.clear()
        await assert.rejects(world.openGateway({ token: 'no_such_token' }), {
          name: 'ChatError',
          message: /^reading the bot's own account \(WEBEX_ACCESS_TOKEN says which\): Webex answered 401/,
        })
        assert.equal(world.calls(/people\/me/).length, 1)
      } finally {
        await world.close()
      }
    })
  })
}

describe('the websocket', () => {
  let world: World

  beforeEach(async () => {
    world = await World.open('websocket')
  })

  afterEach(() => world.close())

  for (const code of [1000, 1001, 1003, 1006, 1008, 1011, 1012, 4000, 4400, 4401, 4403]) {
    it(`comes back after close code ${code}`, async () => {
      const gateway = await world.openGateway({ timeouts: { stuckAfterMs: 30_000 } })
      await gateway.catchUp()
      world.sandbox.mercury.drop(code)
      await world.say('during')
      await eventually('the end of the connection', () => world.log.text.includes('the websocket was closed'))
      await eventually('the connection', () => gateway.state().isConnected && world.sandbox.mercury.listeners === 1)
      await eventually('what was said meanwhile', () => world.messages.length === 1)
      await world.say('after')
      await eventually('what was said afterwards', () => world.messages.length === 2)
    })
  }

  it('comes back when its token is taken again after it was refused for a while', async () => {
    const gateway = await world.openGateway()
    world.tokens.refuse(world.bot.token)
    world.sandbox.mercury.drop(4401)
    await eventually('the end of the connection', () => !gateway.state().isConnected)
    await realClock.sleep(100)
    assert.equal(gateway.state().isConnected, false)
    world.tokens.add({ owner: 'bot', scopes: ['spark:all'], token: world.bot.token })
    await eventually('the connection', () => gateway.state().isConnected)
    await world.say('after')
    await eventually('what was said afterwards', () => world.messages.length === 1)
  })

  it('tells why it is not connected', async () => {
    const gateway = await world.openGateway({ timeouts: { reconnectBaseMs: 5_000, reconnectCapMs: 6_000 } })
    world.sandbox.mercury.drop(4000)
    await eventually('the end of the connection', () => !gateway.state().isConnected)
    assert.equal(gateway.state().why, 'the websocket was closed with code 4000')
  })

  it('comes back when its device is gone', async () => {
    const gateway = await world.openGateway()
    await world.bot.call('DELETE', '/wdm/api/v1/devices')
    world.sandbox.mercury.drop(1006)
    await eventually('the end of the connection', () => !gateway.state().isConnected)
    await eventually('the connection', () => gateway.state().isConnected && world.sandbox.mercury.listeners === 1)
    await gateway.close()
    await eventually('the end of it', () => world.sandbox.mercury.listeners === 0)
  })

  it('stays away after closing, and leaves no device behind', async () => {
    const gateway = await world.openGateway()
    await gateway.close()
    await eventually('the end of it', () => world.sandbox.mercury.listeners === 0)
    await realClock.sleep(150)
    assert.equal(world.sandbox.mercury.listeners, 0)
    assert.deepEqual((await world.bot.call('GET', '/wdm/api/v1/devices')).body['devices'], [])
  })

  it('stays away also when it is closed while it is reconnecting', async () => {
    const gateway = await world.openGateway()
    world.sandbox.mercury.drop(1006)
    await eventually('the end of the connection', () => !gateway.state().isConnected)
    await gateway.close()
    await realClock.sleep(150)
    assert.equal(world.sandbox.mercury.listeners, 0)
    assert.deepEqual((await world.bot.call('GET', '/wdm/api/v1/devices')).body['devices'], [])
  })

  for (const startMs of [30, 100, 160, 220]) {
    it(`leaves no socket and no device when a start is broken off after ${startMs} ms`, async () => {
      world.sandbox.knobs.set({ latencyMs: 60 })
      const opening = world.openGateway({ timeouts: { startMs, retry: { ...QUICK.retry, attempts: 1 } } })
      const gateway = await opening.catch(() => undefined)
      await gateway?.close()
      await realClock.sleep(400)
      assert.equal(world.sandbox.mercury.listeners, 0)
      assert.deepEqual((await world.bot.call('GET', '/wdm/api/v1/devices')).body['devices'], [])
    })
  }

  it('can be closed while events are coming in', async () => {
    for (let times = 0; times < 3; times += 1) {
      const gateway = await world.openGateway()
      const said = [world.say('one'), world.say('two'), world.say('three')]
      await Promise.all([gateway.close(), ...said])
    }
    assert.deepEqual(world.unhandled, [])
  })

  it('can be closed while the SDK is reconnecting in vain', async () => {
    const gateway = await world.openGateway({ timeouts: { stuckAfterMs: 30_000 } })
    await world.bot.call('DELETE', '/wdm/api/v1/devices')
    world.sandbox.mercury.drop(1006)
    await eventually('the end of the connection', () => !gateway.state().isConnected)
    await realClock.sleep(20)
    await gateway.close()
    await realClock.sleep(20)
    assert.equal(world.sandbox.mercury.listeners, 0)
  })

  it('removes its device at the end although the first try is refused', async () => {
    const gateway = await world.openGateway()
    world.sandbox.knobs.set({ rules: [{ method: 'DELETE', path: '^/wdm', effect: 503, times: 2 }] })
    await gateway.close()
    assert.deepEqual((await world.bot.call('GET', '/wdm/api/v1/devices')).body['devices'], [])
  })

  it('goes through the agent that it is given', async () => {
    class CountingAgent extends Agent {
      connections = 0
      override createConnection(...given: Parameters<Agent['createConnection']>) {
        this.connections += 1
        return super.createConnection(...given)
      }
    }
    const socketAgent = new CountingAgent()
    await world.openGateway({ socketAgent })
    assert.equal(socketAgent.connections, 1)
  })
})
