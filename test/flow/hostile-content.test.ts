import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Message } from '../../src/sandbox/messaging/records.ts'
import { assertNoSecrets, type BotWorld, button, isCard, openBotWorld, says } from '../support/bot-world.ts'
import { answerTo, mentioned, ordinaryPeople, type Thread, wordsOf } from '../support/threads.ts'

const EVIL = [
  '<@all>',
  '<@personEmail:dora.bystander@example.com|Dora>',
  '[click](https://evil.example/x)',
  '<a href="https://evil.example">x</a>',
  '![x](https://evil.example/x.png)',
  '**bold** `code` # head',
  '=HYPERLINK("https://evil.example","x")',
  '@SUM(1)',
  '+1',
  '-1;=1+1',
  '\t=1',
  '\u202egnp.exe',
  '{{DATE(2020-01-01T00:00:00Z,SHORT)}}',
]

const botMessages = ({ sandbox }: BotWorld): readonly Message[] => {
  const bot = sandbox.administration.organisation.persona('bot').uuid
  return sandbox.spaces
    .roomsOf(bot)
    .flatMap((room) => sandbox.spaces.messagesIn(room.uuid))
    .filter(({ personUuid }) => personUuid === bot)
}

const LIVE = /<@|<a |<spark|!?\[[^\]\\]*\]\(|https?:\/\/evil|\{\{|\u202e/

/** Nothing that the bot has posted mentions, links or renders what it was given. */
const assertHarmless = (world: BotWorld): void => {
  const messages = botMessages(world)
  assert.ok(messages.length > 0, 'there is something to look at')
  for (const { markdown = '', mentionedUuids, mentionsAll, card } of messages) {
    assert.equal(mentionsAll, false, markdown)
    assert.deepEqual(mentionedUuids, [], markdown)
    assert.doesNotMatch(markdown, LIVE)
    for (const words of textsOf(card?.content)) assert.doesNotMatch(words, LIVE)
  }
}

const textsOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsOf) : []
}

/** Every cell of every file in the thread, as a spreadsheet with either delimiter would take it. */
const assertNoFormula = async (world: BotWorld, thread: Thread): Promise<number> => {
  let files = 0
  for (const message of await thread.said())
    for (const url of message.files ?? []) {
      const { bytes } = await world.client('alma').file(url)
      files += 1
      for (const cell of parse(bytes, { bom: true, relax_column_count: true }).flat() as string[])
        for (const part of cell.split(/[;\t\r\n]/)) assert.doesNotMatch(part, /^\s*[=+\-@]/, cell)
    }
  return files
}

/** Webex refuses what is too long or malformed as a whole, so nothing may ever be. */
const assertNothingRefused = (world: BotWorld): void => {
  const posts = world.sandbox.traffic.calls.filter(({ url, method }) => /^\/v1\/messages/.test(url) && method !== 'GET')
  assert.ok(posts.length > 0)
  assert.deepEqual(
    posts
      .filter(({ status }) => status === 400)
      .map(({ method, url, responseBody }) => ({ method, url, responseBody })),
    [],
  )
}

/** Each line is one object, and none that is there on an ordinary day says what stood in a cell, a file name or a reason. */
const assertCleanLog = (world: BotWorld): void => {
  const lines = world.logged().split('\n').filter(Boolean)
  assert.ok(lines.length > 0)
  for (const line of lines) {
    const { level, ...fields } = JSON.parse(line)
    assert.equal(typeof level, 'string')
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029\u202e]/u)
    if (level !== 'info') continue
    for (const evil of EVIL.filter((text) => text.length > 3))
      assert.ok(!JSON.stringify(fields).includes(JSON.stringify(evil).slice(1, -1)), line)
  }
}

