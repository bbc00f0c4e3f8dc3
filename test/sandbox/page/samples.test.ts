import assert from 'node:assert/strict'
import { ordinaryPeople } from '../../../src/sandbox/demo/people.ts'
import { sampleContent, samples } from '../../../src/sandbox/page/samples.ts'
import { type BotWorld, heard, isCard, openBotWorld, rowsOf, says } from '../../support/bot-world.ts'

/** What comes of each: how many are planned and which reasons the other rows have; or the words of a refusal. */
const WORTH: Readonly<
  Record<string, { readonly planned: number; readonly skipped: Readonly<Record<string, number>> }>
> = {
  'leavers.csv': { planned: 5, skipped: {} },
  'exported_users.csv': {
    planned: 31,
    skipped: { duplicate: 2, admin: 1, self: 1, 'not-found': 3, invalid: 1 },
  },
  'hostile.csv': { planned: 6, skipped: { invalid: 3, 'not-found': 1 } },
  'renames.csv': { planned: 5, skipped: { synced: 1, taken: 1 } },
  'everywhere.csv': { planned: 12, skipped: {} },
  'members.csv': { planned: 4, skipped: {} },
}
const CANCEL_PATH = '/api/user/{id}/cancel-deletion/'

const counted = (words: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((one) => one === word).length]))

const isPlanned = ({ action = '' }: Readonly<Record<string, string>>): boolean => !['skip', 'keep'].includes(action)

const sent = async (world: BotWorld, name: string) => {
  const words = samples().find((sample) => sample.name === name)?.words ?? assert.fail(name)
  const content = sampleContent(world.cloud(), name) ?? assert.fail(name)
  const alma = world.client('alma')
  const before = await alma.messages()
  await alma.mention({ text: words, file: { name, content } })
  return { alma, before }
}

/** The rows of the dry run. */
const planOf = async (world: BotWorld, name: string): Promise<readonly Readonly<Record<string, string>>[]> => {
  const { alma, before } = await sent(world, name)
  const card = await heard(alma, isCard, before)
  const [, job = ''] = /"job":"(J-\w+)"/.exec(JSON.stringify(card.attachments)) ?? []
  return rowsOf(alma, `plan-${job}`)
}

describe('the samples of the page', () => {
  let world: BotWorld
  before(async () => {
    world = await openBotWorld({
      vendors: { bevy: { cancel: { method: 'POST', path: CANCEL_PATH } } },
      environment: { BEVY_CANCEL_PATH: CANCEL_PATH },
    })
  })
  after(() => world.close())

  for (const [name, { planned, skipped }] of Object.entries(WORTH))
    it(`do what they say: ${name}`, async () => {
      const rows = await planOf(world, name)
      assert.equal(rows.filter(isPlanned).length, planned)
      const reasons = rows
        .filter(({ action }) => action === 'skip')
        .map(({ reason = '' }) => reason.split(':')[0] ?? '')
      assert.deepEqual(counted(reasons), skipped)
    })

  it('do what they say: keep.csv', async () => {
    const rows = await planOf(world, 'keep.csv')
    const going = rows.filter(isPlanned).map(({ email = '' }) => email.toLowerCase())
    const ordinary = new Set(ordinaryPeople(world.cloud()).map(({ emails }) => emails[0]?.value))
    assert.equal(going.length, 8)
    assert.ok(going.every((address) => ordinary.has(address)))
  })

  it('do what they say: too-many.csv', async () => {
    const { alma, before } = await sent(world, 'too-many.csv')
    await heard(alma, says(/is refused.*150 users; the limit for one job is 100/s), before)
  })

  it('are all of those that are offered, each under a name and words of its own sense', () => {
    const names = samples().map(({ name }) => name)
    assert.deepEqual([...names].sort(), [...Object.keys(WORTH), 'keep.csv', 'too-many.csv'].sort())
    for (const { title, about, words } of samples()) assert.ok(title && about && /^(delete|rename|keep) /.test(words))
    assert.equal(sampleContent(world.cloud(), 'none.csv'), undefined)
  })

  it('are made of whoever is there, so that they can be sent again when their people are gone', () => {
    const { organisation } = world.cloud().administration
    const first = sampleContent(world.cloud(), 'leavers.csv') ?? ''
    for (const address of first.trim().split('\n').slice(1))
      organisation.delete(organisation.userByEmail(address)?.uuid ?? '', { uuid: 'test', through: 'sandbox' })
    const second = sampleContent(world.cloud(), 'leavers.csv') ?? ''
    assert.equal(second.trim().split('\n').length, 6)
    for (const address of second.trim().split('\n').slice(1)) assert.ok(organisation.userByEmail(address), address)
  })
})
