import assert from 'node:assert/strict'
import { type BotWorld, csvOf, heard, says } from '../support/bot-world.ts'
import { countOf, deletedIn, newestJob, until } from '../support/running-world.ts'
import {
  answerTo,
  approve,
  cardFor,
  DAY_MS,
  endedAs,
  inVendorWorld,
  looksAgain,
  pausedFor,
  resultsOf,
  type VendorWorldOptions,
  type WorldClock,
  wordsOf,
  worldClock,
} from '../support/vendor-world.ts'

/** Half of it is ours, QUOTA_SHARE being 0.5. */
const DAILY_CALLS = 60
const OURS = 30
const MORNING = new Date('2026-03-02T09:00:00Z')
const LEAVERS = 12
const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'

interface Budgeted {
  readonly world: BotWorld
  readonly clock: WorldClock
  readonly leavers: readonly string[]
  /** Calls that Bevy saw on each day. */
  readonly days: ReadonlyMap<string, number>
}

/** A day has calls for a part of the job only; Bevy itself takes no more than are ours, so that one too many is seen. */
const withinBudget = (
  work: (budgeted: Budgeted) => Promise<void>,
  bevy: NonNullable<VendorWorldOptions['vendors']>['bevy'] = {},
  more: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const clock = worldClock(200, MORNING)
  const days = new Map<string, number>()
  return inVendorWorld(
    'bevy',
    {
      clock,
      vendors: { bevy: { dailyCalls: OURS, ...bevy } },
      environment: { BEVY_DAILY_CALLS: `${DAILY_CALLS}`, ...more },
    },
    async (world) => {
      const count = () => {
        const day = clock.now().toISOString().slice(0, 10)
        days.set(day, (days.get(day) ?? 0) + 1)
      }
      for (const _past of world.sandbox.traffic.calls.filter(({ vendor }) => vendor === 'bevy')) count()
      world.sandbox.traffic.subscribe(({ vendor }) => {
        if (vendor === 'bevy') count()
      })
      await work({ world, clock, days, leavers: world.addresses(LEAVERS) })
      for (const [day, calls] of days) assert.ok(calls <= OURS, `${calls} calls on ${day}`)
      if (bevy.dailyCalls === undefined)
        assert.ok(world.sandbox.traffic.calls.every(({ vendor, status }) => vendor !== 'bevy' || status < 400))
    },
  )
}

const setFor = (world: BotWorld): readonly string[] =>
  world
    .cloud()
    .bevy.site.changes.filter(({ what }) => what === 'deletion-set')
    .map(({ email }) => email)

/** Alma asks and Ben approves; resolves when the day has no call left for the rest. */
const asleep = async ({ world, leavers }: Budgeted): Promise<void> => {
  const card = await cardFor(world, 'delete bevy', csvOf(leavers))
  await approve(world, card)
  await pausedFor(world, 'budget-spent')
}

const assertEachOnce = ({ world, leavers }: Budgeted): void =>
  assert.deepEqual([...setFor(world)].sort(), [...leavers].sort(), 'each was asked for once')

/** The rounds of the bot come by soon after: nobody has to do anything. */
const nextDay = async ({ world, clock }: Budgeted): Promise<void> => {
  clock.advance(DAY_MS)
  const before = setFor(world).length
  await until('it goes on by itself', () => setFor(world).length > before)
  await until('it stands still or has ended', async () =>
    ['paused', 'completed'].includes((await newestJob(world.app())).status),
  )
}

