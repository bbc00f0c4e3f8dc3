import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPageServer, type PageServer } from '../../support/page-server.ts'

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
}

/** Every route below a router, wherever it is mounted. */
const routesOf = (stack: readonly Layer[] = []): readonly (readonly [string, string])[] =>
  stack.flatMap(({ route, handle }) =>
    route ? Object.keys(route.methods).map((method) => [method, route.path] as const) : routesOf(handle.stack),
  )

describe('the sessions of the page', () => {
  let server: PageServer
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twokey-client-'))
    server = await openPageServer(folder)
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const pathOf = (link: string): string => link.slice(server.cloud.url.length)
  const own = (cookie: string) => server.own(cookie)

  it('begin with a link, once, and leave its key out of the address', async () => {
    const link = server.sessions.newLink()
    const { status, headers } = await server.ask(pathOf(link))
    assert.equal(status, 303)
    assert.match(headers.location ?? '', /^\/#page=[\w-]{43}$/)
    const cookie = headers['set-cookie']?.[0] ?? ''
    assert.match(cookie, /^twokey_page_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    assert.equal((await server.ask('/', { headers: { cookie } })).status, 200)
    const again = await server.ask(pathOf(link))
    assert.deepEqual([again.status, again.headers['set-cookie']], [303, undefined])
    const closed = await server.ask('/')
    assert.equal(closed.status, 401)
    assert.match(closed.text, /a new one stands in the terminal now/)
  })

  it('are offered anew in the terminal after a used link, and not without end', async () => {
    const before = server.links.length
    const link = server.sessions.newLink()
    await server.enter(link)
    await server.ask(pathOf(link))
    const offered = server.links.at(-1) ?? ''
    assert.equal(server.links.length, before + 1)
    assert.notEqual(await server.enter(offered), '')
    for (let tries = 0; tries < 40; tries += 1) await server.ask(`/?key=guess${tries}`)
    assert.ok(server.links.length <= 20, `${server.links.length}`)
  })

  it("are no one's who makes a cookie up, or brings that of another sandbox", async () => {
    const cookie = await server.enter()
    const [name = '', value = ''] = cookie.split('=')
    for (const other of [`${name}=`, `${name}=${value.slice(1)}`, `other_1=${value}`, `${name}x=${value}`])
      assert.equal((await server.ask('/page/state', { headers: { cookie: other } })).status, 401, other)
    assert.equal((await server.ask('/page/state', { headers: { cookie: `a=b; ${cookie}` } })).status, 200)
  })

  it('are asked for by every route, but for the scripts, the styles and the libraries', async () => {
    const routes = routesOf(server.router.stack as unknown as readonly Layer[])
    const paths = routes.map(([, path]) => path)
    for (const known of ['/state', '/events', '/reset', '/knobs', '/check', '/save', '/bot/kill', '/samples/:name'])
      assert.ok(paths.includes(known), known)
    for (const [method, path] of routes)
      for (const mount of ['/page', '/page/connect']) {
        if (path === '/' || path.startsWith('/page/lib/')) continue
        const place = mount + path.replace(/:\w+/g, 'webex')
        const { status } = await server.ask(place, { method: method.toUpperCase() })
        assert.equal(status, 401, `${method} ${place}`)
      }
    assert.equal((await server.ask('/page/anything-else')).status, 401)
    assert.equal((await server.ask('/page/lib/adaptivecards.js')).status, 200)
    assert.deepEqual(server.done, [])
  })

  it('let only the page itself change something', async () => {
    const cookie = await server.enter()
    const mine = own(cookie)
    const { origin: _, ...noOrigin } = mine
    const { 'sec-fetch-site': __, ...noSite } = mine
    const { 'x-twokey-page': ___, ...noKey } = mine
    const strange: readonly Readonly<Record<string, string>>[] = [
      noOrigin,
      noSite,
      // Whoever listens on another port of this machine is sent the cookie, and can forge every header but this.
      noKey,
      { ...mine, 'x-twokey-page': own(await server.enter())['x-twokey-page'] ?? '' },
      { ...mine, origin: 'http://evil.example' },
      { ...mine, origin: 'null' },
      { ...mine, origin: server.cloud.url.replace('127.0.0.1', 'localhost') },
      { ...mine, 'sec-fetch-site': 'cross-site' },
      { ...mine, 'sec-fetch-site': 'same-site' },
      { ...mine, 'sec-fetch-site': 'none' },
    ]
    for (const headers of strange)
      for (const [method, path] of [
        ['POST', '/page/reset'],
        ['POST', '/page/connect/save'],
        ['PATCH', '/page/knobs'],
      ] as const)
        assert.equal(
          (await server.ask(path, { method, headers, body: '{}' })).status,
          403,
          `${path} ${JSON.stringify(headers)}`,
        )
    const asText = { ...mine, 'content-type': 'text/plain' }
    assert.equal((await server.ask('/page/connect/save', { method: 'POST', headers: asText, body: '{}' })).status, 400)
    assert.deepEqual(server.done, [])
    assert.equal((await server.ask('/page/reset', { method: 'POST', headers: mine })).status, 204)
    assert.deepEqual(server.done, ['reset'])
  })

  it('are for this machine under its own name, whatever leads there', async () => {
    const cookie = await server.enter()
    const { port } = server.cloud
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      `localhost.evil.example:${port}`,
    ])
      for (const path of ['/', '/page/state', '/sandbox/knobs', '/v1/people/me'])
        assert.equal((await server.ask(path, { headers: { cookie, host } })).status, 403, `${host} ${path}`)
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`])
      assert.equal((await server.ask('/page/state', { headers: { cookie, host } })).status, 200, host)
  })

  it('lead a visitor on who followed the link from another site, whose browser keeps the cookie back at first', async () => {
    const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    const path = pathOf(server.sessions.newLink())
    const led = await server.ask(path, { headers: elsewhere })
    const [, on = ''] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(led.text) ?? []
    assert.deepEqual([led.status, on], [200, path.replace('?', '?again&amp;')])
    const entered = await server.ask(on.replace('&amp;', '&'), { headers: { 'sec-fetch-site': 'same-origin' } })
    assert.match(entered.headers.location ?? '', /^\/#page=/)
    const strange = await server.ask('/?key=%22%3E%3Cscript%3E', { headers: elsewhere })
    assert.match(strange.text, /content="0;url=\/\?again"/)
    assert.doesNotMatch(strange.text, /"><script>/)
    assert.equal((await server.ask('/?again', { headers: { 'sec-fetch-site': 'same-origin' } })).status, 401)
  })

  it('quote nothing of a body that cannot be read', async () => {
    const headers = own(await server.enter())
    for (const path of ['/page/connect/check', '/page/knobs']) {
      const method = path === '/page/knobs' ? 'PATCH' : 'POST'
      const { status, text } = await server.ask(path, { method, headers, body: 'MARKED-secret' })
      assert.equal(status, 400)
      assert.doesNotMatch(text, /MARKED/)
    }
    const long = JSON.stringify({ WEBEX_ACCESS_TOKEN: 'MARKED'.repeat(4_000) })
    const { status, text } = await server.ask('/page/connect/check', { method: 'POST', headers, body: long })
    assert.deepEqual([status, /MARKED/.test(text)], [400, false])
  })
})

describe('the controls and the emulated vendors beside the page', () => {
  let server: PageServer
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twokey-client-'))
    server = await openPageServer(folder)
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const CALLS = [
    ['POST', '/sandbox/websocket/drop'],
    ['POST', '/sandbox/tokens/expire'],
    ['PUT', '/sandbox/knobs'],
    ['DELETE', '/sandbox/traffic'],
    ['GET', '/sandbox/traffic'],
    ['GET', '/v1/people/me'],
    ['POST', '/v1/messages'],
    ['GET', '/okta/api/v1/users'],
  ] as const

  it("do nothing for another site in the visitor's browser", async () => {
    const authorization = `Bearer ${server.cloud.administration.tokens.of('alma')}`
    const ways: readonly Readonly<Record<string, string>>[] = [
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { host: 'evil.example' },
    ]
    for (const [method, path] of CALLS)
      for (const headers of ways) {
        const answer = await server.ask(path, { method, headers: { authorization, ...headers } })
        assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`)
        assert.equal(answer.headers['access-control-allow-origin'], undefined)
      }
    assert.deepEqual(server.cloud.traffic.calls, [])
  })

  it('tell no browser that another site may ask', async () => {
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'PUT' }
    const answer = await server.ask('/sandbox/knobs', { method: 'OPTIONS', headers })
    assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [403, undefined])
  })

  it('do what a command line, the bot and the page ask for', async () => {
    const json = { 'content-type': 'application/json' }
    const turned = await server.ask('/sandbox/knobs', { method: 'PUT', headers: json, body: '{}' })
    assert.equal(turned.status, 200, turned.text)
    assert.equal((await server.ask('/sandbox/websocket/drop', { method: 'POST' })).status, 204)
    const authorization = `Bearer ${server.cloud.administration.tokens.of('alma')}`
    assert.equal((await server.ask('/v1/people/me', { headers: { authorization } })).status, 200)
    const page = { authorization, origin: server.cloud.url, 'sec-fetch-site': 'same-origin' }
    assert.equal((await server.ask('/v1/people/me', { headers: page })).status, 200)
  })
})
