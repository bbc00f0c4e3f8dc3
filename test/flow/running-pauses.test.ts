import assert from 'node:assert/strict'
import { ADMIN_SCOPES } from '../../src/sandbox/administration/tokens.ts'
import type { KnobSettings } from '../../src/sandbox/knobs.ts'
import { asked, type BotWorld, button, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import {
  ALL_MEANS,
  assertAccounted,
  clicked,
  countOf,
  deletedIn,
  ended,
  fastClock,
  inWorld,
  jobIs,
  MEANS,
  newestJob,
  peopleToken,
  typed,
  until,
} from '../support/running-world.ts'

const PEOPLE = MEANS['People API, one by one']

/** Alma asks, the cloud gets its faults, Ben approves. */
const approvedWith = async (world: BotWorld, leavers: readonly string[], knobs: KnobSettings): Promise<void> => {
  const card = await asked(world, leavers)
  world.sandbox.knobs.set(knobs)
  await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(leavers.length), reason: '' })
}

const callsThat = (world: BotWorld, method: string, path: RegExp) =>
  world.sandbox.traffic.calls.filter((call) => call.method === method && path.test(call.url))

describe('a job whose first user cannot be deleted', () => {
  for (const means of ALL_MEANS)
    it(`pauses, says why, and touches nobody else, by ${means}`, () =>
      inWorld({ settings: MEANS[means].settings }, async (world) => {
        const { path, method } = MEANS[means]
        const leavers = world.addresses(8)
        await approvedWith(world, leavers, {
          rules: [{ path, method, effect: 409, body: { message: 'on legal hold' } }],
        })
        const said = await heard(world.client('alma'), says(/is paused/))
        assert.match(said.markdown ?? said.text ?? '', /first user did not go as planned.*on legal hold/)
        const job = await jobIs(world, 'paused')
        assert.match(said.markdown ?? said.text ?? '', new RegExp(`resume ${job.id}`))
        assert.deepEqual(deletedIn(world), [])
        assert.equal(callsThat(world, method, new RegExp(path)).filter(({ status }) => status === 409).length, 1)

        await typed(world, 'alma', 'resume', /Going on/)
        await ended(world)
        const { results, errors } = await assertAccounted(world, leavers)
        assert.deepEqual(
          errors.map(({ email, error_code, http_status }) => [email, error_code, http_status]),
          [[leavers[0], 'http-409', '409']],
        )
        assert.equal(results.length, 7)
      }))

  it('is resumed by the button, by an approver, with the next user alone', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = world.addresses(6)
      await approvedWith(world, leavers, { rules: [{ path: PEOPLE.path, method: 'DELETE', effect: 409, times: 2 }] })
      await jobIs(world, 'paused')
      await clicked(world, 'cleo', 'Resume', /Going on/)
      await until('the second pause is told', async () => (await countOf(world, /is paused/)) === 2)
      assert.deepEqual(deletedIn(world), [])
      await clicked(world, 'alma', 'Resume', /Going on/)
      await ended(world)
      const { errors } = await assertAccounted(world, leavers)
      assert.deepEqual(
        errors.map(({ email }) => email),
        leavers.slice(0, 2),
      )
      assert.ok(!(await world.client('alma').messages()).some(isCard), 'no card is left')
    }))

  it('is not resumed, paused or cancelled by a bystander', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = world.addresses(5)
      await approvedWith(world, leavers, { rules: [{ path: PEOPLE.path, method: 'DELETE', effect: 409 }] })
      await jobIs(world, 'paused')
      await typed(world, 'dora', 'resume', /not open to you/)
      for (const title of ['Resume', 'Cancel', 'Pause']) await clicked(world, 'dora', title, /not open to you/)
      assert.equal((await newestJob(world.app())).status, 'paused')
      assert.deepEqual(deletedIn(world), [])
    }))
})

describe('a job of which too many fail', () => {
  it('pauses with the figures, goes on when it is told to, and counts afresh', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = world.addresses(40)
      // Whichever of them are in flight at the pause: those left after it are too few for another.
      const rules = [
        { path: PEOPLE.path, method: 'DELETE', skip: 10, times: 3, effect: 403 as const },
        { path: PEOPLE.path, method: 'DELETE', skip: 8, times: 1, effect: 409 as const },
      ]
      await approvedWith(world, leavers, { rules })
      const said = await heard(world.client('alma'), says(/is paused/))
      const words = said.markdown ?? said.text ?? ''
      assert.match(words, /\d+ of the last \d+ users failed/)
      const [, failed = '', of = ''] = /(\d+) of the last (\d+) users/.exec(words) ?? []
      assert.ok(Number(failed) / Number(of) > 0.2, words)
      await jobIs(world, 'paused')
      assert.ok(deletedIn(world).length < 40 - 4, 'the rest is left')
      await typed(world, 'ben', 'resume', /Going on/)
      await ended(world)
      const { errors } = await assertAccounted(world, leavers)
      assert.equal(await countOf(world, /is paused/), 1, 'the failures before the pause do not count again')
      assert.deepEqual([...new Set(errors.map(({ http_status }) => http_status))].sort(), ['403', '409'])
    }))
})

