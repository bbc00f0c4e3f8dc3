import assert from 'node:assert/strict'
import { assertNoSecrets, type BotWorld, button, csvOf, isCard, openBotWorld, says } from '../support/bot-world.ts'
import { type Asking, answerTo, asking, furtherRoom, mentioned, ordinaryPeople, wordsOf } from '../support/threads.ts'

const NOT_MINE = /This card is not one of mine, or no longer/

describe('a click that somebody made up', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld()
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  const assertUntouched = async ({ thread, job, addresses }: Asking): Promise<void> => {
    assert.ok((await thread.said()).some(isCard), 'the card is still there')
    assert.equal((await world.app().jobs.store.list()).find(({ id }) => id === job)?.status, 'awaiting-approval')
    for (const address of addresses) assert.ok(world.isThere(address))
  }

  it('is refused with a wrong nonce, and with that of another job', async () => {
    const [one, other] = [await asking(world, people(1)), await asking(world, people(1))]
    const nonceOfOther = button(other.card, 'Approve')['nonce']
    for (const nonce of ['wrong', nonceOfOther])
      assert.match(await one.thread.answers(() => one.click('ben', { nonce })), /The plan of J-\w+ has changed/)
    await assertUntouched(one)
    await assertUntouched(other)
  })

  it('is refused, for a rejection too, with a wrong nonce', async () => {
    const asked = await asking(world, people(1))
    const reject = () => asked.click('ben', { nonce: 'wrong', verdict: 'reject' })
    assert.match(await asked.thread.answers(reject), /The plan of J-\w+ has changed/)
    await assertUntouched(asked)
  })

  it('is answered and has no effect, whatever the types of its inputs', async () => {
    const asked = await asking(world, people(1))
    const odd: readonly Readonly<Record<string, unknown>>[] = [
      { job: 7 },
      { job: { id: 'J-0000' } },
      { job: '__proto__' },
      { job: 'J-0000\n' },
      { nonce: null },
      { nonce: ['a'] },
      { verdict: 'run' },
      { verdict: ['approve'] },
      { count: { valueOf: 1 } },
      { count: 1.5 },
      { count: true },
      { count: null },
      { reason: 12 },
      { reason: 'x'.repeat(100_000) },
      { count: '1'.repeat(100_000) },
      { job: 'J'.repeat(100_000) },
      { action: 'cancel' },
      { ask: 'abc' },
    ]
    for (const inputs of odd)
      assert.match(
        await asked.thread.answers(() => asked.click('ben', inputs)),
        NOT_MINE,
        JSON.stringify(inputs).slice(0, 60),
      )
    assert.match(await asked.thread.answers(() => world.client('ben').click(asked.card.id, {})), NOT_MINE)
    await assertUntouched(asked)
  })

  it('names a job that is not there and is answered', async () => {
    const asked = await asking(world, people(1))
    assert.match(await asked.thread.answers(() => asked.click('ben', { job: 'J-0000' })), NOT_MINE)
    await assertUntouched(asked)
  })

  it('has no effect from another room, with the right job and nonce', async () => {
    const asked = await asking(world, people(1))
    const room = furtherRoom(world)
    const there = await mentioned(world, 'alma', { text: '', file: csvOf(people(1)) }, room)
    const question = await there.hears(isCard)
    const forged = { ...button(asked.card, 'Approve'), count: '1', reason: '' }
    assert.match(await there.answers(() => world.client('ben', room).click(question.id, forged)), NOT_MINE)
    await assertUntouched(asked)
  })

  it('has no effect after the decision, replayed from the card or from the rest of the thread', async () => {
    const asked = await asking(world, people(1))
    const stillThere = await mentioned(world, 'alma', { text: '', file: csvOf(people(1)) })
    const question = await stillThere.hears(isCard)
    await asked.reject('ben', 'no')
    await asked.thread.hears(says(/rejected/))
    await assert.rejects(asked.click('ben'), /404/, 'the card is gone')
    const replay = { ...button(asked.card, 'Approve'), count: '1', reason: '' }
    const words = await asked.thread.answers(() => world.client('cleo').click(question.id, replay))
    assert.match(words, /not waiting for approval any more: it is rejected/)
    assert.ok(world.isThere(asked.addresses[0] ?? ''))
  })
})

describe('a newer request', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({
      environment: { REQUESTERS: 'alma.requester@example.com,ben.approver@example.com' },
    })
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  it('of the same requester in the same thread takes the place of the one that waits', async () => {
    const first = await asking(world, people(1))
    const later = await world.client('alma').mention({
      text: 'delete',
      file: csvOf(people(2)),
      parentId: first.thread.rootId,
    })
    await first.thread.hears(says(new RegExp(`${first.job} replaced by a newer request by Alma Requester`)))
    const card = await first.thread.hears((message) => isCard(message) && message.created > later.created)
    assert.equal((await first.thread.said()).filter(isCard).length, 1, 'the first card is gone')
    assert.notEqual(button(card, 'Approve')['job'], first.job)
    assert.match(await answerTo(world, 'ben', `approve ${first.job} 1`), /not waiting.*it is superseded/)
  })

  it('of somebody else in the same thread leaves the one that waits alone', async () => {
    const first = await asking(world, people(1))
    await first.thread.answers(
      () => world.client('ben').mention({ text: 'delete', file: csvOf(people(1)), parentId: first.thread.rootId }),
      isCard,
    )
    assert.equal((await first.thread.said()).filter(isCard).length, 2)
    await first.click('cleo')
    await first.thread.hears(says(new RegExp(`${first.job} is completed`)))
  })

  it('in another thread leaves the one that waits alone', async () => {
    const [first, second] = [await asking(world, people(1)), await asking(world, people(1))]
    assert.ok((await first.thread.said()).some(isCard))
    assert.ok((await second.thread.said()).some(isCard))
  })

  it('takes the place of the earlier one also when both are sent at once', async () => {
    const alma = world.client('alma')
    const root = await alma.post({ text: 'The leavers of May' })
    const send = () => alma.mention({ text: 'delete', file: csvOf(people(2)), parentId: root.id })
    world.sandbox.knobs.set({ rules: [] })
    const sent = await Promise.all([send(), send(), send()])
    const jobs = async () =>
      (await world.app().jobs.store.list()).filter(({ askedIn }) => sent.some(({ id }) => id === askedIn))
    const thread = await mentioned(world, 'alma', { text: 'jobs' })
    await thread.hears(() => true)
    await world.stopBot()
    await world.startBot()
    const stored = await jobs()
    assert.deepEqual(
      stored.map(({ status }) => status),
      ['awaiting-approval', 'superseded', 'superseded'],
    )
    const cards = (await alma.messages()).filter((message) => message.parentId === root.id && isCard(message))
    assert.equal(cards.length, 1)
    assert.match(wordsOf(cards[0] ?? root), new RegExp(stored[0]?.id ?? '-'))
  })
})
