import assert from 'node:assert/strict'
import { type Client, eachTown, textOf } from './support/town.ts'

const CSV = Buffer.from('\ufeffemail;note\r\nx@example.com;ü\r\n')

describe('files of the sandbox', () => {
  const town = eachTown()

  /** The path of a file posted to the bot, who may read it. */
  async function aFile(name = 'leavers.csv', type = 'text/csv'): Promise<string> {
    const { ada, bot, roomId, sandbox } = town()
    const form = new FormData()
    form.set('roomId', roomId)
    form.set('markdown', `<@personId:${bot.id}>`)
    form.set('files', new File([CSV], name, { type }))
    const { body } = await ada.call('POST', '/v1/messages', form)
    const [address = ''] = body['files'] as string[]
    return address.replace(sandbox.url, '')
  }

  const fetched = (who: Client, path: string, method = 'GET') =>
    fetch(town().sandbox.url + path, { method, headers: { authorization: `Bearer ${who.token}` } })

  it('come back byte by byte with their name, type and length', async () => {
    const answer = await fetched(town().bot, await aFile())
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), CSV)
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="leavers.csv"')
    assert.equal(answer.headers.get('content-type'), 'text/csv')
    assert.equal(answer.headers.get('content-length'), String(CSV.length))
  })

  it('can be asked for their headers alone', async () => {
    const answer = await fetched(town().bot, await aFile(), 'HEAD')
    assert.deepEqual([answer.status, answer.headers.get('content-length')], [200, String(CSV.length)])
    assert.equal((await answer.arrayBuffer()).byteLength, 0)
  })

  it('keep hostile names inside their header', async () => {
    const answer = await fetched(town().bot, await aFile('a"; filename="b\\.csv'))
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="[^"]*(\\"[^"]*)*"$/)
    const foreign = await fetched(town().bot, await aFile('Abgänge (1).csv'))
    assert.equal(
      foreign.headers.get('content-disposition'),
      `attachment; filename="Abg_nge (1).csv"; filename*=UTF-8''Abg%C3%A4nge%20%281%29.csv`,
    )
  })

  it('are for those who may read the message', async () => {
    const { ada, bot, newcomer, roomId, sandbox } = town()
    const path = await aFile()
    assert.equal((await fetch(sandbox.url + path)).status, 401)
    assert.equal((await fetched(newcomer('Eve'), path)).status, 404)
    const form = new FormData()
    form.set('roomId', roomId)
    form.set('files', new File([CSV], 'private.csv'))
    const { body } = await ada.call('POST', '/v1/messages', form)
    const [address = ''] = body['files'] as string[]
    assert.equal((await fetched(bot, address.replace(sandbox.url, ''))).status, 404, 'it does not mention the bot')
  })

  it('go with their message', async () => {
    const { ada, bot, roomId } = town()
    const path = await aFile()
    const { items } = await ada.call('GET', `/v1/messages?roomId=${roomId}`)
    await ada.call('DELETE', `/v1/messages/${textOf(items[0] ?? {}, 'id')}`)
    assert.equal((await fetched(bot, path)).status, 404)
  })

  it('are locked while they are scanned, as often as was asked', async () => {
    const { bot, sandbox } = town()
    sandbox.spaces.scanOfNewFiles = { state: 'scanning', times: 2, retryAfterSeconds: 3 }
    const path = await aFile()
    const statuses = []
    for (let n = 0; n < 3; n++) {
      const answer = await fetched(bot, path)
      statuses.push([answer.status, answer.headers.get('retry-after')])
    }
    assert.deepEqual(statuses, [
      [423, '3'],
      [423, '3'],
      [200, null],
    ])
  })

  it('are gone when infected, and held back when they cannot be scanned', async () => {
    const { bot, ada } = town()
    const path = await aFile()
    const scan = (state: string) => ada.call('PUT', `/sandbox${path.replace('/v1', '')}/scan`, { state })
    await scan('infected')
    assert.equal((await fetched(bot, path)).status, 410)
    await scan('unscannable')
    assert.equal((await fetched(bot, path)).status, 428)
    assert.equal((await fetched(bot, `${path}?allow=unscannable`)).status, 200)
    await scan('clean')
    assert.equal((await fetched(bot, path)).status, 200)
  })

  it('can be given a verdict before they are posted, with curl', async () => {
    const { ada, bot } = town()
    assert.equal((await ada.call('PUT', '/sandbox/scan', { state: 'infected' })).status, 204)
    assert.equal((await fetched(bot, await aFile())).status, 410)
    assert.equal((await ada.call('PUT', '/sandbox/scan', { state: 'eaten' })).status, 400)
  })
})
