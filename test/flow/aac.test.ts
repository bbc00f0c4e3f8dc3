import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fingerprint } from '../../src/directory/aac/token-record.ts'
import { startBotProcess } from '../support/bot-process.ts'
import { type BotWorld, csvOf, heard, says } from '../support/bot-world.ts'
import { newestJob, until } from '../support/running-world.ts'
import {
  answerTo,
  approve,
  approved,
  callsTo,
  cardFor,
  endedAs,
  environmentFor,
  errorsOf,
  fileOf,
  inVendorWorld,
  resultsOf,
  type VendorWorldOptions,
  worldClock,
} from '../support/vendor-world.ts'

/** As everywhere, and nobody ever loses the account itself. */
const inAac = (options: VendorWorldOptions, work: (world: BotWorld) => Promise<void>): Promise<void> =>
  inVendorWorld('aac', options, async (world) => {
    await work(world)
    assert.deepEqual(callsTo(world, 'aac', 'DELETE', /^\/v4\/people/), [], 'no account is deleted')
    assert.ok(!world.cloud().aac.workspace.changes.some(({ what }) => what === 'account-deleted'))
  })

const members = (world: BotWorld): readonly string[] =>
  world
    .cloud()
    .aac.workspace.members()
    .map(({ email }) => email)
    .sort()

const memberBy = (world: BotWorld, address: string) =>
  world
    .cloud()
    .aac.workspace.members()
    .find(({ email }) => email === address) ?? assert.fail(address)

const changes = (world: BotWorld, what: string) =>
  world.cloud().aac.workspace.changes.filter((change) => change.what === what)

/** Calls that change people. */
const effects = (world: BotWorld) =>
  callsTo(world, 'aac').filter(({ method, url }) => method !== 'GET' && !url.startsWith('/as/'))

const heirIsDora = ({ administration: { organisation } }: BotWorld['sandbox']) => ({
  AAC_TRANSFER_TO: organisation.persona('dora').emails[0]?.value ?? '',
})

describe('a removal from Alteryx', () => {
  it('takes away exactly those who are asked for, each with one call, and leaves their accounts', () =>
    inAac({}, async (world) => {
      const leavers = world.addresses(10)
      const before = members(world)
      // Somebody entered them with capitals; the file has them as people write.
      const [first = ''] = leavers
      world.cloud().aac.workspace.update(memberBy(world, first).id, { email: first.toUpperCase() })
      const outsider = world.cloud().aac.workspace.outsider.email
      await approved(world, 'delete aac', csvOf([...leavers, outsider]))
      await endedAs(world)
      assert.deepEqual(
        members(world),
        before.filter((address) => !leavers.includes(address)),
      )
      assert.equal(effects(world).length, 10, 'one call a user')
      assert.deepEqual(
        (await resultsOf(world)).map(({ email, outcome }) => [email, outcome]),
        leavers.map((address) => [address, 'done']),
      )
      assert.deepEqual(
        (await errorsOf(world)).map(({ email, error_code }) => [email, error_code]),
        [[outsider, 'not-found']],
      )
      for (const { personId } of changes(world, 'removed'))
        assert.ok(world.cloud().aac.workspace.account(personId), 'the account is there')
    }))

  it('hands the assets of each over before the removal, and never removes who is given them', () => {
    let heir = ''
    return inAac(
      {
        settings: ({ administration: { organisation } }) => {
          heir = organisation.persona('dora').emails[0]?.value ?? ''
          return { AAC_TRANSFER_TO: heir }
        },
      },
      async (world) => {
        const leavers = world.addresses(8)
        const owned = leavers.reduce((sum, address) => sum + memberBy(world, address).assets, 0)
        const had = memberBy(world, heir).assets
        await approved(world, 'delete aac', csvOf([...leavers, heir]))
        await endedAs(world)
        assert.equal(memberBy(world, heir).assets, had + owned)
        assert.ok(owned > 0 && changes(world, 'removed').every(({ assets }) => assets === 0), 'nothing is lost')
        const log = world.cloud().aac.workspace.changes
        for (const address of leavers)
          assert.deepEqual(
            log.filter(({ email }) => email === address).map(({ what }) => what),
            ['assets-transferred', 'removed'],
          )
        assert.deepEqual(
          (await errorsOf(world)).map(({ email, error_code }) => [email, error_code]),
          [[heir, 'protected']],
        )
        assert.equal(effects(world).length, 16, 'two calls a user')
      },
    )
  })

  it('does not remove somebody whose assets could not be handed over', () => {
    return inAac({ settings: heirIsDora }, async (world) => {
      const leavers = world.addresses(6)
      const card = await cardFor(world, 'delete aac', csvOf(leavers))
      world.sandbox.knobs.set({ rules: [{ method: 'PATCH', path: '^/aac/v4/.*/transfer', skip: 2, effect: 400 }] })
      await approve(world, card)
      await endedAs(world)
      const [left, ...others] = (await errorsOf(world)).map(({ email = '' }) => email)
      assert.deepEqual(others, [])
      assert.ok(members(world).includes(left ?? ''))
      assert.equal(changes(world, 'removed').length, 5)
    })
  })

  it('is refused, in words and with nothing called that changes, while nobody is there to take the assets', () =>
    inAac({ environment: { AAC_TRANSFER_TO: 'nobody@example.com' } }, async (world) => {
      const said = await answerTo(world, 'delete aac', /cannot delete/, csvOf(world.addresses(3)))
      assert.match(said, /assets are to go to "nobody@example.com", who is not in the workspace; name somebody who is/)
      assert.deepEqual(effects(world), [])
    }))
})

