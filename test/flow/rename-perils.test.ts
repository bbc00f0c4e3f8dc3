import assert from 'node:assert/strict'
import { startBotProcess } from '../support/bot-process.ts'
import { button, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import {
  ALL_RENAME_MEANS,
  addressOf,
  answeredTo,
  approvedBy,
  askedWith,
  asMoved,
  assertOnlyChanged,
  cardText,
  carriedOut,
  everyAccount,
  givenIn,
  movesTo,
  plainPeople,
  RENAME_ENVIRONMENT,
  RENAME_MEANS,
  renameCsv,
} from '../support/rename-world.ts'
import { countOf, fastClock, inWorld, newestJob, peopleToken, shiftedClock, until } from '../support/running-world.ts'

const PATIENCE_MS = 20_000

describe('a rename with a pasted token of a person', () => {
  const settings = RENAME_MEANS['the People API'].settings

  it('is refused before the card when it would take longer than the token lives', () =>
    inWorld(
      {
        settings,
        environment: { ...RENAME_ENVIRONMENT, WEBEX_ADMIN_TOKEN_LIFE: '2m', WEBEX_CALLS_PER_MINUTE: '100' },
      },
      async (world) => {
        const moves = movesTo('new.example', plainPeople(world, 60))
        const words = await answeredTo(world, 'rename', /is refused/, renameCsv(moves))
        assert.match(words, /The credential for Webex ends at .*, and the work would take (about )?\d+ minutes/)
        assert.match(words, /An operator has to renew it first/)
        const said = await world.client('alma').messages()
        assert.ok(!said.some(isCard), 'nobody is asked')
        assert.deepEqual(givenIn(world), [])
        const card = await askedWith(world, 'rename', renameCsv(moves.slice(0, 3)))
        assert.match(
          cardText(card),
          /The credential for Webex ends at/,
          'a short one may still be done, with a warning',
        )
      },
    ))

  it('counts the life of the token from when it was first seen, across restarts, and warns in its last day', () => {
    const clock = shiftedClock()
    let token: string | undefined
    return inWorld(
      {
        settings: (sandbox) => {
          token ??= peopleToken(sandbox)
          return { WEBEX_ADMIN_TOKEN: token }
        },
        environment: { ...RENAME_ENVIRONMENT, WEBEX_ADMIN_TOKEN_LIFE: '12h', WEBEX_CALLS_PER_MINUTE: '100' },
        app: { clock },
      },
      async (world) => {
        const moves = movesTo('new.example', plainPeople(world, 60))
        const card = await askedWith(world, 'rename', renameCsv(moves))
        assert.match(cardText(card), /The credential for Webex ends at .*: approve early enough/)
        await world.stopBot()
        clock.advance(12 * 3_600_000 - 60_000)
        await world.startBot()
        const refused = await answeredTo(world, 'rename', /is refused/, renameCsv(moves))
        assert.match(refused, /The credential for Webex ends at/)
        await world.stopBot()
        await world.startBot({ WEBEX_ADMIN_TOKEN: peopleToken(world.sandbox) })
        assert.match(cardText(await askedWith(world, 'rename', renameCsv(moves))), /The credential for Webex ends at/)
      },
    )
  })

  it('says nothing of an end that is weeks away', () =>
    inWorld({ settings, environment: { ...RENAME_ENVIRONMENT, WEBEX_ADMIN_TOKEN_LIFE: '14d' } }, async (world) => {
      const card = await askedWith(world, 'rename', renameCsv(movesTo('new.example', plainPeople(world, 2))))
      assert.doesNotMatch(cardText(card), /The credential for Webex ends at/)
    }))

  it('pauses when the token ends on the way, and goes on with a new one to the approved end', () =>
    inWorld({ settings, environment: RENAME_ENVIRONMENT, app: { clock: fastClock(10) } }, async (world) => {
      const { tokens } = world.sandbox.administration
      const people = plainPeople(world, 20)
      const moves = movesTo('new.example', people)
      const before = everyAccount(world)
      const card = await askedWith(world, 'rename', renameCsv(moves))
      world.sandbox.knobs.set({ latencyMs: 10 })
      await approvedBy(world, card, 20)
      await until('some are renamed', () => givenIn(world).length > 3)
      tokens.refuse(`sandbox-1_PF84_${world.sandbox.administration.organisation.home.uuid}`)
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.text ?? said.markdown ?? '', /refused Twokey's own credential/)
      assert.ok(givenIn(world).length < 20)
      await world.stopBot()
      world.sandbox.knobs.reset()
      await world.startBot({ WEBEX_ADMIN_TOKEN: tokens.of('serviceApp') })
      await answeredTo(world, `resume ${(await newestJob(world.app())).id}`, /is completed/)
      // The second half goes through SCIM, which gives nobody a nickname.
      const nickNames = [...everyAccount(world)].map(([uuid, { nickName }]) => [uuid, nickName] as const)
      const gained = new Map(nickNames.filter(([uuid, name]) => name !== before.get(uuid)?.nickName))
      assert.ok(gained.size > 3 && gained.size < 20)
      const wanted = [...asMoved(people, moves, 'SCIM')].map(([uuid, user]) => {
        const nickName = gained.get(uuid)
        return [uuid, { ...user, ...(nickName === undefined ? {} : { nickName }) }] as const
      })
      assertOnlyChanged(world, before, new Map(wanted))
      assert.deepEqual([...givenIn(world)].sort(), moves.map(({ to }) => to).sort())
    }))
})

describe('a rename that is killed', () => {
  for (const means of ALL_RENAME_MEANS)
    it(`between a change and its answer gives nobody an address twice after the restart, by ${means}`, () =>
      inWorld({ settings: RENAME_MEANS[means].settings, environment: RENAME_ENVIRONMENT }, async (world) => {
        const { sandbox } = world
        const people = plainPeople(world, 30)
        const moves = movesTo('new.example', people)
        const before = everyAccount(world)
        await world.stopBot()
        const more = { ...RENAME_ENVIRONMENT, ...RENAME_MEANS[means].settings(sandbox) }
        const bot = startBotProcess(world, more)
        const wanted = means === 'SCIM' ? 30 : 8
        try {
          await world.client('alma').mention({ text: 'rename', file: renameCsv(moves) })
          const card = await until(
            'the card',
            async () => (await world.client('ben').messages()).find(isCard),
            PATIENCE_MS,
          )
          const skip = means === 'SCIM' ? 1 : 7
          sandbox.knobs.set({ rules: [{ ...RENAME_MEANS[means].effect, skip, times: 100, effect: 'hang-after' }] })
          await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '30', reason: '' })
          await until('the answer of a change is missing', () => givenIn(world).length === wanted, PATIENCE_MS)
        } catch (error) {
          throw new Error(bot.logged().slice(-2_000), { cause: error })
        } finally {
          await bot.kill()
        }
        sandbox.knobs.reset()
        await world.startBot()
        await heard(world.client('alma'), says(/is completed/))
        assertOnlyChanged(world, before, asMoved(people, moves, means))
        assert.deepEqual([...givenIn(world)].sort(), moves.map(({ to }) => to).sort(), 'nobody twice')
        const { id, tally } = await newestJob(world.app())
        const results = await rowsOf(world.client('alma'), `results-${id}`)
        assert.deepEqual(
          results.map(({ email, outcome }) => [email, outcome]),
          moves.map(({ old }) => [old, 'done']),
        )
        assert.equal(tally?.done, 30)
        assert.equal(await countOf(world, new RegExp(`^errors-${id}`)), 0)
        assert.equal(await countOf(world, new RegExp(`^before-${id}`)), 1)
      }))
})

