import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runCli } from '../src/cli.ts'
import { loadConfig } from '../src/config.ts'
import type { AuditEvent } from '../src/model/audit.ts'
import { bytesOf, chainOf } from './audit/chain.ts'
import { inScratch } from './store/scratch.ts'

const at = (second: number): string => new Date(Date.UTC(2030, 0, 1, 9, 0, second)).toISOString()
const digest = 'd'.repeat(64)
const job = 'J-7K2Q'
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007they\u202Eleft\r\nJob J-0000\u009b31m'
const STORY: readonly AuditEvent[] = [
  { at: at(0), what: 'bot-started', who: 'twokey', detail: 'version 1' },
  { at: at(1), job, what: 'requested', who: 'alma@example.com alma', detail: 'delete okta' },
  { at: at(2), job, what: 'planned', who: 'twokey', digest, detail: '4 to delete, 1 skipped' },
  { at: at(3), job, what: 'approve-refused', who: 'alma@example.com alma', digest, detail: 'own-request' },
  { at: at(4), job, what: 'approved', who: 'ben@example.com ben', digest, detail: HOSTILE },
  { at: at(5), job, what: 'user-done', who: 'twokey', whom: 'u-1', directory: 'okta', digest },
  { at: at(6), job: 'J-0001', what: 'requested', who: 'dora@example.com dora', detail: 'delete okta' },
  { at: at(6), job, what: 'user-failed', who: 'twokey', whom: 'u-2', directory: 'okta', digest, detail: 'http-403' },
  { at: at(7), job, what: 'pause-asked', who: 'ben@example.com ben', digest },
  { at: at(8), job, what: 'paused', who: 'twokey', digest, detail: 'asked, 1 done, 1 failed' },
  { at: at(9), job, what: 'resume-asked', who: 'ben@example.com ben', digest },
  { at: at(11), job, what: 'user-done', who: 'twokey', whom: 'u-4', directory: 'okta', digest },
  { at: at(12), job, what: 'completed', who: 'twokey', digest, detail: '3 done, 1 failed' },
  // Added after a death: it is of an earlier time.
  { at: at(10), job, what: 'user-done', who: 'twokey', whom: 'u-3', directory: 'okta', digest },
  { at: at(99), job, what: 'purged', who: 'twokey', detail: 'files removed after 90 days' },
]
const { lines, head } = chainOf(STORY)

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

const run = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Said> => {
  const said = { out: '', err: '' }
  const code = await runCli(args, {
    environment,
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
  })
  return { code, ...said }
}

const inFolder = (bytes: Buffer, work: (folder: string, file: string) => Promise<void>): Promise<void> =>
  inScratch(async (folder) => {
    const file = join(folder, 'audit.jsonl')
    await writeFile(file, bytes)
    await work(folder, file)
  })

