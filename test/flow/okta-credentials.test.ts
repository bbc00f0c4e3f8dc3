import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import type { EveryVendor } from '../../src/sandbox/every-vendor.ts'
import { type BotWorld, type BotWorldOptions, csvOf, heard, says } from '../support/bot-world.ts'
import {
  approve,
  askFor,
  assertEachDeleteLookedFirst,
  assertEachRowOnce,
  assertOnlyGone,
  assertOthersUnchanged,
  idsOf,
  inOkta,
  loginIn,
  loginsOf,
  oktaCalls,
  ordinaryIn,
  organisationOf,
  over,
} from '../support/okta-flow.ts'
import { fastClock, jobIs, newestJob, typed } from '../support/running-world.ts'

const SCOPES = ['okta.users.read', 'okta.users.manage', 'okta.roles.read']

type Okta = EveryVendor['okta']

/** The bot acts as a service app of these scopes and roles instead of with an API token. */
const asServiceApp = (
  scopes: readonly string[],
  roles?: (okta: Okta) => Parameters<Okta['clients']['add']>[0]['roles'],
): BotWorldOptions => ({
  settings: (_sandbox, vendors) => {
    assert.ok(vendors)
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const held = roles?.(vendors.okta)
    const clientId = vendors.okta.clients.add({ keys: [publicKey], scopes, ...(held && { roles: held }) })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    return { OKTA_TOKEN: '', OKTA_CLIENT_ID: clientId, OKTA_PRIVATE_KEY: pem }
  },
})

/** The bot acts with the API token of somebody who holds these roles. */
const asSomebodyWith = (giveRoles: (okta: Okta, id: string) => void): BotWorldOptions => ({
  settings: (_sandbox, vendors) => {
    assert.ok(vendors)
    const { organisation, tokens } = vendors.okta
    const { id } = organisation.persona('billing')
    giveRoles(vendors.okta, id)
    return { OKTA_TOKEN: tokens.add(id) }
  },
})

const department = ({ organisation }: Okta): string => organisation.catalogue.departments[0]?.id ?? ''

/** Members of the department and others, the first a member. */
const insideAndOutside = (world: BotWorld, count: number) => {
  const organisation = organisationOf(world)
  const people = ordinaryIn(world).slice(0, 2 * count)
  const { departments } = organisation.catalogue
  const put = (id: string, at: number) =>
    organisation.arrange(id, { status: 'ACTIVE', groupIds: [departments[at]?.id ?? ''] })
  return {
    inside: people.slice(0, count).map(({ id }) => put(id, 0)),
    outside: people.slice(count).map(({ id }) => put(id, 1)),
  }
}

const refusedWith = async (world: BotWorld): Promise<string> => {
  const people = ordinaryIn(world).slice(0, 3)
  const before = organisationOf(world).snapshot()
  const alma = world.client('alma')
  const seen = await alma.messages()
  await alma.mention({ text: 'delete okta', file: csvOf(loginsOf(people)) })
  const { text, markdown } = await heard(alma, says(/Okta/), seen)
  assert.equal((await jobIs(world, 'refused')).summary, undefined)
  assert.deepEqual(organisationOf(world).snapshot(), before)
  assert.ok(oktaCalls(world).every(({ method, url }) => method === 'GET' || url.startsWith('/oauth2/')))
  return markdown ?? text ?? ''
}

