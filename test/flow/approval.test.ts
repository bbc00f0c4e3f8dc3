import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Persona } from '../../src/sandbox/administration/personas.ts'
import { personClient } from '../../src/sandbox/person-client.ts'
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
import {
  type Asking,
  answerTo,
  asking,
  directAnswer,
  furtherRoom,
  mentioned,
  ordinaryPeople,
  threadOf,
  wordsOf,
} from '../support/threads.ts'

const NOT_FOR_YOU = /^Sorry, this bot is not open to you/

/** Nothing of the job has been decided, and nobody is gone. */
const assertStillWaits = async (world: BotWorld, { thread, job, addresses }: Asking): Promise<void> => {
  assert.ok((await thread.said()).some(isCard), 'the card is still there')
  const stored = (await world.app().jobs.store.list()).find(({ id }) => id === job)
  assert.equal(stored?.status, 'awaiting-approval')
  assert.deepEqual(stored?.approval?.reviews, [])
  for (const address of addresses) assert.ok(world.isThere(address), `${address} is there`)
}

const assertDone = async (world: BotWorld, { thread, addresses }: Asking): Promise<void> => {
  await thread.hears(says(/is completed/))
  for (const address of addresses) assert.ok(!world.isThere(address), `${address} is gone`)
}

const deletionsOf = (world: BotWorld, addresses: readonly string[]): readonly string[] =>
  world.sandbox.administration.organisation.changes
    .filter(({ what, email }) => what === 'deleted' && addresses.includes(email))
    .map(({ email }) => email)

const countOf = async ({ thread }: Asking, words: RegExp): Promise<number> =>
  (await thread.said()).filter(says(words)).length

