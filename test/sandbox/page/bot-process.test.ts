import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { BotProcess } from '../../../src/sandbox/page/bot-process.ts'
import type { BotProcessState } from '../../../src/sandbox/page/protocol.ts'
import { type Playground, startPlayground } from '../../../src/sandbox/playground.ts'
import { connectCheck } from '../../../src/setup/check.ts'
import { isAlive } from '../../support/is-alive.ts'

const settles = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await wait(20)
}

describe('the process of the bot', () => {
  let playground: Playground
  let states: BotProcessState[]
  let bot: BotProcess
  let pids: number[]
  before(async () => {
    const given = {
      LOG_LEVEL: 'silent',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
    }
    playground = await startPlayground(given, { connect: connectCheck({}), onLink: () => undefined })
  })
  after(() => playground.close())
  beforeEach(() => {
    states = []
    pids = []
    bot = new BotProcess({
      environment: () => playground.environment,
      onChange: (state) => {
        states.push(state)
        if (bot.pid !== undefined) pids.push(bot.pid)
      },
    })
  })
  afterEach(async () => {
    await bot.stop()
    for (const pid of pids) assert.ok(!isAlive(pid), `${pid} is left`)
  })

  const is = (status: BotProcessState['status']) => settles(() => bot.state.status === status)

  it('is ready after a start, is gone after a kill, and is ready again with another life, past any proxy', async () => {
    await bot.start()
    await is('running')
    const { pid = 0 } = bot
    await bot.kill()
    assert.deepEqual(bot.state, { status: 'stopped', life: 1, words: 'killed' })
    assert.ok(!isAlive(pid))
    await bot.start()
    assert.equal(bot.state.status, 'starting')
    await is('running')
    assert.deepEqual(bot.state, { status: 'running', life: 2, words: '' })
    await bot.stop()
    assert.deepEqual(bot.state, { status: 'stopped', life: 2, words: 'stopped' })
  })

  it('takes starts, kills and stops in any order, and is one process at most', async () => {
    await bot.stop()
    await bot.kill()
    assert.deepEqual(states, [])
    await Promise.all([bot.start(), bot.start(), bot.kill(), bot.start(), bot.stop(), bot.stop(), bot.kill()])
    assert.deepEqual([bot.state.status, bot.state.life, bot.pid], ['stopped', 2, undefined])
    await Promise.all([bot.kill(), bot.start(), bot.kill(), bot.start()])
    await is('running')
    assert.equal(bot.state.life, 4)
  })

  it('says in its own words why it cannot start', async () => {
    const broken = new BotProcess({
      environment: () => ({ ...playground.environment, MAX_USERS: 'many' }),
      onChange: () => undefined,
    })
    await broken.start()
    await settles(() => broken.state.status === 'stopped')
    assert.match(broken.state.words, /reading the configuration.*\n.*MAX_USERS is "many": it must be a whole number/)
    await broken.stop()
    await broken.kill()
  })

  it('is gone soon after the process that started it was killed', async () => {
    const parent = fork('test/support/parent-of-a-bot.ts', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const [told] = (await once(parent, 'message')) as [{ status: string; pid: number; dataDir: string }]
    try {
      assert.equal(told.status, 'running')
      assert.ok(isAlive(told.pid))
      parent.kill('SIGKILL')
      await once(parent, 'exit')
      await settles(() => !isAlive(told.pid))
    } finally {
      rmSync(told.dataDir, { recursive: true, force: true })
    }
  })
})