describe('a job whose credential is refused on the way', () => {
  for (const means of ALL_MEANS)
    it(`pauses in words and completes with a new one after a restart, by ${means}`, () =>
      inWorld(
        {
          settings: MEANS[means].settings,
          sandbox: { organisation: { size: 1200 } },
          environment: { MAX_USERS: '300', MAX_SHARE: '0.5' },
        },
        async (world) => {
          const { tokens } = world.sandbox.administration
          const leavers = world.addresses(means === 'SCIM Bulk' ? 250 : 30)
          const dead = means === 'SCIM Bulk' ? tokens.of('serviceApp') : 'sandbox-1_PF84_'
          const stop = world.sandbox.traffic.subscribe(() => {
            if (deletedIn(world).length > 3) tokens.refuse(dead.endsWith('_') ? peopleTokenOf(world) : dead)
          })
          await approvedWith(world, leavers, {})
          const said = await heard(world.client('alma'), says(/is paused/))
          const words = said.markdown ?? said.text ?? ''
          assert.match(words, /refused Twokey's own credential: .*[.] An operator has to renew it/)
          assert.doesNotMatch(words, /without a clear answer/, 'nobody who was not reached is counted')
          stop()
          const before = deletedIn(world).length
          assert.ok(before > 3 && before < leavers.length, `${before} were deleted before`)
          await typed(world, 'alma', 'resume', /Going on/)
          await until('it pauses again', async () => (await countOf(world, /is paused/)) === 2)
          assert.equal(deletedIn(world).length, before)

          await world.stopBot()
          tokens.reset()
          await world.startBot({
            WEBEX_ADMIN_TOKEN: means === 'SCIM Bulk' ? tokens.of('serviceApp') : peopleToken(world.sandbox),
          })
          await typed(world, 'alma', 'resume', /Going on/)
          await ended(world)
          const { results } = await assertAccounted(world, leavers)
          assert.equal(results.length, leavers.length)
        },
      ))

  it('spares the account that owns the new one', () =>
    inWorld({}, async (world) => {
      const { organisation, tokens } = world.sandbox.administration
      const requester = organisation.persona('alma').uuid
      const admin = organisation
        .people(organisation.home.uuid)
        .find(({ uuid, roles, emails }) => roles.includes('id_user_admin') && uuid !== requester && emails.length > 0)
      const owner = admin?.emails[0]?.value ?? ''
      const leavers = [...world.addresses(2), owner]
      const { path, method } = MEANS['SCIM Bulk']
      await approvedWith(world, leavers, { rules: [{ path, method, effect: 403, times: 1 }] })
      await heard(world.client('alma'), says(/is paused/))
      await world.stopBot()
      await world.startBot({ WEBEX_ADMIN_TOKEN: tokens.add({ owner: admin?.uuid ?? '', scopes: ADMIN_SCOPES }) })
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      const { errors } = await assertAccounted(world, leavers)
      assert.deepEqual(
        errors.map(({ email, error_code }) => [email, error_code]),
        [[owner, 'drifted']],
      )
      assert.ok(world.isThere(owner))
    }))

  /** The only token that was made in this world. */
  const peopleTokenOf = ({ sandbox }: BotWorld): string =>
    `sandbox-1_PF84_${sandbox.administration.organisation.home.uuid}`

  const serviceApp = {
    WEBEX_ADMIN_TOKEN: '',
    WEBEX_ADMIN_CLIENT_ID: 'sandbox-client',
    WEBEX_ADMIN_CLIENT_SECRET: 'sandbox-secret',
    WEBEX_ADMIN_REFRESH_TOKEN: 'sandbox-refresh',
  }

  it('renews the token of a service app by itself', () =>
    inWorld(
      {
        environment: { ...serviceApp, MAX_USERS: '300' },
        sandbox: { organisation: { size: 1200, accessTokenLifeSeconds: 0.1 } },
      },
      async (world) => {
        const leavers = world.addresses(240)
        await approvedWith(world, leavers, { latencyMs: 30 })
        await ended(world)
        const { results } = await assertAccounted(world, leavers)
        assert.equal(results.length, 240)
        assert.equal(await countOf(world, /is paused/), 0)
        const renewals = callsThat(world, 'POST', /^\/v1\/access_token/)
        assert.ok(renewals.length >= 3 && renewals.every(({ status }) => status === 200), `${renewals.length} renewals`)
      },
    ))

  it('waits through a short outage of the renewal, and nobody is marked as failed', () =>
    inWorld(
      {
        environment: { ...serviceApp, MAX_USERS: '300' },
        sandbox: { organisation: { size: 1200, accessTokenLifeSeconds: 2 } },
        app: { clock: fastClock(10) },
      },
      async (world) => {
        const leavers = world.addresses(240)
        await approvedWith(world, leavers, {
          latencyMs: 30,
          rules: [{ path: '^/v1/access_token', effect: 503, times: 2 }],
        })
        await ended(world)
        const { results } = await assertAccounted(world, leavers)
        assert.equal(results.length, 240)
      },
    ))

  it('pauses when the renewal itself is refused', () =>
    inWorld(
      {
        environment: { ...serviceApp, MAX_USERS: '300' },
        sandbox: { organisation: { size: 1200, accessTokenLifeSeconds: 0.2 } },
      },
      async (world) => {
        const leavers = world.addresses(240)
        await approvedWith(world, leavers, {
          latencyMs: 40,
          rules: [{ path: '^/v1/access_token', effect: 400, times: 1000 }],
        })
        const said = await heard(world.client('alma'), says(/is paused/))
        assert.match(said.markdown ?? said.text ?? '', /refused Twokey's own credential/)
        await jobIs(world, 'paused')
        world.sandbox.knobs.reset()
        await typed(world, 'alma', 'resume', /Going on/)
        await ended(world)
        assert.equal((await assertAccounted(world, leavers)).results.length, 240)
      },
    ))
})

describe('a job that is steered while it runs', () => {
  const running = async (world: BotWorld, users: number): Promise<readonly string[]> => {
    const leavers = world.addresses(users)
    // However slow a click is on its way, the run is not over before it: Webex lets a part of it through at a time.
    const quotas = [{ method: 'DELETE', path: PEOPLE.path, limit: 12, windowMs: 1_500 }]
    await approvedWith(world, leavers, { latencyMs: 25, quotas })
    await until('some are deleted', () => deletedIn(world).length > 2)
    return leavers
  }

  it('pauses after the calls under way, and goes on, by the buttons', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await running(world, 40)
      await clicked(world, 'alma', 'Pause', /Pausing after the calls under way/)
      const job = await jobIs(world, 'paused')
      const done = deletedIn(world).length
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? said.text ?? '', /alma.requester@example.com asked for a pause/)
      assert.equal(job.tally?.done, done)
      assert.ok(done < 40)
      await typed(world, 'alma', 'pause', /"pause" is not possible now: the job is paused/)
      await clicked(world, 'ben', 'Resume', /Going on/)
      await ended(world)
      assert.ok(deletedIn(world).length > done)
      assert.equal((await assertAccounted(world, leavers)).results.length, 40)
      await typed(world, 'alma', 'resume', /"resume" is not possible now: the job is completed/)
    }))

  it('ends after the calls under way when it is cancelled, and the rest stands in the errors file', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await running(world, 40)
      await typed(world, 'ben', 'cancel', /Cancelling after the calls under way/)
      await ended(world, /is cancelled/)
      const done = deletedIn(world).length
      assert.ok(done < 40)
      const { results, errors } = await assertAccounted(world, leavers)
      assert.equal(results.length, done)
      assert.deepEqual([...new Set(errors.map(({ error_code }) => error_code))], ['cancelled'])
      await typed(world, 'ben', 'cancel', /"cancel" is not possible now: the job is cancelled/)
      assert.equal(deletedIn(world).length, done)
    }))

  it('stays cancelled whatever is clicked after it, and says so', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      await running(world, 40)
      const card = await heard(world.client('alma'), isCard)
      const done = deletedIn(world).length
      for (const title of ['Cancel', 'Resume', 'Pause', 'Cancel'])
        await world.client('alma').click(card.id, button(card, title))
      await ended(world, /is cancelled/)
      assert.ok(deletedIn(world).length < 40 && deletedIn(world).length >= done)
      await until(
        'every click is answered',
        async () => (await countOf(world, /Cancelling after|not possible now/)) === 4,
      )
      assert.equal(await countOf(world, /Going on|Pausing after/), 0)
    }))

  it('is cancelled from a pause', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await running(world, 30)
      await clicked(world, 'alma', 'Pause', /Pausing/)
      await jobIs(world, 'paused')
      const done = deletedIn(world).length
      await clicked(world, 'cleo', 'Cancel', /Cancelling/)
      await ended(world, /is cancelled/)
      assert.equal(deletedIn(world).length, done)
      await assertAccounted(world, leavers)
    }))

  it('is cancelled by a second try when the run that should have done it came to grief', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = world.addresses(4)
      await approvedWith(world, leavers, { rules: [{ path: PEOPLE.path, method: 'DELETE', effect: 409 }] })
      const { id } = await jobIs(world, 'paused')
      // As a full disk leaves it: the cancel is on record, and no run is there to carry it out.
      await world.app().jobs.store.change(id, (job) => ({ ...job, wish: { kind: 'cancel' } }))
      await typed(world, 'alma', 'resume', /Cancelling/)
      await ended(world, /is cancelled/)
      assert.deepEqual(deletedIn(world), [])
    }))

  it('obeys the last word when pause and resume come in quick succession', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await running(world, 40)
      const card = await heard(world.client('alma'), isCard)
      for (const title of ['Pause', 'Resume', 'Pause', 'Resume'])
        await world.client('alma').click(card.id, button(card, title))
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 40)
    }))

  it('goes on when resume comes the moment the pause is told, and no word is lost', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = await running(world, 50)
      const card = await heard(world.client('alma'), isCard)
      for (let round = 0; round < 2; round += 1) {
        // The pause is told late: the job is paused and still speaking of it when the resume comes.
        world.sandbox.knobs.set({
          latencyMs: 25,
          rules: [{ method: 'POST', path: '^/v1/messages', effect: 503, times: 2 }],
        })
        await world.client('alma').click(card.id, button(card, 'Pause'))
        await until('the head says paused', async () => (await newestJob(world.app())).status === 'paused')
        await world.client('alma').click(card.id, button(card, 'Resume'))
        await until('it goes on', async () => (await newestJob(world.app())).status !== 'paused')
      }
      await ended(world)
      assert.equal((await assertAccounted(world, leavers)).results.length, 50)
    }))
})

