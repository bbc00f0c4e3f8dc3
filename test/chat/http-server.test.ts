import assert from 'node:assert/strict'
import { Counter, Registry } from 'prom-client'
import { buildHttpApp, type HttpAppOptions, type HttpServer, listen } from '../../src/chat/http-server.ts'

describe('the HTTP server', () => {
  let server: HttpServer | undefined

  afterEach(() => server?.close())

  async function serve(options: Partial<HttpAppOptions> = {}): Promise<string> {
    server = await listen(buildHttpApp({ checks: [], metrics: new Registry(), ...options }), '127.0.0.1', 0)
    return `http://127.0.0.1:${server.port}`
  }

  it('hands the very bytes and the headers of a webhook call on, and answers with the status it is given', async () => {
    const seen: unknown[] = []
    const url = await serve({
      webhook: {
        path: '/webhook',
        handle: async (rawBody, headers) => {
          seen.push(rawBody.toString(), headers['x-spark-signature'])
          return 401
        },
      },
    })
    const body = '{ "a":\n 1, "b": "\\u00fc" }'
    const headers = { 'content-type': 'application/json', 'x-spark-signature': 'abc' }
    const answer = await fetch(`${url}/webhook`, { method: 'POST', body, headers })
    assert.deepEqual([answer.status, await answer.text()], [401, ''])
    assert.deepEqual(seen, [body, 'abc'])
    assert.equal((await fetch(`${url}/webhook`)).status, 404)
  })

  it('hands no bytes on where there are none, and refuses what is too large or packed', async () => {
    const sizes: number[] = []
    const handle = async (rawBody: Buffer) => {
      sizes.push(rawBody.length)
      return 200
    }
    const url = await serve({ webhook: { path: '/webhook', handle } })
    assert.equal((await fetch(`${url}/webhook`, { method: 'POST' })).status, 200)
    const large = await fetch(`${url}/webhook`, { method: 'POST', body: Buffer.alloc(300_000) })
    assert.equal(large.status, 413)
    assert.ok(!(await large.text()).includes('node_modules'))
    const packed = { 'content-encoding': 'gzip' }
    assert.equal((await fetch(`${url}/webhook`, { method: 'POST', body: 'x', headers: packed })).status, 415)
    assert.deepEqual(sizes, [0])
  })

  it('is ready when every check is, and tells of each in words', async () => {
    const url = await serve({
      checks: [
        { name: 'webex', check: () => ({ isOk: true, words: 'connected' }) },
        { name: 'store', check: async () => ({ isOk: true, words: 'writable' }) },
      ],
    })
    const answer = await fetch(`${url}/readyz`)
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), {
      isOk: true,
      checks: [
        { name: 'webex', isOk: true, words: 'connected' },
        { name: 'store', isOk: true, words: 'writable' },
      ],
    })
  })

  it('is not ready when one check is not, or breaks, and keeps what was thrown to itself', async () => {
    const url = await serve({
      checks: [
        { name: 'webex', check: () => ({ isOk: false, words: 'the websocket was closed with code 4000' }) },
        { name: 'store', check: () => Promise.reject(new Error('the token is xyz')) },
      ],
    })
    const answer = await fetch(`${url}/readyz`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), {
      isOk: false,
      checks: [
        { name: 'webex', isOk: false, words: 'the websocket was closed with code 4000' },
        { name: 'store', isOk: false, words: 'the check itself broke' },
      ],
    })
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
  })

  it('shows the metrics as Prometheus reads them', async () => {
    const metrics = new Registry()
    new Counter({ name: 'twokey_jobs_total', help: 'Jobs opened', registers: [metrics] }).inc(3)
    const url = await serve({ metrics })
    const answer = await fetch(`${url}/metrics`)
    assert.match(await answer.text(), /^twokey_jobs_total 3$/m)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  })

  it('has nothing else, and does not say what it is made of', async () => {
    const url = await serve()
    for (const path of ['/', '/webhook', '/favicon.ico', '/metrics/x']) {
      const answer = await fetch(url + path)
      assert.equal(answer.status, 404, path)
      assert.equal(answer.headers.get('x-powered-by'), null)
    }
  })

  it('says so when something breaks, without its insides', async () => {
    const metrics = { contentType: 'text/plain', metrics: () => Promise.reject(new Error('inner matters')) }
    const url = await serve({ metrics })
    const answer = await fetch(`${url}/metrics`)
    assert.deepEqual([answer.status, await answer.text()], [500, '{"message":"something broke"}'])
  })

  it('rejects when its port is taken', async () => {
    await serve()
    await assert.rejects(
      listen(buildHttpApp({ checks: [], metrics: new Registry() }), '127.0.0.1', server?.port ?? 0),
      {
        code: 'EADDRINUSE',
      },
    )
  })
})