describe('the second key', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld()
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  it('refuses the requester, on the card and typed, and says how to take the request back', async () => {
    const asked = await asking(world, people(2))
    const words = new RegExp(`You asked for ${asked.job} yourself.*withdraw ${asked.job}`)
    assert.match(await asked.thread.answers(() => asked.click('alma')), words)
    assert.match(await answerTo(world, 'alma', `approve ${asked.job} 2`), words)
    await assertStillWaits(world, asked)
  })

  for (const [who, persona] of [
    ['somebody who is on no list', 'dora'],
    ['somebody of another organisation', 'otto'],
  ] as const satisfies readonly (readonly [string, Persona])[])
    it(`tells ${who} nothing, on the card and typed`, async () => {
      const asked = await asking(world, people(1))
      const answers = [
        await asked.thread.answers(() => asked.click(persona)),
        await asked.thread.answers(() => asked.reject(persona, 'no')),
        await answerTo(world, persona, `approve ${asked.job} 1`),
        await answerTo(world, persona, `reject ${asked.job} no`),
        await answerTo(world, persona, `withdraw ${asked.job}`),
        await answerTo(world, persona, 'jobs'),
        await answerTo(world, persona, `status ${asked.job}`),
        await answerTo(world, persona, 'whoami'),
        await directAnswer(world, persona, `approve ${asked.job} 1`),
      ]
      for (const answer of answers) {
        assert.match(answer, NOT_FOR_YOU)
        assert.doesNotMatch(answer, new RegExp(`${asked.job}|Example Industries|example\\.com`))
      }
      await assertStillWaits(world, asked)
    })

  it('does not open a job for somebody who may not use it, whatever they attach', async () => {
    const before = (await world.app().jobs.store.list()).length
    const thread = await mentioned(world, 'dora', { text: 'delete', file: csvOf(people(1)) })
    assert.match(wordsOf(await thread.hears(() => true)), NOT_FOR_YOU)
    assert.equal((await world.app().jobs.store.list()).length, before)
  })

  it('does not let an approver who is no requester ask for a deletion', async () => {
    const before = (await world.app().jobs.store.list()).length
    const thread = await mentioned(world, 'ben', { text: 'delete', file: csvOf(people(1)) })
    assert.match(wordsOf(await thread.hears(() => true)), /You may not do that.*whoami/)
    assert.equal((await world.app().jobs.store.list()).length, before)
  })

  it('tells another bot nothing but that it talks with people, on the card and typed', async () => {
    const asked = await asking(world, people(1))
    const robot = anotherBot(world)
    const typed = await robot.mention({ text: `approve ${asked.job} 1` })
    const answer = await threadOf(world, world.client('alma'), typed.id).hears(() => true)
    assert.equal(wordsOf(answer), 'Sorry, I only talk with people.')
    await assert.rejects(robot.click(asked.card.id, { ...button(asked.card, 'Approve'), count: '1' }), /404/)
    await assertStillWaits(world, asked)
  })

  it('takes no other number than the one of the plan, and none that could be meant for it', async () => {
    const asked = await asking(world, people(2))
    for (const count of ['3', '1e1', '-2', '2.0', '٢', '0x2', '02', '2 users', 3, -2])
      assert.match(
        await asked.thread.answers(() => asked.click('ben', { count })),
        /You typed ".*", but the plan of J-\w+ holds 2\./,
      )
    for (const count of ['', '  '])
      assert.match(await asked.thread.answers(() => asked.click('ben', { count })), /Type the number of users/)
    assert.match(await answerTo(world, 'ben', `approve ${asked.job}`), /The number of users is missing/)
    await assertStillWaits(world, asked)
  })

  it('takes a number that a client sends as a number', async () => {
    const asked = await asking(world, people(2))
    await asked.click('ben', { count: 2 })
    await assertDone(world, asked)
  })

  it('ends the request on a rejection, with the reason in the place of the card', async () => {
    const asked = await asking(world, people(1))
    await asked.reject('ben', 'wrong list')
    const words = wordsOf(await asked.thread.hears(says(/rejected/)))
    assert.match(words, /rejected by Ben Approver \(ben\.approver@example\.com\) at \d{4}-\d\d-\d\d.*“wrong list”/)
    assert.ok(!(await asked.thread.said()).some(isCard), 'the card is gone')
    assert.ok(world.isThere(asked.addresses[0] ?? ''))
    assert.match(
      await answerTo(world, 'ben', `approve ${asked.job} 1`),
      /not waiting for approval any more: it is rejected/,
    )
  })

  it('rejects by a typed command, with its reason', async () => {
    const asked = await asking(world, people(1))
    await mentioned(world, 'cleo', { text: `reject ${asked.job} still needed until May` })
    assert.match(wordsOf(await asked.thread.hears(says(/rejected/))), /Cléo Approver.*still needed until May/)
  })

  it('lets the requester withdraw, and nobody else', async () => {
    const asked = await asking(world, people(1))
    assert.match(await answerTo(world, 'ben', `withdraw ${asked.job}`), /Only the requester can withdraw/)
    await assertStillWaits(world, asked)
    await mentioned(world, 'alma', { text: `withdraw ${asked.job}` })
    await asked.thread.hears(says(/withdrawn by Alma Requester/))
    assert.ok(!(await asked.thread.said()).some(isCard), 'the card is gone')
  })

  it('runs once and answers each click when one approver clicks twice', async () => {
    const asked = await asking(world, people(2))
    await Promise.all([asked.click('ben'), asked.click('ben')])
    await asked.thread.hears(says(/not waiting for approval any more/))
    await assertDone(world, asked)
    assert.equal(await countOf(asked, /approved by/), 1)
    assert.equal(await countOf(asked, /not waiting for approval any more/), 1)
    assert.equal(deletionsOf(world, asked.addresses).length, 2)
  })

  it('runs once and answers each click when two approvers click at once', async () => {
    const asked = await asking(world, people(2))
    await Promise.all([asked.click('ben'), asked.click('cleo')])
    await asked.thread.hears(says(/not waiting for approval any more/))
    await assertDone(world, asked)
    assert.equal(await countOf(asked, /approved by/), 1)
    assert.equal(deletionsOf(world, asked.addresses).length, 2)
  })

  it('takes a typed approval for the same as a click', async () => {
    const asked = await asking(world, people(2))
    await mentioned(world, 'ben', { text: `approve ${asked.job} 2`, parentId: asked.thread.rootId })
    await asked.thread.hears(says(/approved by Ben Approver/))
    await assertDone(world, asked)
    assert.ok(!(await asked.thread.said()).some(isCard), 'the card is gone')
  })

  it('answers an approval that was typed elsewhere where it was typed, too', async () => {
    const asked = await asking(world, people(1))
    const answer = await directAnswer(world, 'ben', `approve ${asked.job} 1`)
    assert.match(answer, new RegExp(asked.job))
    await assertDone(world, asked)
  })

  it('answers a rejection and a withdrawal that were typed in another room there, too', async () => {
    const room = furtherRoom(world)
    const [first, second] = [await asking(world, people(1)), await asking(world, people(1))]
    assert.match(await answerTo(world, 'ben', `reject ${first.job} no`, room), new RegExp(first.job))
    assert.match(await answerTo(world, 'alma', `withdraw ${second.job}`, room), new RegExp(second.job))
    await first.thread.hears(says(/rejected/))
    await second.thread.hears(says(/withdrawn/))
  })
})

