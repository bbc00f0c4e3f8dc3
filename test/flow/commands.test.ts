import assert from 'node:assert/strict'
import { assertNoSecrets, type BotWorld, button, csvOf, isCard, openBotWorld, says } from '../support/bot-world.ts'
import {
  answerTo,
  asking,
  directAnswer,
  mentioned,
  ordinaryPeople,
  sayDirectly,
  threadOf,
  wordsOf,
} from '../support/threads.ts'

describe('a command', () => {
  let world: BotWorld
  let people: (count: number) => readonly string[]
  before(async () => {
    world = await openBotWorld()
    people = ordinaryPeople(world)
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  const answers = async (cases: readonly (readonly [string, RegExp])[]): Promise<void> => {
    for (const [text, words] of cases) assert.match(await answerTo(world, 'alma', text), words, text)
  }

  it('"jobs" and "status" say so while there are none', () =>
    answers([
      ['jobs', /There are no jobs yet/],
      ['status', /There are no jobs yet/],
    ]))

  it('"help", and a mention without words, tell every command', async () => {
    for (const text of ['help', '', '/help', 'Help!']) {
      const words = await answerTo(world, 'alma', text)
      for (const command of ['delete', 'template', 'jobs', 'status', 'approve', 'reject', 'withdraw', 'whoami'])
        assert.match(words, new RegExp(`- ${command}\\b`), `${text} → ${command}`)
    }
  })

  it('"template delete" answers with a file that can be filled in and sent', async () => {
    const thread = await mentioned(world, 'alma', { text: 'template delete' })
    const message = await thread.hears(({ files }) => files !== undefined)
    const { name, bytes } = await world.client('alma').file(message.files?.[0] ?? '')
    assert.equal(name, 'template-delete.csv')
    const [header = ''] = bytes.toString().split('\r\n')
    const [person = ''] = people(1)
    const filled = header.split(',').map((column) => (/mail/i.test(column) ? person : 'x'))
    const file = { name, content: `${header}\r\n${filled.join(',')}\r\n` }
    const sent = await mentioned(world, 'alma', { text: 'delete webex', file })
    assert.match(wordsOf(await sent.hears(isCard)), /^Delete 1 user\?/)
  })

  it('"jobs" and "status" tell where things stand', async () => {
    const { job, thread, reject } = await asking(world, people(2))
    await answers([
      ['jobs', new RegExp(`${job} waiting for approval · delete 2 users, Webex · Alma Requester`)],
      ['status', new RegExp(`${job} is waiting for approval[\\s\\S]*approve ${job} <count>`)],
      [`status ${job.toLowerCase().replace('-', ' ')}`, new RegExp(`${job} is waiting for approval`)],
    ])
    await reject('ben', 'no')
    await thread.hears(says(/rejected/))
    await answers([[`status ${job}`, new RegExp(`${job} is rejected`)]])
  })

  it('"whoami" tells what somebody may do', async () => {
    assert.match(
      await answerTo(world, 'alma', 'whoami'),
      /You are Alma Requester \(alma\.requester@example\.com\)\. You may ask for changes to users\. You may not approve\./,
    )
    assert.match(
      await answerTo(world, 'ben', 'whoami'),
      /You may not ask for changes to users\. You may approve what others ask for\./,
    )
  })

  it('that is unknown is answered, with a suggestion where one is near', () =>
    answers([
      ['delte', /I do not know "delte"\. Did you mean delete\?/],
      ['aprove J-7K2Q 3', /Did you mean approve\?/],
      ['make coffee', /I do not know "make coffee"\. Type help/],
      ['redo J-7K2Q', /Did you mean `?undo`?\?|I do not know/],
    ]))

  it('that is misused is answered with what is wrong and how it is used, and does nothing', () =>
    answers([
      ['status J-00000', /is not the name of a job.*Usage: status/],
      ['status J-0000', /There is no job J-0000/],
      ['approve', /Which job\?.*Usage: approve/],
      ['approve J-0000', /The number of users is missing.*Usage: approve/],
      ['approve J-0000 2', /There is no job J-0000/],
      ['approve J-0000 2 users', /"2 users" is more than this command takes/],
      ['reject', /Which job\?.*Usage: reject/],
      ['withdraw J-0000', /There is no job J-0000/],
      ['pause J-0000', /There is no job J-0000/],
      ['resume J-0000', /There is no job J-0000/],
      ['cancel J-0000', /There is no job J-0000/],
      ['retry J-0000', /There is no job J-0000/],
      ['withdraw J-0000 now', /"now" is more than this command takes/],
      ['template', /Which operation\?.*Usage: template/],
      ['undo J-0000', /There is no job J-0000/],
      ['template purge', /"purge" is not an operation here/],
      ['delete ldap', /"ldap" is not a directory here.*Usage: delete/],
      ['help me', /"me" is more than this command takes/],
    ]))

  it('for a job in another state is answered with that state', async () => {
    const { job, thread } = await asking(world, people(1))
    for (const command of ['pause', 'resume', 'cancel', 'retry'])
      assert.match(
        await answerTo(world, 'alma', `${command} ${job}`),
        /is not possible now: the job is waiting for approval/,
        command,
      )
    assert.ok((await thread.said()).some(isCard))
  })

  it('needs no mention in a direct message', async () => {
    assert.match(await directAnswer(world, 'alma', 'whoami'), /You are Alma Requester/)
    assert.match(await directAnswer(world, 'ben', 'help'), /- approve\b/)
    assert.match(await directAnswer(world, 'alma', 'hlep'), /Did you mean help\?/)
  })

  it('to delete may come in a direct message, and be approved by its name from elsewhere', async () => {
    const [person = ''] = people(1)
    const { id, roomId } = await sayDirectly(world, 'alma', 'delete', csvOf([person]))
    const thread = threadOf(world, world.client('alma', roomId), id)
    const job = String(button(await thread.hears(isCard), 'Approve')['job'])
    await mentioned(world, 'ben', { text: `approve ${job} 1` })
    await thread.hears(says(/is completed/))
    assert.ok(!world.isThere(person))
  })

  it('that does not mention the bot is not for it', async () => {
    const alma = world.client('alma')
    const { id } = await alma.post({ text: 'help', file: csvOf(people(1)) })
    await answerTo(world, 'alma', 'whoami')
    assert.deepEqual(await threadOf(world, alma, id).said(), [])
  })
})
