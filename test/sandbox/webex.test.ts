import assert from 'node:assert/strict'
import { readCommandLine } from '../../src/sandbox/command-line.ts'
import { startWebex, type WebexSandbox } from '../../src/sandbox/webex.ts'
import { clientOf } from './support/town.ts'

describe('the whole emulated Webex cloud', () => {
  let sandbox: WebexSandbox
  beforeEach(async () => {
    sandbox = await startWebex({ organisation: { size: 12 } })
  })
  afterEach(() => sandbox.close())

  function as(persona: 'alma' | 'ben' | 'bot' | 'serviceApp' | 'otto') {
    const { organisation, tokens } = sandbox.administration
    const account = sandbox.identity.account(organisation.persona(persona).uuid)
    if (!account) throw new Error(`asking for ${persona}: there is no such account`)
    return clientOf(sandbox.url, { account, token: tokens.of(persona) })
  }

  it('has a room with the people, a guest from elsewhere and the bot in it', async () => {
    const { items } = await as('bot').call('GET', `/v1/memberships?roomId=${sandbox.roomId}`)
    const names = items.map((member) => String(member['personEmail']).split('@')[0])
    assert.deepEqual(names, ['alma.requester', 'ben.approver', 'cleo.approver', 'dora.bystander', 'otto', 'twokey'])
  })

  it('lets a mention of the bot by its address reach it, and tells people apart by their ids', async () => {
    const { roomId } = sandbox
    const markdown = `<@personEmail:${as('bot').email}> help`
    const { body } = await as('alma').call('POST', '/v1/messages', { roomId, markdown })
    const read = await as('bot').call('GET', `/v1/messages/${body['id']}`)
    assert.deepEqual([read.body['text'], read.body['mentionedPeople']], ['Twokey help', [as('bot').id]])
    const person = await as('bot').call('GET', `/v1/people?id=${read.body['personId']}`)
    assert.equal(person.items[0]?.['displayName'], 'Alma Requester')
  })

  it('keeps the credential that changes people out of the rooms', async () => {
    assert.equal((await as('serviceApp').call('GET', '/v1/rooms')).status, 403)
    assert.equal((await as('serviceApp').call('GET', `/v1/people/${as('ben').id}`)).status, 200)
  })

  it('takes a deleted person out of their rooms', async () => {
    const { roomId } = sandbox
    const ben = as('ben').id
    assert.equal((await as('serviceApp').call('DELETE', `/v1/people/${ben}`)).status, 204)
    const { items } = await as('alma').call('GET', `/v1/memberships?roomId=${roomId}`)
    assert.equal(items.length, 5)
    assert.equal(
      items.some((member) => member['personId'] === ben),
      false,
    )
  })

  it('lets a token expire by hand', async () => {
    const alma = as('alma')
    assert.equal((await alma.call('POST', '/sandbox/tokens/expire', { token: alma.token })).status, 204)
    assert.equal((await alma.call('GET', '/v1/rooms')).status, 401)
    assert.equal((await alma.call('GET', '/v1/people/me')).status, 401)
  })

  it('puts the knobs before both halves', async () => {
    sandbox.knobs.set({ rules: [{ path: '^/identity/', effect: 503 }] })
    const { orgUuid } = as('bot').account
    assert.equal((await as('serviceApp').call('GET', `/identity/scim/${orgUuid}/v2/Users`)).status, 503)
    assert.equal(sandbox.traffic.calls.at(-1)?.status, 503)
  })
})

describe('the command line of the sandbox', () => {
  it('is read into options, with defaults for what is not said', () => {
    assert.deepEqual(readCommandLine([]), { port: 3210, organisation: {} })
    const args = ['--port', '0', '--size', '5000', '--domain', 'acme.test', '--traffic', 't.jsonl', '--seed=2']
    assert.deepEqual(readCommandLine([...args, '--knobs', '{"latencyMs":5}', '--host', '::1']), {
      port: 0,
      host: '::1',
      trafficFile: 't.jsonl',
      knobs: { latencyMs: 5 },
      organisation: { size: 5000, seed: 2, domain: 'acme.test' },
    })
  })

  it('offers help', () => {
    assert.equal(readCommandLine(['--help', '--port', '1']), undefined)
  })

  it('refuses what it does not know or cannot read', () => {
    for (const args of [
      ['--prot', '1'],
      ['--port', 'x'],
      ['--knobs', '{'],
      ['--knobs', '{"latency":1}'],
    ])
      assert.throws(() => readCommandLine(args), args.join(' '))
  })
})
