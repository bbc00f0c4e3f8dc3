import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Sandbox } from '../../src/sandbox/cloud.ts'
import { aTown, type Fields, type Town, textOf } from './support/town.ts'

const SCRIPT = fileURLToPath(new URL('support/framework-bot.mjs', import.meta.url))

/** What the bot in the child process said, and a way to wait for the first line of a kind. */
class FrameworkBot {
  readonly #child: ChildProcess
  readonly lines: Fields[] = []
  readonly #waiting = new Set<() => void>()

  constructor(sandbox: Sandbox, token: string, isByWebhook: boolean) {
    const cloud = { HYDRA_SERVICE_URL: sandbox.apiUrl, U2C_SERVICE_URL: sandbox.u2cUrl }
    const env = { ...process.env, ...cloud, BOT_TOKEN: token, BY_WEBHOOK: isByWebhook ? 'yes' : 'no', NODE_OPTIONS: '' }
    this.#child = spawn(process.execPath, [SCRIPT], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    const { stdout } = this.#child
    if (stdout) createInterface(stdout).on('line', (text) => this.#hear(text))
  }

  /** The first line of its kind, or the nth, once it has been said. */
  async said(what: string, nth = 1): Promise<Fields> {
    const found = this.lines.filter((line) => line['what'] === what)[nth - 1]
    if (found) return found
    await new Promise<void>((resolve) => this.#waiting.add(resolve))
    return this.said(what, nth)
  }

  stop(): Promise<unknown> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    return ended
  }

  /** The SDK logs to stdout too; only lines of JSON are the bot's own. */
  #hear(text: string): void {
    if (!text.startsWith('{"what"')) return
    this.lines.push(JSON.parse(text) as Fields)
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}

for (const mode of ['websocket', 'webhook'] as const) {
  describe(`the real bot framework over ${mode}`, () => {
    let town: Town
    let framework: FrameworkBot

    beforeEach(async () => {
      town = await aTown()
      framework = new FrameworkBot(town.sandbox, town.bot.token, mode === 'webhook')
      await framework.said('ready')
    })

    afterEach(async () => {
      await framework.stop()
      await town.sandbox.close()
    })

    it('hears a mention with a file, posts a card in the thread and gets the submit', async () => {
      const { ada, ben, bot, roomId } = town
      const form = new FormData()
      form.set('roomId', roomId)
      form.set('markdown', `<@personEmail:${bot.email}> import`)
      form.set('files', new File(['email\nx@example.com\n'], 'leavers.csv', { type: 'text/csv' }))
      const asked = await ada.call('POST', '/v1/messages', form)
      const heard = await framework.said('heard')
      assert.deepEqual(heard, { what: 'heard', text: 'Helper import', email: ada.email, files: 1 })

      const posted = await framework.said('posted')
      assert.equal(posted['parentId'], asked.body['id'])
      const thread = await ben.call('GET', `/v1/messages?roomId=${roomId}&parentId=${asked.body['id']}`)
      assert.deepEqual(
        thread.items.map((message) => message['id']),
        [posted['id']],
      )

      const inputs = { count: '1', job: 'J-1' }
      await ben.call('POST', '/v1/attachment/actions', { type: 'submit', messageId: posted['id'], inputs })
      assert.deepEqual(await framework.said('submitted'), { what: 'submitted', inputs, email: ben.email })
      assert.deepEqual(
        framework.lines.filter((line) => line['what'] === 'unhandled'),
        [],
      )
    })

    it('is told when it is added to a room and when it is removed', async () => {
      const { ben, bot } = town
      const room = await ben.call('POST', '/v1/rooms', { title: 'Second' })
      const added = await ben.call('POST', '/v1/memberships', { roomId: room.body['id'], personId: bot.id })
      assert.deepEqual(await framework.said('spawn', 2), { what: 'spawn', title: 'Second', addedBy: ben.id })
      await ben.call('DELETE', `/v1/memberships/${added.body['id']}`)
      await framework.said('despawn')
    })

    if (mode === 'webhook')
      it('gets notices that are signed over the bytes sent', async () => {
        const { ada, bot, roomId } = town
        await ada.call('POST', '/v1/messages', { roomId, markdown: `<@personId:${bot.id}> import` })
        const notice = await framework.said('notice')
        const expected = createHmac('sha1', 'hush').update(textOf(notice, 'body')).digest('hex')
        assert.equal(notice['signature'], expected)
      })
  })
}
