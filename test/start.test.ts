import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { environmentOf } from '../src/sandbox/environment.ts'
import { startWebex, type WebexSandbox } from '../src/sandbox/webex.ts'
import { freePort } from './support/free-port.ts'
import { type InstalledCopy, installedCopy, productionCopy } from './support/installed-copy.ts'
import { isAlive } from './support/is-alive.ts'

interface Started {
  readonly child: ChildProcess
  readonly output: () => string
  /** Waits until the output matches; fails when the process ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly ended: Promise<number | null>
}

describe('npm start', function () {
  this.timeout(120_000)
  let all: InstalledCopy
  let production: InstalledCopy
  let temporary: string
  const started: ChildProcess[] = []
  before(() => {
    all = installedCopy()
    production = productionCopy(all)
    temporary = mkdtempSync(join(tmpdir(), 'twokey-start-'))
  })
  after(() => {
    for (const copy of [all, production]) copy?.remove()
    rmSync(temporary, { recursive: true, force: true })
  })
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
  })

  const start = (folder: string, environment: Readonly<Record<string, string>> = {}): Started => {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: folder,
      env: { TMPDIR: temporary, LOG_LEVEL: 'info', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    const ended = once(child, 'close').then(([code]) => code as number | null)
    const says = async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const found = pattern.exec(text)
        if (found) return found
        assert.equal(child.exitCode, null, `it ended, and said: ${text}`)
        await wait(20)
      }
    }
    return { child, output: () => text, says, ended }
  }
  const LINK = /http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]+/

  /** The first bytes of a page that a visitor can use, and the bot behind it. */
  const enter = async (link: string): Promise<{ cookie: string; origin: string }> => {
    const { origin } = new URL(link)
    const { headers } = await fetch(link, { redirect: 'manual' })
    return { cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '', origin }
  }

  it('opens the sandbox without credentials, and says how long that takes', async () => {
    const begun = performance.now()
    const { says, child, ended } = start(all.folder)
    const [link] = await says(LINK)
    const { cookie, origin } = await enter(link)
    const page = await (await fetch(origin, { headers: { cookie } })).text()
    for (const [, path = ''] of page.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g))
      assert.equal((await fetch(origin + path)).status, 200, path)
    const usableMs = performance.now() - begun
    for (;;) {
      const { process: bot } = (await (await fetch(`${origin}/page/state`, { headers: { cookie } })).json()) as {
        readonly process: { readonly status: string; readonly words: string }
      }
      assert.notEqual(bot.status, 'stopped', bot.words)
      if (bot.status === 'running') break
      await wait(50)
    }
    const answeringMs = performance.now() - begun
    process.stdout.write(
      `      usable page ${Math.round(usableMs)} ms, bot ${Math.round(answeringMs)} ms after the start\n`,
    )
    assert.ok(usableMs < 30_000, `${usableMs} ms`)
    child.kill('SIGINT')
    assert.equal(await ended, 0)
  })

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`ends with ${signal}, with its bot, and leaves nothing behind`, async () => {
      const own = join(temporary, signal)
      mkdirSync(own)
      const { says, child, ended } = start(all.folder, { TMPDIR: own })
      await says(LINK)
      await says(/Twokey is listening/)
      const children = childrenOf(child.pid ?? 0)
      assert.equal(children.length, process.platform === 'linux' ? 1 : 0)
      assert.equal(readdirSync(own).length, 1)
      child.kill(signal)
      assert.equal(await ended, 0)
      for (const pid of children) assert.ok(!isAlive(pid), `${pid} is left`)
      assert.deepEqual(readdirSync(own), [])
    })

  it('ends when nobody reads what it says any more, with its bot, and leaves nothing behind', async () => {
    const own = join(temporary, 'unread')
    mkdirSync(own)
    const { says, child, ended, output } = start(all.folder, { TMPDIR: own })
    const [link] = await says(LINK)
    await says(/Twokey is listening/)
    const children = childrenOf(child.pid ?? 0)
    child.stdout?.destroy()
    for (let times = 0; times < 2; times++) await fetch(link, { redirect: 'manual' })
    assert.equal(await ended, 0, output())
    for (const pid of children) assert.ok(!isAlive(pid), `${pid} is left`)
    assert.deepEqual(readdirSync(own), [])
  })

  it('opens no sandbox in production, and lists what is missing', async () => {
    const { ended, output } = start(all.folder, { NODE_ENV: 'production' })
    assert.equal(await ended, 1)
    assert.match(
      output(),
      /reading the configuration: \d to mend.*WEBEX_ACCESS_TOKEN is missing.*REQUESTERS is missing/s,
    )
    assert.doesNotMatch(output(), LINK)
  })

  it('says in words that the sandbox is not installed where only the production packages are', async () => {
    const { ended, output } = start(production.folder)
    assert.equal(await ended, 1)
    assert.match(
      output(),
      /WEBEX_ACCESS_TOKEN is missing, and the sandbox .* is not installed here: fill in \.env, or run "npm ci"/,
    )
    assert.doesNotMatch(output(), /\n\s+at /)
  })

  describe('in production with credentials', () => {
    let cloud: WebexSandbox
    let begun: Started
    let origin: string
    before(async () => {
      cloud = await startWebex()
      // Without a file of the sandbox and without a package of the page: none of them can be loaded.
      rmSync(join(production.folder, 'dist', 'sandbox'), { recursive: true })
      assert.ok(!existsSync(join(production.folder, 'node_modules', 'preact')))
      const port = await freePort()
      begun = start(production.folder, {
        ...environmentOf(cloud),
        NODE_ENV: 'production',
        DATA_DIR: join(temporary, 'data'),
        PORT: String(port),
      })
      await begun.says(/Twokey is listening/)
      started.splice(0)
      origin = `http://127.0.0.1:${port}`
    })
    after(async () => {
      begun?.child.kill('SIGTERM')
      await begun?.ended
      await cloud?.close()
    })

    it('serves health, readiness and metrics, without a file of the sandbox', async () => {
      for (const path of ['/healthz', '/metrics']) assert.equal((await fetch(origin + path)).status, 200, path)
      assert.ok([200, 503].includes((await fetch(`${origin}/readyz`)).status))
    })

    it('answers 404 to every path of the page and of the sandbox, whatever the method', async () => {
      const paths = [
        '/',
        '/?key=x',
        '/page',
        '/page/',
        '/page/state',
        '/page/events',
        '/page/connect/save',
        '/page/reset',
        '/page/lib/preact.mjs',
        '/page/scripts/main.js',
        '/page/styles/base.css',
        '/sandbox/knobs',
        '/v1/people/me',
        '/index.html',
        '/package.json',
        '/.env',
      ]
      for (const path of paths)
        for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])
          assert.equal((await fetch(origin + path, { method })).status, 404, `${method} ${path}`)
    })
  })
})

const childrenOf = (pid: number): readonly number[] => {
  if (process.platform !== 'linux') return []
  const listed = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return listed.map(Number).filter((one) => parentOf(one) === pid)
}

const parentOf = (pid: number): number | undefined => {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}
