import assert from 'node:assert/strict'
import { type KnobSettings, Knobs } from '../../src/sandbox/knobs.ts'
import { eachTown, textOf } from './support/town.ts'

const POST_MESSAGE = { method: 'POST', url: '/v1/messages' }
const effects = (knobs: Knobs, calls: number, call = POST_MESSAGE) =>
  Array.from({ length: calls }, () => knobs.nextFault(call)?.effect)

describe('the knobs', () => {
  it('do nothing when nothing is set', () => {
    const knobs = new Knobs(() => new Date())
    assert.deepEqual(
      [knobs.nextFault(POST_MESSAGE), knobs.nextFate('webhooks'), knobs.latencyOf(POST_MESSAGE)],
      [undefined, 'told', 0],
    )
  })

  it('count how often a rule strikes, and let calls pass first', () => {
    const knobs = new Knobs(() => new Date(), { rules: [{ path: '^/v1/messages', skip: 1, times: 2, effect: 503 }] })
    assert.deepEqual(effects(knobs, 4), [undefined, 503, 503, undefined])
  })

  it('strike once when no number is given, and try the rules in order', () => {
    const knobs = new Knobs(() => new Date(), { rules: [{ effect: 500 }, { effect: 'reset' }] })
    assert.deepEqual(effects(knobs, 3), [500, 'reset', undefined])
  })

  it('match the method and the path with its query', () => {
    const knobs = new Knobs(() => new Date(), { rules: [{ method: 'get', path: 'max=5$', effect: 500 }] })
    assert.equal(knobs.nextFault({ method: 'POST', url: '/v1/rooms?max=5' }), undefined)
    assert.equal(knobs.nextFault({ method: 'GET', url: '/v1/rooms?max=50' }), undefined)
    assert.equal(knobs.nextFault({ method: 'GET', url: '/v1/rooms?max=5' })?.effect, 500)
  })

  it('match one of several methods, and how the Authorization begins', () => {
    const rules = [{ method: ['put', 'DELETE'], authorization: '^Bearer admin', times: 9, effect: 503 }]
    const knobs = new Knobs(() => new Date(), { rules })
    const fault = (method: string, authorization?: string) =>
      knobs.nextFault({ method, url: '/v1/people/me', ...(authorization && { authorization }) })?.effect
    assert.deepEqual(
      [fault('PUT', 'Bearer admin-1'), fault('DELETE', 'Bearer admin-1'), fault('GET', 'Bearer admin-1')],
      [503, 503, undefined],
    )
    assert.deepEqual([fault('PUT', 'Bearer bot-1'), fault('PUT')], [undefined, undefined])
  })

  it('slow only the calls that are meant', () => {
    const knobs = new Knobs(() => new Date(), { latencyMs: 40, slow: { agent: '^bot/' } })
    assert.deepEqual(
      ['bot/1', 'person/1'].map((agent) => knobs.latencyOf({ ...POST_MESSAGE, agent })),
      [40, 0],
    )
  })

  it('hold a quota for its window and say how long to wait', () => {
    let nowMs = 0
    const quotas = [{ path: '^/v1/messages', limit: 2, windowMs: 10_000 }]
    const knobs = new Knobs(() => new Date(nowMs), { quotas })
    assert.deepEqual(effects(knobs, 2), [undefined, undefined])
    nowMs = 2_500
    assert.deepEqual(knobs.nextFault(POST_MESSAGE), { effect: 429, retryAfter: '8' })
    assert.equal(knobs.nextFault({ method: 'GET', url: '/v1/rooms' }), undefined)
    nowMs = 10_000
    assert.deepEqual(effects(knobs, 3), [undefined, undefined, 429])
  })

  it('send the malformed Retry-After that was seen in the field', () => {
    const quotas = [{ path: '.', limit: 0, windowMs: 1000, retryAfter: 'rand(30),add(30)' }]
    assert.equal(new Knobs(() => new Date(), { quotas }).nextFault(POST_MESSAGE)?.retryAfter, 'rand(30),add(30)')
  })

  it('keep the settings of the caller as they were', () => {
    const settings: KnobSettings = { rules: [{ effect: 500, times: 2 }] }
    effects(new Knobs(() => new Date(), settings), 2)
    assert.deepEqual(settings, { rules: [{ effect: 500, times: 2 }] })
  })

  it('refuse settings that have no meaning', () => {
    for (const wrong of [{ rules: [{ effect: 200 }] }, { rules: [{ path: '(', effect: 500 }] }, { latency: 5 }])
      assert.throws(() => new Knobs(() => new Date(), wrong as KnobSettings))
  })

  describe('over HTTP', () => {
    const town = eachTown()
    const say = (text = 'hello') => town().ada.call('POST', '/v1/messages', { roomId: town().roomId, text })
    const texts = async () => {
      const { items } = await town().ada.call('GET', `/v1/messages?roomId=${town().roomId}`)
      return items.map((message) => message['text'])
    }

    it('are read, set and reset without a token, and show what is left', async () => {
      const { sandbox } = town()
      const knobs = (method: string, body?: string) =>
        fetch(`${sandbox.url}/sandbox/knobs`, {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body && { body }),
        })
      const put = await knobs('PUT', '{"rules":[{"path":"^/v1/messages","times":2,"effect":503,"retryAfter":7}]}')
      assert.equal(put.status, 200)
      const refused = await say()
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '7'])
      const left = (await (await knobs('GET')).json()) as KnobSettings
      assert.equal(left.rules?.[0]?.times, 1)
      assert.equal((await knobs('DELETE')).status, 204)
      assert.equal((await say()).status, 200)
      const wrong = await knobs('PUT', '{"rules":[{"effect":"explode"}]}')
      assert.equal(wrong.status, 400)
      assert.match(((await wrong.json()) as { message: string }).message, /rules\[0\]\.effect/)
    })

    it('refuse with the vendor’s form, or with the body asked for', async () => {
      town().sandbox.knobs.set({ rules: [{ effect: 500 }, { effect: 429, body: { errorCode: 'E0000047' } }] })
      assert.deepEqual(Object.keys((await say()).body), ['message', 'errors', 'trackingId'])
      assert.deepEqual((await say()).body, { errorCode: 'E0000047' })
    })

    it('cut the connection before anything happens', async () => {
      town().sandbox.knobs.set({ rules: [{ method: 'POST', effect: 'reset' }] })
      await assert.rejects(say())
      assert.deepEqual(await texts(), [])
    })

    it('cut the connection after it happened', async () => {
      town().sandbox.knobs.set({ rules: [{ method: 'POST', effect: 'reset-after' }] })
      await assert.rejects(say('posted'))
      assert.deepEqual(await texts(), ['posted'])
    })

    it('never answer, until the client gives up', async () => {
      const { sandbox } = town()
      sandbox.knobs.set({ rules: [{ effect: 'hang' }] })
      const signal = AbortSignal.timeout(30)
      await assert.rejects(fetch(`${sandbox.apiUrl}/rooms`, { signal }), { name: 'TimeoutError' })
    })

    it('never answer though it happened', async () => {
      const { sandbox, roomId, ada } = town()
      sandbox.knobs.set({ rules: [{ method: 'POST', effect: 'hang-after' }] })
      const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ roomId, text: 'posted' })
      const post = fetch(`${sandbox.apiUrl}/messages`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(300),
      })
      await assert.rejects(post, { name: 'TimeoutError' })
      assert.deepEqual(await texts(), ['posted'])
    })

    it('answer with half a document, or with none', async () => {
      const { sandbox } = town()
      sandbox.knobs.set({ rules: [{ effect: 'bad-json' }, { effect: 'empty' }] })
      const bad = await fetch(`${sandbox.apiUrl}/rooms`)
      assert.deepEqual([bad.status, bad.headers.get('content-type')?.includes('json')], [200, true])
      await assert.rejects(bad.json(), SyntaxError)
      const empty = await fetch(`${sandbox.apiUrl}/rooms`)
      assert.deepEqual([empty.status, await empty.text()], [200, ''])
    })

    it('answer a byte at a time, and rightly', async () => {
      town().sandbox.knobs.set({ rules: [{ method: 'POST', effect: 'drip' }] })
      assert.equal(textOf((await say('dripped')).body, 'text'), 'dripped')
      const { calls } = town().sandbox.traffic
      assert.deepEqual([calls.at(-1)?.fault, calls.at(-1)?.status], ['drip', 200])
    })

    it('answer with blanks that do not end, though it happened', async () => {
      const { sandbox, roomId, ada } = town()
      sandbox.knobs.set({ rules: [{ method: 'POST', effect: 'drip-forever' }] })
      const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ roomId, text: 'posted' })
      const signal = AbortSignal.timeout(300)
      const answer = await fetch(`${sandbox.apiUrl}/messages`, { method: 'POST', headers, body, signal })
      assert.equal(answer.status, 200)
      await assert.rejects(answer.text(), { name: 'TimeoutError' })
      assert.deepEqual(await texts(), ['posted'])
    })

    it('tell clients apart by what they call themselves', async () => {
      const { sandbox } = town()
      sandbox.knobs.set({ rules: [{ agent: '^bot/', effect: 503 }] })
      const as = async (agent: string) =>
        (await fetch(`${sandbox.apiUrl}/rooms`, { headers: { 'user-agent': agent } })).status
      assert.deepEqual([await as('person/1'), await as('bot/1'), await as('bot/1')], [401, 503, 401])
    })

    it('refuse what is over a quota with 429', async () => {
      town().sandbox.knobs.set({ quotas: [{ path: '^/v1/messages', limit: 1, windowMs: 60_000 }] })
      assert.equal((await say()).status, 200)
      const refused = await say()
      assert.equal(refused.status, 429)
      assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
    })

    it('make every call slower', async () => {
      town().sandbox.knobs.set({ latencyMs: 40 })
      const startMs = performance.now()
      await say()
      assert.equal(performance.now() - startMs >= 39, true)
      assert.equal(textOf((await say('later')).body, 'text'), 'later')
    })
  })
})