describe('a lost answer of Alteryx', () => {
  const options = { app: { directoryTimeoutMs: 300 }, clock: worldClock() }

  for (const effect of ['hang-after', 'reset-after'] as const)
    it(`to a removal is settled by a look at the workspace, without a second call (${effect})`, () =>
      inAac(options, async (world) => {
        const leavers = world.addresses(8)
        const card = await cardFor(world, 'delete aac', csvOf(leavers))
        world.sandbox.knobs.set({ rules: [{ method: 'DELETE', path: '^/aac/', skip: 2, times: 2, effect }] })
        await approve(world, card)
        assert.equal((await endedAs(world)).tally?.done, 8)
        assert.equal(callsTo(world, 'aac', 'DELETE').length, 8, 'each was asked for once')
      }))

  it('to a handing over is followed by another one, and nothing that is owned is lost', () =>
    inAac({ ...options, settings: heirIsDora }, async (world) => {
      const leavers = world.addresses(8)
      const card = await cardFor(world, 'delete aac', csvOf(leavers))
      world.sandbox.knobs.set({ rules: [{ method: 'PATCH', path: '^/aac/', skip: 2, effect: 'reset-after' }] })
      await approve(world, card)
      assert.equal((await endedAs(world)).tally?.done, 8)
      assert.ok(changes(world, 'removed').every(({ assets }) => assets === 0))
      assert.equal(callsTo(world, 'aac', 'DELETE').length, 8)
    }))
})

describe('a suspension in Alteryx', () => {
  it('is taken back by undo, with an approval of its own, and leaves those alone who were suspended before', () =>
    inAac({}, async (world) => {
      const { workspace } = world.cloud().aac
      const people = world.addresses(6)
      const [before = ''] = people
      workspace.setSuspended(memberBy(world, before).id, true, 0)
      const suspended = () => people.filter((address) => memberBy(world, address).isDisabled)
      await approved(world, 'deactivate aac', csvOf(people))
      const { id, tally } = await endedAs(world)
      assert.equal(tally?.done, 5)
      assert.deepEqual(suspended(), people)
      const card = await cardFor(world, `undo ${id}`)
      assert.deepEqual(suspended(), people, 'nothing is taken back before the approval')
      await approve(world, card)
      await until('the undo is over', async () => {
        const job = await newestJob(world.app())
        return job.undoOf === id && job.status === 'completed'
      })
      assert.deepEqual(suspended(), [before])
      assert.equal(effects(world).length, 10, 'one call a user, there and back')
      assert.equal(members(world).length, workspace.members().length)
    }))

  it('is taken back by restore', () =>
    inAac({}, async (world) => {
      const { workspace } = world.cloud().aac
      const people = world.addresses(3)
      for (const address of people) workspace.setSuspended(memberBy(world, address).id, true, 0)
      await approved(world, 'restore aac', csvOf(people))
      await endedAs(world)
      assert.ok(people.every((address) => !memberBy(world, address).isDisabled))
    }))

  it('cannot be undone where it was a removal, and the answer says what to do instead', () =>
    inAac({}, async (world) => {
      await approved(world, 'delete aac', csvOf(world.addresses(2)))
      const { id } = await endedAs(world)
      assert.match(await answerTo(world, `undo ${id}`, /cannot take back/), /Alteryx: .*invite/i)
      assert.equal((await newestJob(world.app())).id, id)
    }))
})

