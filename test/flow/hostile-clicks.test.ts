import assert from 'node:assert/strict'
import { decodeId } from '../../src/sandbox/messaging/hydra-id.ts'
import type { Message } from '../../src/sandbox/messaging/records.ts'
import {
  assertNoSecrets,
  type BotWorld,
  button,
  csvOf,
  heard,
  isCard,
  openBotWorld,
  says,
} from '../support/bot-world.ts'
import { controlCard, MEANS, newestJob, until } from '../support/running-world.ts'
import { asking, mentioned, ordinaryPeople, type Thread } from '../support/threads.ts'

const NOT_MINE = /This card is not one of mine, or no longer/
const NOT_YOURS = /Only the person who wrote the message can answer this question/

/** Past the cloud's API, as if it took a click for a message that is gone or holds no card. */
const slipIn = (world: BotWorld, who: 'alma' | 'ben', message: Message, inputs: Readonly<Record<string, unknown>>) =>
  world.sandbox.spaces.addAction({
    messageUuid: message.uuid,
    roomUuid: message.roomUuid,
    cardAuthorUuid: message.personUuid,
    personUuid: world.sandbox.administration.organisation.persona(who).uuid,
    inputs,
  })

const storedMessage = ({ sandbox }: BotWorld, id: string): Message => {
  const message = sandbox.spaces.message(decodeId('MESSAGE', id))
  assert.ok(message)
  return message
}

describe('a click on a card that it does not belong to', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld()
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  const question = async (): Promise<{ thread: Thread; inputs: Readonly<Record<string, unknown>>; cardId: string }> => {
    const thread = await mentioned(world, 'alma', { text: '', file: csvOf(people(1)) })
    const card = await thread.hears(isCard)
    const data = button(card, 'Start the dry run')
    return { thread, cardId: card.id, inputs: { ...data, operation: 'delete', directory: 'webex' } }
  }

  it('does not take the card of a job away with the answer to a question', async () => {
    const asked = await asking(world, people(1))
    const { inputs } = await question()
    const words = await asked.thread.answers(() => world.client('alma').click(asked.card.id, inputs))
    assert.match(words, NOT_YOURS)
    assert.ok((await asked.thread.said()).some(isCard), 'the card is still there')
  })

  it('takes away no words of the bot with the answer to a question', async () => {
    const asked = await asking(world, people(1))
    await asked.reject('ben', 'no')
    const decision = await asked.thread.hears(says(/rejected/))
    const { inputs } = await question()
    const words = await asked.thread.answers(async () =>
      slipIn(world, 'alma', storedMessage(world, decision.id), inputs),
    )
    assert.match(words, NOT_YOURS)
    assert.ok(
      (await asked.thread.said()).some(({ id }) => id === decision.id),
      'the words are still there',
    )
  })

  it('is answered in the room when it holds nothing that tells its thread, and its card is gone', async () => {
    const asked = await asking(world, people(1))
    const card = storedMessage(world, asked.card.id)
    await asked.reject('ben', 'no')
    await asked.thread.hears(says(/rejected/))
    await until('the card is gone', () => world.sandbox.spaces.message(card.uuid) === undefined)
    const before = await world.client('ben').messages()
    slipIn(world, 'ben', card, { job: 'nothing' })
    const answer = await heard(world.client('ben'), says(NOT_MINE), before)
    assert.equal(answer.parentId, undefined)
  })

  it('is answered when the question was answered before', async () => {
    const { thread, inputs, cardId } = await question()
    const card = storedMessage(world, cardId)
    await world.client('alma').click(cardId, inputs)
    await thread.hears((message) => isCard(message) && message.id !== cardId)
    const { id } = await newestJob(world.app())
    const words = await thread.answers(async () => slipIn(world, 'alma', card, inputs))
    assert.match(words, new RegExp(`${id} has taken this message up already`))
  })
})

describe('somebody who takes the message back that a thread begins with', () => {
  it('is answered in the room', async () => {
    const world = await openBotWorld()
    try {
      const root = await world.client('dora').post({ text: 'What is this?' })
      const stop = world.sandbox.spaces.subscribe((event) => {
        if (event.kind !== 'message-created' || event.message.parentUuid === undefined) return
        stop()
        const begun = storedMessage(world, root.id)
        world.sandbox.spaces.removeMessage(begun)
      })
      const { id } = await world.client('dora').mention({ text: 'help', parentId: root.id })
      const answer = await heard(world.client('dora'), says(/this bot is not open to you/))
      assert.equal(answer.parentId, undefined)
      assert.doesNotMatch(world.logged(), /"level":"error"/, id)
    } finally {
      await world.close()
    }
  })
})

describe('a click on the card beside a run', () => {
  let world: BotWorld
  beforeEach(async () => {
    world = await openBotWorld()
  })
  afterEach(async () => {
    assertNoSecrets(world)
    await world.close()
  })

  /** A job that a fault of the vendor holds up. */
  const held = async () => {
    const asked = await asking(world, world.addresses(1))
    world.sandbox.knobs.set({
      rules: Object.values(MEANS).map(({ path, method }) => ({ path, method, effect: 403 as const, times: 1_000 })),
    })
    await asked.click('ben')
    const card = await controlCard(world)
    await until('it stands still', async () => (await newestJob(world.app())).status === 'paused')
    await asked.thread.hears(says(/paused/i))
    return { ...asked, control: card }
  }

  it('has no effect with a nonce that is not of its job', async () => {
    const { thread, control, addresses } = await held()
    const forged = { ...button(control, 'Cancel'), nonce: 'wrong' }
    assert.match(await thread.answers(() => world.client('ben').click(control.id, forged)), NOT_MINE)
    assert.equal((await newestJob(world.app())).status, 'paused')
    assert.ok(addresses.every(world.isThere))
  })
})
