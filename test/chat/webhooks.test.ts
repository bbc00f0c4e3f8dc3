import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { Webhook } from '../../src/chat/webex-schema.ts'
import { decideWebhooks, WEBHOOK_NAME } from '../../src/chat/webhooks.ts'
import { eventually, WEBHOOK_SECRET, World } from './support/world.ts'

const target = { url: 'https://bot.example.com/webhook', secret: 'new secret' }
const hook = (id: string, changes: Partial<Webhook> = {}): Webhook => ({
  id,
  name: WEBHOOK_NAME,
  targetUrl: target.url,
  resource: 'messages',
  event: 'created',
  status: 'active',
  secret: target.secret,
  ...changes,
})
const members = { resource: 'memberships', event: 'created' }
const cards = { resource: 'attachmentActions', event: 'created' }
const whole = [hook('1'), hook('2', members), hook('3', cards)]

describe('decideWebhooks', () => {
  it('creates one for each kind of event where there is none of ours, whatever others have', () => {
    const others = [hook('1', { name: 'other' }), hook('2', { targetUrl: 'https://else.example.com/' })]
    assert.deepEqual(decideWebhooks(others, target, true), [
      { kind: 'create', resource: 'messages', event: 'created' },
      { kind: 'create', ...members },
      { kind: 'create', ...cards },
    ])
  })

  it('keeps what is sound and mends what is inactive or has another secret', () => {
    const kinds = (hooks: readonly Webhook[]) => decideWebhooks(hooks, target, false).map(({ kind }) => kind)
    assert.deepEqual(kinds(whole), ['keep', 'keep', 'keep'])
    const broken = [hook('1', { status: 'inactive' }), hook('2', members), hook('3', { ...cards, secret: 'old' })]
    assert.deepEqual(kinds(broken), ['mend', 'keep', 'mend'])
  })

  it('mends a webhook whose secret is not shown only where it is asked to', () => {
    const { secret: _, ...unseen } = hook('1')
    assert.equal(decideWebhooks([unseen, ...whole.slice(1)], target, true)[0]?.kind, 'mend')
    assert.equal(decideWebhooks([unseen, ...whole.slice(1)], target, false)[0]?.kind, 'keep')
  })

  it('removes one of ours too many, and one that nobody asks for any more', () => {
    const more = [...whole, hook('4'), hook('5', { resource: 'all', event: 'all' })]
    assert.deepEqual(decideWebhooks(more, target, true).slice(3), [
      { kind: 'remove', id: '4' },
      { kind: 'remove', id: '5' },
    ])
  })
})

describe('the bot’s webhooks', () => {
  let world: World

  beforeEach(async () => {
    world = await World.open('webhook')
  })

  afterEach(() => world.close())

  const ours = () => world.sandbox.webhooks.all().filter(({ targetUrl }) => targetUrl === world.webhookUrl)

  it('are there when the gateway is open, and no second set comes with a restart', async () => {
    const first = await world.openGateway()
    const made = ours().map(({ uuid, resource, event, secret }) => ({ uuid, resource, event, secret }))
    assert.deepEqual(
      made.map(({ resource, event }) => `${resource}/${event}`),
      ['messages/created', 'memberships/created', 'attachmentActions/created'],
    )
    assert.ok(made.every(({ secret }) => secret === WEBHOOK_SECRET))
    await first.close()
    await world.openGateway()
    assert.deepEqual(
      ours().map(({ uuid }) => uuid),
      made.map(({ uuid }) => uuid),
    )
  })

  it('are made although the first try of each is refused', async () => {
    world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '^/v1/webhooks', effect: 500, times: 2 }] })
    const gateway = await world.openGateway()
    assert.equal(gateway.state().webhookIds.length, 3)
  })

  it('stop the start with clear words when they cannot be made, and leave nothing running', async () => {
    world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '^/v1/webhooks', effect: 500, times: 100 }] })
    await assert.rejects(world.openGateway(), {
      name: 'ChatError',
      message: /^creating the webhook messages\/created: Webex answered 500/,
    })
    assert.equal(world.calls(/POST \/v1\/webhooks/).length, 5)
  })

  it('are made again when somebody removes one or Webex has made one inactive', async () => {
    await world.openGateway({ timeouts: { webhookCheckEveryMs: 30 } })
    const [first, second] = ours()
    assert.ok(first && second)
    world.sandbox.webhooks.remove(first.uuid)
    world.sandbox.webhooks.put({ ...second, isActive: false })
    await eventually('all of them', () => ours().length === 3 && ours().every(({ isActive }) => isActive))
    await world.say('help')
    await eventually('the message', () => world.messages.length === 1)
  })

  it('are told of in the state when they cannot be checked', async () => {
    const gateway = await world.openGateway({ timeouts: { webhookCheckEveryMs: 20 } })
    world.sandbox.knobs.set({ rules: [{ method: 'GET', path: '^/v1/webhooks', effect: 404, times: 1 }] })
    await eventually('the fault', () =>
      gateway.state().why.startsWith('listing the webhooks of the bot: Webex answered 404'),
    )
    await eventually('the recovery', () => gateway.state().isConnected)
  })
})

