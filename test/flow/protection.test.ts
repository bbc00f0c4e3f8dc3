import assert from 'node:assert/strict'
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
import { mentioned, ordinaryPeople, type Thread, wordsOf } from '../support/threads.ts'

/** The reason for each address in the dry run; empty for one that would be deleted. */
const reasonsFor = async (
  world: BotWorld,
  addresses: readonly string[],
): Promise<{ readonly thread: Thread; readonly job: string; readonly reasons: readonly string[] }> => {
  const thread = await mentioned(world, 'alma', { text: 'delete', file: csvOf(addresses) })
  const said = await thread.hears(({ text, files }) => files !== undefined && /^plan-/.test(text ?? ''))
  const job = /J-\w{4}/.exec(wordsOf(said))?.[0] ?? '-'
  const rows = await rowsOf(world.client('alma'), `plan-${job}`)
  return {
    thread,
    job,
    reasons: rows.map(({ action, reason }) => (action === 'skip' ? (reason?.split(':')[0] ?? '') : '')),
  }
}

const fullAdmins = ({ sandbox }: BotWorld): readonly string[] =>
  sandbox.administration.organisation.withRole('id_full_admin').map(({ emails }) => emails[0]?.value ?? '')

describe('somebody whom no file may touch', () => {
  let world: BotWorld
  let somebody: string
  before(async () => {
    world = await openBotWorld({
      environment: { PROTECTED_USERS: 'Dora.Bystander@Example.com, @vip.example' },
    })
    somebody = ordinaryPeople(world)(1)[0] ?? ''
    const { organisation } = world.sandbox.administration
    const pattern = organisation.persona('dora')
    for (const address of ['boss@vip.example', 'boss@notvip.example', 'boss@sub.vip.example'])
      organisation.create(
        (given) => ({ ...pattern, ...given, emails: [{ value: address, type: 'work', primary: true }] }),
        { uuid: pattern.uuid, through: 'sandbox' },
      )
  })
  afterEach(() => assertNoSecrets(world))
  after(() => world.close())

  it('is skipped with the reason, however the address is written', async () => {
    const { thread, reasons } = await reasonsFor(world, [
      somebody,
      'DORA.bystander@example.com',
      'boss@vip.example',
      'Alma.Requester@Example.com',
      'ben.approver@example.com',
      'CLEO.APPROVER@example.com',
      'twokey-service-app@serviceapp.example',
      ...fullAdmins(world),
    ])
    assert.deepEqual(reasons, [
      '',
      'protected',
      'protected',
      'self',
      'reviewer',
      'reviewer',
      'credential-owner',
      'admin',
      'admin',
    ])
    assert.match(wordsOf(await thread.hears(isCard)), /^Delete 1 user\?/)
  })

  it('is told from those whose domain only looks alike', async () => {
    const { reasons } = await reasonsFor(world, ['boss@notvip.example', 'boss@sub.vip.example'])
    assert.deepEqual(reasons, ['', ''])
  })

  it('is skipped, too, when the file names the id instead of the address', async () => {
    const { organisation } = world.sandbox.administration
    const ids = (['dora', 'alma', 'ben', 'serviceApp', 'bot', 'otto'] as const).map((name) =>
      Buffer.from(`ciscospark://us/PEOPLE/${organisation.persona(name).uuid}`).toString('base64url'),
    )
    const thread = await mentioned(world, 'alma', {
      text: 'delete',
      file: { name: 'ids.csv', content: `id\n${ids.join('\n')}\n` },
    })
    const words = wordsOf(await thread.hears(says(/is refused/)))
    assert.match(words, /Nothing is left to do: 6 rows were skipped/)
    const rows = await rowsOf(world.client('alma'), `plan-${/J-\w{4}/.exec(words)?.[0]}`)
    assert.deepEqual(
      rows.map(({ reason }) => reason?.split(':')[0]),
      ['protected', 'self', 'reviewer', 'credential-owner', 'bot', 'other-org'],
    )
  })

  it('is skipped when the bot, or somebody of another organisation, is named by address', async () => {
    // Neither is in the list of the organisation's people; looked up one by one, both are found.
    const { reasons } = await reasonsFor(world, ['otto@elsewhere.example', 'twokey@webex.bot'])
    assert.match(reasons[0] ?? '', /^(other-org|not-found)$/)
    assert.match(reasons[1] ?? '', /^(bot|not-found)$/)
  })
})

describe('full administrators where ALLOW_ADMINS is yes', () => {
  it('are planned with a warning, but for the last one', async () => {
    const world = await openBotWorld({ environment: { ALLOW_ADMINS: 'yes' } })
    try {
      const admins = fullAdmins(world)
      const { thread, reasons } = await reasonsFor(world, admins)
      assert.equal(admins.length, 2)
      assert.deepEqual(reasons, ['', 'last-admin'])
      const card = await thread.hears(isCard)
      assert.match(wordsOf(card), /1 administrator is among them/)
      await world.client('ben').click(card.id, { ...button(card, 'Approve'), count: '1', reason: '' })
      await thread.hears(says(/is completed/))
      assert.deepEqual(fullAdmins(world), admins.slice(1))
      assertNoSecrets(world)
    } finally {
      await world.close()
    }
  })
})
