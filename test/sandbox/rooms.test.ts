import assert from 'node:assert/strict'
import { clientOf, eachTown, textOf } from './support/town.ts'

describe('rooms and memberships of the sandbox', () => {
  const town = eachTown()

  it('refuse a call without a valid token, in the vendor’s form', async () => {
    const { sandbox, ada } = town()
    const { status, body } = await clientOf(sandbox.url, { account: ada.account, token: 'x' }).call('GET', '/v1/rooms')
    assert.deepEqual([status, Object.keys(body)], [401, ['message', 'errors', 'trackingId']])
    assert.deepEqual(body['errors'], [{ description: body['message'] }])
  })

  it('refuse a token that has expired', async () => {
    const { ada, accounts } = town()
    accounts.expire(ada.token)
    assert.equal((await ada.call('GET', '/v1/rooms')).status, 401)
  })

  it('refuse a token that may administer people but not take part in rooms', async () => {
    const { ada, accounts } = town()
    accounts.limit(ada.token, 'spark-admin:people_write', 'identity:people_rw')
    assert.equal((await ada.call('GET', '/v1/rooms')).status, 403)
    accounts.limit(ada.token, 'spark:rooms_read')
    assert.equal((await ada.call('GET', '/v1/rooms')).status, 200)
  })

  it('make the creator a member and give ids in the vendor’s form', async () => {
    const { ada } = town()
    const { body } = await ada.call('POST', '/v1/rooms', { title: 'New' })
    assert.match(Buffer.from(textOf(body, 'id'), 'base64url').toString(), /^ciscospark:\/\/us\/ROOM\/[0-9a-f-]{36}$/)
    assert.doesNotMatch(textOf(body, 'id'), /=/)
    assert.deepEqual([body['title'], body['type'], body['creatorId']], ['New', 'group', ada.id])
    const members = await ada.call('GET', `/v1/memberships?roomId=${body['id']}`)
    assert.deepEqual(
      members.items.map((member) => member['personEmail']),
      [ada.email],
    )
    const id = Buffer.from(textOf(members.items[0] ?? {}, 'id'), 'base64url').toString()
    assert.match(id, /^ciscospark:\/\/us\/MEMBERSHIP\/[0-9a-f-]{36}:[0-9a-f-]{36}$/)
  })

  it('hide a room from those who are not in it', async () => {
    const { newcomer, roomId } = town()
    const stranger = newcomer('Eve')
    assert.equal((await stranger.call('GET', `/v1/rooms/${roomId}`)).status, 404)
    assert.equal((await stranger.call('GET', `/v1/memberships?roomId=${roomId}`)).status, 404)
    assert.deepEqual((await stranger.call('GET', '/v1/rooms')).items, [])
  })

  it('can be renamed by a member, and need a title', async () => {
    const { ben, roomId } = town()
    assert.equal((await ben.call('PUT', `/v1/rooms/${roomId}`, { title: 'Joiners' })).body['title'], 'Joiners')
    assert.equal((await ben.call('GET', `/v1/rooms/${roomId}`)).body['title'], 'Joiners')
    assert.equal((await ben.call('PUT', `/v1/rooms/${roomId}`, {})).status, 400)
  })

  it('let only a moderator change a locked room', async () => {
    const { ada, ben, bot } = town()
    const { body } = await ada.call('POST', '/v1/rooms', { title: 'Locked', isLocked: true })
    await ada.call('POST', '/v1/memberships', { roomId: body['id'], personId: ben.id })
    assert.equal((await ben.call('PUT', `/v1/rooms/${body['id']}`, { title: 'Mine' })).status, 403)
    const added = await ben.call('POST', '/v1/memberships', { roomId: body['id'], personId: bot.id })
    assert.equal(added.status, 403)
  })

  it('list members page by page, with a Link to the next, until all were given once', async () => {
    const { ada, bot, ben, roomId } = town()
    const pages: unknown[] = []
    let path: string | undefined = `/v1/memberships?roomId=${roomId}&max=1`
    while (path) {
      const answer = await ada.call('GET', path)
      pages.push(answer.items.map((member) => member['personId']))
      const [, next] = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? []
      path = next?.replace(town().sandbox.url, '')
    }
    assert.deepEqual(pages, [[ada.id], [ben.id], [bot.id]])
  })

  it('skip nobody when a member leaves between two pages', async () => {
    const { ada, bot, ben, roomId } = town()
    const first = await ada.call('GET', `/v1/memberships?roomId=${roomId}&max=2`)
    await ada.call('DELETE', `/v1/memberships/${first.items[1]?.['id']}`)
    const [, next = ''] = /<([^>]+)>/.exec(first.headers.get('link') ?? '') ?? []
    const second = await ada.call('GET', next.replace(town().sandbox.url, ''))
    assert.deepEqual([first.items[1]?.['personId'], second.items[0]?.['personId']], [ben.id, bot.id])
  })

  it('refuse a page size that is no positive integer', async () => {
    assert.equal((await town().ada.call('GET', '/v1/memberships?max=none')).status, 400)
  })

  it('find a membership by person and by e-mail', async () => {
    const { ada, ben, roomId } = town()
    for (const query of [`personId=${ben.id}`, `personEmail=${ben.email}`]) {
      const { items } = await ada.call('GET', `/v1/memberships?roomId=${roomId}&${query}`)
      assert.deepEqual(
        items.map((member) => member['personId']),
        [ben.id],
      )
    }
  })

  it('list one’s own memberships when no room is named', async () => {
    const { ben, roomId } = town()
    const { items } = await ben.call('GET', '/v1/memberships')
    assert.deepEqual(
      items.map((member) => [member['roomId'], member['personId']]),
      [[roomId, ben.id]],
    )
  })

  it('refuse to add a member twice, or somebody who does not exist', async () => {
    const { ada, ben, roomId } = town()
    assert.equal((await ada.call('POST', '/v1/memberships', { roomId, personId: ben.id })).status, 409)
    assert.equal((await ada.call('POST', '/v1/memberships', { roomId, personEmail: 'no@example.com' })).status, 404)
    assert.equal((await ada.call('POST', '/v1/memberships', { roomId })).status, 400)
  })

  it('lose a member whose account is deleted', async () => {
    const { ada, ben, accounts, roomId } = town()
    accounts.delete(ben.account)
    const { items } = await ada.call('GET', `/v1/memberships?roomId=${roomId}`)
    assert.equal(
      items.some((member) => member['personId'] === ben.id),
      false,
    )
  })

  it('answer an unknown path with 404 in the vendor’s form', async () => {
    const { status, body } = await town().ada.call('GET', '/v1/nothing')
    assert.deepEqual([status, Object.keys(body)], [404, ['message', 'errors', 'trackingId']])
  })

  it('answer a body that is no JSON with 400', async () => {
    const { ada, sandbox } = town()
    const headers = { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' }
    const answer = await fetch(`${sandbox.apiUrl}/rooms`, { method: 'POST', headers, body: '{"title":' })
    assert.equal(answer.status, 400)
  })
})