/** A second bot, in the first room. */
const anotherBot = ({ sandbox }: BotWorld) => {
  const { organisation, tokens } = sandbox.administration
  const bot = organisation.persona('bot')
  const email = 'robot@webex.bot'
  const made = organisation.create(
    (given) => ({ ...bot, ...given, displayName: 'Robot', emails: [{ value: email, type: 'work', primary: true }] }),
    { uuid: bot.uuid, through: 'people' },
  )
  if (made.kind !== 'changed') throw new Error('making another bot: the organisation refused it')
  const [room] = sandbox.spaces.roomsOf(bot.uuid)
  if (room) sandbox.spaces.addMember(room, made.user.uuid, bot.uuid, false)
  const token = tokens.add({ owner: made.user.uuid, scopes: ['spark:all'] })
  return personClient({ apiUrl: sandbox.apiUrl, token, roomId: sandbox.roomId, botEmail: 'twokey@webex.bot' })
}

describe('a request that nobody decides in time', () => {
  let ahead = 0
  const clock = {
    now: () => new Date(Date.now() + ahead),
    sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
      await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
    },
  }
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({ environment: { APPROVAL_TTL: '1h' }, app: { clock } })
    people = ordinaryPeople(world)
  })
  afterEach(() => {
    ahead = 0
    assertNoSecrets(world)
  })
  after(() => world.close())

  for (const [who, act] of [
    ['an approver who clicks', ({ click }: Asking) => click('ben')],
    ['an approver who rejects', ({ reject }: Asking) => reject('ben', 'late')],
    ['an approver who types', ({ job }: Asking) => mentioned(world, 'ben', { text: `approve ${job} 1` })],
  ] as const)
    it(`is over as soon as ${who} too late hears so, and its thread says it`, async () => {
      const asked = await asking(world, people(1))
      ahead = 3_600_000
      const before = await world.client('ben').messages()
      await act(asked)
      await asked.thread.hears(says(/expired at .* without a decision/))
      await heard(
        world.client('ben'),
        says(/could be approved until .* The requester has to send the files again/),
        before,
      )
      assert.ok(!(await asked.thread.said()).some(isCard), 'the card is gone')
      assert.match(await answerTo(world, 'ben', `status ${asked.job}`), /expired without a decision/)
      assert.ok(world.isThere(asked.addresses[0] ?? ''))
    })

  it('can be approved until just before its time', async () => {
    const asked = await asking(world, people(1))
    ahead = 3_590_000
    await asked.click('ben')
    await assertDone(world, asked)
  })

  it('is ended by the bot itself, without anybody clicking', async () => {
    const asked = await asking(world, people(1))
    ahead = 3_600_000
    await world.stopBot()
    await world.startBot()
    await asked.thread.hears(says(/expired at .* without a decision/))
    assert.match(
      await asked.thread.answers(() =>
        mentioned(world, 'ben', { text: `approve ${asked.job} 1`, parentId: asked.thread.rootId }),
      ),
      /it is expired/,
    )
  })
})

describe('a second approval', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({
      environment: {
        APPROVALS_REQUIRED: '2',
        APPROVERS: 'ben.approver@example.com,cleo.approver@example.com,otto@elsewhere.example',
      },
    })
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  it('is asked for after the first one, from somebody else, and starts the run', async () => {
    const asked = await asking(world, people(2))
    assert.match(
      await asked.thread.answers(() => asked.click('ben', { reason: 'left in May' })),
      /Ben Approver.*approved.*left in May.*1 more approval is needed, by somebody else/,
    )
    assert.ok((await asked.thread.said()).some(isCard), 'the card stays for the second')
    assert.match(await asked.thread.answers(() => asked.click('ben')), /Your approval of J-\w+ is counted already/)
    for (const address of asked.addresses) assert.ok(world.isThere(address))
    await asked.click('cleo')
    assert.match(wordsOf(await asked.thread.hears(says(/approved by/))), /Ben Approver.*Cléo Approver/)
    await assertDone(world, asked)
  })

  it('is not given by somebody of another organisation, even with an address on the list', async () => {
    const asked = await asking(world, people(1))
    assert.match(await asked.thread.answers(() => asked.click('otto')), NOT_FOR_YOU)
    assert.match(await answerTo(world, 'otto', `approve ${asked.job} 1`), NOT_FOR_YOU)
    await assertStillWaits(world, asked)
  })

  it('of the same person, clicked twice at once, does not count twice', async () => {
    const asked = await asking(world, people(1))
    await Promise.all([asked.click('ben'), asked.click('ben')])
    await asked.thread.hears(says(/counted already/))
    assert.ok(world.isThere(asked.addresses[0] ?? ''))
    assert.equal(await countOf(asked, /1 more approval is needed/), 1)
  })

  it('is in vain after a rejection, even by the one who approved before', async () => {
    const asked = await asking(world, people(1))
    await asked.thread.answers(() => asked.click('ben'))
    await asked.reject('ben', 'looked again')
    await asked.thread.hears(says(/rejected by Ben/))
    assert.match(await answerTo(world, 'cleo', `approve ${asked.job} 1`), /it is rejected/)
    assert.ok(world.isThere(asked.addresses[0] ?? ''))
  })
})
