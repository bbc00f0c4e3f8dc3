import assert from 'node:assert/strict'
import { publicId } from '../../../src/sandbox/administration/hydra-id.ts'
import type { Persona } from '../../../src/sandbox/administration/personas.ts'
import { type Reply, type Served, serving } from './serving.ts'

const idOf = ({ cloud }: Pick<Served, 'cloud'>, persona: Persona): string =>
  publicId('PEOPLE', cloud.organisation.persona(persona).uuid)

const nextPath = (reply: Reply, base: string): string | undefined => {
  const url = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1]
  return url?.replace(base, '')
}

const field = (item: unknown, name: string): unknown => (item as Record<string, unknown>)[name]

describe('the emulated People API, reading', () => {
  it('answers 401 in the vendor’s form without a known token', () =>
    serving({}, async ({ call }) => {
      const reply = await call('GET', '/v1/people/me', 'nobody')
      assert.equal(reply.status, 401)
      assert.equal(typeof reply.at('message'), 'string')
      assert.equal(reply.at('errors', 0, 'description'), reply.at('message'))
      assert.equal(reply.at('trackingId'), reply.headers.get('trackingid'))
    }))

  it('shows the bot itself, as the chat framework asks first', () =>
    serving({}, async ({ call, cloud }) => {
      const reply = await call('GET', '/v1/people/me', cloud.tokens.of('bot'))
      assert.equal(reply.at('type'), 'bot')
      assert.deepEqual(reply.at('emails'), ['twokey@webex.bot'])
    }))

  it('lists the whole organisation to an admin, page by page, each person once', () =>
    serving({ size: 40 }, async ({ call, base }) => {
      const seen: unknown[] = []
      let path: string | undefined = '/v1/people?max=7'
      let pages = 0
      while (path !== undefined) {
        const reply: Reply = await call('GET', path)
        assert.ok(reply.list('items').length <= 7)
        seen.push(...reply.list('items').map((item) => field(item, 'id')))
        path = nextPath(reply, base)
        pages++
      }
      assert.equal(pages, 6)
      assert.equal(seen.length, 40)
      assert.equal(new Set(seen).size, 40)
    }))

  it('leaves nobody out when somebody is deleted between two pages', () =>
    serving({ size: 40 }, async ({ call, base, cloud }) => {
      const first = await call('GET', '/v1/people?max=20')
      const gone = cloud.organisation
        .people(cloud.organisation.home.uuid)
        .slice(0, 20)
        .find((user) => user.roles.length === 0)
      cloud.organisation.delete(gone?.uuid ?? '', { uuid: 'nobody', through: 'sandbox' })
      const second = await call('GET', nextPath(first, base) ?? '')
      assert.equal(second.list('items').length, 20)
    }))

  it('holds pages to its own limit and to 100 with calling data', () =>
    serving({ size: 130, pageLimit: 110 }, async ({ call }) => {
      assert.equal((await call('GET', '/v1/people?max=1000')).list('items').length, 110)
      assert.equal((await call('GET', '/v1/people?max=1000&callingData=true')).list('items').length, 100)
      assert.equal((await call('GET', '/v1/people')).list('items').length, 100)
      assert.equal((await call('GET', '/v1/people?max=0')).status, 400)
    }))

  it('refuses to list everybody to anyone but an admin with the scope', () =>
    serving({}, async ({ call, cloud }) => {
      assert.equal((await call('GET', '/v1/people', cloud.tokens.of('dora'))).status, 403)
      assert.equal((await call('GET', '/v1/people', cloud.tokens.of('bot'))).status, 403)
      const scopeless = cloud.tokens.add({ owner: 'alma', scopes: ['spark:all'] })
      assert.equal((await call('GET', '/v1/people', scopeless)).status, 403)
    }))

  it('finds an address exactly, whatever its case, and nobody of another organisation', () =>
    serving({}, async ({ call, cloud }) => {
      const found = await call('GET', '/v1/people?email=BEN.approver%40example.com', cloud.tokens.of('bot'))
      assert.deepEqual(
        found.list('items').map((item) => field(item, 'displayName')),
        ['Ben Approver'],
      )
      assert.equal((await call('GET', '/v1/people?email=ben.approver%40example.co')).list('items').length, 0)
      const other = await call('GET', '/v1/people?email=otto%40elsewhere.example')
      assert.deepEqual([other.status, other.at('items')], [200, []])
    }))

  it('finds names by their beginning and people by role', () =>
    serving({}, async ({ call, cloud }) => {
      assert.equal((await call('GET', '/v1/people?displayName=alma')).list('items').length, 1)
      assert.equal((await call('GET', '/v1/people?displayName=lma')).list('items').length, 0)
      const admins = await call('GET', `/v1/people?roles=${publicId('ROLE', 'id_full_admin')}`)
      assert.equal(admins.list('items').length, cloud.organisation.withRole('id_full_admin').length)
      assert.equal(admins.list('items').length, 2)
    }))

  it('takes up to 85 ids, names the unknown ones, and shows no presence and no roles by id', () =>
    serving({}, async (served) => {
      const unknown = publicId('PEOPLE', '00000000-0000-4000-8000-000000000000')
      const ids = [idOf(served, 'alma'), unknown, idOf(served, 'otto')]
      const reply = await served.call('GET', `/v1/people/?id=${ids.join(',')}`)
      assert.deepEqual(
        reply.list('items').map((item) => field(item, 'id')),
        [ids[0], ids[2]],
      )
      assert.deepEqual(reply.at('notFoundIds'), [unknown])
      for (const hidden of ['roles', 'licenses', 'status', 'lastActivity', 'loginEnabled']) {
        assert.equal(field(reply.at('items', 0), hidden), undefined, hidden)
      }
      const many = Array.from({ length: 86 }, (_, index) => publicId('PEOPLE', `x${index}`))
      assert.equal((await served.call('GET', `/v1/people?id=${many.join(',')}`)).status, 400)
      assert.equal(
        (await served.call('GET', `/v1/people?id=${many.slice(1).join(',')}`)).list('notFoundIds').length,
        85,
      )
    }))

  it('shows administrative fields to admins of the organisation only', () =>
    serving({}, async (served) => {
      const { call, cloud } = served
      const path = `/v1/people/${idOf(served, 'alma')}`
      const forAdmin = await call('GET', path)
      assert.deepEqual(forAdmin.at('roles'), [publicId('ROLE', 'id_user_admin')])
      assert.deepEqual([forAdmin.at('invitePending'), forAdmin.at('loginEnabled')], ['false', 'true'])
      assert.equal(forAdmin.at('status'), 'active')
      const forBot = await call('GET', path, cloud.tokens.of('bot'))
      assert.deepEqual([forBot.at('roles'), forBot.at('loginEnabled')], [undefined, undefined])
      const ofOtto = await call('GET', `/v1/people/${idOf(served, 'otto')}`)
      assert.deepEqual([ofOtto.status, ofOtto.at('loginEnabled'), ofOtto.at('roles')], [200, undefined, undefined])
      const forOtto = await call('GET', path, cloud.tokens.of('otto'))
      assert.deepEqual([forOtto.status, forOtto.at('status')], [200, undefined])
    }))

  it('answers 404 for an id of nobody and for what is no id', () =>
    serving({}, async ({ call }) => {
      assert.equal((await call('GET', `/v1/people/${publicId('PEOPLE', 'x')}`)).status, 404)
      assert.equal((await call('GET', '/v1/people/alma')).status, 404)
    }))
})
