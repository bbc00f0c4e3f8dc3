import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { roomsToRead } from '../../src/chat/catch-up.ts'
import { redactor } from '../../src/chat/chat-error.ts'
import { openRest } from '../../src/chat/rest.ts'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import { MemoryInbox } from './support/memory-inbox.ts'
import { realClock, recordingClock } from './support/real-clock.ts'
import { eventually, World } from './support/world.ts'

describe('roomsToRead', () => {
  const room = (id: string, lastActivity?: string) => ({
    id,
    type: 'group',
    ...(lastActivity !== undefined && { lastActivity }),
  })

  it('leaves out rooms without news since they were read, but not those with a message to try again', () => {
    const rooms = [room('quiet', '1'), room('busy', '2'), room('open', '1'), room('untold'), room('new', '1')]
    const readUpTo = new Map([
      ['quiet', '1'],
      ['busy', '1'],
      ['open', '1'],
    ])
    const wanted = roomsToRead(rooms, readUpTo, new Set(['open'])).map(({ id }) => id)
    assert.deepEqual(wanted, ['busy', 'open', 'untold', 'new'])
  })
})

describe('catching up', () => {
  let world: World

  beforeEach(async () => {
    world = await World.open('websocket')
  })

  afterEach(() => world.close())

  it('reads every page, in every room, the oldest first', async () => {
    const second = await world.newRoom('Second')
    const inbox = new MemoryInbox()
    const first = await world.openGateway({ inbox })
    await world.say('0')
    await eventually('the first message', () => world.messages.length === 1)
    await first.close()
    const words = Array.from({ length: 120 }, (_, index) => String(index + 1))
    for (const word of words) await world.say(word)
    await world.say('in the second room', second)
    await world.openGateway({ inbox })
    await eventually('all of them', () => world.messages.length === 122)
    const inFirst = world.heard.messages.filter(({ roomId }) => roomId === world.roomId)
    assert.deepEqual(
      inFirst.map(({ text }) => text),
      ['0', ...words],
    )
  })

  it('reads a direct room, where nobody mentions the bot', async () => {
    const inbox = new MemoryInbox()
    await world.alma.call('POST', '/v1/messages', { toPersonId: world.bot.id, text: 'whoami' })
    await world.openGateway({ inbox })
    await eventually('the message', () => world.messages.length === 1)
    assert.equal(world.heard.messages[0]?.roomType, 'direct')
    assert.equal(world.messages[0], 'whoami')
  })

  it('does not dig up what was said to the bot before its first start', async () => {
    await world.say('long ago')
    await realClock.sleep(30)
    const gateway = await world.openGateway({ timeouts: { newRoomWindowMs: 5 } })
    await gateway.catchUp()
    await world.say('now')
    await eventually('the message', () => world.messages.length > 0)
    assert.deepEqual(world.messages, ['now'])
  })

  it('gives a message again that a process had begun when it died', async () => {
    const inbox = new MemoryInbox()
    const first = await world.openGateway({
      inbox,
      events: { onMessage: () => new Promise(() => undefined) },
      timeouts: { closeMs: 20 },
    })
    await world.say('unfinished')
    await eventually('the beginning', () => inbox.unfinished === 1)
    await first.close()
    await world.openGateway({ inbox })
    await eventually('the end', () => inbox.unfinished === 0)
    assert.deepEqual(world.messages, ['unfinished'])
  })

  it('asks nothing of rooms in which nothing has happened since', async () => {
    await world.say('help')
    const gateway = await world.openGateway()
    await eventually('the message', () => world.messages.length === 1)
    await gateway.catchUp()
    world.sandbox.traffic.clear()
    await gateway.catchUp()
    await gateway.catchUp()
    assert.deepEqual(world.calls(/messages/), [])
  })

  it('goes on with the other rooms when one cannot be read', async () => {
    const gateway = await world.openGateway()
    await gateway.catchUp()
    const second = await world.newRoom('Second')
    world.sandbox.knobs.set({ websocket: { lose: 2 }, rules: [{ path: '^/v1/messages\\?', effect: 403 }] })
    await world.say('one')
    await world.say('two', second)
    await gateway.catchUp()
    await eventually('one of them', () => world.messages.length === 1)
    await gateway.catchUp()
    await eventually('both of them', () => world.messages.length === 2)
  })
})

describe('the way to the API', () => {
  const servers: Server[] = []

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  const restTo = (origin: string) =>
    openRest({
      apiUrl: `${origin}/v1`,
      token: 'the-token',
      requestMs: 500,
      redact: redactor(['the-token']),
      retry: {
        clock: recordingClock(),
        random: () => 0,
        policy: RETRY_POLICY,
        signal: new AbortController().signal,
        onWait: () => undefined,
      },
    })

  it('takes the token to no other host, whatever a page names as the next one', async () => {
    const asked: string[] = []
    const origin = await serve((request, response) => {
      asked.push(String(request.url))
      response.setHeader('link', '<http://127.0.0.1:9/v1/rooms?cursor=1>; rel="next"')
      response.end('{"items":[{"id":"1"}]}')
    })
    const pages: unknown[] = []
    await assert.rejects(
      async () => {
        const call = { doing: 'listing rooms', method: 'GET', path: '/rooms' } as const
        for await (const page of restTo(origin).pages(call)) pages.push(page)
      },
      { message: /another host: 127\.0\.0\.1:9/ },
    )
    assert.deepEqual([pages.length, asked], [1, ['/v1/rooms']])
  })

  it('follows no redirect', async () => {
    let thefts = 0
    const thief = await serve((_, response) => {
      thefts += 1
      response.end('{}')
    })
    const origin = await serve((_, response) => response.writeHead(307, { location: `${thief}/v1/rooms` }).end())
    const call = { doing: 'listing rooms', method: 'GET', path: '/rooms' } as const
    await assert.rejects(restTo(origin).call(call), { message: /^listing rooms: Webex answered 307/ })
    assert.equal(thefts, 0)
  })
})
