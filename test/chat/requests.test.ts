import assert from 'node:assert/strict'
import { type BotWorld, button, csvOf, isCard, openBotWorld, says } from '../support/bot-world.ts'
import { answerTo, mentioned, ordinaryPeople, wordsOf } from '../support/threads.ts'

/** Requests in words, from a message in the emulated cloud to the dry run. */
describe('a request', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({ environment: { MAX_USERS: '1000', MAX_SHARE: '1' } })
    people = ordinaryPeople(world)
  })
  after(() => world.close())

  const planned = async (text: string, count: number): Promise<string> => {
    const thread = await mentioned(world, 'alma', { text })
    const card = wordsOf(await thread.hears(isCard))
    assert.match(card, new RegExp(`^Delete ${count} users?\\?`))
    return card
  }

  it('takes addresses out of the message as it would a file', async () => {
    const [one = '', other = ''] = people(2)
    assert.match(await planned(`delete webex ${one}, ${other}`, 2), /pasted addresses, 2 rows/)
    assert.match(await planned(`delete ${one};\n${other}`, 2), /pasted addresses, 2 rows/)
    assert.match(await planned(`delete mailto:${one} nobody@example.com`, 1), /1 × not found: nobody@example\.com/)
  })

  it('does nothing where a word among the addresses is not understood, or where they stand in two places', async () => {
    const [one = '', other = ''] = people(2)
    assert.match(await answerTo(world, 'alma', `delete ${one} but not ${other}`), /"but" is not an e-mail address/)
    const thread = await mentioned(world, 'alma', { text: `delete ${one}`, file: csvOf([other]) })
    assert.match(wordsOf(await thread.hears(() => true)), /Use one of the two for all of them\. Usage: delete/)
  })

  it('is refused for a directory that is not on, and for who may not ask', async () => {
    const [one = ''] = people(1)
    assert.match(await answerTo(world, 'alma', `delete okta ${one}`), /"okta" is not a directory here\. There is webex/)
    assert.match(await answerTo(world, 'ben', `delete webex ${one}`), /"delete" is for others here/)
    assert.match(await answerTo(world, 'ben', 'keep webex'), /"keep" is for others here/)
  })

  it('to undo is answered for a job that is not there, for one that is not over, and for who may not ask', async () => {
    assert.match(await answerTo(world, 'alma', 'undo J-0000'), /There is no job J-0000/)
    assert.match(await answerTo(world, 'alma', 'undo'), /Which job\?.*Usage: undo <job>/)
    const thread = await mentioned(world, 'alma', { text: `delete ${people(1)[0]}` })
    const { job } = button(await thread.hears(isCard), 'Approve')
    assert.match(await answerTo(world, 'alma', `undo ${job}`), /"undo" is not possible now: the job is waiting/)
    assert.match(await answerTo(world, 'ben', `undo ${job}`), /"undo" is for others here/)
  })

  it('to undo a deletion in Webex is answered with why that cannot be', async () => {
    const thread = await mentioned(world, 'alma', { text: `delete ${people(1)[0]}` })
    const card = await thread.hears(isCard)
    const data = button(card, 'Approve')
    await world.client('ben').click(card.id, { ...data, count: '1', reason: '' })
    await thread.hears(says(/is completed/))
    assert.match(
      await answerTo(world, 'alma', `undo ${data['job']}`),
      /Twokey cannot take back by itself what J-\w{4} did here:\s+- Webex: A deleted Webex account cannot be brought back/,
    )
  })

  it('to keep somebody asks on a card who that is, and opens nothing for anybody else or for half an answer', async () => {
    const thread = await mentioned(world, 'alma', { text: 'keep webex' })
    const card = await thread.hears(isCard)
    assert.match(wordsOf(card), /Who is to be kept\?[\s\S]*Everybody else in Webex would be deleted/)
    const data = button(card, 'Start the dry run')
    const [one = ''] = people(1)
    const click = (persona: 'alma' | 'cleo', addresses: string) => () =>
      world.client(persona).click(card.id, { ...data, addresses })
    assert.match(await thread.answers(click('alma', ' ')), /names nobody to keep/)
    assert.match(await thread.answers(click('alma', `${one} and Bob`)), /"and" is not an e-mail address/)
    assert.match(await thread.answers(click('cleo', one)), /Only the person who wrote the message/)
    assert.ok((await thread.said()).some(isCard), 'the card stays until it is answered')
    const plan = await thread.answers(click('alma', one), isCard)
    assert.match(plan, /^Remove \d+ of \d+; keep 1\?/)
    assert.match(plan, /File: pasted addresses, 1 row/)
    assert.match(plan, new RegExp(`1 × kept: ${one}`))
    assert.ok(!(await thread.said()).some(({ id }) => id === card.id))
  })
})
