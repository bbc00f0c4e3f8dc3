import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Download, type DownloadLimits, download } from '../../src/chat/attachments.ts'
import { redactor } from '../../src/chat/chat-error.ts'
import type { Gateway } from '../../src/chat/gateway.ts'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import type { Scan } from '../../src/sandbox/messaging/records.ts'
import { recordingClock } from './support/real-clock.ts'
import { World } from './support/world.ts'

const LIMITS: DownloadLimits = { maxBytes: 1_000, timeoutMs: 2_000 }

const codeOf = (result: Download) => (result.kind === 'refused' ? result.code : result.kind)

describe('downloading an attachment', () => {
  let world: World
  let gateway: Gateway

  beforeEach(async () => {
    world = await World.open('webhook')
    gateway = await world.openGateway()
  })

  afterEach(() => world.close())

  /** Alma posts the file to the bot; returns its address. */
  async function posted(bytes: Uint8Array, scan: Scan = { state: 'clean' }, name = 'leavers.csv'): Promise<string> {
    world.sandbox.spaces.scanOfNewFiles = scan
    const form = new FormData()
    form.set('roomId', world.roomId)
    form.set('markdown', `<@personId:${world.bot.id}> delete`)
    form.set('files', new File([Buffer.from(bytes)], name))
    const answer = await world.alma.call('POST', '/v1/messages', form)
    return String((answer.body['files'] as readonly string[])[0])
  }

  it('brings every byte and the name', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128, 200])
    assert.deepEqual(await gateway.download(await posted(bytes), LIMITS), { kind: 'file', name: 'leavers.csv', bytes })
    assert.deepEqual(await gateway.download(await posted(bytes, undefined, '../Zürich “A”.csv'), LIMITS), {
      kind: 'file',
      name: 'Zürich “A”.csv',
      bytes,
    })
  })

  it('waits for the scan as long as Webex asks', async () => {
    const url = await posted(Buffer.from('x'), { state: 'scanning', times: 2, retryAfterSeconds: 0 })
    assert.equal(codeOf(await gateway.download(url, LIMITS)), 'file')
    assert.equal(world.calls(/GET \/v1\/contents/).length, 3)
  })

  it('gives up on a scan that takes too long', async () => {
    const url = await posted(Buffer.from('x'), { state: 'scanning', times: 100, retryAfterSeconds: 3 })
    assert.equal(codeOf(await gateway.download(url, LIMITS)), 'scanning-too-long')
    assert.equal(world.calls(/GET \/v1\/contents/).length, 1)
  })

  it('refuses what is infected or cannot be scanned, and what is gone', async () => {
    assert.equal(
      codeOf(await gateway.download(await posted(Buffer.from('x'), { state: 'infected' }), LIMITS)),
      'infected',
    )
    assert.equal(
      codeOf(await gateway.download(await posted(Buffer.from('x'), { state: 'unscannable' }), LIMITS)),
      'unscannable',
    )
    assert.equal(codeOf(await gateway.download(`${world.sandbox.apiUrl}/contents/none`, LIMITS)), 'gone')
  })

  it('takes a file of just the limit and refuses one byte more', async () => {
    assert.equal(codeOf(await gateway.download(await posted(Buffer.alloc(1_000)), LIMITS)), 'file')
    assert.equal(codeOf(await gateway.download(await posted(Buffer.alloc(1_001)), LIMITS)), 'too-large')
  })

  it('tries again after a refusal that may pass, and says so when it does not', async () => {
    const url = await posted(Buffer.from('x'))
    const path = '^/v1/contents'
    world.sandbox.knobs.set({
      rules: [
        { path, effect: 429 },
        { path, effect: 'reset' },
        { path, effect: 503 },
      ],
    })
    assert.equal(codeOf(await gateway.download(url, LIMITS)), 'file')
    world.sandbox.knobs.set({ rules: [{ path, effect: 503, times: 50 }] })
    assert.equal(codeOf(await gateway.download(url, LIMITS)), 'refused')
    world.sandbox.knobs.set({ rules: [{ path, effect: 403, times: 50 }] })
    assert.equal(codeOf(await gateway.download(url, LIMITS)), 'refused')
  })

  it('ends in time when the answer never comes', async () => {
    world.sandbox.knobs.set({ rules: [{ path: '^/v1/contents', effect: 'hang' }] })
    assert.equal(
      codeOf(await gateway.download(await posted(Buffer.from('x')), { ...LIMITS, timeoutMs: 60 })),
      'timed-out',
    )
  })

  it('asks no other host', async () => {
    for (const url of [
      'http://127.0.0.1:9/v1/contents/x',
      'https://webexapis.com.evil.example/x',
      'file:///etc/passwd',
      'x',
    ])
      assert.equal(codeOf(await gateway.download(url, LIMITS)), 'elsewhere', url)
  })
})

// What the emulated cloud would never do.
describe('downloading from a host that lies', () => {
  const servers: Server[] = []
  const seen: (string | undefined)[] = []

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
    seen.length = 0
  })

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization)
      listener(request, response)
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  const fetchFrom = (origin: string, limits = LIMITS) =>
    download(`${origin}/v1/contents/x`, limits, {
      apiUrl: `${origin}/v1`,
      token: 'the-token',
      redact: redactor(['the-token']),
      retry: {
        clock: recordingClock(),
        random: () => 0,
        policy: { ...RETRY_POLICY, attempts: 2 },
        signal: new AbortController().signal,
        onWait: () => undefined,
      },
    })

  it('follows no redirect, so that the token goes nowhere else', async () => {
    const thief = await serve((_, response) => response.end('got it'))
    const origin = await serve((_, response) => response.writeHead(302, { location: `${thief}/x` }).end())
    assert.equal(codeOf(await fetchFrom(origin)), 'elsewhere')
    assert.deepEqual(seen, ['Bearer the-token'])
  })

  it('stops reading at the limit although the announced length is small or absent', async () => {
    let written = 0
    const origin = await serve((_, response) => {
      response.writeHead(200)
      const more = () => {
        written += 64_000
        if (response.write(Buffer.alloc(64_000)) && written < 100_000_000) setImmediate(more)
      }
      response.on('drain', more)
      more()
    })
    assert.equal(codeOf(await fetchFrom(origin)), 'too-large')
    assert.ok(written < 20_000_000, `${written} bytes were sent`)
  })

  it('ends in time when the body trickles', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 5)
      response.on('close', () => clearInterval(timer))
    })
    assert.equal(codeOf(await fetchFrom(origin, { maxBytes: 1_000_000, timeoutMs: 80 })), 'timed-out')
  })

  it('takes a body that breaks off for no file', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half', () => response.destroy())
    })
    const result = await fetchFrom(origin)
    assert.equal(codeOf(result), 'refused')
    assert.equal(seen.length, 2)
  })
})
