import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  assertNoSecrets,
  type BotWorld,
  button,
  csvOf,
  isCard,
  openBotWorld,
  rowsOf,
  says,
} from '../support/bot-world.ts'
import { asking, mentioned, ordinaryPeople, type Thread, threadOf, wordsOf } from '../support/threads.ts'

type Content = string | Uint8Array

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')
const windows1252 = (text: string): Buffer => Buffer.from(text, 'latin1')

/** An end of central directory alone is an empty archive; a workbook is an archive that names its parts. */
const zip = Buffer.from('504b0304140000000000', 'hex')
const xlsx = Buffer.concat([zip, Buffer.from('[Content_Types].xml xl/workbook.xml')])

describe('a file in the space', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld({ environment: { MAX_FILE_MB: '1', MAX_ROWS: '50' } })
    people = ordinaryPeople(world)
  })
  afterEach(() => {
    world.sandbox.spaces.scanOfNewFiles = { state: 'clean' }
    assertNoSecrets(world)
  })
  after(() => world.close())

  const send = (content: Content, name = 'leavers.csv', text = 'delete'): Promise<Thread> =>
    mentioned(world, 'alma', { text, file: { name, content } })

  /** The addresses that the dry run of this thread would delete. */
  const planned = async (thread: Thread): Promise<readonly string[]> => {
    const card = await thread.hears(isCard)
    const rows = await rowsOf(world.client('alma'), `plan-${String(button(card, 'Approve')['job'])}`)
    return rows.filter(({ action }) => action === 'delete').map((row) => row['email'] ?? row['E-Mail'] ?? '')
  }

  it('has to be there: without one the answer says so and shows the usage', async () => {
    const thread = await mentioned(world, 'alma', { text: 'delete' })
    assert.match(wordsOf(await thread.hears(() => true)), /No CSV file is attached.*Usage: delete/)
  })

  const kinds: readonly (readonly [string, Content, RegExp])[] = [
    ['a workbook', xlsx, /is a spreadsheet, not a CSV\. Found: .*Expected: .*Next: .*CSV UTF-8/],
    ['an archive', zip, /is an archive, not a CSV\. Found: .*Expected: .*Next: Unpack it/],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d', 'hex'),
      /is not text\. Found: a PNG image.*Expected: .*Next: /,
    ],
    [
      'bytes without meaning',
      Buffer.from([0, 1, 2, 3, 250, 0, 129, 0, 7]),
      /is not text\. Found: .*Expected: .*Next: /,
    ],
    ['a header alone', 'email\n', /has a header but no rows\. Found: .*Expected: .*Next: /],
    ['people without a header', 'a@example.com\nb@example.com\n', /has no header line\. Found: .*Expected: .*Next: /],
    [
      'no column of users',
      'name,team\nAnn,Sales\n',
      /has no column that names the users\. Found: .*"name".*Expected: .*Next: /,
    ],
    ['an open quote', 'email\n"a@example.com\n', /is not a well-formed CSV\. Found: .*line 2.*Expected: .*Next: /],
    [
      'more than MAX_ROWS',
      csvOf(Array.from({ length: 51 }, (_, i) => `p${i}@example.com`)).content,
      /has too many rows\. Found: more than 50 rows.*Expected: at most 50.*Next: Split/,
    ],
    [
      'more than MAX_FILE_MB',
      `email\n${'x'.repeat(1024 * 1024)}`,
      /is larger than this bot reads\. Send smaller files, or an operator raises MAX_FILE_MB/,
    ],
  ]
  for (const [what, content, words] of kinds)
    it(`that holds ${what} is refused with what to do`, async () => {
      const thread = await send(content)
      assert.match(wordsOf(await thread.hears(() => true)), words)
      assert.ok(!(await thread.said()).some(isCard))
    })

  it('that is empty is refused with what to do', async () => {
    const thread = await send('')
    assert.match(wordsOf(await thread.hears(() => true)), /is empty\. Found: an empty file.*Expected: .*Next: /)
  })

  it('is read as UTF-16, with semicolons, and as Windows-1252', async () => {
    const [one, two, three] = people(3)
    assert.deepEqual(await planned(await send(utf16(`email\r\n${one}\r\n`))), [one])
    assert.deepEqual(await planned(await send(`Name;E-Mail\n"Doe; Ann";${two}\n`)), [two])
    const thread = await send(windows1252(`Name,email\nJürgen Groß,${three}\n`))
    assert.deepEqual(await planned(thread), [three])
    const job = String(button(await thread.hears(isCard), 'Approve')['job'])
    const [row] = await rowsOf(world.client('alma'), `plan-${job}`)
    assert.equal(row?.['Name'], 'Jürgen Groß')
  })

  it('waits for the scan of Webex and is read when it is found clean', async () => {
    world.sandbox.spaces.scanOfNewFiles = { state: 'scanning', times: 2, retryAfterSeconds: 0 }
    const [one] = people(1)
    const thread = await send(csvOf([one ?? '']).content)
    world.sandbox.spaces.scanOfNewFiles = { state: 'clean' }
    assert.deepEqual(await planned(thread), [one])
  })

  for (const [state, words] of [
    ['infected', /was found to hold malware by Webex and was not opened/],
    ['unscannable', /cannot be scanned for malware.*Send a plain CSV/],
  ] as const)
    it(`is not read when Webex finds it ${state}`, async () => {
      world.sandbox.spaces.scanOfNewFiles = { state }
      const thread = await send(csvOf(people(1)).content)
      assert.match(wordsOf(await thread.hears(() => true)), words)
      assert.ok(!(await thread.said()).some(isCard))
    })

  it('comes back as the errors file, which can be attached again as it is', async () => {
    const [one] = people(1)
    const first = await send(`Note,email\n=1+1,${one}\n"a, b",late@example.com\n-,not an address\n`)
    const card = await first.hears(isCard)
    await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '1', reason: '' })
    await first.hears(says(/is completed/))
    const errors = await first.hears(({ files, text }) => files !== undefined && /^errors-/.test(text ?? ''))
    const { name, bytes } = await world.client('alma').file(errors.files?.[0] ?? '')

    // The one who was missing has an account now.
    const { organisation } = world.sandbox.administration
    const pattern = organisation.persona('dora')
    organisation.create(
      (given) => ({ ...pattern, ...given, emails: [{ value: 'late@example.com', type: 'work', primary: true }] }),
      { uuid: pattern.uuid, through: 'people' },
    )
    const second = await send(bytes, name)
    assert.deepEqual(await planned(second), ['late@example.com'])
    const job = String(button(await second.hears(isCard), 'Approve')['job'])
    const rows = await rowsOf(world.client('alma'), `plan-${job}`)
    assert.deepEqual(
      rows.map((row) => [row['Note'], row['email'], row['action'], row['reason']?.split(':')[0]]),
      [
        ['a, b', 'late@example.com', 'delete', 'active, 1 step'],
        ["'-", 'not an address', 'skip', 'invalid'],
      ],
    )
    assert.deepEqual(
      Object.keys(rows[0] ?? {}).filter((column, at, all) => all.indexOf(column) !== at || /error_/.test(column)),
      [],
      'the columns of the errors file do not pile up',
    )
  })

  describe('without words', () => {
    const question = async (): Promise<{
      readonly thread: Thread
      readonly cardId: string
      readonly inputs: object
      readonly post: string
    }> => {
      const thread = await mentioned(world, 'alma', { text: '', file: csvOf(people(1)) })
      const card = await thread.hears(isCard)
      const inputs = { ...button(card, 'Start the dry run'), operation: 'delete', directory: 'webex' }
      return { thread, cardId: card.id, inputs, post: thread.rootId }
    }

    it('is asked about, and starts a dry run at the click of whoever posted it', async () => {
      const { thread, cardId, inputs } = await question()
      await world.client('alma').click(cardId, { ...inputs })
      const card = await thread.hears((message) => isCard(message) && message.id !== cardId)
      assert.match(wordsOf(card), /Delete 1 user\?/)
      assert.ok(!(await thread.said()).some(({ id }) => id === cardId), 'the question is gone')
    })

    it('does not start at the click of anybody else', async () => {
      const { thread, cardId, inputs } = await question()
      assert.match(
        await thread.answers(() => world.client('ben').click(cardId, { ...inputs })),
        /Only the person who wrote the message can answer this question/,
      )
      assert.match(await thread.answers(() => world.client('dora').click(cardId, { ...inputs })), /not open to you/)
      assert.equal((await thread.said()).filter(isCard).length, 1, 'only the question')
    })

    it('starts one dry run when the poster clicks twice', async () => {
      const { thread, cardId, inputs, post } = await question()
      const alma = world.client('alma')
      await Promise.all([alma.click(cardId, { ...inputs }), alma.click(cardId, { ...inputs })])
      await thread.hears((message) => isCard(message) && message.id !== cardId)
      await world.stopBot()
      await world.startBot()
      const jobs = (await world.app().jobs.store.list()).filter(({ askedIn }) => askedIn === post)
      assert.deepEqual(
        jobs.map(({ status }) => status),
        ['awaiting-approval'],
      )
      assert.equal((await thread.said()).filter(isCard).length, 1)
      const audit = await readFile(join(world.dataDir, 'audit.jsonl'), 'utf8')
      const noted = audit.split('\n').filter((line) => line.includes(jobs[0]?.id ?? '-'))
      assert.equal(noted.filter((line) => line.includes('"planned"')).length, 1, 'planned once')
      assert.equal(noted.filter((line) => line.includes('"refused"')).length, 0, 'and nothing else')
    })

    it('is not believed who says in the click that another message asked', async () => {
      const { thread, cardId, inputs } = await question()
      const other = await world.client('dora').mention({ text: 'delete', file: csvOf(people(1)) })
      assert.match(
        await thread.answers(() => world.client('alma').click(cardId, { ...inputs, ask: other.id })),
        /Only the person who wrote the message/,
      )
    })
  })
})

describe('a dry run that takes longer than a glance', () => {
  it('says that it is working, and takes the note away at the end', async () => {
    // Time runs ten times as fast for the bot, so that the note is due before the slow directory has answered.
    const clock = {
      now: () => new Date(),
      sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
        await wait(ms / 10, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
      },
    }
    const world = await openBotWorld({ app: { clock } })
    try {
      world.sandbox.knobs.set({ latencyMs: 150 })
      const alma = world.client('alma')
      const seen = new Set<string>()
      const stop = world.sandbox.spaces.subscribe((event) => {
        if (event.kind === 'message-created') seen.add(event.message.text ?? '')
      })
      const { thread } = await asking(world, world.addresses(2))
      stop()
      assert.ok([...seen].some((words) => /Looking the users up/.test(words)))
      assert.ok(!(await threadOf(world, alma, thread.rootId).said()).some(says(/Looking the users up/)))
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })
})
