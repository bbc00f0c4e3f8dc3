import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environmentOfEvery } from '../../src/sandbox/every-vendor.ts'
import { startBotProcess } from '../support/bot-process.ts'
import { type BotWorld, button, csvOf, heard, isCard, rowsOf, says } from '../support/bot-world.ts'
import {
  askedOf,
  attachable,
  deletedInOkta,
  everyPair,
  filesOfBoth,
  pairsOf,
  peopleOfBoth,
  planOf,
} from '../support/directories-world.ts'
import { answeredTo, approvedBy, cardText, carriedOut, plannedOf } from '../support/rename-world.ts'
import {
  clicked,
  countOf,
  deletedIn,
  ended,
  fastClock,
  inWorld,
  jobIs,
  newestJob,
  typed,
  until,
} from '../support/running-world.ts'

const PATIENCE_MS = 20_000
const BOTH = { DIRECTORIES: 'webex,okta', MAX_SHARE: '0.5', MAX_USERS: '200' }

/** Okta is as if it were not there, for as long as it takes. */
const OKTA_IS_DOWN = { path: '^/okta/', effect: 500 as const, times: 1_000_000 }

const sorted = (list: readonly string[]): readonly string[] => [...list].sort()

describe('a job over several directories', () => {
  it('removes the same people everywhere, after one dry run and one approval', () =>
    inWorld({ vendors: {}, environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const { okta, bevy, aac } = world.cloud()
      const leavers = world.addresses(6)
      const alma = world.client('alma')
      await alma.mention({ text: 'delete webex, okta, bevy, aac', file: csvOf(leavers) })
      const card = await heard(alma, isCard)
      const count = String((await world.app().jobs.store.list())[0]?.summary?.planned)
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count, reason: '' })
      await heard(alma, says(/is completed/))
      for (const address of leavers) {
        assert.ok(!world.isThere(address), address)
        assert.equal(okta.organisation.userByLogin(address), undefined)
        assert.ok(bevy.site.accountByEmail(address)?.deletionAt)
        assert.ok(!aac.workspace.members().some(({ email }) => email === address))
      }
      assert.equal(count, '24')
      const { results } = await filesOfBoth(world, everyPair(['webex', 'okta', 'bevy', 'aac'], leavers))
      const until = results.filter((row) => row['undo_until'] !== '').map(({ directory }) => directory)
      assert.deepEqual(until, Array(6).fill('bevy'))
    }))

  it('takes no id without an address, which could be another person in each of them', () =>
    inWorld({ vendors: {}, environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const person = world.cloud().aac.workspace.members()[5] ?? assert.fail('nobody is there')
      const file = { name: 'ids.csv', content: `user_id,email\n${person.id},\n${person.id},${person.email}\n` }
      await world.client('alma').mention({ text: 'delete bevy, aac', file })
      await heard(world.client('alma'), isCard)
      const { plan } = await world.app().jobs.files.loadPlan((await newestJob(world.app())).id)
      assert.deepEqual(sorted(plan.changes.map(({ before }) => before.login)), [person.email, person.email])
      const skips = plan.skips.map(({ line, code, detail }) => [line, code, /can be another person/.test(detail)])
      assert.deepEqual(skips, Array(2).fill([2, 'invalid', true]))
    }))

  it('has one plan with a part for each, and counts accounts', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const { okta } = world.cloud()
      const people = peopleOfBoth(world, 6)
      const [onlyWebex = '', onlyOkta = ''] = people
      okta.organisation.remove(okta.organisation.userByLogin(onlyWebex)?.id ?? '')
      const { organisation } = world.sandbox.administration
      organisation.delete(organisation.userByEmail(onlyOkta)?.uuid ?? '', { uuid: 'test', through: 'sandbox' })
      const rows = [...people, 'nobody@example.com', 'not an address']
      const card = await askedOf(world, 'delete webex,okta', rows)
      assert.match(cardText(card), /Delete 10 accounts/)
      assert.match(cardText(card), /Webex, Example Industries: 5 accounts/)
      assert.match(cardText(card), /Okta, [^"]+: 5 accounts/)
      assert.equal(cardText(card).split('leavers.csv line 9').length, 2, 'a row is named once')
      const plan = await planOf(world)
      assert.deepEqual(pairsOf(plan), sorted(everyPair(['webex', 'okta'], rows)))
      const reasonOf = (directory: string, email: string): string =>
        plan.find((row) => row['directory'] === directory && row['email'] === email)?.['reason'] ?? ''
      assert.match(reasonOf('okta', onlyWebex), /^not-found/)
      assert.match(reasonOf('webex', onlyOkta), /^not-found/)
      assert.match(reasonOf('okta', people[2] ?? ''), /^ACTIVE, 2 steps: deactivate, delete/)
      assert.match(reasonOf('webex', people[2] ?? ''), /1 step: delete/)
      for (const wrong of ['6', '8', '5'])
        await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: wrong, reason: '' })
      await heard(world.client('ben'), says(/holds 10/))
      assert.deepEqual([deletedIn(world), deletedInOkta(world)], [[], []])
      const words = await carriedOut(world, card, 10)
      assert.match(words, /10 accounts deleted; 6 rows skipped/)
      const { errors } = await filesOfBoth(world, sorted(everyPair(['webex', 'okta'], rows)))
      assert.deepEqual(sorted(errors.map((row) => `${row['directory']} ${row['error_code']}`)), [
        'okta invalid',
        'okta not-found',
        'okta not-found',
        'webex invalid',
        'webex not-found',
        'webex not-found',
      ])
      assert.deepEqual(sorted(deletedIn(world)), sorted(people.filter((address) => address !== onlyOkta)))
      assert.deepEqual(sorted(deletedInOkta(world)), sorted(people.filter((address) => address !== onlyWebex)))
    }))

  it('goes on in one directory when the other is down, says which part stands still, and ends after the mend', () =>
    inWorld({ vendors: {}, environment: BOTH, app: { clock: fastClock(100) } }, async (world) => {
      const people = peopleOfBoth(world, 12)
      const card = await askedOf(world, 'delete webex,okta', people)
      world.sandbox.knobs.set({ rules: [OKTA_IS_DOWN] })
      const words = await carriedOut(world, card, 24, /is paused/)
      assert.match(words, /Okta stands still; the others went on/)
      assert.match(words, /12 accounts deleted/)
      assert.deepEqual(sorted(deletedIn(world)), sorted(people))
      assert.deepEqual(deletedInOkta(world), [])
      const again = await answeredTo(world, `resume ${(await newestJob(world.app())).id}`, /is paused/)
      assert.match(again, /Okta stands still/)
      world.sandbox.knobs.reset()
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      const { results } = await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.equal(results.length, 24)
      assert.deepEqual([sorted(deletedIn(world)), sorted(deletedInOkta(world))], [sorted(people), sorted(people)])
    }))

  it('goes on in one directory when the credential of the other is refused on the way', () =>
    inWorld({ vendors: {}, environment: BOTH, app: { clock: fastClock(20) } }, async (world) => {
      const { okta } = world.cloud()
      const people = peopleOfBoth(world, 15)
      const card = await askedOf(world, 'delete webex,okta', people)
      const stop = okta.organisation.onChanged(({ what }) => {
        if (what === 'deleted' && deletedInOkta(world).length === 4) okta.tokens.revoke(okta.tokens.first)
      })
      const words = await carriedOut(world, card, 30, /is paused/)
      stop()
      assert.match(words, /Okta stands still; the others went on/)
      assert.match(words, /refused Twokey's own credential/)
      assert.deepEqual(sorted(deletedIn(world)), sorted(people))
      const before = deletedInOkta(world).length
      assert.ok(before >= 4 && before < 15, `${before} before`)
      await world.stopBot()
      await world.startBot({ OKTA_TOKEN: okta.tokens.add(okta.organisation.persona('owner').id) })
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      const { results } = await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.equal(results.length, 30)
      assert.deepEqual(sorted(deletedInOkta(world)), sorted(people), 'each once')
    }))

  it('goes on in the part that stood still when somebody resumes while the other still runs', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const people = peopleOfBoth(world, 40)
      const card = await askedOf(world, 'delete webex,okta', people)
      world.sandbox.knobs.set({
        latencyMs: 30,
        rules: [{ method: 'POST', path: '/v2/Bulk$', skip: 1, times: 1, effect: 401 }],
      })
      await approvedBy(world, card, 80)
      await until('Webex stands still', () => /it stands still in a directory/.test(world.logged()))
      assert.ok(deletedInOkta(world).length < 40)
      await typed(world, 'alma', 'resume', /Going on/)
      world.sandbox.knobs.reset()
      await ended(world)
      assert.equal(await countOf(world, /is paused/), 0)
      await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.deepEqual([sorted(deletedIn(world)), sorted(deletedInOkta(world))], [sorted(people), sorted(people)])
    }))

  it('plans only the rows of the directory that failed when its errors file is attached again', () =>
    inWorld({ vendors: {}, environment: BOTH, app: { clock: fastClock(100) } }, async (world) => {
      const people = peopleOfBoth(world, 6)
      const card = await askedOf(world, 'delete webex,okta', people)
      world.sandbox.knobs.set({ rules: [OKTA_IS_DOWN] })
      await carriedOut(world, card, 12, /is paused/)
      // Okta is still down: nothing was sent there, so there is nothing to look up.
      await typed(world, 'alma', 'cancel', /Cancelling/)
      await ended(world, /is cancelled/)
      world.sandbox.knobs.reset()
      const first = await newestJob(world.app())
      const { errors } = await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.deepEqual(pairsOf(errors), everyPair(['okta'], people))
      const file = await attachable(world, `errors-${first.id}`)
      const alma = world.client('alma')
      const old = await alma.messages()
      await alma.mention({ text: 'delete webex,okta', file })
      const again = await heard(alma, isCard, old)
      assert.equal(await plannedOf(world), 6)
      assert.deepEqual(pairsOf(await planOf(world)), everyPair(['okta'], people))
      await carriedOut(world, again, 6, new RegExp(`${(await newestJob(world.app())).id} is completed`))
      assert.deepEqual(sorted(deletedInOkta(world)), sorted(people))
      assert.equal(deletedIn(world).length, 6)
    }))

  it('takes up only the rows of the directory that failed with retry', () =>
    inWorld({ vendors: {}, environment: BOTH, app: { clock: fastClock(100) } }, async (world) => {
      const people = peopleOfBoth(world, 6)
      const card = await askedOf(world, 'delete webex,okta', people)
      world.sandbox.knobs.set({ rules: [OKTA_IS_DOWN] })
      await carriedOut(world, card, 12, /is paused/)
      world.sandbox.knobs.reset()
      await typed(world, 'alma', 'cancel', /Cancelling/)
      await ended(world, /is cancelled/)
      const alma = world.client('alma')
      const old = await alma.messages()
      await alma.mention({ text: `retry ${(await newestJob(world.app())).id}` })
      const again = await heard(alma, isCard, old)
      assert.equal(await plannedOf(world), 6)
      assert.deepEqual(pairsOf(await planOf(world)), everyPair(['okta'], people))
      await carriedOut(world, again, 6, new RegExp(`${(await newestJob(world.app())).id} is completed`))
      assert.deepEqual(sorted(deletedInOkta(world)), sorted(people))
      assert.equal(deletedIn(world).length, 6)
    }))

  it('stands still in both when it is paused, and goes on in both', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const people = peopleOfBoth(world, 60)
      const card = await askedOf(world, 'delete webex,okta', people)
      world.sandbox.knobs.set({ latencyMs: 40 })
      await approvedBy(world, card, 120)
      await until('both have begun', () => deletedIn(world).length > 0 && deletedInOkta(world).length > 1)
      await clicked(world, 'alma', 'Pause', /Pausing after the calls under way/)
      const said = await heard(world.client('alma'), says(/is paused/))
      assert.match(said.text ?? '', /alma.requester@example.com asked for a pause/)
      assert.doesNotMatch(said.text ?? '', /stands still/)
      await jobIs(world, 'paused')
      const done = [deletedIn(world).length, deletedInOkta(world).length]
      assert.ok((done[1] ?? 0) < 60)
      world.sandbox.knobs.reset()
      assert.deepEqual([deletedIn(world).length, deletedInOkta(world).length], done)
      await typed(world, 'ben', 'resume', /Going on/)
      await ended(world)
      const { results } = await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.equal(results.length, 120)
      assert.deepEqual([sorted(deletedIn(world)), sorted(deletedInOkta(world))], [sorted(people), sorted(people)])
    }))

  it('ends in both when it is cancelled, and tells of each account whether it was done', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const people = peopleOfBoth(world, 60)
      const card = await askedOf(world, 'delete webex,okta', people)
      world.sandbox.knobs.set({ latencyMs: 40 })
      await approvedBy(world, card, 120)
      await until('Okta has begun', () => deletedInOkta(world).length > 1)
      await typed(world, 'ben', 'cancel', /Cancelling after the calls under way/)
      await ended(world, /is cancelled/)
      world.sandbox.knobs.reset()
      const { results } = await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.deepEqual(
        pairsOf(results),
        sorted([
          ...deletedIn(world).map((address) => `webex ${address}`),
          ...deletedInOkta(world).map((address) => `okta ${address}`),
        ]),
      )
      assert.ok(results.length < 120)
    }))

  it('keeps what Okta takes away before the first effect there', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const people = peopleOfBoth(world, 3)
      await carriedOut(world, await askedOf(world, 'delete webex,okta', people), 6)
      const { id } = await newestJob(world.app())
      const { content } = await attachable(world, `before-${id}`)
      assert.equal(content.trim().split('\n').length, 3)
      for (const address of people) assert.ok(content.includes(address), address)
    }))
})

