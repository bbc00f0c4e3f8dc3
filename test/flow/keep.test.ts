import assert from 'node:assert/strict'
import type { Persona } from '../../src/sandbox/administration/personas.ts'
import type { ClientMessage } from '../../src/sandbox/person-client.ts'
import { type BotWorld, button, csvOf, heard, isCard, says } from '../support/bot-world.ts'
import { countOf, deletedIn, newestJob } from '../support/running-world.ts'
import {
  answerTo,
  approve,
  callsTo,
  cardFor,
  endedAs,
  errorsOf,
  fileOf,
  inVendorWorld,
  resultsOf,
  type VendorWorldOptions,
} from '../support/vendor-world.ts'

/** The limits as an operator has to set them for such a job. */
const WIDE = { MAX_SHARE: '1', MAX_USERS: '1000' }
const DEFAULTS = { MAX_SHARE: '0.2', MAX_USERS: '100' }

const inAac = (options: VendorWorldOptions, work: (world: BotWorld) => Promise<void>): Promise<void> =>
  inVendorWorld('aac', { environment: WIDE, ...options }, async (world) => {
    await work(world)
    assert.deepEqual(callsTo(world, 'aac', 'DELETE', /^\/v4\/people/), [], 'no account is deleted')
  })

const members = (world: BotWorld): readonly string[] =>
  world
    .cloud()
    .aac.workspace.members()
    .map(({ email }) => email.toLowerCase())
    .sort()

const addressOf = ({ sandbox: { administration } }: BotWorld, who: Persona): string =>
  administration.organisation.persona(who).emails[0]?.value ?? assert.fail(who)

/** Whoever is never removed from the workspace, whatever a list says. */
const shielded = (world: BotWorld): readonly string[] => [
  ...world
    .cloud()
    .aac.workspace.members()
    .flatMap(({ email, isAdmin }) => (isAdmin ? [email.toLowerCase()] : [])),
  ...(['alma', 'ben', 'cleo'] as const).map((who) => addressOf(world, who)),
]

const assertNothingChanged = (world: BotWorld): void => {
  assert.deepEqual(world.cloud().aac.workspace.changes, [])
  const effects = callsTo(world, 'aac').filter(({ method, url }) => method !== 'GET' && !url.startsWith('/as/'))
  assert.deepEqual(effects, [], 'nothing was called that changes')
}

const shown = (card: ClientMessage): string => JSON.stringify(card.attachments)

/** How the people to keep can be named; each resolves with the approval card. */
const WAYS: Readonly<Record<string, (world: BotWorld, kept: readonly string[]) => Promise<ClientMessage>>> = {
  'with a CSV': (world, kept) => cardFor(world, 'keep aac', csvOf(kept)),
  'with a CSV of ids': (world, kept) => {
    const people = world.cloud().aac.workspace.members()
    const idOf = (address: string) => people.find(({ email }) => email.toLowerCase() === address)?.id
    return cardFor(world, 'keep aac', fileOf('user_id', kept.map(idOf).map(String)))
  },
  'with addresses in the message': (world, kept) => cardFor(world, `keep aac ${kept.join(', ')}`),
  'with addresses in the card that asks for them': async (world, kept) => {
    const alma = world.client('alma')
    await alma.mention({ text: 'keep aac' })
    const asking = await heard(alma, (message) => isCard(message) && shown(message).includes('Who is to be kept?'))
    assert.match(shown(asking), /Everybody else in Alteryx would be deleted/)
    await alma.click(asking.id, { ...button(asking, 'Start the dry run'), addresses: kept.join('\n') })
    return heard(alma, (message) => isCard(message) && shown(message).includes('"Approve"'))
  },
}