describe('a webhook call', () => {
  let world: World

  beforeEach(async () => {
    world = await World.open('webhook')
    const gateway = await world.openGateway()
    await gateway.catchUp()
    // What Webex itself tells is lost, so that only the calls made here count.
    world.sandbox.knobs.set({ webhooks: { lose: 100 } })
  })

  afterEach(() => world.close())

  const sign = (body: string, algorithm = 'sha1', secret = WEBHOOK_SECRET) =>
    createHmac(algorithm, secret).update(body).digest('hex')

  const deliver = async (body: string, headers: Readonly<Record<string, string>>): Promise<number> => {
    const answer = await fetch(world.webhookUrl, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
    return answer.status
  }

  const event = async (): Promise<string> => {
    const id = await world.say('help')
    return JSON.stringify(
      { name: 'Twokey', resource: 'messages', event: 'created', data: { id, roomId: world.roomId } },
      null,
      2,
    )
  }

  it('is taken with a right signature over its very bytes, in either case of letters', async () => {
    const body = await event()
    assert.equal(await deliver(body, { 'x-spark-signature': sign(body).toUpperCase() }), 200)
    await eventually('the message', () => world.messages.length === 1)
  })

  it('is refused without a signature, with a wrong one, and with one of another secret', async () => {
    const body = await event()
    assert.equal(await deliver(body, {}), 401)
    assert.equal(await deliver(body, { 'x-spark-signature': 'zz' }), 401)
    assert.equal(await deliver(body, { 'x-spark-signature': sign(`${body} `) }), 401)
    assert.equal(await deliver(body, { 'x-spark-signature': sign(body, 'sha1', 'guess') }), 401)
    assert.equal(world.calls(/GET \/v1\/messages\/Y/).length, 0)
    assert.deepEqual(world.messages, [])
  })

  it('is refused when a newer signature beside the right one is wrong', async () => {
    const body = await event()
    const right = { 'x-spark-signature': sign(body) }
    const newer = `SHA-256=${sign(body, 'sha256')}, SHA-512=${sign(body, 'sha512')}`
    assert.equal(
      await deliver(body, { ...right, 'x-webex-signature': newer.replace(/.$/, (c) => (c === '0' ? '1' : '0')) }),
      401,
    )
    assert.equal(await deliver(body, { ...right, 'x-webex-signature': newer }), 200)
  })

  it('is taken when the newer signature has a shape that is not understood, which is logged', async () => {
    const body = await event()
    assert.equal(await deliver(body, { 'x-spark-signature': sign(body), 'x-webex-signature': 'v2;abc' }), 200)
    assert.ok(world.log.text.includes('X-Webex-Signature has a shape that is not understood'))
  })

  it('is refused when it is signed and no event', async () => {
    for (const body of [
      '',
      '{',
      '[]',
      '{"resource":"messages"}',
      '{"resource":"messages","event":"created","data":{}}',
    ]) {
      assert.equal(await deliver(body, { 'x-spark-signature': sign(body) }), 400, body)
    }
  })

  it('changes nothing when it is played again', async () => {
    const body = await event()
    const headers = { 'x-spark-signature': sign(body) }
    for (let times = 0; times < 3; times += 1) assert.equal(await deliver(body, headers), 200)
    await eventually('all three being read', () => world.calls(/GET \/v1\/messages\/Y/).length === 3)
    assert.deepEqual(world.messages, ['help'])
  })
})
