import assert from 'node:assert/strict'
import type { FaultRule } from '../../src/sandbox/knobs.ts'
import { asked, button, heard, says } from '../support/bot-world.ts'
import {
  ALL_MEANS,
  assertAccounted,
  ended,
  fastClock,
  inWorld,
  jobIs,
  MEANS,
  newestJob,
  typed,
} from '../support/running-world.ts'

type Fault = Pick<FaultRule, 'effect' | 'retryAfter' | 'times'>

const FAULTS: Readonly<Record<string, Fault>> = {
  'answers 429 with the time to wait': { effect: 429, retryAfter: 1, times: 2 },
  'answers 429 with a Retry-After that is no time': { effect: 429, retryAfter: 'rand(30),add(30)', times: 2 },
  'answers 503': { effect: 503, times: 2 },
  'cuts the connection before it does anything': { effect: 'reset' },
  'cuts the connection once it has done it': { effect: 'reset-after' },
  'answers with half a document': { effect: 'bad-json' },
  'answers with nothing': { effect: 'empty' },
  'never answers': { effect: 'hang' },
}

const REREADS = '^/v1/people\\?id='
const SWEEPS = '^/v1/people\\?roles='

/** Waits are short; a call that is never answered is given up soon. */
const impatient = () => ({ clock: fastClock(40), directoryTimeoutMs: 120 })

describe('a job whose directory is unwell', () => {
  for (const means of ALL_MEANS)
    for (const [what, fault] of Object.entries(FAULTS))
      it(`ends right by ${means} when the directory ${what}`, () =>
        inWorld({ settings: MEANS[means].settings, app: impatient() }, async (world) => {
          const { path, method } = MEANS[means]
          const leavers = world.addresses(10)
          const card = await asked(world, leavers)
          const rules = [
            { path, method, ...fault },
            // What happened is found out by looking, and not sent again.
            { path, method, skip: fault.effect === 'reset-after' ? 0 : 1, ...fault },
            { path: REREADS, ...fault },
            { path: REREADS, skip: 1, ...fault },
            { path: SWEEPS, ...fault },
          ]
          world.sandbox.knobs.set({ rules })
          await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '10', reason: '' })
          await ended(world)
          const { results, errors } = await assertAccounted(world, leavers)
          assert.deepEqual(errors, [])
          assert.equal(results.length, 10)
          const left = (world.sandbox.knobs.settings.rules ?? []).map(({ times }) => times)
          assert.deepEqual(left, [0, 0, 0, 0, 0], 'every fault happened')
        }))

  it('waits as long as it was told to, and the other calls wait with it', () =>
    inWorld({ settings: MEANS['People API, one by one'].settings }, async (world) => {
      const { path, method } = MEANS['People API, one by one']
      const card = await asked(world, world.addresses(8))
      world.sandbox.knobs.set({ rules: [{ path, method, skip: 2, effect: 429, retryAfter: 1 }] })
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '8', reason: '' })
      await ended(world)
      const calls = world.sandbox.traffic.calls.filter(
        (call) => call.method === method && call.url.includes('/people/'),
      )
      const told = calls.find(({ status }) => status === 429)?.t ?? 0
      const after = calls.map(({ t }) => t - told).filter((ms) => ms > 100)
      assert.ok(after.length >= 4 && Math.min(...after) >= 1000, `after ${after}`)
    }))

  for (const means of ALL_MEANS)
    it(`pauses and marks nobody as failed when it is to wait for an hour, by ${means}`, () =>
      inWorld({ settings: MEANS[means].settings, app: impatient() }, async (world) => {
        const { path, method } = MEANS[means]
        const leavers = world.addresses(10)
        const card = await asked(world, leavers)
        world.sandbox.knobs.set({ rules: [{ path, method, skip: 1, times: 1000, effect: 429, retryAfter: 3600 }] })
        await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '10', reason: '' })
        const said = await heard(world.client('alma'), says(/is paused/))
        assert.match(said.markdown ?? said.text ?? '', /cannot be reached: .*429/)
        const { tally } = await jobIs(world, 'paused')
        assert.deepEqual([tally?.done, tally?.failed], [1, 0])
        world.sandbox.knobs.reset()
        await typed(world, 'alma', 'resume', /Going on/)
        await ended(world)
        assert.equal((await assertAccounted(world, leavers)).results.length, 10)
      }))

  it('pauses when nobody can be looked up any more, and completes when it is resumed', () =>
    inWorld({ app: impatient() }, async (world) => {
      const leavers = world.addresses(10)
      const card = await asked(world, leavers)
      world.sandbox.knobs.set({ rules: [{ path: REREADS, skip: 1, times: 1000, effect: 503 }] })
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '10', reason: '' })
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? said.text ?? '', /The directory cannot be reached: .*503.*\n\n1 user deleted\./)
      assert.equal((await jobIs(world, 'paused')).tally?.unknown, 0)
      world.sandbox.knobs.reset()
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 10)
    }))

  it('reports who is left when the answers of a deletion stay lost, and never says done of them', () =>
    inWorld({ settings: MEANS['People API, one by one'].settings, app: impatient() }, async (world) => {
      const { path, method } = MEANS['People API, one by one']
      const leavers = world.addresses(10)
      const card = await asked(world, leavers)
      world.sandbox.knobs.set({ rules: [{ path, method, skip: 9, times: 3, effect: 'reset' }] })
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '10', reason: '' })
      await ended(world)
      const { errors } = await assertAccounted(world, leavers)
      assert.deepEqual(
        errors.map(({ error_code, retryable }) => [error_code, retryable]),
        [['connection-reset', 'true']],
      )
      assert.ok(world.isThere(errors[0]?.['email'] ?? ''))
      assert.equal((await newestJob(world.app())).tally?.retryable, 1)
    }))
})