describe('a job over several directories that is killed', () => {
  it('does each account once and puts it into exactly one file', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const people = peopleOfBoth(world, 20)
      const more = { ...environmentOfEvery(world.cloud()), ...BOTH }
      await world.stopBot()
      const life = async (work: () => Promise<unknown>): Promise<void> => {
        const bot = startBotProcess(world, more)
        try {
          await work()
        } catch (error) {
          throw new Error(bot.logged().slice(-2_000), { cause: error })
        } finally {
          await bot.kill()
        }
      }
      await life(async () => {
        await world.client('alma').mention({ text: 'delete webex,okta', file: csvOf([...people, 'no@example.com']) })
        const card = await until(
          'the card',
          async () => (await world.client('ben').messages()).find(isCard),
          PATIENCE_MS,
        )
        world.sandbox.knobs.set({
          latencyMs: 10,
          rules: [
            { method: 'POST', path: '/v2/Bulk$', skip: 1, times: 100, effect: 'hang-after' },
            { method: 'DELETE', path: '^/okta/', skip: 6, times: 100, effect: 'hang-after' },
          ],
        })
        await approvedBy(world, card, 40)
        const both = () => deletedIn(world).length === 20 && deletedInOkta(world).length > 2
        await until('both are under way', both, PATIENCE_MS)
      })
      assert.ok(deletedInOkta(world).length < 20)
      world.sandbox.knobs.set({ latencyMs: 20 })
      const { length } = deletedInOkta(world)
      await life(() => until('some more are gone', () => deletedInOkta(world).length > length + 2, PATIENCE_MS))
      world.sandbox.knobs.reset()
      await world.startBot()
      await ended(world)
      const { results, errors } = await filesOfBoth(world, everyPair(['webex', 'okta'], [...people, 'no@example.com']))
      assert.deepEqual([results.length, errors.length], [40, 2])
      assert.deepEqual([sorted(deletedIn(world)), sorted(deletedInOkta(world))], [sorted(people), sorted(people)])
      const steps = world
        .cloud()
        .okta.organisation.changes.filter(({ by }) => by !== 'sandbox')
        .map(({ what, login }) => `${what} ${login}`)
      assert.equal(new Set(steps).size, steps.length, 'no step is done twice')
      const { id } = await newestJob(world.app())
      const audit = await readFile(join(world.dataDir, 'audit.jsonl'), 'utf8')
      assert.equal(audit.split('"what":"completed"').length, 2)
      assert.equal((await rowsOf(world.client('alma'), `results-${id}`)).length, 40)
    }))
})