describe('Okta through a service app', () => {
  it('is asked for one token by a signed assertion, and people go as with an API token', () =>
    inOkta(asServiceApp(SCOPES), async (world) => {
      const people = ordinaryIn(world).slice(0, 6)
      const before = organisationOf(world).snapshot()
      await approve(world, await askFor(world, 'delete okta', people))
      await over(world)
      assertOnlyGone(world, before, idsOf(people))
      assert.equal((await assertEachRowOnce(world, loginsOf(people))).results.length, 6)
      const calls = oktaCalls(world)
      assert.equal(assertEachDeleteLookedFirst(calls), 6)
      assert.equal(calls.filter(({ url }) => url.startsWith('/oauth2/v1/token')).length, 1)
      assert.match(world.logged(), /"means":"OAuth 2.0 service app, one by one"/)
    }))

  it('is asked for another token when the one it has ends in the midst of a run, and nobody is left out or asked for twice', () =>
    inOkta({ ...asServiceApp(SCOPES), app: { clock: fastClock(20) } }, async (world) => {
      const { organisation, tokens } = world.cloud().okta
      const granted: string[] = []
      const grant = tokens.grant.bind(tokens)
      tokens.grant = (...asked) => {
        granted.push(grant(...asked))
        return granted.at(-1) ?? ''
      }
      const people = ordinaryIn(world).slice(0, 8)
      const before = organisation.snapshot()
      const card = await askFor(world, 'delete okta', people)
      let gone = 0
      organisation.onChanged(({ what }) => {
        gone += what === 'deleted' ? 1 : 0
        if (what === 'deleted' && (gone === 1 || gone === 4)) tokens.endAccess()
      })
      await approve(world, card)
      await over(world)
      assertOnlyGone(world, before, idsOf(people))
      assert.equal((await assertEachRowOnce(world, loginsOf(people))).results.length, 8)
      assertEachDeleteLookedFirst(oktaCalls(world))
      assert.ok(granted.length >= 2 && oktaCalls(world).some(({ status }) => status === 401))
      for (const token of granted) assert.ok(!world.logged().includes(token), 'a token is in the log')
    }))

  for (const lacking of SCOPES)
    it(`is refused with what to grant when the scope ${lacking} was not granted`, () =>
      inOkta(asServiceApp(SCOPES.filter((scope) => scope !== lacking)), async (world) => {
        assert.match(await refusedWith(world), new RegExp(lacking.replaceAll('.', '\\.')))
      }))

  it('leaves alone whom its roles do not reach, and says so of each', () =>
    inOkta(
      asServiceApp(SCOPES, (okta) => [
        { type: 'READ_ONLY_ADMIN' },
        { type: 'USER_ADMIN', groupTargets: [department(okta)] },
      ]),
      async (world) => leavesOthersAlone(world),
    ))
})

describe('Okta with the API token of a group administrator', () => {
  it('is refused with what to do when the token cannot tell administrators from others', () =>
    inOkta(
      asSomebodyWith((okta, id) => okta.organisation.giveRole(id, 'USER_ADMIN', [department(okta)])),
      async (world) => {
        const words = await refusedWith(world)
        assert.match(words, /administrators cannot be told from others/)
        assert.match(words, /make the token as an administrator who may view administrators/)
      },
    ))

  it('leaves alone whom the token may not touch, and says so of each', () =>
    inOkta(
      asSomebodyWith(({ organisation, ...okta }, id) => {
        organisation.giveRole(id, 'READ_ONLY_ADMIN')
        organisation.giveRole(id, 'USER_ADMIN', [department({ organisation, ...okta })])
      }),
      async (world) => leavesOthersAlone(world),
    ))
})

const leavesOthersAlone = async (world: BotWorld): Promise<void> => {
  const { inside, outside } = insideAndOutside(world, 4)
  const people = [...inside, ...outside]
  const before = organisationOf(world).snapshot()
  await approve(world, await askFor(world, 'delete okta', people))
  await over(world)
  assertOnlyGone(world, before, idsOf(inside))
  const { results, errors } = await assertEachRowOnce(world, loginsOf(people))
  assert.deepEqual(results.map(loginIn).sort(), [...loginsOf(inside)].sort())
  for (const { error_code, error_message, retryable } of errors) {
    assert.deepEqual([error_code, retryable], ['E0000006', 'false'])
    assert.match(error_message ?? '', /^deactivating the user ".*": Okta answered 403, "You do not have permission/)
  }
}

describe('an API token of Okta that is revoked while people go', () => {
  it('pauses the job, which is finished with a new token after a restart', () =>
    inOkta({ app: { clock: fastClock(20) } }, async (world) => {
      const { organisation, tokens } = world.cloud().okta
      const people = ordinaryIn(world).slice(0, 12)
      const before = organisation.snapshot()
      const card = await askFor(world, 'delete okta', people)
      let gone = 0
      organisation.onChanged(({ what }) => {
        gone += what === 'deleted' ? 1 : 0
        if (gone === 4) tokens.revoke(tokens.first)
      })
      await approve(world, card)
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.markdown ?? said.text ?? '', /refused Twokey's own credential: .*An operator has to renew it/)
      const { tally } = await jobIs(world, 'paused')
      assert.deepEqual([tally?.failed, tally?.unknown], [0, 0])
      await world.stopBot()
      await world.startBot({ OKTA_TOKEN: tokens.add(organisation.persona('owner').id) })
      if ((await newestJob(world.app())).status === 'paused') await typed(world, 'alma', 'resume', /Going on/)
      await over(world)
      assertOnlyGone(world, before, idsOf(people))
      assert.equal((await assertEachRowOnce(world, loginsOf(people))).results.length, 12)
      assertEachDeleteLookedFirst(oktaCalls(world))
      assertOthersUnchanged(world, before, idsOf(people))
    }))
})
