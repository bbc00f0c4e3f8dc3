import assert from 'node:assert/strict'
import { environmentOfEvery } from '../../src/sandbox/every-vendor.ts'
import type { FaultRule } from '../../src/sandbox/knobs.ts'
import type { What } from '../../src/sandbox/okta/change.ts'
import { type Bucket, bucketOf } from '../../src/sandbox/okta/rate-limits.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import { startBotProcess } from '../support/bot-process.ts'
import { type BotWorld, button, heard, says } from '../support/bot-world.ts'
import {
  approve,
  askFor,
  assertEachDeleteLookedFirst,
  assertEachRowOnce,
  assertOnlyGone,
  idsOf,
  inOkta,
  loginsOf,
  oktaCalls,
  ordinaryIn,
  organisationOf,
  over,
} from '../support/okta-flow.ts'
import { fastClock, jobIs, typed, until } from '../support/running-world.ts'

const PATIENCE_MS = 20_000
const USER = '^/okta/api/v1/users/[^/?]+'
const EVERYTHING = { path: '^/okta/' }
/** More often than anybody asks. */
const TIMES = 100_000

/** Does something as soon as something else has happened so often. */
const atThe = (times: number, what: What, world: BotWorld, act: () => void): void => {
  let seen = 0
  const stop = organisationOf(world).onChanged((change) => {
    seen += change.what === what ? 1 : 0
    if (seen < times) return
    stop()
    act()
  })
}

describe('a bot that is killed while people of Okta are deleted', () => {
  const MOMENTS: Readonly<Record<string, Pick<FaultRule, 'method' | 'path' | 'effect'>>> = {
    'between a deactivation and the look after it': { method: 'GET', path: `${USER}$`, effect: 'hang' },
    'while it is not told that a deactivation happened': {
      method: 'POST',
      path: '/lifecycle/deactivate',
      effect: 'hang-after',
    },
    'right before a DELETE': { method: 'DELETE', path: USER, effect: 'hang' },
    'in the middle of a DELETE': { method: 'DELETE', path: USER, effect: 'hang-after' },
  }

  for (const [moment, fault] of Object.entries(MOMENTS))
    it(`comes to the same end when it dies ${moment}, and again after its restart`, () =>
      inOkta({}, async (world) => {
        const organisation = organisationOf(world)
        const { knobs } = world.sandbox
        const people = ordinaryIn(world)
          .filter(({ status }) => status !== 'DEPROVISIONED')
          .slice(0, 26)
        const before = organisation.snapshot()
        const card = await askFor(world, 'delete okta', people)
        await world.stopBot()
        for (const life of ['first', 'second']) {
          knobs.reset()
          atThe(3, 'deactivated', world, () => knobs.set({ rules: [{ ...fault, times: TIMES }] }))
          const bot = startBotProcess(world, environmentOfOkta(world))
          try {
            await until(`the ${life} listens`, () => /Twokey is listening/.test(bot.logged()), PATIENCE_MS)
            if (life === 'first') await click(world, card, people.length)
            await until(
              `the ${life} comes so far`,
              () => (knobs.settings.rules?.[0]?.times ?? TIMES) < TIMES,
              PATIENCE_MS,
            )
          } catch (error) {
            throw new Error(bot.logged().slice(-2_000), { cause: error })
          } finally {
            await bot.kill()
          }
        }
        knobs.reset()
        assert.ok(organisation.snapshot().deleted.length < people.length, 'it died on the way')
        await world.startBot()
        await over(world)
        assertOnlyGone(world, before, idsOf(people))
        const { results, errors } = await assertEachRowOnce(world, loginsOf(people))
        assert.deepEqual(errors, [])
        // What a life before did and could not write down is known as the job's own doing.
        assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['done'])
        assert.ok(assertEachDeleteLookedFirst(oktaCalls(world)) >= people.length)
        assert.equal(organisation.changes.filter(({ what }) => what === 'deactivated').length, people.length)
      }))
})

const click = (world: BotWorld, card: ClientMessage, count: number) =>
  world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(count), reason: '' })

const environmentOfOkta = (world: BotWorld): Readonly<Record<string, string>> => ({
  ...environmentOfEvery(world.cloud()),
  DIRECTORIES: 'okta',
  MAX_USERS: '250',
  MAX_SHARE: '1',
  WEBEX_ORG_ID: world.sandbox.administration.organisation.home.uuid,
})