describe('keep in Alteryx', () => {
  for (const [how, ask] of Object.entries(WAYS))
    it(`${how} shows both numbers in words and removes everybody else, and nobody of them`, () =>
      inAac({}, async (world) => {
        const kept = world.addresses(5)
        const everybody = members(world)
        const stays = [...new Set([...kept, ...shielded(world)])].sort()
        const card = await ask(world, kept)
        const removed = everybody.length - stays.length
        assert.match(shown(card), new RegExp(`Remove ${removed} of ${everybody.length}; keep 5\\?`))
        assertNothingChanged(world)
        await approve(world, card)
        await endedAs(world)
        assert.deepEqual(members(world), stays)
        const outcomes = await resultsOf(world)
        assert.equal(outcomes.filter(({ outcome }) => outcome === 'kept').length, 5)
        assert.equal(outcomes.filter(({ outcome }) => outcome === 'done').length, removed)
        assert.equal(callsTo(world, 'aac', 'DELETE').length, removed, 'one call a removal')
      }))

  it('removes neither the protected nor anybody who joined since the dry run', () =>
    inAac({ environment: { ...WIDE, PROTECTED_USERS: 'pat@safe.example,@partner.example' } }, async (world) => {
      const { workspace } = world.cloud().aac
      workspace.add({ email: 'Pat@Safe.Example', firstName: 'Pat', lastName: 'Safe' })
      workspace.add({ email: 'paula@partner.example', firstName: 'Paula', lastName: 'Partner' })
      const kept = world.addresses(3)
      const stays = [...kept, ...shielded(world), 'pat@safe.example', 'paula@partner.example']
      const card = await cardFor(world, 'keep aac', csvOf(kept))
      workspace.add({ email: 'new@example.com', firstName: 'Nora', lastName: 'New' })
      await approve(world, card)
      await endedAs(world)
      assert.deepEqual(members(world), [...new Set([...stays, 'new@example.com'])].sort())
    }))

  it('hands the assets of everybody who goes over first, and never removes who is given them', () =>
    inAac(
      // As it may be written: the workspace has it in small letters.
      {
        settings: ({ administration: { organisation } }) => ({
          AAC_TRANSFER_TO: organisation.persona('dora').emails[0]?.value.toUpperCase() ?? '',
        }),
      },
      async (world) => {
        const kept = world.addresses(3)
        const stays = [...new Set([...kept, ...shielded(world), addressOf(world, 'dora')])].sort()
        await approve(world, await cardFor(world, 'keep aac', csvOf(kept)))
        await endedAs(world)
        assert.deepEqual(members(world), stays)
        const { changes } = world.cloud().aac.workspace
        for (const { personId, assets } of changes.filter(({ what }) => what === 'removed')) {
          assert.equal(assets, 0)
          const before = changes.filter((change) => change.personId === personId).map(({ what }) => what)
          assert.deepEqual(before, ['assets-transferred', 'removed'])
        }
      },
    ))

  for (const pageLimit of [25, 7])
    it(`reads every page to the end before the first removal, with pages of ${pageLimit}`, () =>
      inAac(
        { vendors: { aac: { variants: { pageLimit, idsAre: 'texts', admins: 'bare', removal: 'list' } } } },
        async (world) => {
          const everybody = members(world).length
          // The last of the workspace is on no page but the last.
          const last = world.cloud().aac.workspace.members().at(-1)?.email ?? ''
          await approve(world, await cardFor(world, 'keep aac', csvOf([last])))
          await endedAs(world)
          const calls = callsTo(world, 'aac')
          const firstRemoval = calls.findIndex(({ method }) => method === 'DELETE')
          const seen = new Set(
            calls.slice(0, firstRemoval).flatMap(({ url, responseBody }) => {
              if (!url.startsWith('/v4/people?')) return []
              return (responseBody as { readonly data: readonly { readonly id: string }[] }).data.map(({ id }) => id)
            }),
          )
          assert.equal(seen.size, everybody)
          assert.ok(members(world).includes(last.toLowerCase()))
          assert.deepEqual(members(world), [...new Set([last.toLowerCase(), ...shielded(world)])].sort())
        },
      ))

  it('protects whoever is on the list in whatever case it is written, there and here', () =>
    inAac({}, async (world) => {
      const { workspace } = world.cloud().aac
      const [small = '', capitals = '', mixed = '', other = ''] = world.addresses(4)
      const nameOf = (address: string, email: string): void => {
        const one = workspace.members().find((member) => member.email === address)
        workspace.update(one?.id ?? assert.fail(address), { email })
      }
      nameOf(capitals, capitals.toUpperCase())
      nameOf(
        mixed,
        mixed.replace(/^./, (letter) => letter.toUpperCase()),
      )
      nameOf(other, other.replace('example', 'EXAMPLE'))
      const list = [small.toUpperCase(), capitals, ` ${mixed.toUpperCase()} `, other]
      await approve(world, await cardFor(world, 'keep aac', csvOf(list)))
      await endedAs(world)
      for (const address of [small, capitals, mixed, other]) assert.ok(members(world).includes(address), address)
    }))

  it('is refused as soon as one of the list is not found, and says which and why', () =>
    inAac({}, async (world) => {
      const kept = world.addresses(5)
      const said = await answerTo(world, 'keep aac', /cannot be found/, csvOf([...kept, 'tpyo@example.com']))
      assert.match(said, /1 person to be kept cannot be found in Alteryx: tpyo@example\.com \(leavers\.csv line 7\)/)
      assert.match(said, /removes nobody on the word of such a list/)
      assert.equal((await newestJob(world.app())).status, 'refused')
      assertNothingChanged(world)
    }))

  it('is refused where a row of the list cannot be read, or names somebody of another workspace', () =>
    inAac({}, async (world) => {
      const [one = ''] = world.addresses(1)
      for (const bad of ['not an address', world.cloud().aac.workspace.outsider.email])
        await answerTo(world, 'keep aac', /removes nobody on the word of such a list/, csvOf([one, bad]))
      assertNothingChanged(world)
    }))

  it('is refused by the limits as they are by default, which say what an operator has to set', () =>
    inAac({ environment: DEFAULTS }, async (world) => {
      const said = await answerTo(world, 'keep aac', /MAX_SHARE|MAX_USERS/, csvOf(world.addresses(5)))
      assert.match(said, /holds \d+ users of the \d+ in Alteryx, [\d.]+ %; the limit is 20 %, which is \d+ users/)
      assert.match(said, /Name more people to keep/)
      assert.match(said, /raises `MAX_SHARE` \(now 0\.2\)/)
      assertNothingChanged(world)
    }))

  it('asks for names where the card brings none, and does nothing', () =>
    inAac({}, async (world) => {
      const alma = world.client('alma')
      await alma.mention({ text: 'keep aac' })
      const card = await heard(alma, isCard)
      await alma.click(card.id, { ...button(card, 'Start the dry run'), addresses: ' , ' })
      await heard(alma, says(/The card names nobody to keep, so nothing was done/))
      assert.deepEqual(await world.app().jobs.store.list(), [])
      assertNothingChanged(world)
    }))

  it('tells the kept in the results alone, and nobody of them goes when these are sent to delete', () =>
    inAac({ environment: { ...WIDE, PROTECTED_USERS: 'pat@safe.example' } }, async (world) => {
      const { workspace } = world.cloud().aac
      workspace.add({ email: 'pat@safe.example', firstName: 'Pat', lastName: 'Safe' })
      const kept = world.addresses(4)
      const card = await cardFor(world, 'keep aac', csvOf([...kept, kept[0]?.toUpperCase() ?? '']))
      // One removal fails, so that there is an errors file that somebody might send again.
      world.sandbox.knobs.set({ rules: [{ method: 'DELETE', path: '^/aac/v4/', skip: 5, effect: 400 }] })
      await approve(world, card)
      const { id } = await endedAs(world)
      const errors = await errorsOf(world)
      assert.ok(errors.some(({ error_code }) => error_code === 'http-400'))
      assert.ok(errors.some(({ error_code }) => error_code === 'protected'))
      assert.ok(!errors.some(({ email = '' }) => kept.includes(email.toLowerCase())), 'nobody kept is among the errors')
      const stays = members(world)
      const results = await heard(world.client('alma'), ({ files, text, markdown }) =>
        Boolean(files && (markdown ?? text ?? '').startsWith(`results-${id}`)),
      )
      const { bytes, name } = await world.client('alma').file(results.files?.[0] ?? '')
      const said = await answerTo(world, 'delete aac', /Nothing is left to do/, { name, content: bytes.toString() })
      assert.match(said, /skipped/)
      assert.deepEqual(members(world), stays)
      const again = await answerTo(world, 'keep aac', /is a report of mine/, { name, content: bytes.toString() })
      assert.match(again, /not a list of people to keep/)
    }))
})

