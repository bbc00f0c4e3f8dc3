import assert from 'node:assert/strict'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import { PERSON_AGENT } from '../../src/sandbox/person-client.ts'
import { type BotWorld, openBotWorld, says } from '../support/bot-world.ts'
import { until } from '../support/running-world.ts'
import { mentioned } from '../support/threads.ts'

/** What is asked in a message is asked once: the message is read again when its answer could not be said. */

const HASTY = { app: { gatewayTimeouts: { retry: { ...RETRY_POLICY, attempts: 2, baseMs: 1, capMs: 1 } } } }

describe('a message that was obeyed and whose answer could not be said', () => {
  let world: BotWorld
  beforeEach(async () => {
    world = await openBotWorld(HASTY)
  })
  afterEach(() => world.close())

  it('is answered later, and ends no freeze that came after it', async () => {
    const { freeze } = world.app().jobs
    await (await mentioned(world, 'ben', { text: 'freeze at once' })).hears(says(/Everything is frozen/))
    const rules = [
      { method: 'POST', path: '^/v1/messages', agent: `^(?!${PERSON_AGENT})`, effect: 503, times: 2 } as const,
    ]
    world.sandbox.knobs.set({ rules })
    const thaw = await mentioned(world, 'cleo', { text: 'thaw' })
    await until('it is thawed', async () => freeze.get() === undefined)
    await until('its answer is lost', async () => world.sandbox.knobs.settings.rules?.every(({ times }) => times === 0))
    await (await mentioned(world, 'ben', { text: 'freeze once more' })).hears(says(/Everything is frozen/))
    await until('it is answered', async () => {
      await world.app().gateway.catchUp()
      return (await thaw.said()).some(says(/Thawed/))
    })
    assert.equal(freeze.get()?.reason, 'once more')
  })
})