describe('somebody who is renamed', () => {
  it('stays the requester of the own job under the new address, and gets no second key by it', () =>
    inWorld(
      { environment: { ...RENAME_ENVIRONMENT, REQUESTERS: 'alma.requester@example.com, dora.bystander@example.com' } },
      async (world) => {
        const { organisation } = world.sandbox.administration
        const own = await askedWith(world, 'rename', renameCsv(movesTo('new.example', plainPeople(world, 3))))
        const { id } = await newestJob(world.app())
        const alma = organisation.persona('alma')
        const moves = movesTo('new.example', [alma])
        const [dora, ben, almas] = [world.client('dora'), world.client('ben'), world.client('alma')]
        const old = await dora.messages()
        await dora.mention({ text: 'rename', file: renameCsv(moves) })
        const card = await heard(dora, isCard, old)
        await ben.click(card.id, { ...button(card, 'Approve'), count: '1', reason: '' })
        await heard(dora, says(/is completed/), old)
        assert.equal(addressOf(organisation.user(alma.uuid) ?? alma), moves[0]?.to)
        const jobs = await world.app().jobs.store.list()
        assert.deepEqual(
          jobs.map(({ status }) => status),
          ['completed', 'awaiting-approval'],
        )

        await world.stopBot()
        const listed = { REQUESTERS: `${moves[0]?.to}`, APPROVERS: `ben.approver@example.com, ${moves[0]?.to}` }
        await world.startBot(listed)
        const before = await almas.messages()
        await almas.click(own.id, { ...button(own, 'Approve'), count: '3', reason: '' })
        await heard(almas, says(/You asked for .* yourself; somebody else has to approve it/), before)
        await almas.mention({ text: `withdraw ${id}` })
        await heard(almas, says(/withdrawn/), before)
        assert.deepEqual(givenIn(world), [moves[0]?.to])
      },
    ))

  it('is renamed in two directories by one job, and back by one undo', () =>
    inWorld({ vendors: {}, environment: { ...RENAME_ENVIRONMENT, DIRECTORIES: 'webex,okta,bevy' } }, async (world) => {
      const { okta } = world.cloud()
      const people = plainPeople(world, 40).filter(
        (user) => okta.organisation.userByLogin(addressOf(user))?.status === 'ACTIVE',
      )
      const moves = movesTo('new.example', people.slice(0, 4))
      const before = [everyAccount(world), okta.organisation.snapshot().users]
      const card = await askedWith(world, 'rename webex,okta', renameCsv(moves))
      assert.match(cardText(card), /8 accounts of 4 rows/)
      const words = await carriedOut(world, card, 8)
      assert.match(words, /Webex: .*Not Verified/)
      for (const { old, to } of moves) {
        assert.ok(world.isThere(to) && !world.isThere(old))
        assert.equal(okta.organisation.userByLogin(to)?.profile.email, to)
        assert.equal(okta.organisation.userByLogin(old), undefined)
      }
      const { id } = await newestJob(world.app())
      const alma = world.client('alma')
      const results = await rowsOf(alma, `results-${id}`)
      assert.deepEqual(
        results.map(({ directory, email, outcome }) => [directory, email, outcome]).sort(),
        moves
          .flatMap(({ old }) => [
            ['okta', old, 'done'],
            ['webex', old, 'done'],
          ])
          .sort(),
      )
      const old = await alma.messages()
      await alma.mention({ text: `undo ${id}` })
      const back = await heard(alma, isCard, old)
      await carriedOut(world, back, 8, new RegExp(`${(await newestJob(world.app())).id} is completed`))
      assertOnlyChanged(
        world,
        before[0] as ReturnType<typeof everyAccount>,
        new Map(people.slice(0, 4).map(({ uuid }) => [uuid, { invitePending: true }])),
      )
      const withoutTimes = (users: readonly { readonly id: string; readonly profile: object }[]) =>
        users.map(({ id: one, profile }) => ({ id: one, profile }))
      assert.deepEqual(
        withoutTimes(okta.organisation.snapshot().users),
        withoutTimes(before[1] as Parameters<typeof withoutTimes>[0]),
      )
    }))

  it('is refused where a directory has no such operation, with those that have it', () =>
    inWorld({ vendors: {}, environment: RENAME_ENVIRONMENT }, async (world) => {
      const file = renameCsv(movesTo('new.example', plainPeople(world, 1)))
      const bevy = await answeredTo(world, 'rename bevy', /cannot do this/, file)
      assert.match(bevy, /Bevy cannot do this: .* Webex and Okta can/)
      const mixed = await answeredTo(world, 'rename webex, aac', /cannot do this/, file)
      assert.match(mixed, /Alteryx cannot do this/)
      assert.deepEqual(await world.app().jobs.store.list(), [])
    }))
})
