import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { startBotProcess } from '../support/bot-process.ts'
import { heard, says } from '../support/bot-world.ts'
import { inWorld, until } from '../support/running-world.ts'

const PATIENCE_MS = 30_000

describe('two bots on one data folder', function () {
  this.timeout(120_000)

  it('are one: the second leaves with words that name the first, which is unharmed, and starts when that one is killed', () =>
    inWorld({}, async (world) => {
      await world.stopBot()
      const first = startBotProcess(world)
      let second: ReturnType<typeof startBotProcess> | undefined
      const listening = (bot: typeof first) => () => /Twokey is listening/.test(bot.logged())
      try {
        await until('the first listens', listening(first), PATIENCE_MS)
        second = startBotProcess(world)
        assert.equal(await second.left(), 1)
        const said = second.logged()
        const named =
          /process (\d+) on (\S+), started (\S+), holds it; stop that one first, or give this one another/.exec(said)
        assert.ok(named, said)
        assert.equal(named[1], String(first.pid))
        assert.equal(named[2], hostname())
        assert.ok(Math.abs(Date.now() - Date.parse(named[3] ?? '')) < 120_000, named[3])
        assert.doesNotMatch(said, /Twokey is listening/)

        await world.client('alma').mention({ text: 'whoami' })
        await heard(world.client('alma'), says(/alma\.requester@/))

        await first.kill()
        second = startBotProcess(world)
        await until('the second listens', listening(second), PATIENCE_MS)
        assert.equal(await second.stop(), 0)
      } finally {
        await first.kill()
        await second?.kill()
      }
    }))
})
