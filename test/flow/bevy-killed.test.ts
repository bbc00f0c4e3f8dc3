import assert from 'node:assert/strict'
import { CALLS_AT_ONCE } from '../../src/directory/bevy/directory.ts'
import { startBotProcess } from '../support/bot-process.ts'
import { type BotWorld, button, csvOf, isCard, rowsOf } from '../support/bot-world.ts'
import { until } from '../support/running-world.ts'
import {
  answerTo,
  callsTo,
  endedAs,
  environmentFor,
  errorsOf,
  inVendorWorld,
  resultsOf,
  type VendorWorldOptions,
} from '../support/vendor-world.ts'

const PATIENCE_MS = 20_000
const BEFORE = 3

const setFor = (world: BotWorld): readonly string[] =>
  world
    .cloud()
    .bevy.site.changes.filter(({ what }) => what === 'deletion-set')
    .map(({ email }) => email)

/** Bevy carries further deletions out and never answers; the bot is killed when it can send no more. */
const killedInADeletion = async (
  world: BotWorld,
  leavers: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const environment = { ...environmentFor(world, 'bevy'), ...more }
  await world.stopBot()
  const bot = startBotProcess(world, environment)
  try {
    await world.client('alma').mention({ text: 'delete bevy', file: csvOf(leavers) })
    const ben = world.client('ben')
    const card = await until('the card', async () => (await ben.messages()).find(isCard), PATIENCE_MS)
    world.sandbox.knobs.set({
      rules: [{ method: 'DELETE', path: '^/bevy/', skip: BEFORE, times: 100, effect: 'hang-after' }],
    })
    await ben.click(card.id, { ...button(card, 'Approve'), count: `${leavers.length}`, reason: '' })
    await until('its deletions have no answer', () => setFor(world).length === BEFORE + CALLS_AT_ONCE, PATIENCE_MS)
  } finally {
    await bot.kill()
  }
  world.sandbox.knobs.reset()
  await world.startBot(more)
}

describe('a bot that is killed in the midst of a deletion in Bevy', () => {
  const FIELD = 'deletion_scheduled_at'
  const shown: VendorWorldOptions = { vendors: { bevy: { deletionField: { name: FIELD, shows: 'flag' } } } }

  it('asks for nothing twice, and whoever was under way is handed to a person where nothing shows what happened', () =>
    inVendorWorld('bevy', {}, async (world) => {
      const leavers = world.addresses(10)
      await killedInADeletion(world, leavers)
      await endedAs(world)
      const unknown = (await errorsOf(world)).map(({ email, error_code }) => [email, error_code])
      assert.equal(unknown.length, CALLS_AT_ONCE)
      assert.ok(unknown.every(([email = '', code]) => code === 'unknown' && setFor(world).includes(email)))
      assert.equal((await resultsOf(world)).length, 10 - unknown.length)
      assert.deepEqual([...setFor(world)].sort(), [...leavers].sort())
      assert.equal(callsTo(world, 'bevy', 'DELETE').length, 10)
    }))

  it('finds it done where a field shows it, and its results can be undone like the others', () =>
    inVendorWorld('bevy', shown, async (world) => {
      const leavers = world.addresses(10)
      await killedInADeletion(world, leavers, { BEVY_DELETION_FIELD: FIELD })
      const { id, tally } = await endedAs(world)
      assert.equal(tally?.done, 10)
      assert.equal(callsTo(world, 'bevy', 'DELETE').length, 10)
      const results = await resultsOf(world)
      assert.deepEqual(
        results.filter(({ undo_until }) => !undo_until).map(({ email }) => email),
        [],
        'each has a day until when it can be undone',
      )
      await answerTo(world, `undo ${id}`, /cannot take back/)
      const list = await rowsOf(world.client('alma'), `undo-${id}`)
      assert.deepEqual(
        list.map(({ email }) => email),
        leavers,
        'nobody who can be saved is left out',
      )
    }))
})
