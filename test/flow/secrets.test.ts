import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formsOf, leaksIn } from '../../proof/secrets/find-secrets.ts'
import type { Seen } from '../../proof/secrets/play-stories.ts'
import { STORIES } from '../../src/sandbox/demo/stories.ts'

/** What a process that plays these stories wrote, and what it has noted. */
const played = async (names: readonly string[]): Promise<Seen> => {
  const folder = await mkdtemp(join(tmpdir(), 'twokey-secrets-'))
  try {
    const out = join(folder, 'seen.json')
    const child = spawn(process.execPath, ['--import', 'tsx', 'proof/secrets/play-stories.ts', out, ...names], {
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
    const [code] = (await once(child, 'close')) as [number | null]
    assert.equal(code, 0, lines.join('').slice(-2_000))
    const { secrets, texts } = JSON.parse(await readFile(out, 'utf8')) as Seen
    return { secrets, texts: [...texts, ['what the process wrote', lines.join('')]] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe('the secrets of every vendor', () => {
  it('are seen nowhere while all stories are played at log level trace, in no form', async function () {
    this.timeout(180_000)
    const { secrets, texts } = await played(STORIES.map(({ name }) => name))
    const kinds = new Set(secrets.map(([name]) => name))
    for (const kind of [
      'the private key of Okta',
      'an access token of Okta',
      'an access token of Webex',
      'a later refresh token of Webex',
      'an access token of Alteryx',
      'a later refresh token of Alteryx',
    ])
      assert.ok(kinds.has(kind), `${kind} was handed out`)
    const size = texts.reduce((sum, [, text]) => sum + text.length, 0)
    assert.ok(texts.length > 100 && size > 500_000, `${texts.length} places of ${size} characters were looked at`)
    assert.ok(texts.at(-1)?.[1].includes('"level":"'), 'the log is among them')
    assert.deepEqual(leaksIn(secrets, texts), [])
    // The same search finds each of them in each form, wherever it is put.
    for (const [name, value] of secrets)
      for (const [form, text] of formsOf(value))
        assert.deepEqual(leaksIn([[name, value]], [['planted', `{"a":"${text}"}`]])[0]?.name, name, form)
  })

  it('are found when they stand behind something else in base64, as in a Basic header', () => {
    for (const user of ['', 'a', 'ab', 'abc']) {
      const header = Buffer.from(`${user}:MARKED-secret-of-somebody:x`).toString('base64')
      assert.equal(leaksIn([['it', 'MARKED-secret-of-somebody']], [['a header', header]]).length > 0, true, user)
    }
  })
})
