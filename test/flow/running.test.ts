import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asked, askedAndApproved, type BotWorld, button, heard, says } from '../support/bot-world.ts'
import {
  ALL_MEANS,
  assertAccounted,
  countOf,
  deletedIn,
  ended,
  fastClock,
  inWorld,
  jobIs,
  MEANS,
  newestJob,
  shiftedClock,
  until,
} from '../support/running-world.ts'

const approve = async (world: BotWorld, card: Awaited<ReturnType<typeof asked>>, count: number): Promise<void> => {
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(count), reason: '' })
}

const userOf = (world: BotWorld, address: string) => {
  const user = world.sandbox.administration.organisation.userByEmail(address)
  assert.ok(user, address)
  return user
}

const byHand = { uuid: 'test', through: 'sandbox' } as const

describe('an approved job', () => {
  for (const means of ALL_MEANS)
    it(`is carried out by ${means}, and the log says so`, () =>
      inWorld({ settings: MEANS[means].settings }, async (world) => {
        const leavers = world.addresses(12)
        await askedAndApproved(world, leavers)
        await ended(world)
        const { results, errors } = await assertAccounted(world, leavers)
        assert.equal(results.length, 12)
        assert.deepEqual(errors, [])
        assert.deepEqual([...deletedIn(world)].sort(), [...leavers].sort())
        assert.match(world.logged(), new RegExp(`"means":"${means}".*the admin credential was checked`))
        const ways = new Set(
          world.sandbox.administration.organisation.changes.flatMap(({ what, through }) =>
            what === 'deleted' ? [through] : [],
          ),
        )
        assert.deepEqual([...ways], [means === 'SCIM Bulk' ? 'scim-bulk' : 'people'])
      }))

  it('goes one by one with several calls under way at once, after the first user alone', () =>
    inWorld({ settings: MEANS['People API, one by one'].settings }, async (world) => {
      const leavers = world.addresses(20)
      const card = await asked(world, leavers)
      // Long enough that a busy machine does not pass for a call that waited.
      const latencyMs = 150
      world.sandbox.knobs.set({ latencyMs })
      await approve(world, card, 20)
      await ended(world)
      const starts = world.sandbox.traffic.calls.filter(
        ({ method, url }) => method === 'DELETE' && url.includes('/people/'),
      )
      const alone = starts[1]?.t ?? 0
      assert.ok(alone - (starts[0]?.t ?? 0) >= latencyMs, 'the second call waits for the first')
      const together = starts.slice(1, 5).every(({ t }) => t - alone < latencyMs)
      assert.ok(together, `four calls go together: ${starts.slice(0, 6).map(({ t }) => t)}`)
    }))

  for (const means of ALL_MEANS)
    it(`leaves alone whoever has changed since the approval was asked for, by ${means}`, () => {
      const clock = shiftedClock()
      return inWorld({ settings: MEANS[means].settings, app: { clock } }, async (world) => {
        const { organisation } = world.sandbox.administration
        const leavers = world.addresses(6)
        const [moved = '', promoted = '', gone = ''] = leavers.slice(2)
        const card = await asked(world, leavers)
        const mover = userOf(world, moved)
        organisation.update({ ...mover, emails: [{ value: 'moved@example.com', type: 'work', primary: true }] }, byHand)
        organisation.update({ ...userOf(world, promoted), roles: ['id_user_admin'] }, byHand)
        organisation.delete(userOf(world, gone).uuid, byHand)
        // The list of administrators may be three seconds old.
        clock.advance(4_000)
        await approve(world, card, 6)
        await ended(world)
        const { results, errors } = await assertAccounted(world, leavers)
        assert.deepEqual(
          [...results].sort(),
          leavers.filter((address) => address !== moved && address !== promoted).sort(),
        )
        assert.deepEqual(
          errors.map(({ email, error_code, retryable }) => [email, error_code, retryable]),
          [
            [moved, 'drifted', 'false'],
            [promoted, 'drifted', 'false'],
          ],
        )
        assert.match(errors[0]?.['error_message'] ?? '', /the login is now "moved@example.com"/)
        assert.match(errors[1]?.['error_message'] ?? '', /administrative role/)
        assert.ok(world.isThere('moved@example.com') && world.isThere(promoted))
        assert.ok(!deletedIn(world).includes(gone), 'nothing was sent for whoever was gone already')
        assert.equal((await newestJob(world.app())).tally?.['already-done'], 1)
      })
    })

  it('leaves alone whoever an operator has put on the protected list since', () =>
    inWorld({}, async (world) => {
      const leavers = world.addresses(4)
      const kept = leavers[2] ?? ''
      const card = await asked(world, leavers)
      await world.stopBot()
      await world.startBot({ PROTECTED_USERS: kept })
      await approve(world, card, 4)
      await ended(world)
      const { errors } = await assertAccounted(world, leavers)
      assert.deepEqual(
        errors.map(({ email, error_code }) => [email, error_code]),
        [[kept, 'drifted']],
      )
      assert.match(errors[0]?.['error_message'] ?? '', /now on the protected list/)
      assert.ok(world.isThere(kept))
    }))

  it('shows its progress in one message that is edited at most nine times', () =>
    inWorld(
      {
        sandbox: { organisation: { size: 1200 } },
        environment: { MAX_USERS: '250' },
        settings: MEANS['People API, one by one'].settings,
        app: { clock: fastClock(10) },
      },
      async (world) => {
        const leavers = world.addresses(200)
        const card = await asked(world, leavers)
        world.sandbox.knobs.set({ latencyMs: 30 })
        await approve(world, card, 200)
        await heard(world.client('alma'), says(/is completed/))
        await assertAccounted(world, leavers)
        const edits = world.sandbox.traffic.calls.filter(
          ({ method, url }) => method === 'PUT' && /^\/v1\/messages\//.test(url),
        )
        assert.ok(edits.length >= 6 && edits.length <= 9, `${edits.length} edits`)
        assert.equal(
          new Set(edits.map(({ status, url }) => `${status} ${url}`)).size,
          1,
          'all of one message, all taken',
        )
        assert.equal(edits[0]?.status, 200)
        assert.equal(await countOf(world, /[█░] \d+ of 200/), 1)
        assert.equal(await countOf(world, /200 of 200/), 1, 'the last edit shows the end')
      },
    ))

  it('leaves an account of who decided and of every user in the audit log', () =>
    inWorld({}, async (world) => {
      const leavers = world.addresses(3)
      await askedAndApproved(world, leavers)
      await ended(world)
      const lines = (await readFile(join(world.dataDir, 'audit.jsonl'), 'utf8')).trim().split('\n')
      assert.deepEqual(
        lines.map((line) => (JSON.parse(line) as { event: { what: string } }).event.what),
        ['bot-started', 'requested', 'planned', 'approved', 'user-done', 'user-done', 'user-done', 'completed'],
      )
      assert.match(lines[3] ?? '', /ben.approver@example.com/)
      for (const line of lines.slice(2)) assert.match(line, /"digest":"[0-9a-f]{64}"/)
      assert.match(lines[7] ?? '', /"detail":"3 done"/)
      for (const address of leavers) assert.ok(!lines.join().includes(address), 'no cell of the CSV is in it')
    }))

  it('shares its people with another job without deleting anybody twice', () =>
    inWorld({ settings: MEANS['People API, one by one'].settings }, async (world) => {
      const leavers = world.addresses(15)
      const cards = [await asked(world, leavers), await asked(world, leavers)]
      world.sandbox.knobs.set({ latencyMs: 15 })
      await Promise.all(cards.map((card) => approve(world, card, 15)))
      await until('both are completed', async () => {
        const jobs = await world.app().jobs.store.list()
        return jobs.every(({ status, posted }) => status === 'completed' && posted.words !== undefined)
      })
      const jobs = await world.app().jobs.store.list()
      const done = jobs.reduce((sum, { tally }) => sum + (tally?.done ?? 0), 0)
      const gone = jobs.reduce((sum, { tally }) => sum + (tally?.['already-done'] ?? 0), 0)
      assert.deepEqual([done, gone], [15, 15])
      assert.deepEqual([...deletedIn(world)].sort(), [...leavers].sort())
      await assertAccounted(world, leavers)
    }))

  it('is answered for at /healthz, /readyz and /metrics', () =>
    inWorld({}, async (world) => {
      const at = async (path: string) => fetch(`http://127.0.0.1:${world.app().port}${path}`)
      assert.equal((await at('/healthz')).status, 200)
      assert.deepEqual(await (await at('/readyz')).json(), {
        isOk: true,
        checks: [
          { name: 'chat', isOk: true, words: 'connected' },
          { name: 'directory-webex', isOk: true, words: 'SCIM Bulk' },
        ],
      })
      await askedAndApproved(world, world.addresses(5))
      await ended(world)
      const metrics = await (await at('/metrics')).text()
      assert.match(metrics, /^twokey_users_total\{directory="webex",outcome="done"\} 5$/m)
      assert.match(metrics, /^twokey_users_total\{directory="webex",outcome="failed"\} 0$/m)
      assert.match(metrics, /^twokey_jobs\{status="completed"\} 1$/m)
      assert.match(metrics, /^twokey_chat_connected 1$/m)
      assert.ok(!metrics.includes('@'), 'no address is in the metrics')
    }))

  it('can be asked for as soon as an admin credential that could not be checked at the start can be', () =>
    inWorld(
      {
        app: { clock: fastClock(100) },
        sandbox: { knobs: { rules: [{ path: '^/v1/organizations/', effect: 503, times: 6 }] } },
      },
      async (world) => {
        assert.match(world.logged(), /the admin credential could not be checked/)
        await until('it is checked anew', () => /the admin credential was checked/.test(world.logged()))
        await askedAndApproved(world, world.addresses(2))
        await ended(world)
      },
    ))

  it('makes the bot not ready, in words, when the admin token is refused', () =>
    inWorld({ environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const ready = async () => fetch(`http://127.0.0.1:${world.app().port}/readyz`)
      const card = await asked(world, world.addresses(5))
      const { tokens } = world.sandbox.administration
      tokens.refuse(tokens.of('serviceApp'))
      await approve(world, card, 5)
      await jobIs(world, 'paused')
      const answer = await ready()
      assert.equal(answer.status, 503)
      const { checks } = (await answer.json()) as { checks: readonly { name: string; isOk: boolean; words: string }[] }
      assert.deepEqual(checks[1], {
        name: 'directory-webex',
        isOk: false,
        words: 'the credential could not be checked: credential-refused',
      })
      assert.equal((await fetch(`http://127.0.0.1:${world.app().port}/healthz`)).status, 200)
      await world.stopBot()
      await world.startBot({ WEBEX_ADMIN_TOKEN: 'a-dead-token' })
      assert.equal((await ready()).status, 503)
    }))
})