describe('a message that leaves the directory or the operation open', () => {
  type Input = {
    readonly id?: string
    readonly choices?: readonly { readonly title: string; readonly value: string }[]
  }
  const choicesOf = (card: { readonly attachments?: readonly { readonly content: object }[] }, id: string) => {
    const body = (Reflect.get(card.attachments?.[0]?.content ?? {}, 'body') ?? []) as readonly Input[]
    return body.find((input) => input.id === id)
  }
  const valuesOf = (input: Input | undefined) => input?.choices?.map(({ value }) => value)

  const answered = async (world: BotWorld, card: Awaited<ReturnType<typeof askedOf>>, inputs: object) => {
    const alma = world.client('alma')
    const old = await alma.messages()
    await alma.click(card.id, { ...button(card, 'Start the dry run'), ...inputs })
    return heard(alma, isCard, old)
  }

  it('is answered with the operations and directories that there are, of which several can be chosen', () =>
    inWorld({ vendors: {}, environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const people = peopleOfBoth(world, 3)
      const asking = await askedOf(world, '', people)
      assert.deepEqual(valuesOf(choicesOf(asking, 'operation')), ['delete', 'deactivate', 'restore', 'rename', 'keep'])
      assert.deepEqual(valuesOf(choicesOf(asking, 'directory')), ['webex', 'okta', 'bevy', 'aac'])
      assert.equal(Reflect.get(choicesOf(asking, 'directory') ?? {}, 'isMultiSelect'), true)
      assert.deepEqual(await world.app().jobs.store.list(), [])
      await answered(world, asking, { operation: 'delete', directory: 'okta,webex' })
      const { directories, operation } = await newestJob(world.app())
      assert.deepEqual([directories, operation, await plannedOf(world)], [['okta', 'webex'], 'delete', 6])
    }))

  it('asks for the directory alone where the operation is said, among those that have it', () =>
    inWorld({ vendors: {}, environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const people = peopleOfBoth(world, 2)
      const asking = await askedOf(world, 'deactivate', people)
      assert.equal(choicesOf(asking, 'operation'), undefined)
      assert.deepEqual(valuesOf(choicesOf(asking, 'directory')), ['webex', 'okta', 'aac'])
      await answered(world, asking, { directory: 'okta' })
      assert.deepEqual((await newestJob(world.app())).directories, ['okta'])
    }))

  it('refuses a choice that its card does not offer', () =>
    inWorld({ vendors: {}, environment: { MAX_SHARE: '0.5' } }, async (world) => {
      const asking = await askedOf(world, '', peopleOfBoth(world, 2))
      const alma = world.client('alma')
      const data = button(asking, 'Start the dry run')
      const click = async (inputs: object, words: RegExp) => {
        const old = await alma.messages()
        await alma.click(asking.id, { ...data, ...inputs })
        await heard(alma, says(words), old)
      }
      await click({ operation: 'rename', directory: 'webex,bevy' }, /Bevy cannot do this.*Webex and Okta can/)
      await click({ operation: 'delete' }, /Something is not chosen yet/)
      assert.deepEqual(await world.app().jobs.store.list(), [])
    }))

  it('is refused in words where the directory is not on, or cannot do it', () =>
    inWorld({ vendors: {}, environment: BOTH }, async (world) => {
      const file = csvOf(peopleOfBoth(world, 1))
      const off = await answeredTo(world, 'delete bevy', /is not a directory here/, file)
      assert.match(off, /There are "?`?webex`?"? and `?okta`?/)
      await answeredTo(world, 'delete webex,okta,webex', /names a directory for the second time/, file)
      await answeredTo(world, 'delete webex and okta', /is more than this command takes|is not a directory here/, file)
      assert.deepEqual(await world.app().jobs.store.list(), [])
    }))
})