describe('keep elsewhere', () => {
  it('deletes everybody else of Webex', () =>
    inVendorWorld('webex', { environment: WIDE, size: 40 }, async (world) => {
      const { organisation } = world.sandbox.administration
      const kept = world.addresses(6)
      const people = organisation.people(organisation.home.uuid)
      const goers = world.addresses(people.length).filter((address) => !kept.includes(address))
      const card = await cardFor(world, 'keep webex', csvOf(kept))
      assert.match(shown(card), new RegExp(`Remove \\d+ of ${people.length}; keep 6\\?`))
      await approve(world, card)
      await endedAs(world)
      const gone = deletedIn(world)
      for (const address of goers) assert.ok(gone.includes(address) || addressOf(world, 'dora') === address, address)
      for (const address of kept) assert.ok(world.isThere(address), address)
      for (const who of ['alma', 'ben', 'cleo', 'serviceApp'] as const) assert.ok(!gone.includes(addressOf(world, who)))
      assert.equal(await countOf(world, /is completed/), 1)
    }))

  it('deletes everybody else of Okta', () =>
    inVendorWorld('okta', { environment: WIDE, size: 40 }, async (world) => {
      const { organisation } = world.cloud().okta
      const kept = world.addresses(6)
      const card = await cardFor(world, 'keep okta', csvOf(kept))
      assert.match(shown(card), /Remove \d+ of \d+; keep 6\?/)
      const { planned = 0 } = (await newestJob(world.app())).summary ?? {}
      await approve(world, card)
      const { tally } = await endedAs(world)
      // "Users identified as the technical or billing contact cannot be deleted."
      const contact = organisation.persona('billing').profile.login
      const failed = (await errorsOf(world)).filter(({ error_code = '' }) => /^E/.test(error_code))
      assert.deepEqual(
        failed.map(({ email }) => email),
        [contact],
      )
      assert.equal((tally?.done ?? 0) + 1, planned)
      for (const address of [...kept, ...(['alma', 'ben', 'cleo'] as const).map((who) => addressOf(world, who))])
        assert.ok(organisation.userByLogin(address), address)
      const others = world.addresses(1000).filter((address) => !kept.includes(address))
      assert.ok(others.length > 20)
      for (const address of others) assert.equal(organisation.userByLogin(address), undefined, address)
    }))

  it('is refused in Bevy while nobody knows whose the key is, and warns of administrators once that is named', () =>
    inVendorWorld('bevy', { environment: WIDE }, async (world) => {
      const { site } = world.cloud().bevy
      const kept = site.accounts.slice(0, 3).map(({ email }) => email)
      await world.client('alma').mention({ text: 'keep bevy', file: csvOf(kept) })
      await heard(world.client('alma'), says(/cannot delete users in Bevy: it does not tell whose its key is/))
      await world.stopBot()
      await world.startBot({ BEVY_OWNER: site.account(world.cloud().bevy.adminId)?.email ?? '' })
      const card = await cardFor(world, 'keep bevy', csvOf(kept))
      assert.match(shown(card), /Bevy does not tell who administers it/)
      assert.deepEqual(site.changes, [])
    }))
})
