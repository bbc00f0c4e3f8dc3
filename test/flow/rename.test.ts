import assert from 'node:assert/strict'
import type { User } from '../../src/sandbox/administration/user.ts'
import { type BotWorld, button, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import {
  ALL_RENAME_MEANS,
  addressOf,
  answeredTo,
  approvedBy,
  askedWith,
  asMoved,
  assertOnlyChanged,
  byHand,
  cardText,
  carriedOut,
  everyAccount,
  givenIn,
  movesTo,
  plainPeople,
  plannedOf,
  RENAME_ENVIRONMENT,
  RENAME_MEANS,
  renameCsv,
  renamed,
} from '../support/rename-world.ts'
import { countOf, ended, fastClock, inWorld, newestJob, shiftedClock, typed, until } from '../support/running-world.ts'

/** What the plan says of each row: the code of a skip, or what will be done. */
const reasonsOf = async (world: BotWorld): Promise<readonly (readonly [string, string])[]> => {
  const rows = await rowsOf(world.client('alma'), `plan-${(await newestJob(world.app())).id}`)
  return rows.map(({ action = '', reason = '' }) => [action, reason])
}

const callsTo = (world: BotWorld, path: RegExp) =>
  world.sandbox.traffic.calls.filter(({ url }) => path.test(url) && !/\/people\/me|\/messages|\/attachment/.test(url))

describe('a rename', () => {
  for (const means of ALL_RENAME_MEANS) {
    const { settings, through, effect } = RENAME_MEANS[means]

    it(`gives the planned people their new addresses and changes nothing else of anybody, by ${means}`, () =>
      inWorld({ settings, environment: RENAME_ENVIRONMENT }, async (world) => {
        const people = plainPeople(world, 40)
        const moves = movesTo('new.example', people)
        const before = everyAccount(world)
        const card = await askedWith(world, 'rename', renameCsv(moves))
        assert.deepEqual(everyAccount(world), before, 'the dry run changes nothing')
        assert.match(cardText(card), /40 users of 40 rows/)
        world.sandbox.traffic.clear()
        const words = await carriedOut(world, card, 40)
        assertOnlyChanged(world, before, asMoved(people, moves, means))
        assert.deepEqual([...givenIn(world)].sort(), moves.map(({ to }) => to).sort(), 'nobody twice')
        const { changes } = world.sandbox.administration.organisation
        assert.deepEqual([...new Set(changes.map((change) => change.through))], [through])
        assert.match(words, /40 users renamed/)
        assert.match(words, /Not Verified until/)
        const { id } = await newestJob(world.app())
        const results = await rowsOf(world.client('alma'), `results-${id}`)
        assert.deepEqual(
          results.map(({ email, new_email, outcome }) => [email, new_email, outcome]),
          moves.map(({ old, to }) => [old, to, 'done']),
        )
        const calls = callsTo(world, /^\/v1\/(people|roles|licenses)|^\/identity/).length
        assert.ok(calls <= (means === 'SCIM' ? 14 : 4.2 * 40), `${calls} calls for 40 users`)
      }))

    it(`keeps what each account was before the first effect, by ${means}`, () =>
      inWorld({ settings, environment: RENAME_ENVIRONMENT }, async (world) => {
        const [person] = plainPeople(world, 1)
        assert.ok(person)
        const card = await askedWith(world, 'rename', renameCsv(movesTo('new.example', [person])))
        await carriedOut(world, card, 1)
        const { id } = await newestJob(world.app())
        const alma = world.client('alma')
        const message = await heard(
          alma,
          ({ files, text }) => files !== undefined && (text ?? '').startsWith(`before-${id}`),
        )
        const kept = (await alma.file(message.files?.[0] ?? '')).bytes.toString()
        assert.ok(kept.includes(addressOf(person)) && kept.includes(person.displayName), kept)
      }))

    it(`is taken back by undo, with a plan and an approval of its own, by ${means}`, () =>
      inWorld({ settings, environment: RENAME_ENVIRONMENT }, async (world) => {
        const people = plainPeople(world, 6)
        const moves = movesTo('new.example', people)
        const before = everyAccount(world)
        await carriedOut(world, await askedWith(world, 'rename', renameCsv(moves)), 6)
        const first = await newestJob(world.app())
        // Somebody has given the old address of one of them away meanwhile.
        const [given] = people
        assert.ok(given)
        const { organisation } = world.sandbox.administration
        const dora = organisation.persona('dora')
        byHand(world, dora, { emails: [{ value: addressOf(given), type: 'work', primary: true }] })
        const after = everyAccount(world)
        const ben = world.client('ben')
        const alma = world.client('alma')
        const old = await alma.messages()
        await ben.mention({ text: `undo ${first.id}` })
        await heard(ben, says(/You may not do that/), old)
        await alma.mention({ text: `undo ${first.id}` })
        const card = await heard(alma, isCard, old)
        const second = await newestJob(world.app())
        assert.equal(second.undoOf, first.id)
        assert.equal(second.thread.rootId, first.thread.rootId)
        assert.deepEqual(everyAccount(world), after, 'nothing is taken back before the approval')
        assert.deepEqual(
          (await reasonsOf(world)).map(([action, reason]) => [action, reason.replace(/:.*| status.*/, '')]).slice(0, 1),
          [['skip', 'taken']],
        )
        await alma.click(card.id, { ...button(card, 'Approve'), count: '5', reason: '' })
        await heard(alma, says(/You asked for .* yourself/), old)
        const words = await carriedOut(world, card, 5, new RegExp(`${second.id} is completed`))
        assert.match(words, /5 users renamed/)
        const back = new Map(
          people
            .slice(1)
            .map((user) => [user.uuid, { ...before.get(user.uuid), ...renamed(user, addressOf(user), means) }]),
        )
        assertOnlyChanged(world, after, back)
      }))

    it(`tells a lost answer from a lost change and gives nobody an address twice, by ${means}`, () =>
      inWorld({ settings, environment: RENAME_ENVIRONMENT, app: { clock: fastClock(10) } }, async (world) => {
        const people = plainPeople(world, 8)
        const moves = movesTo('new.example', people)
        const before = everyAccount(world)
        const card = await askedWith(world, 'rename', renameCsv(moves))
        world.sandbox.knobs.set({
          rules: [
            { ...effect, skip: 1, effect: 'reset-after' },
            { ...effect, effect: 'reset' },
          ],
        })
        const words = await carriedOut(world, card, 8)
        assert.match(words, /8 users renamed/)
        assertOnlyChanged(world, before, asMoved(people, moves, means))
        assert.deepEqual([...givenIn(world)].sort(), moves.map(({ to }) => to).sort())
      }))

    it(`refuses the one whose new address was taken after the dry run, and does the others, by ${means}`, () =>
      inWorld({ settings, environment: RENAME_ENVIRONMENT }, async (world) => {
        const people = plainPeople(world, 6)
        const moves = movesTo('new.example', people)
        const card = await askedWith(world, 'rename', renameCsv(moves))
        const { organisation } = world.sandbox.administration
        const late = moves[3]?.to ?? ''
        byHand(world, organisation.persona('dora'), { emails: [{ value: late, type: 'work', primary: true }] })
        const before = everyAccount(world)
        await carriedOut(world, card, 6)
        const done = [0, 1, 2, 4, 5]
        assertOnlyChanged(
          world,
          before,
          asMoved(
            done.flatMap((index) => people[index] ?? []),
            done.flatMap((index) => moves[index] ?? []),
            means,
          ),
        )
        const errors = await rowsOf(world.client('alma'), `errors-${(await newestJob(world.app())).id}`)
        assert.deepEqual(
          errors.map(({ email, new_email, http_status }) => [email, new_email, http_status]),
          [[moves[3]?.old, late, '409']],
        )
        assert.match(errors[0]?.['error_message'] ?? '', /in use|taken|exist/i)
      }))

    it(`gives an address that two jobs want at once to one person, by ${means}`, () =>
      inWorld({ settings, environment: RENAME_ENVIRONMENT, app: { clock: fastClock(10) } }, async (world) => {
        const people = plainPeople(world, 8)
        const before = everyAccount(world)
        const moves = people.map((user, at) => ({ old: addressOf(user), to: `n${at < 4 ? at : at - 1}@new.example` }))
        const cards = [
          await askedWith(world, 'rename', renameCsv(moves.slice(0, 4))),
          await askedWith(world, 'rename', renameCsv(moves.slice(4))),
        ]
        await Promise.all(cards.map((card) => approvedBy(world, card, 4)))
        const isOver = ({ status }: { readonly status: string }): boolean => ['completed', 'paused'].includes(status)
        const jobs = await until('both are over', async () => {
          const all = await world.app().jobs.store.list()
          return all.every(isOver) ? all : undefined
        })
        assert.equal(
          jobs.reduce((sum, { tally }) => sum + (tally?.done ?? 0), 0),
          givenIn(world).length,
        )
        assert.equal(new Set(givenIn(world)).size, givenIn(world).length, 'no address twice')
        assert.ok(givenIn(world).includes('n3@new.example'))
        const after = everyAccount(world)
        const moved = people.map((user, at) => [user, moves[at]?.to ?? ''] as const)
        const done = moved.filter(([{ uuid }, to]) => after.get(uuid)?.emails[0]?.value === to)
        assertOnlyChanged(world, before, new Map(done.map(([user, to]) => [user.uuid, renamed(user, to, means)])))
      }))

    it(`leaves whoever has another address since the dry run alone, by ${means}`, () => {
      const clock = shiftedClock()
      return inWorld({ settings, environment: RENAME_ENVIRONMENT, app: { clock } }, async (world) => {
        const people = plainPeople(world, 4)
        const moves = movesTo('new.example', people)
        const card = await askedWith(world, 'rename', renameCsv(moves))
        const [, moved, already] = people
        assert.ok(moved && already)
        byHand(world, moved, { emails: [{ value: 'elsewhere@example.com', type: 'work', primary: true }] })
        byHand(world, already, { emails: [{ value: moves[2]?.to ?? '', type: 'work', primary: true }] })
        clock.advance(4_000)
        await carriedOut(world, card, 4)
        const { id } = await newestJob(world.app())
        const errors = await rowsOf(world.client('alma'), `errors-${id}`)
        assert.deepEqual(
          errors.map(({ email, error_code }) => [email, error_code]),
          [[moves[1]?.old, 'drifted']],
        )
        const results = await rowsOf(world.client('alma'), `results-${id}`)
        assert.deepEqual(
          results.map(({ outcome }) => outcome),
          ['done', 'already-done', 'done'],
        )
        assert.ok(world.isThere('elsewhere@example.com'))
        assert.equal(givenIn(world).length, 2)
      })
    })
  }

  it('finds the two addresses under the headers that people and products write', () =>
    inWorld({ environment: RENAME_ENVIRONMENT }, async (world) => {
      const moves = movesTo('new.example', plainPeople(world, 2))
      const headers = [
        'User ID/Email,new User ID/Email',
        'Old Email,New Email',
        'OldEmailAddress,NewEmailAddress',
        'current_email,new_email',
        'username,new username',
        'old,new',
      ]
      for (const header of headers) {
        await askedWith(world, 'rename', renameCsv(moves, header))
        assert.deepEqual(
          (await reasonsOf(world)).map(([action, reason]) => [action, /to (\S+),/.exec(reason)?.[1]]),
          moves.map(({ to }) => ['rename', to]),
          header,
        )
      }
      const turned = renameCsv(
        moves.map(({ old, to }) => ({ old: to, to: old })),
        'new email;old email',
      )
      await askedWith(world, 'rename', { ...turned, content: turned.content.replaceAll(',', ';') })
      assert.deepEqual(
        (await reasonsOf(world)).map(([action]) => action),
        ['rename', 'rename'],
      )
      const byId = world.sandbox.administration.organisation.userByEmail(moves[0]?.old ?? '')?.uuid ?? ''
      await askedWith(world, 'rename', renameCsv([{ old: byId, to: moves[0]?.to ?? '' }], 'id,new email'))
      assert.equal(await plannedOf(world), 1)
      const refused = await answeredTo(world, 'rename', /is refused/, renameCsv(moves, 'email,later'))
      assert.match(refused, /no column with the new addresses/)
      assert.match(refused, /new_email|new email/i)
    }))

  it('changes a domain with one column of addresses, and leaves other domains alone', () =>
    inWorld({ environment: RENAME_ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 5)
      const moves = movesTo('new.example', people)
      const before = everyAccount(world)
      const rows = [...moves.map(({ old }) => old.toUpperCase()), 'otto@elsewhere.example', 'x@sub.example.com']
      const file = { name: 'all.csv', content: `email\n${rows.join('\n')}\n` }
      const card = await askedWith(world, 'rename --domain example.com=new.example', file)
      assert.match(cardText(card), /example.com becomes new.example/)
      const reasons = await reasonsOf(world)
      assert.deepEqual(
        reasons.map(([action]) => action),
        [...moves.map(() => 'rename'), 'skip', 'skip'],
      )
      for (const [, reason] of reasons.slice(5)) assert.match(reason, /^invalid: .*not "example.com"/)
      await carriedOut(world, card, 5)
      assertOnlyChanged(world, before, asMoved(people, moves, 'SCIM'))
      const both = await answeredTo(
        world,
        'rename --domain example.com=new.example',
        /is refused/,
        renameCsv(moves.slice(0, 1)),
      )
      assert.match(both, /new addresses of its own beside the change of domain/)
      await answeredTo(world, 'rename --domain example.com', /is no change from one domain to another/, file)
      await answeredTo(world, 'delete --domain example.com=new.example', /goes with `?rename`? only/, file)
    }))

  it('tells in the dry run of every row why it is not done, and of the rest what will be', () =>
    inWorld(
      { environment: { ...RENAME_ENVIRONMENT, PROTECTED_USERS: 'boss@new.example, kept@example.com' } },
      async (world) => {
        const { organisation } = world.sandbox.administration
        const people = plainPeople(world, 16)
        const [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = people.map(addressOf) as readonly string[]
        const synced = organisation
          .people(organisation.home.uuid)
          .find(({ externalId, roles }) => externalId !== undefined && roles.length === 0)
        assert.ok(synced)
        const rows: readonly (readonly [string | undefined, string | undefined, RegExp])[] = [
          ['nobody@example.com', 'x1@new.example', /^not-found: /],
          [a, 'dora.bystander@example.com', /^taken: .*belongs to the account "dora.bystander@example.com"/],
          [b, 'twice@new.example', /^active|^inactive|^pending/],
          [c, 'twice@new.example', /^taken: .*"twice@new.example", which "renames.csv" line 4 gets/],
          // A swap, and a chain.
          [d, e, /^taken: .*line 7 renames; send this row as a second job/],
          [e, d, /^taken: .*line 6 renames; send this row as a second job/],
          [f, g, /^taken: .*line 9 renames; send this row as a second job/],
          [g, 'free@new.example', /to free@new.example/],
          [h, 'not an address', /^invalid: .*"not an address"/],
          ['@example.com', 'x2@new.example', /^invalid: /],
          [i, '', /^invalid: the row has no new address/],
          [j, 'x3@unverified.example', /^unverified-domain: .*"x3@unverified.example"/],
          [n, 'x3@sub.new.example', /^unverified-domain: /],
          [addressOf(synced), 'x4@new.example', /^synced: .*would take the old address back or lose data/],
          [k, 'boss@new.example', /^protected: the new address "boss@new.example"/],
          [l, 'cleo.approver@example.com', /^reviewer: the new address/],
          [o, 'alma.requester@example.com', /^self: the new address/],
          ['ben.approver@example.com', 'x5@new.example', /^reviewer: /],
          ['alma.requester@example.com', 'x6@new.example', /^self: /],
          ['otto@elsewhere.example', 'x7@new.example', /^(not-found|other-org): /],
          [m, m, /^already-done: /],
          [b, 'x8@new.example', /^duplicate: /],
        ]
        const file = renameCsv(rows.map(([old = '', to = '']) => ({ old, to })))
        const card = await askedWith(world, 'rename', file)
        const reasons = await reasonsOf(world)
        for (const [index, [old, to, words]] of rows.entries())
          assert.match(reasons[index]?.[1] ?? '', words, `line ${index + 2}: ${old} to ${to}`)
        assert.equal(reasons.length, rows.length)
        assert.match(cardText(card), /2 users of 22 rows/)
        assert.match(cardText(card), /address taken/)
        await carriedOut(world, card, 2)
        assert.deepEqual([...givenIn(world)].sort(), ['free@new.example', 'twice@new.example'])
      },
    ))

  it('carries out a chain in as many jobs as it has links, by sending the errors file again', () =>
    inWorld({ environment: RENAME_ENVIRONMENT }, async (world) => {
      const people = plainPeople(world, 2)
      const [first = '', second = ''] = people.map(addressOf)
      const chain = [
        { old: first, to: second },
        { old: second, to: 'end@new.example' },
      ]
      await carriedOut(world, await askedWith(world, 'rename', renameCsv(chain)), 1)
      const { id } = await newestJob(world.app())
      const alma = world.client('alma')
      const errors = await heard(
        alma,
        ({ files, text }) => files !== undefined && (text ?? '').startsWith(`errors-${id}`),
      )
      const { name, bytes } = await alma.file(errors.files?.[0] ?? '')
      const card = await askedWith(world, 'rename', { name, content: bytes.toString() })
      await carriedOut(world, card, 1, new RegExp(`${(await newestJob(world.app())).id} is completed`))
      assert.deepEqual(givenIn(world), ['end@new.example', second])
    }))

  it('lets people of a directory sync through where the operator says so, and warns of them', () =>
    inWorld({ environment: { ...RENAME_ENVIRONMENT, ALLOW_SYNCED: 'yes' } }, async (world) => {
      const { organisation } = world.sandbox.administration
      const synced = world.addresses(60).flatMap((address) => {
        const user = organisation.userByEmail(address)
        return user?.externalId === undefined ? [] : [user]
      })
      const moves = movesTo('new.example', synced.slice(0, 3))
      const before = everyAccount(world)
      const card = await askedWith(world, 'rename', renameCsv(moves))
      assert.match(cardText(card), /3 users come from a directory sync, which may bring the old addresses back/)
      await carriedOut(world, card, 3)
      assertOnlyChanged(world, before, asMoved(synced.slice(0, 3), moves, 'SCIM'))
    }))

  it('says on the card that domains were not checked where no list of them is configured', () =>
    inWorld({ environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const card = await askedWith(world, 'rename', renameCsv(movesTo('any.example', plainPeople(world, 1))))
      assert.match(cardText(card), /Whether the new domains are verified was not checked/)
    }))

  it('says on the card that a credential without sight of the sync cannot tell who is synced', () =>
    inWorld({ environment: RENAME_ENVIRONMENT, settings: RENAME_MEANS['the People API'].settings }, async (world) => {
      const card = await askedWith(world, 'rename', renameCsv(movesTo('new.example', plainPeople(world, 1))))
      assert.match(cardText(card), /cannot tell which users come from a directory sync/)
    }))

  it('reports what the People API cannot keep as an error with both values, and keeps it through SCIM', async () => {
    for (const means of ALL_RENAME_MEANS)
      await inWorld({ environment: RENAME_ENVIRONMENT, settings: RENAME_MEANS[means].settings }, async (world) => {
        const people = plainPeople(world, 4)
        const kit = byHand(world, people[2] as User, { nickName: 'Kit' })
        const moves = movesTo('new.example', people)
        const before = everyAccount(world)
        const card = await askedWith(world, 'rename', renameCsv(moves))
        await carriedOut(world, card, 4)
        assertOnlyChanged(world, before, asMoved(people, moves, means))
        const { id, tally } = await newestJob(world.app())
        if (means === 'SCIM') {
          assert.equal(tally?.done, 4)
          return
        }
        const errors = await rowsOf(world.client('alma'), `errors-${id}`)
        assert.deepEqual(
          errors.map(({ email, error_code, retryable }) => [email, error_code, retryable]),
          [[moves[2]?.old, 'differs', 'false']],
        )
        assert.match(
          errors[0]?.['error_message'] ?? '',
          new RegExp(`is done, but the account has changed otherwise; nickName was "Kit", is "${kit.firstName}"`),
        )
        await typed(world, 'alma', 'retry', /Nothing is left to retry/)
      })
  })

  it('pauses once when the first account loses something, and goes on with all when somebody has looked', () =>
    inWorld({ environment: RENAME_ENVIRONMENT, settings: RENAME_MEANS['the People API'].settings }, async (world) => {
      const people = plainPeople(world, 12)
      for (const user of people) byHand(world, user, { nickName: 'Kit' })
      const moves = movesTo('new.example', people)
      const card = await askedWith(world, 'rename', renameCsv(moves))
      assert.match(await carriedOut(world, card, 12, /is paused/), /nickName was "Kit"/)
      assert.equal(givenIn(world).length, 1)
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      assert.equal(await countOf(world, /is paused/), 1)
      assert.equal(givenIn(world).length, 12)
      const errors = await rowsOf(world.client('alma'), `errors-${(await newestJob(world.app())).id}`)
      assert.deepEqual(
        errors.map(({ email, error_code }) => [email, error_code]),
        moves.map(({ old }) => [old, 'differs']),
      )
    }))

  it('plans what failed anew with retry, by id and to the same new addresses', () =>
    inWorld(
      {
        environment: RENAME_ENVIRONMENT,
        settings: RENAME_MEANS['the People API'].settings,
        app: { clock: fastClock(50) },
      },
      async (world) => {
        const people = plainPeople(world, 12)
        const moves = movesTo('new.example', people)
        const before = everyAccount(world)
        const card = await askedWith(world, 'rename', renameCsv(moves))
        const { effect } = RENAME_MEANS['the People API']
        world.sandbox.knobs.set({ rules: [{ ...effect, skip: 4, times: 3, effect: 'reset' }] })
        await carriedOut(world, card, 12)
        const alma = world.client('alma')
        const { id } = await newestJob(world.app())
        const [error, ...more] = await rowsOf(alma, `errors-${id}`)
        assert.deepEqual([error?.['email'], error?.['retryable'], more], [moves[4]?.old, 'true', []])
        const old = await alma.messages()
        await alma.mention({ text: `retry ${id}` })
        const again = await heard(alma, isCard, old)
        assert.equal(await plannedOf(world), 1)
        await carriedOut(world, again, 1, new RegExp(`${(await newestJob(world.app())).id} is completed`))
        assertOnlyChanged(world, before, asMoved(people, moves, 'the People API'))
        assert.deepEqual([...givenIn(world)].sort(), moves.map(({ to }) => to).sort(), 'nobody twice')
      },
    ))
})
