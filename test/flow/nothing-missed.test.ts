import assert from 'node:assert/strict'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import { ADMIN_SCOPES } from '../../src/sandbox/administration/tokens.ts'
import {
  assertNoSecrets,
  type BotWorld,
  button,
  csvOf,
  heard,
  isCard,
  MODES,
  openBotWorld,
  rowsOf,
  says,
} from '../support/bot-world.ts'
import { answerTo, asking, mentioned, ordinaryPeople, threadOf, wordsOf } from '../support/threads.ts'

/** Calls to Webex are tried twice, at once; the patience of the product is tested elsewhere. */
const HASTY = {
  app: { gatewayTimeouts: { retry: { ...RETRY_POLICY, attempts: 2, baseMs: 1, capMs: 1 } } },
}

/** What the bot does by itself every few minutes. */
const catchUpUntil = async (world: BotWorld, isSo: () => Promise<boolean>): Promise<void> => {
  for (let rounds = 0; !(await isSo()); rounds += 1) {
    assert.ok(rounds < 100, 'it did not come about in 100 rounds')
    await world.app().gateway.catchUp()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

for (const mode of MODES)
  describe(`while the bot is away, over ${mode}`, () => {
    let world: BotWorld
    let people: (count: number) => readonly string[]
    beforeEach(async () => {
      world = await openBotWorld({ ...HASTY, mode })
      people = ordinaryPeople(world)
    })
    afterEach(async () => {
      try {
        assertNoSecrets(world)
      } finally {
        await world.close()
      }
    })

    it('no message is lost, and each is answered once, however often it stops and starts', async () => {
      const alma = world.client('alma')
      await answerTo(world, 'alma', 'whoami')
      await world.stopBot()
      const sent = [
        await alma.mention({ text: 'help' }),
        await alma.mention({ text: 'delete', file: csvOf(people(2)) }),
        await world.client('ben').mention({ text: 'jobs' }),
        await world.client('dora').mention({ text: 'help' }),
      ]
      await world.startBot()
      await world.stopBot()
      await world.startBot()
      const threads = sent.map(({ id }) => threadOf(world, alma, id))
      for (const thread of threads) await thread.hears(() => true)
      await threads[1]?.hears(isCard)
      await world.app().gateway.catchUp()
      await world.stopBot()
      await world.startBot()
      await world.stopBot()
      const counts = await Promise.all(threads.map(async ({ said }) => (await said()).length))
      // The dry run is a file and a card.
      assert.deepEqual(counts, [1, 2, 1, 1])
    })
  })

describe('when Webex does not tell who somebody is', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  beforeEach(async () => {
    world = await openBotWorld(HASTY)
    people = ordinaryPeople(world)
  })
  afterEach(async () => {
    try {
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })

  it('a message is handled later, once', async () => {
    const times = 4
    world.sandbox.knobs.set({ rules: [{ method: 'GET', path: '^/v1/people/[^?]', effect: 503, times }] })
    const thread = await mentioned(world, 'alma', { text: 'delete', file: csvOf(people(2)) })
    const isUsedUp = async () => world.sandbox.knobs.settings.rules?.every((rule) => rule.times === 0) ?? true
    await catchUpUntil(world, isUsedUp)
    assert.deepEqual(await thread.said(), [], 'nothing was said while nobody knew who asked')
    await catchUpUntil(world, async () => (await thread.said()).some(isCard))
    await world.app().gateway.catchUp()
    await world.stopBot()
    assert.equal((await thread.said()).length, 2, 'a file and a card')
  })

  it('a click has no effect, is answered, and can be made again', async () => {
    const asked = await asking(world, people(1))
    world.sandbox.knobs.set({ rules: [{ method: 'GET', path: '^/v1/people/[^?]', effect: 503, times: 2 }] })
    const words = await asked.thread.answers(() => asked.click('ben'))
    assert.match(words, /went wrong with this click.*click again/)
    assert.ok(world.isThere(asked.addresses[0] ?? ''))
    await asked.click('ben')
    await asked.thread.hears(says(/is completed/))
  })

  it('a question stays where its files cannot be fetched, and can be answered again', async () => {
    const thread = await mentioned(world, 'alma', { text: '', file: csvOf(people(1)) })
    const card = await thread.hears(isCard)
    const inputs = { ...button(card, 'Start the dry run'), operation: 'delete', directory: 'webex' }
    const alma = world.client('alma')
    world.sandbox.knobs.set({ rules: [{ method: 'GET', path: '^/v1/contents/', effect: 503, times: 2 }] })
    await thread.answers(() => alma.click(card.id, { ...inputs }))
    assert.equal((await world.app().jobs.store.list()).length, 0)
    assert.ok((await thread.said()).some(({ id }) => id === card.id))
    await alma.click(card.id, { ...inputs })
    await thread.hears((message) => isCard(message) && message.id !== card.id)
    assert.ok(!(await thread.said()).some(({ id }) => id === card.id))
  })

  it('a click is answered also while not even its job can be read, and can be made again', async () => {
    const asked = await asking(world, people(1))
    const { store } = world.app().jobs
    const { get } = store
    Object.assign(store, { get: () => Promise.reject(new Error('EIO: i/o error, fsync')) })
    const words = await asked.thread.answers(() => asked.click('ben'))
    Object.assign(store, { get })
    assert.match(words, /went wrong with this click.*click again/)
    await asked.click('ben')
    await asked.thread.hears(says(/is completed/))
  })
})

describe('when the directory does not answer', () => {
  it('a dry run is refused and says that nothing was changed', async () => {
    const world = await openBotWorld(HASTY)
    try {
      world.sandbox.knobs.set({
        rules: [{ method: 'GET', path: '^/v1/people\\?(?!email=)', effect: 400, times: 1_000 }],
      })
      const thread = await mentioned(world, 'alma', { text: 'delete', file: csvOf(world.addresses(2)) })
      const words = wordsOf(await thread.hears(says(/is refused/)))
      assert.match(words, /Webex could not be read to the end: .*Nothing was changed\. Send the files again later\./)
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })

  it('from the start, people are told to come back, and are known as soon as it answers', async () => {
    const world = await openBotWorld(HASTY)
    try {
      const { tokens } = world.sandbox.administration
      const token = tokens.of('serviceApp')
      await world.stopBot()
      tokens.refuse(token)
      await world.startBot()
      assert.match(await answerTo(world, 'alma', 'whoami'), /I cannot tell just now who may use me/)
      assert.match(await answerTo(world, 'dora', 'whoami'), /I cannot tell just now who may use me/)
      tokens.add({ owner: 'serviceApp', scopes: ADMIN_SCOPES, token })
      assert.match(await answerTo(world, 'alma', 'whoami'), /You are Alma Requester/)
      assert.match(await answerTo(world, 'dora', 'whoami'), /not open to you/)
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })
})

describe('two jobs at once', () => {
  it('in two threads do not disturb each other', async () => {
    const world = await openBotWorld()
    try {
      const people = ordinaryPeople(world)
      const [one, two] = await Promise.all([
        mentioned(world, 'alma', { text: 'delete', file: csvOf(people(3)) }),
        mentioned(world, 'alma', { text: 'delete', file: csvOf([...people(4), 'nobody@example.com']) }),
      ])
      const [first, second] = await Promise.all([one.hears(isCard), two.hears(isCard)])
      const kept = people(2)
      await Promise.all([
        world.client('ben').click(first.id, { ...button(first, 'Approve'), count: '3', reason: 'one' }),
        world.client('cleo').click(second.id, { ...button(second, 'Approve'), count: '4', reason: 'two' }),
      ])
      for (const [thread, card, count, who] of [
        [one, first, 3, /approved by Ben.*one/],
        [two, second, 4, /approved by Cléo.*two/],
      ] as const) {
        const job = String(button(card, 'Approve')['job'])
        await thread.hears(says(who))
        await thread.hears(says(new RegExp(`${job} is completed\\. ${count} users deleted`)))
        assert.equal((await rowsOf(world.client('alma'), `results-${job}`)).length, count)
        const other = String(button(card === first ? second : first, 'Approve')['job'])
        assert.ok(!(await thread.said()).some(says(new RegExp(other))), 'no word of the other job')
      }
      await heard(world.client('alma'), says(/errors-/))
      for (const address of kept) assert.ok(world.isThere(address))
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })
})
