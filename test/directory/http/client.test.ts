import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { createSend } from '../../../src/directory/http/client.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { WEBEX } from '../../../src/directory/webex/vendor.ts'
import { WireError, type WireFault } from '../../../src/model/wire.ts'
import { type OddAnswer, type OddServer, oddServer } from '../../support/odd-server.ts'

const TOKEN = 'very-secret-token'
const LIMITS = { timeoutMs: 300, maxBytes: 10_000 }
const never = new AbortController().signal

describe('a call to Webex', () => {
  let server: OddServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  async function call(answer: OddAnswer | Promise<OddAnswer>, signal = never) {
    server = await oddServer(() => answer)
    const send = createSend(WEBEX, staticToken(TOKEN), LIMITS)
    return send({ method: 'GET', url: `${server.url}/v1/x`, doing: 'reading x' }, signal)
  }

  async function faultOf(asked: Promise<unknown>): Promise<WireFault> {
    const error = await asked.then(
      () => assert.fail('it was answered'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof WireError, inspect(error))
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(TOKEN))
    return error.fault
  }

  it('carries the token and returns the parsed body with the link', async () => {
    const answer = await call({ body: { a: 1 }, headers: { link: '<x>; rel="next"', trackingid: 'T1' } })
    assert.deepEqual(answer, { status: 200, body: { a: 1 }, link: '<x>; rel="next"', trackingId: 'T1' })
    assert.equal(server?.requests[0]?.authorization, `Bearer ${TOKEN}`)
  })

  it("words a refusal with the vendor's message, its tracking id and the raw Retry-After", async () => {
    const body = { message: 'Slow\u202e down\r\nplease', trackingId: 'BODY' }
    const headers = { 'retry-after': 'rand(30),add(30)' }
    assert.deepEqual(await faultOf(call({ status: 429, body, headers })), {
      kind: 'refused',
      code: 'http-429',
      message: 'reading x: Webex answered 429, "Slow down please"',
      httpStatus: 429,
      trackingId: 'BODY',
      retryAfter: 'rand(30),add(30)',
      isRetryable: true,
    })
  })

  it('blots out a token that comes back in an answer', async () => {
    const body = { message: `bad token ${TOKEN}`, trackingId: TOKEN }
    const { message, trackingId } = await faultOf(call({ status: 400, body }))
    assert.deepEqual([message, trackingId], ['reading x: Webex answered 400, "bad token …"', '…'])
  })

  for (const [what, body] of [
    ['HTML', '<html>sign in</html>'],
    ['half a document', '{"items":['],
    ['more than it reads', `"${'x'.repeat(20_000)}"`],
  ] as const) {
    it(`takes ${what} for a bad answer`, async () => {
      const { code, kind, isRetryable } = await faultOf(call({ body }))
      assert.deepEqual([code, kind, isRetryable], ['bad-answer', 'no-answer', true])
    })
  }

  it('takes an error page in HTML for the status that it has', async () => {
    const fault = await faultOf(call({ status: 502, body: '<html>Bad gateway</html>' }))
    assert.deepEqual(
      [fault.code, fault.message, fault.isRetryable],
      ['http-502', 'reading x: Webex answered 502', true],
    )
  })

  it('follows no redirect', async () => {
    const other = await oddServer(() => ({ body: {} }))
    const fault = await faultOf(call({ status: 307, headers: { location: `${other.url}/v1/x` } }))
    assert.equal(fault.code, 'http-307')
    assert.deepEqual(other.requests, [])
    await other.close()
  })

  it('ends after the time limit, and at once when it is given up', async () => {
    const silence = new Promise<OddAnswer>(() => undefined)
    assert.equal((await faultOf(call(silence))).code, 'timeout')
    await server?.close()
    const { code, isRetryable } = await faultOf(call(silence, AbortSignal.abort()))
    assert.deepEqual([code, isRetryable], ['aborted', false])
  })

  it('says when the connection was never made', async () => {
    const gone = await oddServer(() => ({}))
    await gone.close()
    const send = createSend(WEBEX, staticToken(TOKEN), LIMITS)
    const fault = await faultOf(send({ method: 'GET', url: gone.url, doing: 'reading x' }, never))
    assert.deepEqual([fault.code, fault.kind], ['connection-refused', 'no-answer'])
  })

  it('calls the credential refused on a 401 when there is no other token, and asks once', async () => {
    assert.equal((await faultOf(call({ status: 401 }))).code, 'credential-refused')
    assert.equal(server?.requests.length, 1)
  })

  it('is not sent when nobody wants it any more once the token is there, and not sent again with a new one', async () => {
    for (const [when, requests] of [
      ['current', 0],
      ['replace', 1],
    ] as const) {
      const stop = new AbortController()
      server = await oddServer(() => ({ status: 401, body: {} }))
      const token = (name: typeof when) => async (): Promise<string> => {
        if (name === when) stop.abort()
        return `${TOKEN}-${name}`
      }
      const send = createSend(WEBEX, { current: token('current'), replace: token('replace') }, LIMITS)
      const request = { method: 'DELETE', url: `${server.url}/v1/x`, doing: 'deleting x' } as const
      const fault = await faultOf(send(request, never, { wanted: stop.signal }))
      assert.deepEqual([fault.code, fault.isRetryable], ['not-sent', true])
      assert.equal(server.requests.length, requests, when)
      await server.close()
    }
  })
})
