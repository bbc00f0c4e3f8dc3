import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import axios from 'axios'
import Framework from 'webex-node-bot-framework'
import { ChatError, redactor, toChatError } from '../../src/chat/chat-error.ts'
import { absorbUnhandledRejections } from '../../src/chat/unhandled-rejections.ts'
import { personId, roomId } from '../../src/model/ids.ts'
import { RecordingLog } from './support/recording-log.ts'
import { World } from './support/world.ts'

const TOKEN = 'sandbox-bot_PF84_7c1e0f52'
const redact = redactor([TOKEN])

/** Everything that a logger, a debugger or a report could get out of an error. */
function everythingOf(error: unknown): string {
  const chain: string[] = []
  for (let each = error; each !== undefined && each !== null; each = (each as { cause?: unknown }).cause) {
    const own = Object.fromEntries(
      Object.getOwnPropertyNames(each).map((name) => [name, (each as Record<string, unknown>)[name]]),
    )
    chain.push(
      inspect(each, { depth: 10, showHidden: true }),
      inspect(own, { depth: 10, showHidden: true }),
      String(each),
    )
    chain.push(JSON.stringify(each), JSON.stringify(own), String((each as Error).stack))
  }
  return chain.join('\n')
}

/** What axios and the SDK keep of the request in their errors. */
function requestOf(error: unknown): string {
  const { config, options } = error as { readonly config?: unknown; readonly options?: unknown }
  return inspect(config ?? options, { depth: 3 })
}

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('an error that leaves the gateway', () => {
  it('holds no token, whatever it was made of', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const nobody = 'http://127.0.0.1:9'
    const ofAxios = await thrownBy(() => axios.get(nobody, { headers }))
    assert.ok(requestOf(ofAxios).includes(TOKEN), 'the original holds the token, or this test proves nothing')
    const framework = new Framework({ token: TOKEN, maxStartupSpaces: 0 })
    const started = framework.start()
    framework.webex.setConfig({ logger: { level: 'silent' }, services: { discovery: { hydra: nobody, u2c: nobody } } })
    framework.webex.internal.services.initConfig()
    const ofSdk = await thrownBy(() => started)
    assert.ok(requestOf(ofSdk).includes(TOKEN), 'the original holds the token, or this test proves nothing')
    const shapes: readonly unknown[] = [
      ofAxios,
      ofSdk,
      Object.assign(new Error(`calling with Bearer ${TOKEN}`), { config: { headers } }),
      new Error(`why ${TOKEN}`, { cause: ofAxios }),
      { response: { status: 401, headers: { trackingid: TOKEN }, data: { message: `bad token ${TOKEN}` } } },
      { statusCode: 429, headers: { 'retry-after': '3' }, body: { message: TOKEN }, options: { headers } },
      TOKEN,
      undefined,
      null,
      42,
    ]
    for (const shape of shapes) {
      const error = toChatError('posting a message', shape, redact)
      assert.ok(!everythingOf(error).includes(TOKEN), inspect(shape, { depth: 1 }))
      assert.ok(error.message.startsWith('posting a message: '))
    }
  })

  it('says what was done, what was answered and the id for Webex’s support', () => {
    const shape = { response: { status: 409, headers: { trackingid: 'ROUTER_1' }, data: { message: 'in use' } } }
    const error = toChatError('posting a message', shape, redact)
    assert.equal(error.message, 'posting a message: Webex answered 409, "in use" (tracking id ROUTER_1)')
    assert.deepEqual(error.fault, {
      doing: 'posting a message',
      code: 'http',
      status: 409,
      trackingId: 'ROUTER_1',
      said: 'in use',
    })
  })

  it('tells a connection that was never made from one that broke and from one that hangs', () => {
    const codeOf = (shape: unknown) => toChatError('asking', shape, redact).fault.code
    assert.equal(codeOf({ code: 'ECONNREFUSED' }), 'no-connection')
    assert.equal(codeOf({ code: 'ECONNRESET' }), 'no-answer')
    assert.equal(codeOf({ code: 'ESOCKETTIMEDOUT' }), 'timed-out')
    assert.equal(codeOf({ statusCode: 0, body: { code: 'ESOCKETTIMEDOUT' } }), 'timed-out')
    assert.equal(codeOf({ statusCode: 0 }), 'no-answer')
    assert.equal(codeOf(new TypeError('x is undefined')), 'internal')
  })

  it('holds no token either when it comes from a gateway in trouble, and nor does the log', async () => {
    const world = await World.open('websocket')
    try {
      const gateway = await world.openGateway({ timeouts: { requestMs: 60 } })
      for (const effect of [400, 401, 429, 500, 'reset', 'reset-after', 'hang', 'bad-json', 'empty'] as const) {
        world.sandbox.knobs.set({ rules: [{ path: '^/v1/(people|messages)', effect, times: 50 }] })
        for (const work of [
          () => gateway.person(personId('x')),
          () => gateway.post({ roomId: roomId(world.roomId) }, 'hello'),
        ]) {
          const error = await thrownBy(work)
          assert.ok(error instanceof ChatError, `${effect}: ${inspect(error)}`)
          assert.ok(!everythingOf(error).includes(world.bot.token), String(effect))
        }
      }
      assert.ok(world.log.lines.length > 0)
      assert.ok(!world.log.text.includes(world.bot.token))
    } finally {
      await world.close()
    }
  })
})

describe('absorbUnhandledRejections', () => {
  it('logs without the token, counts, and stops when told', () => {
    const log = new RecordingLog()
    const listeners = new Set<(reason: unknown) => void>()
    const source = {
      on: (_: string, listener: (reason: unknown) => void) => listeners.add(listener),
      off: (_: string, listener: (reason: unknown) => void) => listeners.delete(listener),
    }
    const absorbed = absorbUnhandledRejections(source, log, redact)
    for (const listener of listeners) {
      listener(
        Object.assign(new Error(`Bearer ${TOKEN} was refused`), { options: { headers: { authorization: TOKEN } } }),
      )
      listener('a string')
    }
    assert.equal(absorbed.count(), 2)
    assert.equal(log.lines.length, 2)
    assert.ok(log.text.includes('was refused') && !log.text.includes(TOKEN))
    absorbed.stop()
    assert.equal(listeners.size, 0)
  })
})
