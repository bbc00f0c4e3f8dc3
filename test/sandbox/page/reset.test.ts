import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { cloudsOf } from '../../../src/sandbox/demo/clouds.ts'
import { directoryView } from '../../../src/sandbox/page/directory-view.ts'
import { resetter } from '../../../src/sandbox/page/reset.ts'
import { sampleContent } from '../../../src/sandbox/page/samples.ts'
import { VENDORS } from '../../../src/sandbox/page/vendors.ts'
import { type PersonClient, personClient } from '../../../src/sandbox/person-client.ts'
import { type Playground, startPlayground } from '../../../src/sandbox/playground.ts'
import { connectCheck } from '../../../src/setup/check.ts'
import { button, heard, isCard, says } from '../../support/bot-world.ts'
import { until } from '../../support/running-world.ts'

const QUIET = { LOG_LEVEL: 'silent' }

describe('the reset of the playground', () => {
  let playground: Playground
  let reset: () => Promise<void>
  before(async () => {
    playground = await startPlayground(QUIET, { connect: connectCheck(QUIET), onLink: () => undefined })
    const { cloud, bot, environment } = playground
    reset = resetter({ cloud, bot, dataDir: environment['DATA_DIR'] ?? '' })
    await playground.start()
    await isReady()
  })
  after(() => playground.close())

  const isReady = () => until('the bot is ready', () => playground.bot.state.status === 'running')
  const client = (persona: 'alma' | 'ben'): PersonClient => {
    const { apiUrl, administration, roomId } = playground.cloud
    return personClient({ apiUrl, roomId, token: administration.tokens.of(persona), botEmail: 'twokey@webex.bot' })
  }
  const asksForLeavers = async () => {
    const content = sampleContent(playground.cloud, 'leavers.csv') ?? ''
    const alma = client('alma')
    const before = await alma.messages()
    await alma.mention({ text: 'delete webex', file: { name: 'leavers.csv', content } })
    return { content, card: await heard(alma, isCard, before) }
  }
  const state = () => ({
    clouds: cloudsOf(playground.cloud),
    members: playground.cloud.spaces.members(roomUuid()).length,
  })
  const roomUuid = (): string => Buffer.from(playground.cloud.roomId, 'base64').toString('utf8').split('/').at(-1) ?? ''

  it('brings back who was deleted, what was said and who was in the space, and lets the same be asked again', async () => {
    const { organisation } = playground.cloud.administration
    const atStart = state()
    const first = await asksForLeavers()
    await client('ben').click(first.card.id, { ...button(first.card, 'Approve'), count: '5', reason: '' })
    await heard(client('alma'), says(/is completed/))
    organisation.delete(organisation.persona('dora').uuid, { uuid: 'test', through: 'sandbox' })
    assert.notDeepEqual(state(), atStart)
    const { life } = playground.bot.state

    await reset()

    assert.deepEqual(await client('alma').messages(), [])
    assert.deepEqual(state().members, atStart.members)
    for (const vendor of VENDORS)
      assert.deepEqual(
        directoryView(playground.cloud, vendor).accounts.filter(({ changedAt }) => changedAt !== undefined),
        [],
        vendor,
      )
    await isReady()
    assert.equal(playground.bot.state.life, life + 1)
    const again = await asksForLeavers()
    assert.equal(again.content, first.content)
    await client('ben').click(again.card.id, { ...button(again.card, 'Approve'), count: '5', reason: '' })
    await heard(client('alma'), says(/is completed/))
  })

  it('leaves the bot no memory of what was', async () => {
    await isReady()
    await asksForLeavers()
    const folder = playground.environment['DATA_DIR'] ?? ''
    const jobs = async () => (await readdir(folder, { recursive: true })).filter((name) => /J-\w{4}/.test(name))
    assert.notDeepEqual(await jobs(), [])
    await reset()
    assert.deepEqual(await jobs(), [])
    await isReady()
    const alma = client('alma')
    await alma.mention({ text: 'jobs' })
    await heard(alma, says(/no jobs/i))
  })

  it('is done once when two ask for it', async () => {
    await isReady()
    const { life } = playground.bot.state
    const first = reset()
    assert.equal(reset(), first, 'the second waits for the first')
    await first
    assert.equal(playground.bot.state.life, life + 1)
  })
})
