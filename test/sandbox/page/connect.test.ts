import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '../../../src/chat/manifest.ts'
import { VARIABLE_NAMES } from '../../../src/config.ts'
import { ADMIN_SCOPES, BOT, PEOPLE, SERVICE_APP, TOKEN } from '../../../src/sandbox/page/client/connect/fields.ts'
import { findingsElsewhere, summaryOf } from '../../../src/sandbox/page/client/connect/findings-of.ts'
import type { Connect } from '../../../src/sandbox/page/connect.ts'
import { openPageServer } from '../../support/page-server.ts'

describe("the form for somebody's own Webex", () => {
  it('asks for settings that there are, and names the scopes that manifest.json asks for', async () => {
    for (const { name } of [BOT, ...SERVICE_APP, ...TOKEN, ...PEOPLE]) assert.ok(VARIABLE_NAMES.includes(name), name)
    const { directories } = await readManifest()
    const { operations = [] } = directories.find(({ name }) => name === 'webex') ?? {}
    const scopes = new Set(operations.flatMap(({ scopes: asked }) => asked.map(({ scope }) => scope)))
    assert.deepEqual([...ADMIN_SCOPES].sort(), [...scopes].sort())
  })

  it('hides what is a secret, and nothing else', () => {
    const hidden = [BOT, ...SERVICE_APP, ...TOKEN, ...PEOPLE].filter(({ isSecret }) => isSecret).map(({ name }) => name)
    assert.deepEqual(hidden, [
      'WEBEX_ACCESS_TOKEN',
      'WEBEX_ADMIN_CLIENT_SECRET',
      'WEBEX_ADMIN_REFRESH_TOKEN',
      'WEBEX_ADMIN_TOKEN',
    ])
  })

  it('counts what is to be mended, and loses no finding whose field is not shown', () => {
    const good = { tone: 'good', words: 'a' } as const
    const bad = { tone: 'bad', words: 'b', field: 'HIDDEN' } as const
    const warning = { tone: 'warning', words: 'c', field: 'SHOWN' } as const
    assert.deepEqual(findingsElsewhere([good, bad, warning], ['SHOWN']), [good, bad])
    assert.match(summaryOf([good]), /All of it is good/)
    assert.match(summaryOf([good, warning]), /can be saved\. One thing to know/)
    assert.match(summaryOf([good, warning, bad, bad]), /^2 things to mend/)
  })

  it('is answered in words after an accident, without what was typed, and is kept by no cache', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twokey-client-'))
    const broken: Connect = {
      check: async ({ WEBEX_ACCESS_TOKEN: token }) => {
        throw new Error(`asking with ${token}`)
      },
      save: async () => ({ isGood: true, findings: [] }),
    }
    const server = await openPageServer(folder, broken)
    try {
      const headers = server.own(await server.enter())
      const body = JSON.stringify({ WEBEX_ACCESS_TOKEN: 'MARKED-token' })
      const answer = await server.ask('/page/connect/check', { method: 'POST', headers, body })
      assert.deepEqual([answer.status, answer.headers['cache-control']], [500, 'no-store'])
      assert.match(answer.text, /The check broke off, and nothing was saved/)
      assert.doesNotMatch(answer.text, /MARKED/)
      const saved = await server.ask('/page/connect/save', { method: 'POST', headers, body })
      assert.deepEqual([saved.status, saved.headers['cache-control']], [200, 'no-store'])
      assert.deepEqual(server.cloud.traffic.calls, [])
    } finally {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