describe('twokey audit verify', () => {
  it('ends with 0 and tells how many records there are and the head', () =>
    inFolder(bytesOf(lines), async (folder) => {
      const { code, out, err } = await run(['audit', 'verify', '--data', folder])
      assert.deepEqual([code, err], [0, ''])
      assert.ok(out.startsWith(`15 records, head ${head}\n`))
      assert.match(out, /only with --head/)
    }))

  it('holds the log against a head in any case, and tells what came after it', () =>
    inFolder(bytesOf(lines), async (folder) => {
      const posted = chainOf(STORY.slice(0, 13)).head.toUpperCase()
      const { code, out } = await run(['audit', 'verify', '--head', posted], { DATA_DIR: ` ${folder} ` })
      assert.equal(code, 0)
      assert.match(out, /holds the record with the hash [0-9a-f]{64}; 2 came after it/)
    }))

  it('ends with 1 when the head is not there', () =>
    inFolder(bytesOf(lines.slice(0, -1)), async (folder) => {
      const { code, out, err } = await run(['audit', 'verify', '--head', head, '--data', folder])
      assert.deepEqual([code, out], [1, ''])
      assert.match(
        err,
        /Line 15: the record with the hash .* is missing: the log was cut off before it, or written anew/,
      )
    }))

  it('names the first bad record, what it says, and the one before it', () =>
    inFolder(bytesOf(lines.with(4, (lines[4] ?? '').replace('ben@', 'eve\u202E@'))), async (folder) => {
      const { code, err } = await run(['audit', 'verify', '--data', folder])
      assert.equal(code, 1)
      assert.match(err, /Line 5: its hash differs from what it says/)
      assert.match(err, /It says: .*"who":"eve\uFFFD@example\.com ben"/)
      assert.match(
        err,
        /before it: line 4, 2030-01-01T09:00:03\.000Z, job J-7K2Q, "approve-refused", hash [0-9a-f]{64}/,
      )
    }))

  it('takes a line that is being written for no damage, and changes nothing', () =>
    inFolder(bytesOf(lines), async (folder, file) => {
      await appendFile(file, `{"seq":16,"prev":"${head.slice(0, 9)}`)
      const before = await readFile(file)
      const { code, out } = await run(['audit', 'verify', '--head', head, '--data', folder])
      assert.equal(code, 0)
      assert.match(out, /The last line is not finished \(27 bytes\)/)
      assert.deepEqual(await readFile(file), before)
    }))

  it('ends with 1 and says where it looked when there is no log', () =>
    inScratch(async (folder) => {
      const { code, err } = await run(['audit', 'verify', '--data', join(folder, 'none')])
      assert.equal(code, 1)
      assert.match(err, /none\/audit\.jsonl": it is not there; name the data folder/)
    }))

  it('looks where the bot looks when nothing is said', async () => {
    const config = loadConfig({
      WEBEX_ACCESS_TOKEN: 't',
      REQUESTERS: 'a@b.example,b@b.example',
      WEBEX_ADMIN_TOKEN: 'u',
    })
    const { err } = await run(['audit', 'verify', '--head', '0'.repeat(64)], {})
    if (err !== '') assert.ok(err.includes(`"${join(config.dataDir, 'audit.jsonl')}"`))
    assert.equal(config.dataDir, './data')
  })
})

describe('twokey audit show', () => {
  const STORY_IN_WORDS = [
    'Job J-7K2Q',
    `${at(1)}  alma@example.com alma asked for: delete okta`,
    `${at(2)}  dry run: 4 to delete, 1 skipped (plan ${digest})`,
    `${at(3)}  alma@example.com alma tried to approve and was refused: own-request`,
    `${at(4)}  approved by ben@example.com ben, with the reason "\uFFFD[2J\uFFFD]0;owned\uFFFDthey\uFFFDleft Job J-0000\uFFFD31m" (plan ${digest})`,
    `${at(5)}  2 accounts: 1 done, 1 failed, until ${at(6)}`,
    `    ${at(6)}  okta u-2 failed: http-403`,
    `${at(7)}  ben@example.com ben asked to pause it`,
    `${at(8)}  stood still: asked, 1 done, 1 failed`,
    `${at(9)}  ben@example.com ben asked to resume it`,
    `${at(10)}  2 accounts: 2 done, until ${at(11)}`,
    `${at(12)}  completed: 3 done, 1 failed`,
    `${at(99)}  its files were removed: files removed after 90 days`,
    'In all 4 accounts: 3 done, 1 failed.',
    '',
  ]

  it('tells the story of a job in the order of time, with what others wrote made harmless', () =>
    inFolder(bytesOf(lines), async (folder) => {
      const { code, out, err } = await run(['audit', 'show', ' j-7k2q', '--data', folder])
      assert.deepEqual([code, err], [0, ''])
      assert.deepEqual(out.split('\n'), STORY_IN_WORDS)
    }))

  it('ends with 1 and says so when nobody knows the job', () =>
    inFolder(bytesOf(lines), async (folder) => {
      const { code, out, err } = await run(['audit', 'show', 'J-\u001b[2J', '--data', folder])
      assert.deepEqual([code, out], [1, ''])
      assert.match(err, /^There is no record of a job "J-\uFFFD\[2J" in ".*audit\.jsonl"\.\n$/)
    }))

  it('tells what can be believed of a bad log, and ends with 1', () =>
    inFolder(bytesOf(lines.toSpliced(2, 1)), async (folder) => {
      const { code, out, err } = await run(['audit', 'show', job, '--data', folder])
      assert.equal(code, 1)
      assert.match(out, /asked for: delete okta\n$/)
      assert.match(err, /bad from line 3 on/)
    }))
})

describe('twokey', () => {
  it('explains itself', async () => {
    for (const args of [['--help'], ['audit', '-h']]) {
      const { code, out } = await run(args)
      assert.equal(code, 0)
      assert.match(out, /twokey audit verify \[--head HASH\]/)
    }
  })

  for (const [args, why] of [
    [[], /no command was given/],
    [['audit'], /"audit " is no command|"audit" is no command/],
    [['frob'], /"frob" is no command/],
    [['audit', 'frob\u001b'], /"audit frob\uFFFD" is no command/],
    [['audit', 'verify', 'x'], /is no command/],
    [['audit', 'verify', '--head', 'abc'], /--head is "abc", which is no hash/],
    [['audit', 'verify', '--head', `${'a'.repeat(63)}g`], /which is no hash/],
    [['audit', 'verify', '--frob'], /Unknown option '--frob'/],
    [['audit', 'verify', '--data', ''], /--data names no folder/],
    [['audit', 'show'], /takes one job/],
    [['audit', 'show', 'J-1', 'J-2'], /takes one job/],
    [['audit', 'show', 'J-1', '--head', 'a'.repeat(64)], /--head is for "audit verify"/],
  ] as const)
    it(`ends with 2 and says what was not understood: ${JSON.stringify(args)}`, async () => {
      const { code, out, err } = await run(args)
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, why)
    })

  it('reads DATA_DIR from .env in the folder where it is started', () =>
    inScratch(async (folder) => {
      await mkdir(join(folder, 'elsewhere'))
      await writeFile(join(folder, 'elsewhere', 'audit.jsonl'), bytesOf(lines))
      await writeFile(join(folder, '.env'), 'DATA_DIR=elsewhere\n')
      const cli = join(process.cwd(), 'src', 'cli.ts')
      const script = `const { runCli } = await import(${JSON.stringify(cli)}); const put = (text) => process.stdout.write(text); process.exitCode = await runCli(['audit', 'verify'], { out: put, err: put })`
      const { DATA_DIR: _none, ...env } = process.env
      const tsx = createRequire(import.meta.url).resolve('tsx')
      const asked = spawnSync(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
        cwd: folder,
        env,
        encoding: 'utf8',
      })
      assert.ok(asked.stdout.startsWith(`15 records, head ${head}\n`), asked.stdout + asked.stderr)
      assert.equal(asked.status, 0)
    }))
})