describe('a retry', () => {
  it('plans what failed anew in the same thread, by id, and needs an approval of its own', () =>
    inWorld({ settings: PEOPLE.settings, app: { clock: fastClock(20) } }, async (world) => {
      const leavers = world.addresses(30)
      await approvedWith(world, leavers, {
        rules: [{ path: PEOPLE.path, method: 'DELETE', skip: 12, times: 18, effect: 503 }],
        latencyMs: 5,
      })
      await jobIs(world, 'paused')
      world.sandbox.knobs.reset()
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      const first = await newestJob(world.app())
      const { errors } = await assertAccounted(world, leavers)
      const again = errors.filter(({ retryable }) => retryable === 'true').map(({ email = '' }) => email)
      assert.ok(again.length > 0, 'some may do better')
      const before = deletedIn(world).length
      // One of them has another address by now: the retry goes by the id that was approved.
      const { organisation } = world.sandbox.administration
      const moved = organisation.userByEmail(again[0] ?? '')
      assert.ok(moved)
      const emails = [{ value: 'moved@example.com', type: 'work', primary: true }] as const
      organisation.update({ ...moved, emails }, { uuid: 'test', through: 'sandbox' })
      const alma = world.client('alma')
      const old = await alma.messages()
      await alma.mention({ text: `retry ${first.id}` })
      const card = await heard(alma, isCard, old)
      const second = await newestJob(world.app())
      assert.equal(second.retryOf, first.id)
      assert.equal(second.thread.rootId, first.thread.rootId)
      assert.deepEqual(
        (await rowsOf(alma, `plan-${second.id}`)).map(({ email }) => email),
        again,
      )
      assert.equal(deletedIn(world).length, before, 'nothing is done before the approval')
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: String(again.length), reason: '' })
      await until('it is completed', async () => (await newestJob(world.app())).status === 'completed')
      const asPlanned = deletedIn(world).map((address) => (address === 'moved@example.com' ? again[0] : address))
      assert.deepEqual(asPlanned.sort(), [...leavers].sort())
    }))

  it('is answered when there is nothing to retry', () =>
    inWorld({}, async (world) => {
      const leavers = world.addresses(3)
      await approvedWith(world, leavers, {})
      await ended(world)
      await typed(world, 'alma', 'retry', /Nothing is left to retry/)
    }))

  it('is told why when what failed would fail again', () =>
    inWorld({ settings: PEOPLE.settings }, async (world) => {
      const leavers = world.addresses(3)
      await approvedWith(world, leavers, { rules: [{ path: PEOPLE.path, method: 'DELETE', skip: 1, effect: 409 }] })
      await ended(world)
      const answer = await typed(world, 'alma', 'retry', /Nothing is left/)
      assert.doesNotMatch(answer.markdown ?? answer.text ?? '', /no user failed/)
    }))
})