describe('the Alteryx token', () => {
  const renewals = (world: BotWorld) => callsTo(world, 'aac', 'POST', /^\/as\/token/)

  it('that ends every second is renewed in the midst of a run, and nobody is left out or asked for twice', () =>
    inAac({ vendors: { aac: { accessTokenLifeSeconds: 1 } }, environment: { MAX_SHARE: '1' } }, async (world) => {
      const leavers = world.addresses(40)
      const card = await cardFor(world, 'delete aac', csvOf(leavers))
      world.sandbox.knobs.set({ latencyMs: 60 })
      const before = renewals(world).length
      await approve(world, card)
      await until('it is completed', async () => (await newestJob(world.app())).status === 'completed', 9_000)
      world.sandbox.knobs.reset()
      await endedAs(world)
      assert.ok(renewals(world).length - before >= 2, `${renewals(world).length - before} renewals`)
      assert.equal((await resultsOf(world)).length, 40)
      assert.equal(callsTo(world, 'aac', 'DELETE').filter(({ status }) => status === 204).length, 40)
    }))

  it('of five minutes ends while a run is under way, and the run goes on', () => {
    const clock = worldClock(1)
    return inAac({ clock }, async (world) => {
      const leavers = world.addresses(12)
      const card = await cardFor(world, 'delete aac', csvOf(leavers))
      const before = renewals(world).length
      world.cloud().aac.workspace.onChange(() => {
        if (changes(world, 'removed').length === 5) clock.advance(5 * 60_000)
      })
      await approve(world, card)
      await endedAs(world)
      assert.equal((await resultsOf(world)).length, 12)
      assert.ok(renewals(world).length > before)
    })
  })

  it('that is ended by the vendor in the midst of a run is renewed once, and the calls are made again', () =>
    inAac({}, async (world) => {
      const { tokens } = world.cloud().aac
      const leavers = world.addresses(12)
      const card = await cardFor(world, 'delete aac', csvOf(leavers))
      const before = renewals(world).length
      world.cloud().aac.workspace.onChange(() => {
        if (changes(world, 'removed').length === 5) tokens.expireAccess()
      })
      await approve(world, card)
      await endedAs(world)
      assert.equal((await resultsOf(world)).length, 12)
      assert.equal(renewals(world).length, before + 1)
      assert.ok(callsTo(world, 'aac').some(({ status }) => status === 401))
    }))

  it('that is no longer good pauses the job in words, and a new one of the operator goes on with it', () =>
    inAac({}, async (world) => {
      const { tokens } = world.cloud().aac
      const leavers = world.addresses(12)
      const card = await cardFor(world, 'delete aac', csvOf(leavers))
      let isEnded = false
      world.cloud().aac.workspace.onChange(() => {
        if (isEnded || changes(world, 'removed').length < 5) return
        isEnded = true
        tokens.expireAccess()
        tokens.revokeRefresh()
      })
      await approve(world, card)
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? said.text ?? '', /refused Twokey's own credential: .*OAuth 2.0 API Tokens page/)
      await world.stopBot()
      await world.startBot({ AAC_REFRESH_TOKEN: tokens.generate().refresh_token })
      await answerTo(world, `resume ${(await newestJob(world.app())).id}`, /Going on/)
      await endedAs(world)
      assert.equal((await resultsOf(world)).length, 12)
    }))

  it('is the one on the disk after a kill right behind a renewal, whatever the environment says', () =>
    inAac({ vendors: { aac: { accessTokenLifeSeconds: 2 } } }, async (world) => {
      await world.stopBot()
      const { tokens } = world.cloud().aac
      // One token of the operator's for all lives, as it stands in a file that nobody edits.
      const environment = environmentFor(world, 'aac')
      const used: string[] = []
      const redeem = tokens.redeem.bind(tokens)
      tokens.redeem = (token) => {
        used.push(token)
        return redeem(token)
      }
      for (const life of [1, 2, 3]) {
        const bot = startBotProcess(world, environment)
        try {
          const before = used.length
          await until(`life ${life} renews`, () => used.length > before, 20_000)
          // Its answer has come as soon as the record on the disk is that of the next token, nobody being at work on it.
          await until('it is kept', async () => isKept(world, tokens.refreshToken), 20_000)
        } finally {
          await bot.kill()
        }
        assert.ok(!bot.logged().includes('credential-refused'), bot.logged())
        for (const token of used) assert.ok(!bot.logged().includes(token), 'a token is in the log')
      }
      assert.equal(new Set(used).size, used.length, 'no token is offered twice')
      await world.startBot(environment)
      await approved(world, 'delete aac', csvOf(world.addresses(3)))
      await endedAs(world)
      assert.equal((await resultsOf(world)).length, 3)
    }))
})

const isKept = async ({ dataDir }: BotWorld, token: string): Promise<boolean> => {
  const text = await readFile(join(dataDir, 'secrets.json'), 'utf8').catch(() => '')
  return text.includes(token) && !text.includes(`renewing\\":\\"${fingerprint(token)}`)
}

describe('an Alteryx that has moved its people elsewhere', () => {
  it('is read and changed under the other paths, with the same outcome', () =>
    inAac(
      {
        vendors: { aac: { variants: { withdrawn: ['list', 'one', 'current', 'changes'], listShows: 'names' } } },
        settings: (_sandbox, cloud) => ({ AAC_OWNER: cloud?.aac.workspace.owner.email ?? '' }),
      },
      async (world) => {
        const leavers = world.addresses(7)
        const owner = world.cloud().aac.workspace.owner.email
        const before = members(world)
        await approved(world, 'delete aac', fileOf('email', [...leavers, owner]))
        await endedAs(world)
        assert.deepEqual(
          members(world),
          before.filter((address) => !leavers.includes(address)),
        )
        assert.ok(callsTo(world, 'aac', 'GET', /^\/v4\/people\?/).every(({ status }) => status === 410))
        assert.equal(callsTo(world, 'aac', 'DELETE', /^\/iam\/v1\/workspaces\/\d+\/people\/\d+$/).length, 7)
        assert.deepEqual(
          (await errorsOf(world)).map(({ email, error_code }) => [email, error_code]),
          [[owner, 'credential-owner']],
        )
      },
    ))
})
