import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fingerprint } from '../../../src/directory/aac/token-record.ts'
import { aacWorld } from '../../support/aac-world.ts'

type Death = 'before-note' | 'after-note' | 'before-answer' | 'after-answer' | 'never'

describe('a renewal of the Alteryx token whose process is killed', () => {
  let world: Awaited<ReturnType<typeof aacWorld>>
  let folder: string
  let offered: string[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twokey-'))
    world = await aacWorld()
    offered = []
    const { tokens } = world.emulation
    const redeem = tokens.redeem.bind(tokens)
    tokens.redeem = (token) => {
      offered.push(token)
      return redeem(token)
    }
  })
  afterEach(async () => {
    await world.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** What the process wrote; empty when it was killed. */
  async function renew(dieAt: Death, given: Readonly<Record<string, string>> = world.environment): Promise<string> {
    const names = ['AAC_TOKEN_URL', 'AAC_CLIENT_ID', 'AAC_REFRESH_TOKEN'] as const
    const rest = [folder, dieAt, ...names.map((name) => given[name] ?? '')]
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'renewing-child.ts'), ...rest],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const [said, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    assert.deepEqual([code, signal], dieAt === 'never' ? [0, null] : [null, 'SIGKILL'])
    return said
  }

  it('between the answer and the disk says what happened and what to do, again and again', async () => {
    await renew('before-answer')
    for (const _again of [1, 2]) {
      const said = await renew('never')
      const print = fingerprint(world.environment['AAC_REFRESH_TOKEN'] ?? '')
      assert.match(said, new RegExp(`the refresh token ${print} was offered once before, and its answer never came`))
      assert.match(said, /make a new token on the OAuth 2.0 API Tokens page/)
    }
    assert.equal(await renew('never', world.emulation.environment(world.sandbox.url)), 'renewed')
  })

  it('between the disk and the first use goes on with what is on the disk', async () => {
    await renew('after-answer')
    assert.equal(await renew('never'), 'renewed')
    assert.equal(offered.length, 2)
    assert.equal(new Set(offered).size, 2)
  })

  for (const dieAt of ['before-note', 'after-note'] as const) {
    it(`${dieAt.replace('-', ' the ')} loses nothing, since nothing was asked for`, async () => {
      await renew(dieAt)
      assert.deepEqual(offered, [])
      assert.equal(await renew('never'), 'renewed')
      assert.ok(!(await readFile(join(folder, 'secrets.json'), 'utf8')).includes('renewing'))
    })
  }
})
