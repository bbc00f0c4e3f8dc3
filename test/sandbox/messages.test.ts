import assert from 'node:assert/strict'
import { type Client, eachTown, type Fields, textOf } from './support/town.ts'

const MOST = 7439
const CARD = { type: 'AdaptiveCard', version: '1.3', body: [{ type: 'TextBlock', text: 'Approve?' }] }
const ATTACHMENTS = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: CARD }]

function aForm(fields: Readonly<Record<string, string>>, ...files: readonly File[]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const file of files) form.append('files', file)
  return form
}

const aFile = (name = 'leavers.csv') => new File(['email\n'], name, { type: 'text/csv' })
const ids = (items: readonly Fields[]) => items.map((item) => item['id'])

describe('messages of the sandbox', () => {
  const town = eachTown()
  const post = (who: Client, fields: Fields) => who.call('POST', '/v1/messages', { roomId: town().roomId, ...fields })
  const posted = async (who: Client, fields: Fields) => textOf((await post(who, fields)).body, 'id')

  describe('when posted', () => {
    it('carry up to 7,439 bytes of text and of markdown, and no more', async () => {
      const { ada } = town()
      for (const field of ['text', 'markdown']) {
        assert.equal((await post(ada, { [field]: 'x'.repeat(MOST) })).status, 200)
        assert.equal((await post(ada, { [field]: 'x'.repeat(MOST + 1) })).status, 400)
        assert.equal((await post(ada, { [field]: 'ü'.repeat(MOST / 2 + 1) })).status, 400, 'bytes, not letters')
      }
    })

    it('need words or a file, beside a card too', async () => {
      const { ada } = town()
      assert.equal((await post(ada, {})).status, 400)
      assert.equal((await post(ada, { attachments: ATTACHMENTS })).status, 400)
      assert.equal((await post(ada, { text: 'Approve?', attachments: ATTACHMENTS })).status, 200)
    })

    it('need exactly one destination, and a room that one is in', async () => {
      const { ada, ben, newcomer } = town()
      assert.equal((await ada.call('POST', '/v1/messages', { text: 'to whom' })).status, 400)
      assert.equal((await post(ada, { text: 'both', toPersonId: ben.id })).status, 400)
      assert.equal((await post(newcomer('Eve'), { text: 'let me in' })).status, 404)
    })

    it('come as a form with one file, and not with two', async () => {
      const { ada, roomId } = town()
      const one = await ada.call('POST', '/v1/messages', aForm({ roomId, text: 'here' }, aFile()))
      assert.deepEqual([one.status, (one.body['files'] as unknown[]).length, one.body['text']], [200, 1, 'here'])
      const two = await ada.call('POST', '/v1/messages', aForm({ roomId }, aFile('a.csv'), aFile('b.csv')))
      assert.equal(two.status, 400)
      const listed = await post(ada, { files: ['https://example.com/a', 'https://example.com/b'] })
      assert.deepEqual([listed.status, /Only one file/.test(textOf(listed.body, 'message'))], [400, true])
    })

    it('refuse a card beside an uploaded file, for no document says that it works', async () => {
      const { ada, roomId } = town()
      const form = aForm({ roomId, text: 'both', attachments: JSON.stringify(ATTACHMENTS) }, aFile())
      const { status, body } = await ada.call('POST', '/v1/messages', form)
      assert.deepEqual([status, /post it as JSON/.test(textOf(body, 'message'))], [400, true])
    })

    it('carry one card, and not two', async () => {
      const answer = await post(town().ada, { text: 'two', attachments: [...ATTACHMENTS, ...ATTACHMENTS] })
      assert.deepEqual([answer.status, /Only one card/.test(textOf(answer.body, 'message'))], [400, true])
    })

    it('fetch a file that is given by its address', async () => {
      const { ada, ben, roomId } = town()
      const first = await ada.call('POST', '/v1/messages', aForm({ roomId }, aFile()))
      const [address] = first.body['files'] as string[]
      const refused = await post(ben, { files: [address] })
      assert.equal(refused.status, 400, 'the address needs a token and so is not public')
      const fetched = await post(ben, { files: [`${town().sandbox.url}/u2c/api/v1/limited/catalog`] })
      assert.equal((fetched.body['files'] as unknown[]).length, 1)
    })

    it('open a direct room with a person, and use it again', async () => {
      const { ada, ben } = town()
      const first = await ada.call('POST', '/v1/messages', { toPersonEmail: ben.email, text: 'psst' })
      const second = await ben.call('POST', '/v1/messages', { toPersonId: ada.id, text: 'yes?' })
      assert.equal(first.body['roomType'], 'direct')
      assert.equal(first.body['roomId'], second.body['roomId'])
      assert.equal((await ben.call('GET', `/v1/rooms/${first.body['roomId']}`)).body['title'], 'Ada')
    })
  })

  describe('in threads', () => {
    it('reply to a root, and not to a reply', async () => {
      const { ada, ben } = town()
      const root = await posted(ada, { text: 'root' })
      const reply = await posted(ben, { text: 'reply', parentId: root })
      assert.equal((await post(ada, { text: 'deeper', parentId: reply })).status, 400)
    })

    it('refuse a parent of another room, or one that is gone', async () => {
      const { ada, ben } = town()
      const direct = await ada.call('POST', '/v1/messages', { toPersonId: ben.id, text: 'elsewhere' })
      assert.equal((await post(ada, { text: 'here', parentId: direct.body['id'] })).status, 400)
      const root = await posted(ada, { text: 'root' })
      await ada.call('DELETE', `/v1/messages/${root}`)
      assert.equal((await post(ada, { text: 'late', parentId: root })).status, 400)
    })

    it('can be read by a person as a thread, newest first', async () => {
      const { ada, ben, roomId } = town()
      const root = await posted(ada, { text: 'root' })
      const first = await posted(ben, { text: 'one', parentId: root })
      const second = await posted(ada, { text: 'two', parentId: root })
      await posted(ada, { text: 'unrelated' })
      const { items } = await ben.call('GET', `/v1/messages?roomId=${roomId}&parentId=${root}`)
      assert.deepEqual(ids(items), [second, first])
      assert.deepEqual(items[0]?.['parentId'], root)
    })
  })

  describe('with mentions', () => {
    it('show the display name in the text and the ids beside it', async () => {
      const { ada, ben, bot } = town()
      const markdown = `<@personEmail:${bot.email}> please ask <@personId:${ben.id}|Benny> & <@personEmail:no@x.com>`
      const { body } = await post(ada, { markdown })
      assert.equal(body['text'], 'Helper please ask Benny & no@x.com')
      assert.deepEqual(body['mentionedPeople'], [bot.id, ben.id])
      assert.equal(body['markdown'], markdown)
    })

    it('name members of the room only', async () => {
      const { ada, newcomer } = town()
      const { body } = await post(ada, { markdown: `<@personId:${newcomer('Eve').id}> look` })
      assert.deepEqual([body['text'], body['mentionedPeople']], ['Eve look', undefined])
    })

    it('are read from HTML too', async () => {
      const { ada, bot } = town()
      const html = `<p><spark-mention data-object-type="person" data-object-id="${bot.id}">Bot</spark-mention> a &lt; b</p>`
      const { body } = await post(ada, { html })
      assert.deepEqual([body['text'], body['mentionedPeople']], ['Bot a < b', [bot.id]])
    })

    it('of everybody are a group, which bots do not hear of', async () => {
      const { ada, bot } = town()
      const { body } = await post(ada, { markdown: '<@all> lunch' })
      assert.deepEqual(
        [body['text'], body['mentionedGroups'], body['mentionedPeople']],
        ['All lunch', ['all'], undefined],
      )
      assert.equal((await bot.call('GET', `/v1/messages/${body['id']}`)).status, 404)
    })
  })

  describe('when read', () => {
    it('are shown to a bot in a group only when they mention it or are its own', async () => {
      const { ada, bot } = town()
      const unrelated = await posted(ada, { text: 'not for you' })
      const mention = await posted(ada, { markdown: `<@personId:${bot.id}> for you` })
      const own = await posted(bot, { text: 'mine' })
      const statuses = [unrelated, mention, own].map(async (id) => (await bot.call('GET', `/v1/messages/${id}`)).status)
      assert.deepEqual(await Promise.all(statuses), [404, 200, 200])
    })

    it('are all shown to a bot in a direct room', async () => {
      const { ada, bot } = town()
      const { body } = await ada.call('POST', '/v1/messages', { toPersonId: bot.id, text: 'hello' })
      assert.equal((await bot.call('GET', `/v1/messages/${body['id']}`)).status, 200)
      assert.equal((await bot.call('GET', `/v1/messages?roomId=${body['roomId']}`)).items.length, 1)
    })

    it('are listed to a bot in a group only with mentionedPeople=me', async () => {
      const { ada, bot, roomId } = town()
      await posted(ada, { text: 'not for you' })
      const mention = await posted(ada, { markdown: `<@personId:${bot.id}> for you` })
      assert.equal((await bot.call('GET', `/v1/messages?roomId=${roomId}`)).status, 403)
      for (const who of ['me', bot.id]) {
        const { items } = await bot.call('GET', `/v1/messages?roomId=${roomId}&mentionedPeople=${who}`)
        assert.deepEqual(ids(items), [mention])
      }
      assert.equal((await bot.call('GET', `/v1/messages?roomId=${roomId}&mentionedPeople=${ada.id}`)).status, 400)
    })

    it('are listed before a time, before a message, and page by page', async () => {
      const { ada, roomId } = town()
      const all = [await posted(ada, { text: '1' }), await posted(ada, { text: '2' }), await posted(ada, { text: '3' })]
      const list = (query: string) => ada.call('GET', `/v1/messages?roomId=${roomId}&${query}`)
      assert.deepEqual(ids((await list(`beforeMessage=${all[2]}`)).items), [all[1], all[0]])
      assert.deepEqual(ids((await list('before=2001-01-01T00:00:00Z')).items), [])
      assert.deepEqual((await list('before=tomorrow')).status, 400)
      const first = await list('max=2')
      assert.deepEqual(ids(first.items), [all[2], all[1]])
      const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
      const second = await ada.call('GET', next.replace(town().sandbox.url, ''))
      assert.deepEqual([ids(second.items), second.headers.get('link')], [[all[0]], null])
    })

    it('need the room when they are listed', async () => {
      assert.equal((await town().ada.call('GET', '/v1/messages')).status, 400)
    })
  })

  describe('when edited', () => {
    it('take new words, keep their place and tell when', async () => {
      const { ada, roomId } = town()
      const id = await posted(ada, { markdown: '**1 %**' })
      const { body, status } = await ada.call('PUT', `/v1/messages/${id}`, { roomId, markdown: '**2 %**' })
      assert.deepEqual([status, body['id'], body['text'], typeof body['updated']], [200, id, '2 %', 'string'])
      assert.deepEqual((await ada.call('GET', `/v1/messages/${id}`)).body, body)
    })

    it('take ten edits and refuse the eleventh', async () => {
      const { ada, roomId } = town()
      const id = await posted(ada, { text: '0' })
      const edit = (text: string) => ada.call('PUT', `/v1/messages/${id}`, { roomId, text })
      for (let n = 1; n <= 10; n++) assert.equal((await edit(String(n))).status, 200)
      const eleventh = await edit('11')
      assert.deepEqual([eleventh.status, /edit limit/.test(textOf(eleventh.body, 'message'))], [400, true])
      assert.equal((await ada.call('GET', `/v1/messages/${id}`)).body['text'], '10')
    })

    it('must be one’s own, be named with their room, and hold neither card nor file', async () => {
      const { ada, ben, roomId } = town()
      const id = await posted(ada, { text: 'mine' })
      const card = await posted(ada, { text: 'card', attachments: ATTACHMENTS })
      const form = await ada.call('POST', '/v1/messages', aForm({ roomId }, aFile()))
      const edit = async (who: Client, what: unknown, fields: Fields) =>
        (await who.call('PUT', `/v1/messages/${what}`, fields)).status
      assert.equal(await edit(ben, id, { roomId, text: 'yours' }), 403)
      assert.equal(await edit(ada, id, { text: 'no room' }), 400)
      assert.equal(await edit(ada, id, { roomId: 'elsewhere', text: 'wrong room' }), 400)
      assert.equal(await edit(ada, id, { roomId }), 400)
      assert.equal(await edit(ada, id, { roomId, text: 'x'.repeat(MOST + 1) }), 400)
      assert.equal(await edit(ada, id, { roomId, markdown: 'm', html: '<p>m</p>' }), 400)
      assert.equal(await edit(ada, card, { roomId, text: 'card' }), 400)
      assert.equal(await edit(ada, form.body['id'], { roomId, text: 'file' }), 400)
    })
  })

  it('are deleted by their author only, and are gone then', async () => {
    const { ada, ben } = town()
    const id = await posted(ada, { text: 'mine' })
    assert.equal((await ben.call('DELETE', `/v1/messages/${id}`)).status, 403)
    assert.equal((await ada.call('DELETE', `/v1/messages/${id}`)).status, 204)
    assert.equal((await ada.call('GET', `/v1/messages/${id}`)).status, 404)
    assert.equal((await ada.call('DELETE', `/v1/messages/${id}`)).status, 404)
  })
})
