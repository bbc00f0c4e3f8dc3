import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { toLine } from '../../src/sandbox/traffic.ts'
import { aTown, eachTown, type Fields } from './support/town.ts'

describe('the traffic recorder', () => {
  describe('in memory', () => {
    const town = eachTown()

    it('keeps method, path, status and JSON bodies of every call', async () => {
      const { ada, roomId, sandbox } = town()
      sandbox.traffic.clear()
      const { body } = await ada.call('POST', '/v1/messages', { roomId, text: 'hello' })
      await ada.call('GET', `/v1/messages/${body['id']}?x=1`)
      const [post, get] = sandbox.traffic.calls
      const { t, arrivedAt, ...rest } = post ?? { t: 0, arrivedAt: 0 }
      assert.deepEqual(rest, {
        vendor: 'webex',
        url: '/v1/messages',
        method: 'POST',
        requestType: 'application/json',
        requestBody: { roomId, text: 'hello' },
        status: 200,
        responseBody: body,
        agent: 'node',
      })
      assert.deepEqual([Number.isInteger(t), arrivedAt > 0], [true, true])
      assert.deepEqual([get?.method, get?.url, get?.requestBody], ['GET', `/v1/messages/${body['id']}?x=1`, undefined])
    })

    it('tells those who subscribed, until they leave', async () => {
      const { ada, sandbox } = town()
      const seen: string[] = []
      const leave = sandbox.traffic.subscribe((call) => seen.push(`${call.method} ${call.url} ${call.status}`))
      await ada.call('GET', '/v1/rooms/none')
      leave()
      await ada.call('GET', '/v1/rooms')
      assert.deepEqual(seen, ['GET /v1/rooms/none 404'])
    })

    it('keeps neither forms nor files', async () => {
      const { ada, roomId, sandbox } = town()
      sandbox.traffic.clear()
      const form = new FormData()
      form.set('roomId', roomId)
      form.set('files', new File(['private'], 'a.csv'))
      const { body } = await ada.call('POST', '/v1/messages', form)
      const [address = ''] = body['files'] as string[]
      await ada.call('GET', address.replace(sandbox.url, ''))
      assert.deepEqual(
        sandbox.traffic.calls.map((call) => [call.method, call.requestBody === undefined]),
        [
          ['POST', true],
          ['GET', true],
        ],
      )
      assert.equal(sandbox.traffic.calls[1]?.responseBody, undefined)
      assert.doesNotMatch(JSON.stringify(sandbox.traffic.calls), /private/)
    })

    it('sees what the knobs did, and a cut connection as status 0', async () => {
      const { ada, sandbox } = town()
      sandbox.traffic.clear()
      sandbox.knobs.set({ rules: [{ effect: 429 }, { effect: 'reset' }] })
      await ada.call('GET', '/v1/rooms')
      const cut = new Promise((resolve) => sandbox.traffic.subscribe((call) => call.status === 0 && resolve(call)))
      await assert.rejects(ada.call('GET', '/v1/rooms'))
      await cut
      assert.deepEqual(
        sandbox.traffic.calls.map((call) => call.status),
        [429, 0],
      )
    })

    it('is shown over HTTP without secrets, and leaves out the sandbox’s own calls', async () => {
      const { bot, ada, sandbox } = town()
      await ada.call('DELETE', '/sandbox/traffic')
      const webhook = { name: 'n', targetUrl: 'http://127.0.0.1:9', resource: 'all', event: 'all', secret: 'hush' }
      await bot.call('POST', '/v1/webhooks', webhook)
      const shown = await (await fetch(`${sandbox.url}/sandbox/traffic`)).text()
      assert.equal(shown.trim().split('\n').length, 1)
      assert.match(shown, /"secret":"\[redacted\]"/)
      assert.doesNotMatch(shown, /hush/)
    })
  })

  it('notes by the clock of the sandbox when a call arrived, and not when it was answered', async () => {
    let nowMs = 5_000
    const router = express.Router().get('/api/v1/users', (_req, res) => {
      nowMs = 9_000
      res.json([])
    })
    const vendors = [{ vendor: 'okta', path: '/okta', router }]
    const town = await aTown({ clock: () => new Date(nowMs), vendors })
    nowMs = 6_000
    await town.ada.call('GET', '/okta/api/v1/users')
    await town.sandbox.close()
    assert.equal(town.sandbox.traffic.calls.at(-1)?.arrivedAt, 6_000)
  })

  it('drops the bodies of token calls and redacts secrets wherever they are', () => {
    const call = { vendor: 'webex', method: 'POST', status: 200, t: 1, arrivedAt: 2 }
    const token = { ...call, url: '/v1/access_token', requestBody: { a: 1 }, responseBody: { b: 2 } }
    assert.deepEqual(JSON.parse(toLine(token)), { ...call, url: '/v1/access_token' })
    const nested = { ...call, url: '/x', responseBody: { items: [{ client_secret: 'hush', name: 'n' }] } }
    const line = JSON.parse(toLine(nested)) as { responseBody: unknown }
    assert.deepEqual(line.responseBody, { items: [{ client_secret: '[redacted]', name: 'n' }] })
    const passwords = { ...call, url: '/x', responseBody: [{ password: {} }, { password: { value: 'hush' } }] }
    assert.deepEqual((JSON.parse(toLine(passwords)) as { responseBody: unknown }).responseBody, [
      { password: {} },
      { password: '[redacted]' },
    ])
  })

  it('writes a line a call to its file, under the vendor whose call it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'))
    const trafficFile = join(folder, 'traffic.jsonl')
    const router = express.Router().get('/api/v1/users', (_req, res) => {
      res.json([])
    })
    const town = await aTown({ trafficFile, vendors: [{ vendor: 'okta', path: '/okta', router }] })
    await town.ada.call('GET', '/okta/api/v1/users?limit=1')
    await town.sandbox.close()
    const lines = (await readFile(trafficFile, 'utf8')).trim().split('\n')
    const calls = lines.map((line) => JSON.parse(line) as Fields)
    await rm(folder, { recursive: true })
    assert.deepEqual(
      calls.map((call) => call['vendor']),
      ['webex', 'webex', 'webex', 'okta'],
    )
    assert.equal(calls.at(-1)?.['url'], '/api/v1/users?limit=1')
  })
})
