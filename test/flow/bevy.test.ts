import assert from 'node:assert/strict'
import { CALLS_AT_ONCE } from '../../src/directory/bevy/directory.ts'
import { type BotWorld, button, csvOf, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import { clicked, countOf, newestJob, until } from '../support/running-world.ts'
import {
  answerTo,
  approve,
  approved,
  callsTo,
  cardFor,
  DAY_MS,
  endedAs,
  errorsOf,
  fileOf,
  inVendorWorld,
  pausedFor,
  resultsOf,
  type VendorWorldOptions,
  wordsOf,
  worldClock,
} from '../support/vendor-world.ts'

const inBevy = (options: VendorWorldOptions, work: (world: BotWorld) => Promise<void>): Promise<void> =>
  inVendorWorld('bevy', options, work)

const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'
const CANCEL: VendorWorldOptions = {
  vendors: { bevy: { cancel: { method: 'POST', path: CANCEL_PATH } } },
  environment: { BEVY_CANCEL_PATH: CANCEL_PATH },
}
const FIELD: VendorWorldOptions = {
  vendors: { bevy: { deletionField: { name: 'deletion_scheduled_at', shows: 'time' } } },
  environment: { BEVY_DELETION_FIELD: 'deletion_scheduled_at' },
}

const idOf = (world: BotWorld, address: string): string =>
  String(world.cloud().bevy.site.accountByEmail(address)?.id ?? assert.fail(address))

/** Addresses of those who are set for deletion now. */
const setFor = (world: BotWorld): readonly string[] =>
  world
    .cloud()
    .bevy.site.accounts.filter(({ deletionAt }) => deletionAt !== undefined)
    .map(({ email }) => email)
    .sort()

const deletions = (world: BotWorld) => callsTo(world, 'bevy', 'DELETE')

describe('a deletion in Bevy', () => {
  for (const by of ['email', 'user_id'] as const)
    it(`by ${by} sets exactly those for deletion whom the tracking file names, with the day until when it can be undone`, () =>
      inBevy({}, async (world) => {
        const leavers = world.addresses(12)
        const rows = by === 'email' ? leavers : leavers.map((address) => idOf(world, address))
        const nobody = by === 'email' ? 'nobody@example.com' : '999'
        const before = Date.now()
        const card = await cardFor(world, 'delete bevy', fileOf(by, [...rows, nobody]))
        assert.deepEqual(setFor(world), [], 'nothing is done before the approval')
        await approve(world, card)
        await endedAs(world)
        const results = await resultsOf(world)
        assert.deepEqual(
          results.map((row) => row[by]),
          rows,
        )
        assert.deepEqual(
          results.map(({ user_id }) => user_id),
          leavers.map((address) => idOf(world, address)),
        )
        for (const { outcome, undo_until = '' } of results) {
          assert.equal(outcome, 'done')
          const ahead = Date.parse(undo_until) - before
          assert.ok(ahead >= 7 * DAY_MS && ahead < 7 * DAY_MS + 60_000, undo_until)
        }
        assert.deepEqual(setFor(world), [...leavers].sort())
        assert.deepEqual(
          (await errorsOf(world)).map((row) => [row[by], row['error_code']]),
          [[nobody, 'not-found']],
        )
        assert.equal(deletions(world).length, 12, 'one call a user')
      }))

  it('spares the requester, the approvers, the protected and the owner of the key', () =>
    inBevy({ environment: { PROTECTED_USERS: '@safe.example', BEVY_OWNER: 'hq.admin@example.com' } }, async (world) => {
      const { site } = world.cloud().bevy
      site.create({ email: 'Pat@Safe.example', firstName: 'Pat', lastName: 'Safe' })
      const { organisation } = world.sandbox.administration
      const shielded = ['alma', 'ben', 'cleo'] as const
      const people = shielded.map((name) => organisation.persona(name).emails[0]?.value ?? '')
      const leavers = world.addresses(2)
      const rows = [...people, 'pat@safe.example', 'hq.admin@example.com', ...leavers]
      await approved(world, 'delete bevy', csvOf(rows))
      await endedAs(world)
      assert.deepEqual(setFor(world), [...leavers].sort())
      assert.deepEqual(
        (await errorsOf(world)).map(({ error_code }) => error_code),
        ['self', 'reviewer', 'reviewer', 'protected', 'credential-owner'],
      )
    }))

  it('rests after each batch, and never sends more than a batch between two rests', () => {
    const REST_MS = 33_000
    const clock = worldClock(100)
    const rests: number[] = []
    const world: VendorWorldOptions = {
      clock: {
        ...clock,
        sleep: (ms, signal) => {
          // A rest, which no other wait of the bot is as long as.
          if (ms === REST_MS) rests.push(Date.now())
          return clock.sleep(ms, signal)
        },
      },
      environment: { BEVY_BATCH_SIZE: '4', BEVY_BATCH_REST: `${REST_MS / 1000}s` },
    }
    return inBevy(world, async (opened) => {
      const times: number[] = []
      opened.cloud().bevy.site.onChange(({ what }) => {
        if (what === 'deletion-set') times.push(rests.length)
      })
      await approved(opened, 'delete bevy', csvOf(opened.addresses(14)))
      await endedAs(opened)
      const sizes = new Map<number, number>()
      for (const rest of times) sizes.set(rest, (sizes.get(rest) ?? 0) + 1)
      assert.deepEqual([...sizes.values()], [4, 4, 4, 2])
      assert.deepEqual([...sizes.keys()], [0, 1, 2, 3])
    })
  })
})

describe('two jobs in Bevy', () => {
  it('never have more calls under way at once than one, and as many as one', () =>
    inBevy({ environment: { MAX_SHARE: '1' } }, async (world) => {
      const calls: { readonly from: number; readonly to: number }[] = []
      world.sandbox.traffic.subscribe(({ vendor, arrivedAt }) => {
        if (vendor === 'bevy') calls.push({ from: arrivedAt, to: Date.now() })
      })
      world.sandbox.knobs.set({ latencyMs: 30 })
      const leavers = world.addresses(40)
      const alma = world.client('alma')
      for (const some of [leavers.slice(0, 20), leavers.slice(20)])
        await alma.mention({ text: 'delete bevy', file: csvOf(some) })
      const cards = await until('two cards', async () => {
        const found = (await alma.messages()).filter(isCard)
        return found.length === 2 ? found : undefined
      })
      const ben = world.client('ben')
      await Promise.all(
        cards.map((card) => ben.click(card.id, { ...button(card, 'Approve'), count: '20', reason: '' })),
      )
      await until('all are set for deletion', () => setFor(world).length === leavers.length)
      const underWay = calls.map(({ from }) => calls.filter((call) => call.from <= from && from < call.to).length)
      assert.equal(Math.max(...underWay), CALLS_AT_ONCE)
    }))
})

describe('the first user of a job in Bevy', () => {
  it('goes alone, and nobody else is tried when that is refused', () =>
    inBevy({}, async (world) => {
      const leavers = world.addresses(8)
      const card = await cardFor(world, 'delete bevy', csvOf(leavers))
      world.sandbox.knobs.set({
        rules: [{ method: 'DELETE', path: '^/bevy/', effect: 400, body: { user: 'This user owns a chapter.' } }],
      })
      await approve(world, card)
      await pausedFor(world, 'canary-failed')
      const said = wordsOf(await heard(world.client('alma'), says(/is paused/)))
      assert.match(said, /first user did not go as planned, so no other was tried.*This user owns a chapter/)
      assert.equal(deletions(world).length, 1)
      assert.deepEqual(setFor(world), [])
      await clicked(world, 'ben', 'Resume', /Going on/)
      await endedAs(world)
      assert.deepEqual(setFor(world), leavers.slice(1).toSorted())
      assert.deepEqual(
        (await errorsOf(world)).map(({ email, error_code, http_status }) => [email, error_code, http_status]),
        [[leavers[0], 'http-400', '400']],
      )
      assert.equal(deletions(world).length, 8, 'nobody was tried twice')
    }))

  it('shows a wrong path of deletions in clear words, and nobody is taken for gone', () =>
    inBevy({ environment: { BEVY_DELETE_PATH: '/api/users/{id}/delete/' } }, async (world) => {
      await approved(world, 'delete bevy', csvOf(world.addresses(6)))
      await pausedFor(world, 'canary-failed')
      const said = wordsOf(await heard(world.client('alma'), says(/is paused/)))
      assert.match(said, /yet Bevy shows the user: it is set for deletion already, or the path of deletions is another/)
      assert.equal(deletions(world).length, 1)
      await answerTo(world, `cancel ${(await newestJob(world.app())).id}`, /is cancelled/)
      assert.equal((await endedAs(world, 'cancelled')).tally?.['already-done'], 0)
      assert.deepEqual(setFor(world), [])
    }))
})

describe('a Bevy key that is refused in the midst of a job', () => {
  it('pauses it in words, and a new key of the operator goes on without asking for anybody twice', () =>
    inBevy({}, async (world) => {
      const { site, keys, key, adminId } = world.cloud().bevy
      const leavers = world.addresses(12)
      const card = await cardFor(world, 'delete bevy', csvOf(leavers))
      site.onChange(() => {
        if (setFor(world).length === 5) keys.revoke(key)
      })
      await approve(world, card)
      await pausedFor(world, 'credential-refused')
      const done = setFor(world).length
      assert.ok(done >= 5 && done < 12)
      await world.stopBot()
      await world.startBot({ BEVY_TOKEN: keys.make(adminId) })
      await answerTo(world, `resume ${(await newestJob(world.app())).id}`, /Going on/)
      assert.equal((await endedAs(world)).tally?.done, 12)
      const answered = deletions(world).filter(({ status }) => status < 400)
      assert.equal(answered.length, 12)
    }))
})

describe('undo of a deletion in Bevy', () => {
  it('is a job of its own with an approval of its own, and cancels exactly those deletions', () =>
    inBevy(CANCEL, async (world) => {
      const leavers = world.addresses(6)
      // Somebody else's deletion stays what it is.
      const [others = ''] = world.addresses(7).slice(6)
      world.cloud().bevy.site.setForDeletion(Number(idOf(world, others)), 'sandbox')
      await approved(world, 'delete bevy', csvOf(leavers))
      const first = await endedAs(world)
      const card = await cardFor(world, `undo ${first.id}`)
      const undo = await newestJob(world.app())
      assert.equal(undo.undoOf, first.id)
      assert.notEqual(undo.id, first.id)
      assert.equal(undo.thread.rootId, first.thread.rootId)
      assert.equal(setFor(world).length, 7, 'nothing is called off before the approval')
      await approve(world, card)
      await endedAs(world)
      assert.deepEqual(setFor(world), [others])
      assert.deepEqual(
        (await resultsOf(world)).map(({ email, outcome }) => [email, outcome]),
        leavers.map((address) => [address, 'done']),
      )
      assert.equal(callsTo(world, 'bevy', 'POST', /cancel-deletion/).length, 6, 'one call a user')
    }))

  it('is told how to be done by hand where no call is known, with the list of whom', () =>
    inBevy({}, async (world) => {
      const leavers = world.addresses(5)
      await approved(world, 'delete bevy', csvOf(leavers))
      const { id } = await endedAs(world)
      const said = await answerTo(world, `undo ${id}`, /cannot take back/)
      assert.match(said, /Admin Dashboard → Members → the user → Cancel Deletion/)
      const list = await rowsOf(world.client('alma'), `undo-${id}`)
      assert.deepEqual(
        list.map(({ email, user_id }) => [email, user_id]),
        leavers.map((address) => [address, idOf(world, address)]),
      )
      assert.ok(list.every(({ undo_until = '' }) => Date.parse(undo_until) > Date.now() + 6 * DAY_MS))
      assert.equal((await newestJob(world.app())).id, id, 'no job was opened')
      assert.equal(setFor(world).length, 5)
    }))

  for (const [how, options] of [
    ['with a call', CANCEL],
    ['by hand', {}],
  ] as const)
    it(`names nobody once the time is over, ${how}`, () => {
      const clock = worldClock()
      return inBevy({ ...options, clock }, async (world) => {
        await approved(world, 'delete bevy', csvOf(world.addresses(3)))
        const { id } = await endedAs(world)
        clock.advance(7 * DAY_MS + 1_000)
        await answerTo(
          world,
          `undo ${id}`,
          how === 'by hand'
            ? /Bevy: the time in which it could be taken back by hand ended at 20/
            : /the time for it is over/,
        )
        assert.equal(await countOf(world, new RegExp(`^undo-${id}`)), 0)
        assert.equal((await newestJob(world.app())).id, id, 'no job was opened')
        assert.deepEqual(callsTo(world, 'bevy', 'POST'), [])
        assert.equal((await world.client('alma').messages()).filter(isCard).length, 0)
      })
    })
})

describe('a lost answer of Bevy', () => {
  const LOST = ['hang-after', 'reset-after'] as const
  const timeouts = { app: { directoryTimeoutMs: 300 } }

  for (const effect of LOST) {
    it(`ends as unknown and is not asked for again where nothing shows what happened (${effect})`, () =>
      inBevy({ ...timeouts, clock: worldClock() }, async (world) => {
        const leavers = world.addresses(6)
        const card = await cardFor(world, 'delete bevy', csvOf(leavers))
        world.sandbox.knobs.set({ rules: [{ method: 'DELETE', path: '^/bevy/', skip: 2, effect }] })
        await approve(world, card)
        await endedAs(world)
        const errors = await errorsOf(world)
        assert.deepEqual(
          errors.map(({ email, error_code }) => [email, error_code]),
          [[leavers[2], 'unknown']],
        )
        assert.match(
          errors[0]?.['error_message'] ?? '',
          /does not tell whether it happened; look the account up by hand/,
        )
        assert.equal((await resultsOf(world)).length, 5)
        assert.equal(deletions(world).length, 6, 'each was asked for once')
      }))

    it(`is settled as done, without a second call, where a field shows the deletion (${effect})`, () =>
      inBevy({ ...FIELD, ...timeouts, clock: worldClock() }, async (world) => {
        const leavers = world.addresses(6)
        const card = await cardFor(world, 'delete bevy', csvOf(leavers))
        world.sandbox.knobs.set({ rules: [{ method: 'DELETE', path: '^/bevy/', skip: 2, effect }] })
        await approve(world, card)
        const { tally } = await endedAs(world)
        assert.equal(tally?.done, 6)
        const results = await resultsOf(world)
        assert.deepEqual(
          results.map(({ email }) => email),
          leavers,
        )
        assert.ok(results.every(({ undo_until = '' }) => Date.parse(undo_until) > Date.now() + 6 * DAY_MS))
        assert.equal(deletions(world).length, 6, 'each was asked for once')
      }))
  }

  it('that was the first one stops the job, and resuming does not ask for it again', () =>
    inBevy({ ...timeouts, clock: worldClock() }, async (world) => {
      const leavers = world.addresses(4)
      const card = await cardFor(world, 'delete bevy', csvOf(leavers))
      world.sandbox.knobs.set({ rules: [{ method: 'DELETE', path: '^/bevy/', effect: 'reset-after' }] })
      await approve(world, card)
      await pausedFor(world, 'canary-failed')
      await clicked(world, 'alma', 'Resume', /Going on/)
      await endedAs(world)
      assert.equal(deletions(world).length, 4)
      assert.deepEqual(setFor(world), [...leavers].sort())
      await until('the errors file', async () => (await errorsOf(world)).length === 1)
    }))
})