describe('an Okta whose limits are small', () => {
  const isOver = (world: BotWorld) =>
    until(
      'it is over',
      async () => (await world.client('alma').messages()).some(says(/is completed/)),
      // Less than the minute after which Okta suggests to come back when too many calls were under way.
      40_000,
    )

  it('is kept to a share of its quota in every window, and has no 429 to answer', () => {
    const limits = { users: 20, userRead: 30, userWrite: 20, other: 40 } as const
    const clock = fastClock(40)
    return inOkta(
      {
        vendors: { okta: { limits: { limits } } },
        sandbox: { clock: clock.now, organisation: { size: 40 } },
        app: { clock },
        environment: { QUOTA_SHARE: '0.5' },
      },
      async (world) => {
        const people = ordinaryIn(world).slice(0, 12)
        const before = organisationOf(world).snapshot()
        await approve(world, await askFor(world, 'delete okta', people))
        await isOver(world)
        assertOnlyGone(world, before, idsOf(people))
        const calls = oktaCalls(world)
        assert.ok(calls.every(({ status }) => status !== 429))
        const most = mostInAWindow(calls, 60_000 / 40)
        for (const bucket of ['users', 'userRead', 'userWrite', 'other'] as const)
          assert.ok((most[bucket] ?? 0) <= limits[bucket] * 0.5, `${bucket}: ${most[bucket]} of ${limits[bucket]}`)
        assert.ok((most.other ?? 0) > 15, 'the share was used')
      },
    )
  })

  it('is asked by fewer at a time when too many calls were under way, and the job completes without waiting for a window', () =>
    inOkta(
      {
        vendors: { okta: { limits: { concurrency: 3 }, work: () => new Promise((resolve) => setTimeout(resolve, 5)) } },
      },
      async (world) => {
        const people = ordinaryIn(world).slice(0, 8)
        const before = organisationOf(world).snapshot()
        await approve(world, await askFor(world, 'delete okta', people))
        await isOver(world)
        assertOnlyGone(world, before, idsOf(people))
        assert.deepEqual((await assertEachRowOnce(world, loginsOf(people))).errors, [])
        const calls = oktaCalls(world)
        assert.ok(
          calls.some(({ status }) => status === 429),
          'the limit was met',
        )
        assertEachDeleteLookedFirst(calls)
      },
    ))
})

/** As Okta counts: a window begins with the first call after the last one. */
const mostInAWindow = (calls: ReturnType<typeof oktaCalls>, windowMs: number): Partial<Record<Bucket, number>> => {
  const windows = new Map<Bucket, { startMs: number; calls: number }>()
  const most: Partial<Record<Bucket, number>> = {}
  for (const { method, url, t } of [...calls].sort((one, other) => one.t - other.t)) {
    const bucket = bucketOf(method, url.split('?')[0] ?? '')
    const known = windows.get(bucket)
    const window = known && t < known.startMs + windowMs ? known : { startMs: t, calls: 0 }
    windows.set(bucket, window)
    window.calls += 1
    most[bucket] = Math.max(most[bucket] ?? 0, window.calls)
  }
  return most
}

describe('an Okta that is down while people are deleted', () => {
  const unwell = { app: { clock: fastClock(40), directoryTimeoutMs: 1_000 } }

  it('is waited for when it comes back soon, and nobody is marked as failed', () =>
    inOkta(unwell, async (world) => {
      const people = ordinaryIn(world).slice(0, 12)
      const before = organisationOf(world).snapshot()
      const card = await askFor(world, 'delete okta', people)
      atThe(3, 'deleted', world, () => world.sandbox.knobs.set({ rules: [{ ...EVERYTHING, effect: 503, times: 25 }] }))
      await approve(world, card)
      await over(world)
      assert.equal(world.sandbox.knobs.settings.rules?.[0]?.times, 0)
      assertOnlyGone(world, before, idsOf(people))
      assert.deepEqual((await assertEachRowOnce(world, loginsOf(people))).errors, [])
      assertEachDeleteLookedFirst(oktaCalls(world))
    }))

  it('pauses the job when it stays down, and the job is finished when somebody resumes it', () =>
    inOkta(unwell, async (world) => {
      const people = ordinaryIn(world).slice(0, 12)
      const before = organisationOf(world).snapshot()
      const card = await askFor(world, 'delete okta', people)
      atThe(3, 'deleted', world, () =>
        world.sandbox.knobs.set({ rules: [{ ...EVERYTHING, effect: 503, times: TIMES }] }),
      )
      await approve(world, card)
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? said.text ?? '', /The directory cannot be reached: .*503/)
      assert.equal((await jobIs(world, 'paused')).tally?.failed, 0)
      world.sandbox.knobs.reset()
      await typed(world, 'alma', 'resume', /Going on/)
      await over(world)
      assertOnlyGone(world, before, idsOf(people))
      assert.deepEqual((await assertEachRowOnce(world, loginsOf(people))).errors, [])
      assertEachDeleteLookedFirst(oktaCalls(world))
    }))
})
