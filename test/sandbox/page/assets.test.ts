import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPageServer, type PageServer } from '../../support/page-server.ts'

const LIBRARIES = ['preact', 'preact-hooks', 'preact-jsx-runtime', 'markdown-it', 'csv-parse-sync']

describe('what the page is made of', () => {
  let server: PageServer
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twokey-client-'))
    mkdirSync(join(folder, 'client'))
    writeFileSync(join(folder, 'client', 'main.js'), 'export const a = 1\n')
    writeFileSync(join(folder, 'client', '.hidden.js'), 'hidden\n')
    writeFileSync(join(folder, 'beside.js'), 'beside\n')
    server = await openPageServer(join(folder, 'client'))
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('comes with a policy that lets nothing in from elsewhere, on every answer', async () => {
    const cookie = await server.enter()
    const places = [
      '/',
      '/page/state',
      '/page/nothing',
      '/page/scripts/main.js',
      '/page/lib/preact.mjs',
      '/page/styles/base.css',
    ]
    for (const headers of [{ cookie }, {}])
      for (const place of places) {
        const { headers: told } = await server.ask(place, { headers })
        const policy = String(told['content-security-policy'])
        for (const rule of [
          /default-src 'none'/,
          /script-src 'self' 'sha256-[^']+'(?:;|$)/,
          /style-src 'self'(?:;|$)/,
          /connect-src 'self'(?:;|$)/,
          /form-action 'none'/,
          /frame-ancestors 'none'/,
          /base-uri 'none'/,
          /require-trusted-types-for 'script'/,
        ])
          assert.match(policy, rule, place)
        assert.doesNotMatch(policy, /unsafe|\*|https?:/, place)
        assert.equal(told['x-content-type-options'], 'nosniff', place)
        assert.equal(told['referrer-policy'], 'no-referrer', place)
        assert.equal(told['cross-origin-resource-policy'], 'same-origin', place)
      }
    const refused = await server.ask('/', { headers: { host: 'evil.example' } })
    assert.deepEqual(
      [refused.headers['content-security-policy'], refused.headers['x-content-type-options']],
      ["default-src 'none'", 'nosniff'],
    )
  })

  it("is kept by no cache where it is a visitor's", async () => {
    const cookie = await server.enter()
    assert.equal((await server.ask('/', { headers: { cookie } })).headers['cache-control'], 'no-store')
  })

  it("is the page's own scripts and styles, and each library that the scripts name", async () => {
    const { text } = await server.ask('/page/scripts/main.js')
    assert.match(text, /export const a/)
    const page = await server.ask('/', { headers: { cookie: await server.enter() } })
    const named = [...page.text.matchAll(/"(\/page\/(?:lib|styles)\/[^"]+)"/g)].map(([, path = '']) => path)
    for (const library of LIBRARIES) assert.ok(named.includes(`/page/lib/${library}.mjs`), library)
    for (const path of [...named, '/page/lib/inter.woff2']) {
      const { status, headers } = await server.ask(path)
      assert.equal(status, 200, path)
      if (path.endsWith('.mjs')) assert.equal(headers['content-type'], 'text/javascript; charset=utf-8', path)
    }
  })

  it('lists no folder', async () => {
    const headers = { cookie: await server.enter() }
    for (const place of ['/page/scripts/', '/page/scripts', '/page/styles/', '/page/lib/', '/page/'])
      assert.equal((await server.ask(place, { headers })).status, 404, place)
  })

  it('leads to no other file of the machine', async () => {
    const headers = { cookie: await server.enter() }
    for (const folderPath of ['/page/scripts', '/page/styles', '/page/lib'])
      for (const way of [
        '/../beside.js',
        '/%2e%2e/beside.js',
        '/..%2fbeside.js',
        '/%2e%2e%2fbeside.js',
        '/..%5cbeside.js',
        '//beside.js',
        '/../../../../package.json',
        '/..%2f..%2f..%2f..%2fpackage.json',
        '/%00',
        '/main.js%00.css',
        '/.hidden.js',
        '/../sessions.ts',
        '/etc/passwd',
      ]) {
        const { status, text } = await server.ask(folderPath + way, { headers })
        assert.ok([400, 403, 404].includes(status), `${status} ${folderPath}${way}`)
        assert.doesNotMatch(text, /beside\n|hidden\n|twokey"|root:/, `${folderPath}${way}`)
      }
  })
})
