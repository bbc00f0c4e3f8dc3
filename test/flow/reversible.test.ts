import assert from 'node:assert/strict'
import type { User } from '../../src/sandbox/administration/user.ts'
import { type BotWorld, button, csvOf, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import {
  addressOf,
  answeredTo,
  approvedBy,
  askedWith,
  assertOnlyChanged,
  byHand,
  cardText,
  carriedOut,
  everyAccount,
  plainPeople,
  plannedOf,
} from '../support/rename-world.ts'
import {
  deletedIn,
  fastClock,
  inWorld,
  jobIs,
  newestJob,
  PEOPLE_SCOPES,
  peopleToken,
  shiftedClock,
  typed,
  until,
} from '../support/running-world.ts'

const DAY_MS = 86_400_000
const ENVIRONMENT = { MAX_SHARE: '0.5' }

const fileOf = (people: readonly User[]) => csvOf(people.map(addressOf))

const inactive = (people: readonly User[]) => new Map(people.map(({ uuid }) => [uuid, { loginEnabled: false }]))

/** Whoever was made inactive or active by the bot, as often as it happened. */
const switchedIn = ({ sandbox }: BotWorld): readonly string[] =>
  sandbox.administration.organisation.changes
    .filter(
      ({ what, through, fields }) => what === 'updated' && through !== 'sandbox' && fields.includes('loginEnabled'),
    )
    .map(({ email }) => email)

/** Alma asks for it about the newest job; resolves with the card. */
const undoAsked = async (world: BotWorld, id: string) => {
  const alma = world.client('alma')
  const old = await alma.messages()
  await alma.mention({ text: `undo ${id}` })
  return heard(alma, isCard, old)
}

const isDoneWith = async (world: BotWorld): Promise<RegExp> =>
  new RegExp(`${(await newestJob(world.app())).id} is completed`)

describe('a deactivation in Webex', () => {
  it('takes the sign-in away and nothing else, and tells until when it can be undone', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 30)
      const before = everyAccount(world)
      const began = Date.now()
      const card = await askedWith(world, 'deactivate', fileOf(people))
      assert.match(cardText(card), /Deactivate 30 users/)
      assert.match(cardText(card), /can be restored for 30 days/)
      assert.doesNotMatch(cardText(card), /NO UNDO/)
      assert.deepEqual(everyAccount(world), before, 'the dry run changes nothing')
      world.sandbox.traffic.clear()
      const words = await carriedOut(world, card, 30)
      assertOnlyChanged(world, before, inactive(people))
      assert.deepEqual(deletedIn(world), [])
      assert.match(words, /30 users deactivated/)
      assert.match(words, /`?undo J-\w{4}`?/)
      const { id } = await newestJob(world.app())
      const results = await rowsOf(world.client('alma'), `results-${id}`)
      assert.equal(results.length, 30)
      for (const row of results) {
        assert.equal(row['outcome'], 'done')
        const days = (Date.parse(row['undo_until'] ?? '') - began) / DAY_MS
        assert.ok(days > 29.9 && days < 30.01, `${days} days`)
      }
      const calls = world.sandbox.traffic.calls.filter(({ url }) => /^\/identity|^\/v1\/(people|roles)/.test(url))
      const ofDirectory = calls.filter(({ url }) => !/people\/me|people\/[^?]/.test(url))
      assert.ok(ofDirectory.length < 20, `${ofDirectory.length} calls for 30 users`)
    }))

  it('gives those of a directory sync the seven days that Webex gives them', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      const { organisation } = world.sandbox.administration
      const all = world.addresses(100).flatMap((address) => organisation.userByEmail(address) ?? [])
      const synced = all.filter(({ externalId, loginEnabled }) => externalId !== undefined && loginEnabled)
      const people = [...plainPeople(world, 2), ...synced.slice(0, 2)]
      const began = Date.now()
      const card = await askedWith(world, 'deactivate', fileOf(people))
      assert.match(cardText(card), /2 users come from a directory sync, which may make them active again/)
      await carriedOut(world, card, 4)
      const results = await rowsOf(world.client('alma'), `results-${(await newestJob(world.app())).id}`)
      assert.deepEqual(
        results.map((row) => Math.round((Date.parse(row['undo_until'] ?? '') - began) / DAY_MS)),
        [30, 30, 7, 7],
      )
    }))

  it('is taken back by undo, which two people have to want', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 5)
      const [asleep] = people
      assert.ok(asleep)
      byHand(world, asleep, { loginEnabled: false })
      const before = everyAccount(world)
      const card = await askedWith(world, 'deactivate', fileOf(people))
      assert.equal(await plannedOf(world), 4, 'whoever is inactive already is left out')
      await carriedOut(world, card, 4)
      const first = await newestJob(world.app())
      const back = await undoAsked(world, first.id)
      const second = await newestJob(world.app())
      assert.deepEqual([second.operation, second.undoOf], ['restore', first.id])
      assert.match(cardText(back), /Restore 4 users/)
      assertOnlyChanged(world, before, inactive(people))
      const alma = world.client('alma')
      const old = await alma.messages()
      await alma.click(back.id, { ...button(back, 'Approve'), count: '4', reason: '' })
      await heard(alma, says(/You asked for .* yourself/), old)
      await carriedOut(world, back, 4, await isDoneWith(world))
      assertOnlyChanged(world, before, new Map())
      assert.equal(everyAccount(world).get(asleep.uuid)?.loginEnabled, false, 'which was not our doing')
      const again = await answeredTo(world, `undo ${first.id}`, /is refused|Nothing of/)
      assert.match(again, /Nothing is left to do|Nothing of/)
      assert.equal(switchedIn(world).length, 8)
    }))

  it('can be undone for 30 days, and after that the row says that it is too late', () => {
    const clock = shiftedClock()
    return inWorld({ environment: ENVIRONMENT, app: { clock } }, async (world) => {
      const people = plainPeople(world, 2)
      await carriedOut(world, await askedWith(world, 'deactivate', fileOf(people)), 2)
      const { id } = await newestJob(world.app())
      clock.advance(29 * DAY_MS)
      await undoAsked(world, id)
      assert.equal(await plannedOf(world), 2)
      clock.advance(DAY_MS)
      const words = await answeredTo(world, `undo ${id}`, /Nothing of .* can be taken back/)
      assert.match(words, /the time for it is over/)
    })
  })

  it('is restored by a CSV, too, and leaves those alone who are active', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 4)
      const [one, two] = people
      assert.ok(one && two)
      for (const user of [one, two]) byHand(world, user, { loginEnabled: false })
      const before = everyAccount(world)
      const card = await askedWith(world, 'restore webex', fileOf(people))
      assert.match(cardText(card), /2 users of 4 rows/)
      assert.match(cardText(card), /already done/)
      const words = await carriedOut(world, card, 2)
      assert.match(words, /2 users restored/)
      assertOnlyChanged(world, before, new Map([one, two].map(({ uuid }) => [uuid, { loginEnabled: true }])))
    }))

  it('leaves whoever became an approver, an administrator or protected meanwhile as they are', () => {
    const clock = shiftedClock()
    return inWorld({ environment: ENVIRONMENT, app: { clock } }, async (world) => {
      const people = plainPeople(world, 4)
      const [, promoted, kept] = people
      assert.ok(promoted && kept)
      const card = await askedWith(world, 'deactivate', fileOf(people))
      byHand(world, promoted, { roles: ['id_user_admin'] })
      await world.stopBot()
      clock.advance(4_000)
      await world.startBot({ PROTECTED_USERS: addressOf(kept) })
      const before = everyAccount(world)
      await carriedOut(world, card, 4)
      assertOnlyChanged(world, before, inactive(people.filter((user) => user !== promoted && user !== kept)))
      const errors = await rowsOf(world.client('alma'), `errors-${(await newestJob(world.app())).id}`)
      assert.deepEqual(
        errors.map(({ error_code }) => error_code),
        ['drifted', 'drifted'],
      )
    })
  })

  for (const lost of ['reset', 'reset-after'] as const)
    it(`is looked up when its answer is lost (${lost}), and keeps the promise of a way back`, () =>
      inWorld({ environment: ENVIRONMENT, app: { clock: fastClock(10) } }, async (world) => {
        const people = plainPeople(world, 6)
        const before = everyAccount(world)
        const card = await askedWith(world, 'deactivate', fileOf(people))
        world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '/v2/Bulk$', skip: 1, effect: lost }] })
        await carriedOut(world, card, 6)
        assertOnlyChanged(world, before, inactive(people))
        assert.deepEqual([...switchedIn(world)].sort(), people.map(addressOf).sort(), 'nobody twice')
        const { id } = await newestJob(world.app())
        const results = await rowsOf(world.client('alma'), `results-${id}`)
        assert.deepEqual(
          results.map(({ outcome }) => outcome),
          people.map(() => 'done'),
        )
        // A look at an account does not tell when it was made inactive: then the shorter of the two times is told.
        const days = results.map((row) => Math.round((Date.parse(row['undo_until'] ?? '') - Date.now()) / DAY_MS))
        assert.deepEqual(days, lost === 'reset-after' ? [30, 7, 7, 7, 7, 7] : people.map(() => 30))
        await undoAsked(world, id)
        assert.equal(await plannedOf(world), 6)
      }))

  it('pauses in the middle and is cancelled, and undo takes back what was done and no more', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 6)
      const before = everyAccount(world)
      const card = await askedWith(world, 'deactivate', fileOf(people))
      world.sandbox.knobs.set({ rules: [{ method: 'POST', path: '/v2/Bulk$', skip: 1, times: 100, effect: 401 }] })
      await approvedBy(world, card, 6)
      await jobIs(world, 'paused')
      world.sandbox.knobs.reset()
      await typed(world, 'alma', 'cancel', /Cancelling/)
      const job = await jobIs(world, 'cancelled')
      await until('it is told', async () => (await newestJob(world.app())).posted.words)
      assert.equal(job.tally?.done, 1)
      assertOnlyChanged(world, before, inactive(people.slice(0, 1)))
      const back = await undoAsked(world, job.id)
      await carriedOut(world, back, 1, await isDoneWith(world))
      assertOnlyChanged(world, before, new Map())
    }))

  it('is refused without the scope, with the scope to grant, before anybody is asked', async () => {
    for (const scopes of [PEOPLE_SCOPES, [...PEOPLE_SCOPES, 'identity:people_read']])
      await inWorld(
        {
          environment: ENVIRONMENT,
          settings: ({ administration }) => ({
            WEBEX_ADMIN_TOKEN: administration.tokens.add({ owner: 'serviceApp', scopes }),
          }),
        },
        async (world) => {
          const before = everyAccount(world)
          for (const operation of ['deactivate', 'restore']) {
            const words = await answeredTo(world, operation, /is refused/, fileOf(plainPeople(world, 2)))
            assert.match(words, new RegExp(`cannot ${operation} users in Webex`))
            assert.match(words, /identity:people_rw/)
            assert.match(words, /Control Hub/)
          }
          assert.ok(!(await world.client('alma').messages()).some(isCard))
          assert.deepEqual(everyAccount(world), before)
        },
      )
  })

  it('says what a person can do when the scope is gone by the time of the undo', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 3)
      await carriedOut(world, await askedWith(world, 'deactivate', fileOf(people)), 3)
      const { id } = await newestJob(world.app())
      await world.stopBot()
      await world.startBot({ WEBEX_ADMIN_TOKEN: peopleToken(world.sandbox) })
      const words = await answeredTo(world, `undo ${id}`, /cannot take back by itself/)
      assert.match(words, /identity:people_rw/)
      const list = await rowsOf(world.client('alma'), `undo-${id}`)
      assert.deepEqual(
        list.map(({ email }) => email),
        people.map(addressOf),
      )
    }))
})

describe('an undo of what cannot be taken back', () => {
  it('says so for a deletion in Webex, and opens no job', () =>
    inWorld({ environment: ENVIRONMENT }, async (world) => {
      await carriedOut(world, await askedWith(world, 'delete', fileOf(plainPeople(world, 2))), 2)
      const { id } = await newestJob(world.app())
      const words = await answeredTo(world, `undo ${id}`, /cannot take back by itself/)
      assert.match(words, /Webex: A deleted Webex account cannot be brought back/)
      assert.equal((await world.app().jobs.store.list()).length, 1)
    }))
})
