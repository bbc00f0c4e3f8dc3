import assert from 'node:assert/strict'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import { PERSON_AGENT } from '../../src/sandbox/person-client.ts'
import { type BotWorld, openBotWorld, says } from '../support/bot-world.ts'
import { until } from '../support/running-world.ts'
import { mentioned } from '../support/threads.ts'

/** What is asked in a message is asked once: the message is read again when its answer could not be said. */

const HASTY = { app: { gatewayTimeouts: { retry: { ...RETRY_POLICY, attempts: 2, baseMs: 1, capMs: 1 } } } }

describe('a message that is read again', () => {
  let world: BotWorld
  beforeEach(async () => {
    world = await openBotWorld(HASTY)
  })
  afterEach(() => world.close())

  it('since its answer could not be said is answered, and ends no freeze that came after it', async () => {
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

  it('is told of when it cannot be obeyed however often it is tried, and hears no more', async () => {
    const { store } = world.app().jobs
    const { list } = store
    Object.assign(store, { list: () => Promise.reject(new Error('EIO: i/o error, fsync')) })
    const thread = await mentioned(world, 'alma', { text: 'jobs' })
    await until('its author is told', async () => {
      await world.app().gateway.catchUp()
      return (await thread.said()).some(says(/went wrong with this message.*send it again/))
    })
    Object.assign(store, { list })
    await world.app().gateway.catchUp()
    assert.equal((await thread.said()).length, 1)
  })
})
