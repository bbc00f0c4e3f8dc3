import assert from 'node:assert/strict'
import { assertNoSecrets, type BotWorld, csvOf, isCard, openBotWorld, rowsOf, says } from '../support/bot-world.ts'
import { answerTo, asking, mentioned, ordinaryPeople, wordsOf } from '../support/threads.ts'

/** The refusal of a request for these people, whose dry run lies beside it as a file. */
const refusalOf = async (world: BotWorld, addresses: readonly string[]): Promise<string> => {
  const thread = await mentioned(world, 'alma', { text: 'delete', file: csvOf(addresses) })
  const words = wordsOf(await thread.hears(says(/is refused; nothing was changed/)))
  const job = /J-\w{4}/.exec(words)?.[0] ?? '-'
  assert.ok(!(await thread.said()).some(isCard), 'nobody is asked')
  assert.equal((await rowsOf(world.client('alma'), `plan-${job}`)).length, addresses.length)
  assert.match(words, new RegExp(`plan-${job}.csv above tells the reason for each row`))
  assert.match(
    await answerTo(world, 'ben', `approve ${job} ${addresses.length}`),
    /"approve" is not possible now: the job is refused/,
  )
  for (const address of world.addresses(10)) assert.ok(world.isThere(address))
  return words
}

describe('the limit of users a job', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({ environment: { MAX_USERS: '3' } })
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  it('lets through as many as it says, and does not count skipped rows', async () => {
    const { thread } = await asking(world, [...people(3), 'nobody@example.com', 'alma.requester@example.com'])
    assert.ok((await thread.said()).some(isCard))
  })

  it('refuses one more, and tells by how much and how an operator raises it', async () => {
    assert.match(
      await refusalOf(world, people(4)),
      /holds 4 users; the limit for one job is 3, so that is 1 too many\..*operator sets MAX_USERS.*to at least 4 and restarts/,
    )
  })

  it('has nothing to say where nothing is left to do, and tells why', async () => {
    const words = await refusalOf(world, ['nobody@example.com', 'not an address', 'alma.requester@example.com'])
    assert.match(words, /Nothing is left to do: 3 rows were skipped\./)
    for (const reason of ['not readable', 'not found', 'the requester'])
      assert.ok(words.includes(`1 × ${reason}`), words)
  })
})

describe('the limit of the share of the organisation', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({ environment: { MAX_SHARE: '0.02' } })
    people = ordinaryPeople(world)
    const { organisation } = world.sandbox.administration
    assert.equal(organisation.people(organisation.home.uuid).length, 250)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  it('lets through exactly as many as it says', async () => {
    const { thread } = await asking(world, people(5))
    assert.ok((await thread.said()).some(isCard))
  })

  it('refuses one more, and tells the share, the limit and how an operator raises it', async () => {
    assert.match(
      await refusalOf(world, people(6)),
      /holds 6 users of the 250 in Webex, 2\.4 ?%; the limit is 2 ?%, which is 5 users\..*operator raises MAX_SHARE \(now 0\.02\).*restarts/,
    )
  })
})