describe('a bot without Webex as a directory', () => {
  it('works on Okta alone for the people of the organisation that the setting names', () =>
    inWorld(
      {
        vendors: {},
        environment: { DIRECTORIES: 'okta', WEBEX_ADMIN_TOKEN: '', MAX_SHARE: '0.5' },
        settings: ({ administration }) => ({ WEBEX_ORG_ID: administration.organisation.home.uuid }),
      },
      async (world) => {
        const people = peopleOfBoth(world, 5)
        const card = await askedOf(world, 'delete', people)
        assert.match(cardText(card), /Delete 5 users/)
        await carriedOut(world, card, 5)
        assert.deepEqual(sorted(deletedInOkta(world)), sorted(people))
        assert.deepEqual(deletedIn(world), [])
        const ready = await (await fetch(`http://127.0.0.1:${world.app().port}/readyz`)).json()
        assert.deepEqual(
          (ready as { checks: readonly { name: string }[] }).checks.map(({ name }) => name),
          ['chat', 'directory-okta'],
        )
        await answeredTo(world, 'delete webex', /is not a directory here/, csvOf(people))
      },
    ))
})

describe('a job of which a directory is turned off before its end', () => {
  const settings = (sandbox: BotWorld['sandbox']) => ({
    WEBEX_ORG_ID: sandbox.administration.organisation.home.uuid,
  })
  const off = { DIRECTORIES: 'okta', WEBEX_ADMIN_TOKEN: '' }

  it('goes on in the others, says which is off, and ends as soon as it is on again', () =>
    inWorld({ vendors: {}, environment: BOTH, settings }, async (world) => {
      const people = peopleOfBoth(world, 4)
      const card = await askedOf(world, 'delete webex,okta', people)
      await world.stopBot()
      await world.startBot(off)
      const words = await carriedOut(world, card, 8, /is paused/)
      assert.match(words, /the directory "webex" is not on any more; add it to DIRECTORIES/)
      assert.deepEqual([sorted(deletedInOkta(world)), deletedIn(world)], [sorted(people), []])
      await world.stopBot()
      await world.startBot()
      await typed(world, 'alma', 'resume', /Going on/)
      await ended(world)
      await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.deepEqual(sorted(deletedIn(world)), sorted(people))
    }))

  it('can be cancelled', () =>
    inWorld({ vendors: {}, environment: BOTH, settings }, async (world) => {
      const people = peopleOfBoth(world, 4)
      const card = await askedOf(world, 'delete webex,okta', people)
      await world.stopBot()
      await world.startBot(off)
      await carriedOut(world, card, 8, /is paused/)
      await typed(world, 'alma', 'cancel', /Cancelling/)
      await ended(world, /is cancelled/)
      const { results, errors } = await filesOfBoth(world, everyPair(['webex', 'okta'], people))
      assert.deepEqual(pairsOf(results), everyPair(['okta'], people))
      assert.deepEqual([...new Set(errors.map(({ error_code }) => error_code))], ['cancelled'])
    }))
})
