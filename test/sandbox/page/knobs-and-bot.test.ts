import assert from 'node:assert/strict'
import { RETRY_POLICY } from '../../../src/chat/retries.ts'
import { KnobPanel } from '../../../src/sandbox/page/knob-panel.ts'
import type { KnobChange, Vendor } from '../../../src/sandbox/page/protocol.ts'
import { sampleContent } from '../../../src/sandbox/page/samples.ts'
import { type BotWorld, button, heard, isCard, says } from '../../support/bot-world.ts'
import { fastClock, inWorld, newestJob, typed, until } from '../../support/running-world.ts'

/** What a turned knob makes of a run of the real bot: what the panel promises beside each of them. */

const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'
const OPTIONS = {
  vendors: { bevy: { cancel: { method: 'POST', path: CANCEL_PATH } } },
  environment: { BEVY_CANCEL_PATH: CANCEL_PATH },
  // Waits and repetitions as in the product, in less time.
  app: {
    clock: fastClock(20),
    gatewayTimeouts: { requestMs: 1_000, retry: { ...RETRY_POLICY, baseMs: 10, capMs: 50 } },
  },
} as const

/** Five leavers, of whom everything is known and approved but for what the knob does. */
const runWith = async (world: BotWorld, vendor: Vendor, change: KnobChange): Promise<KnobPanel> => {
  const panel = new KnobPanel(world.cloud(), () => undefined)
  const alma = world.client('alma')
  const content = sampleContent(world.cloud(), 'leavers.csv') ?? ''
  await alma.mention({ text: `delete ${vendor}`, file: { name: 'leavers.csv', content } })
  const card = await heard(alma, isCard)
  panel.turn(change)
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '5', reason: '' })
  return panel
}
const said = (world: BotWorld, words: RegExp) => heard(world.client('alma'), says(words))

describe('a turned knob and the real bot', () => {
  for (const vendor of ['webex', 'okta'] as const)
    it(`pauses the job while ${vendor} is down, and lets it be resumed when it is up`, () =>
      inWorld(OPTIONS, async (world) => {
        const panel = await runWith(world, vendor, { vendors: { [vendor]: { isDown: true } } })
        await said(world, /is paused\..*answered 503/s)
        panel.reset()
        await typed(world, 'alma', 'resume', /is completed\. 5 users deleted/)
      }))

  for (const vendor of ['webex', 'okta', 'bevy', 'aac'] as const)
    it(`pauses the job when the credential of ${vendor} has expired, and lets it be resumed`, () =>
      inWorld(OPTIONS, async (world) => {
        const panel = await runWith(world, vendor, { vendors: { [vendor]: { isTokenExpired: true } } })
        await said(world, /is paused\..*refused Twokey's own credential.*answered 401/s)
        panel.turn({ vendors: { [vendor]: { isTokenExpired: false } } })
        await typed(world, 'alma', 'resume', /is completed\. 5 users/)
      }))

  for (const next of ['refused', 'limited', 'lost'] as const)
    it(`does nobody twice when the next change of Webex is ${next}, and ends well`, () =>
      inWorld(OPTIONS, async (world) => {
        const panel = await runWith(world, 'webex', { vendors: { webex: { nextChange: next } } })
        await said(world, /is completed\. 5 users deleted/)
        assert.equal(panel.board.vendors.webex.nextChange, 'right')
        const { changes } = world.sandbox.administration.organisation
        assert.equal(changes.filter(({ what }) => what === 'deleted').length, 5)
      }))

  it('pauses the job when the answer of Bevy is lost, which cannot tell what became of it', () =>
    inWorld(OPTIONS, async (world) => {
      await runWith(world, 'bevy', { vendors: { bevy: { nextChange: 'lost' } } })
      await said(world, /is paused\..*does not tell whether it happened/s)
      assert.equal(world.cloud().bevy.site.changes.length, 1)
    }))

  it('goes on while the chat is down, and says everything once it is up', () =>
    inWorld(OPTIONS, async (world) => {
      const panel = await runWith(world, 'okta', { chat: { isDown: true } })
      const before = (await world.client('alma').messages()).length
      await until('the job is completed', async () => (await newestJob(world.app())).status === 'completed')
      assert.equal((await world.client('alma').messages()).length, before)
      panel.reset()
      await said(world, /^results-J-/)
      await said(world, /is completed\. 5 users deleted/)
    }))
})