/** Whatever a file was called, on the disk it has a name that was made here. */
const assertOwnNames = async (world: BotWorld): Promise<void> => {
  const names = await readdir(world.dataDir, { recursive: true })
  assert.ok(names.some((name) => name.includes('input-1.csv')))
  for (const name of names) assert.match(name, /^[\w./-]+$/)
}

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`

describe('hostile content', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld()
    people = ordinaryPeople(world)
  })
  afterEach(async () => {
    assertHarmless(world)
    assertNothingRefused(world)
    assertNoSecrets(world)
    assertCleanLog(world)
    await assertOwnNames(world)
  })
  after(() => world.close())

  it('of cells, names and reasons becomes neither markup nor a formula, up to the last file', async () => {
    const { organisation } = world.sandbox.administration
    const [first = '', ...others] = people(EVIL.length)
    const user = organisation.userByEmail(first)
    assert.ok(user)
    organisation.update({ ...user, displayName: `${EVIL[0]} ${EVIL[2]}` }, { uuid: user.uuid, through: 'people' })
    const lines = [first, ...others].map((address, at) => `${cell(EVIL[at] ?? '')},${address}`)
    const bad = EVIL.map((text) => `x,${cell(text)}`)
    const content = `${cell(EVIL[2] ?? '')},email\n${[...lines, ...bad].join('\n')}\n`
    const thread = await mentioned(world, 'alma', { text: 'delete', file: { name: 'list.csv', content } })
    const card = await thread.hears(isCard)
    const count = String(EVIL.length)
    await world.client('ben').click(card.id, { ...button(card, 'Approve'), count, reason: EVIL.join(' ') })
    await thread.hears(says(/is completed/))
    assert.equal(await assertNoFormula(world, thread), 3)
    await answerTo(world, 'alma', 'status')
    await answerTo(world, 'alma', 'jobs')
  })

  it('of a file name and a header becomes no markup in the card or the refusal', async () => {
    const name = `${EVIL[0]}${EVIL[2]}${EVIL[5]} \u202efdp.csv`
    const good = await mentioned(world, 'alma', {
      text: 'delete',
      file: { name, content: `email\n${people(1)[0]}\n` },
    })
    await good.hears(isCard)
    const bad = await mentioned(world, 'alma', {
      text: 'delete',
      file: { name, content: `${EVIL.map(cell).join(',')}\n1\n` },
    })
    assert.match(wordsOf(await bad.hears(() => true)), /has no column that names the users/)
  })

  it('of a command becomes no markup in the answer', async () => {
    const thread = await mentioned(world, 'alma', {
      text: 'delete',
      file: { name: 'a.csv', content: `email\n${people(1)[0]}\n` },
    })
    const card = await thread.hears(isCard)
    const job = String(button(card, 'Approve')['job'])
    for (const evil of EVIL.filter((text) => !text.startsWith('<@'))) {
      for (const words of [evil, `delete ${evil}`, `template ${evil}`, `status ${evil}`, `approve ${job} ${evil}`])
        await answerTo(world, 'ben', words)
      const click = () => world.client('ben').click(card.id, { ...button(card, 'Approve'), count: evil.slice(0, 40) })
      await thread.answers(click)
    }
  })
})

describe('a file of 2,000 rows with long hostile names', () => {
  it('is planned, approved and done without anything that Webex would refuse', async () => {
    const world = await openBotWorld({
      sandbox: { organisation: { size: 2_400 } },
      environment: { MAX_USERS: '5000', MAX_SHARE: '1' },
    })
    try {
      const addresses = world.addresses(1_000)
      const long = EVIL.join(' ').repeat(8)
      const rows = [
        ...addresses.map((address) => `${cell(long)},${address}`),
        ...Array.from({ length: 500 }, (_, at) => `${cell(long)},${cell(`${at}${long}`)}`),
        ...Array.from({ length: 500 }, (_, at) => `${cell(long)},${'x'.repeat(50)}${at}@${'y'.repeat(60)}.example`),
      ]
      const name = `${'<@all>[a](https://evil.example)'.repeat(7)}.csv`
      const content = `${cell(long)},email\n${rows.join('\n')}\n`
      const thread = await mentioned(world, 'alma', { text: 'delete', file: { name, content } })
      const card = await thread.hears(isCard)
      const inputs = { ...button(card, 'Approve'), count: '1,000', reason: EVIL.join(' ').repeat(3).slice(0, 500) }
      await world.client('ben').click(card.id, inputs)
      await thread.hears(says(/is completed/))
      assertNothingRefused(world)
      assertHarmless(world)
      assert.equal(await assertNoFormula(world, thread), 3)
      assert.ok(addresses.every((address) => !world.isThere(address)))
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })
})