describe('a job in Bevy that outgrows the calls of a day', () => {
  it('says when it goes on, sleeps, goes on by itself, and comes to its end', () =>
    withinBudget(async (budgeted) => {
      const { world, days } = budgeted
      await asleep(budgeted)
      const said = wordsOf(await heard(world.client('alma'), says(/is paused/)))
      assert.match(said, /quota of the day is used up/)
      assert.match(said, /\n1 user deleted\./, 'some were done on the first day')
      assert.match(said, /goes on by itself at 2026-03-03 00:00 UTC; nothing has to be done/)
      for (let day = 0; day < 5 && (await newestJob(world.app())).status === 'paused'; day++) await nextDay(budgeted)
      await endedAs(world)
      assertEachOnce(budgeted)
      assert.equal((await resultsOf(world)).length, LEAVERS)
      assert.ok(days.size >= 2, `${days.size} days`)
    }))

  it('does not go on before its time', () =>
    withinBudget(async (budgeted) => {
      const { world, clock } = budgeted
      await asleep(budgeted)
      const before = setFor(world).length
      clock.advance(14 * 3_600_000 + 59 * 60_000)
      await looksAgain(clock)
      assert.equal(setFor(world).length, before)
      assert.equal((await newestJob(world.app())).status, 'paused')
      assert.equal(await countOf(world, /is paused/), 1, 'it did not try')
    }))

  it('survives a restart with what was counted, and goes on by itself the next day', () =>
    withinBudget(async (budgeted) => {
      const { world } = budgeted
      await asleep(budgeted)
      const before = setFor(world).length
      await world.stopBot()
      await world.startBot()
      assert.equal((await newestJob(world.app())).status, 'paused')
      const refused = await answerTo(
        world,
        'delete bevy',
        /calls were made today|of the day's/,
        csvOf(world.addresses(LEAVERS)),
      )
      assert.match(refused, /limit is 30|day's 30/)
      assert.equal(setFor(world).length, before)
      budgeted.clock.advance(DAY_MS)
      await until('it goes on by itself', () => setFor(world).length > before)
    }))

  it('has its calls counted over restarts in the midst of its work', () =>
    withinBudget(async (budgeted) => {
      const { world, leavers } = budgeted
      await asleep(budgeted)
      for (let day = 0; day < 8 && setFor(world).length < leavers.length; day++) {
        await world.stopBot()
        await world.startBot()
        await nextDay(budgeted)
      }
      await endedAs(world)
      assertEachOnce(budgeted)
    }))

  it('stays asleep when somebody pauses it, until it is resumed', () =>
    withinBudget(async (budgeted) => {
      const { world, clock } = budgeted
      await asleep(budgeted)
      const { id } = await newestJob(world.app())
      const before = setFor(world).length
      await answerTo(world, `pause ${id}`, /asked for a pause/)
      clock.advance(DAY_MS)
      await looksAgain(clock)
      assert.equal(setFor(world).length, before)
      await answerTo(world, `resume ${id}`, /Going on/)
      await until('it goes on', () => setFor(world).length > before)
    }))

  it('ends at once when somebody cancels it in its sleep, without one call more', () =>
    withinBudget(async (budgeted) => {
      const { world, clock, leavers } = budgeted
      await asleep(budgeted)
      const done = setFor(world).length
      assert.ok(done > 0 && done < leavers.length)
      await answerTo(world, `cancel ${(await newestJob(world.app())).id}`, /is cancelled/)
      const { tally } = await endedAs(world, 'cancelled')
      assert.deepEqual([tally?.done, tally?.cancelled], [done, leavers.length - done])
      clock.advance(2 * DAY_MS)
      await looksAgain(clock)
      assert.equal(setFor(world).length, done)
      assert.equal(await countOf(world, /is cancelled/), 1)
    }))

  it('is not planned at all where a whole day has not calls enough to look everybody up', () =>
    withinBudget(async ({ world }) => {
      const said = await answerTo(world, 'delete bevy', /whole day/, csvOf(world.addresses(35)))
      assert.match(said, /it takes 36 calls, more than the 30 of a whole day; send fewer users at once/)
    }))

  for (const excess of ['429-retry-after', '403-retry-after'] as const)
    it(`sleeps, too, where Bevy says first that the day is over (${excess})`, () =>
      withinBudget(
        async (budgeted) => {
          const { world } = budgeted
          await asleep(budgeted)
          const said = wordsOf(await heard(world.client('alma'), says(/is paused/)))
          assert.match(said, /goes on by itself at 2026-03-03 00:0\d UTC/)
          for (let day = 0; day < 9 && (await newestJob(world.app())).status === 'paused'; day++)
            await nextDay(budgeted)
          await endedAs(world)
          assertEachOnce(budgeted)
        },
        { dailyCalls: 24, excess },
      ))

  it('is undone for those alone whose time is not over, when the first of its days is too long ago', () =>
    withinBudget(
      async (budgeted) => {
        const { world, clock } = budgeted
        await asleep(budgeted)
        const first = setFor(world)
        while ((await newestJob(world.app())).status === 'paused') await nextDay(budgeted)
        const { id } = await endedAs(world)
        const list = await resultsOf(world)
        const ends = list.map(({ undo_until = '' }) => undo_until).toSorted()
        clock.advance(Date.parse(ends[0] ?? '') + 3_600_000 - clock.now().getTime())
        const still = list.filter(({ undo_until = '' }) => Date.parse(undo_until) > clock.now().getTime())
        assert.equal(still.length, LEAVERS - first.length)
        await cardFor(world, `undo ${id}`)
        const { undoOf, summary } = await newestJob(world.app())
        assert.equal(undoOf, id)
        assert.equal(summary?.planned, still.length)
        assert.deepEqual(
          summary?.skipped.map(({ code, count }) => [code, count]),
          [['too-late', first.length]],
        )
      },
      { cancel: { method: 'POST', path: CANCEL_PATH } },
      { BEVY_CANCEL_PATH: CANCEL_PATH },
    ))

  it('shares the day with the other jobs, and all of them come to their end', () =>
    withinBudget(async (budgeted) => {
      const { world } = budgeted
      const people = world.addresses(10)
      for (const leavers of [people.slice(0, 5), people.slice(5)])
        await approve(world, await cardFor(world, 'delete bevy', csvOf(leavers)))
      const statuses = async () => (await world.app().jobs.store.list()).map(({ status }) => status)
      const isStill = async () => (await statuses()).every((status) => status === 'paused' || status === 'completed')
      await until('both stand still', isStill)
      assert.ok((await statuses()).includes('paused'), 'one of them at least sleeps')
      for (let day = 0; day < 5 && (await statuses()).includes('paused'); day++) {
        await nextDay(budgeted)
        await until('both stand still', isStill)
      }
      assert.deepEqual([...setFor(world)].sort(), [...people].sort())
    }))

  it('does not keep the other directories of its job waiting', () =>
    withinBudget(
      async (budgeted) => {
        const { world, leavers } = budgeted
        await approve(world, await cardFor(world, 'delete webex, bevy', csvOf(leavers)))
        const { tally } = await pausedFor(world, 'budget-spent')
        assert.ok(
          leavers.every((address) => !world.isThere(address)),
          'Webex is done',
        )
        assert.ok((tally?.done ?? 0) < 2 * LEAVERS)
        const said = wordsOf(await heard(world.client('alma'), says(/is paused/)))
        assert.match(said, /Bevy stands still; the others went on/)
        await nextDay(budgeted)
        while ((await newestJob(world.app())).status === 'paused') await nextDay(budgeted)
        assert.equal((await endedAs(world)).tally?.done, 2 * LEAVERS)
        assertEachOnce(budgeted)
        assert.equal(new Set(deletedIn(world)).size, deletedIn(world).length, 'nobody is deleted twice')
        const results = await resultsOf(world)
        for (const directory of ['webex', 'bevy'])
          assert.deepEqual(
            results.filter((row) => row['directory'] === directory).map(({ email }) => email),
            leavers,
          )
      },
      {},
      { DIRECTORIES: 'webex,bevy' },
    ))
})
