import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { serving, somebody, type World } from './serving.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const SCOPES = ['okta.users.read', 'okta.users.manage']

interface Signed {
  readonly key?: KeyObject
  readonly alg?: string
  readonly claims?: Readonly<Record<string, unknown>>
  readonly scope?: string
  readonly form?: Readonly<Record<string, string>>
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function jwt(key: KeyObject, alg: string, claims: object): string {
  const signed = `${encoded({ alg, kid: 'one' })}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function ask({ call, base, clock }: World, clientId: string, signed: Signed = {}) {
  const { key = rsa.privateKey, alg = 'RS256', scope = SCOPES.join(' ') } = signed
  const now = Math.floor(clock.now().getTime() / 1000)
  const claims = { iss: clientId, sub: clientId, aud: `${base}/oauth2/v1/token`, exp: now + 300, ...signed.claims }
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt(key, alg, claims),
    ...signed.form,
  })
  return call('POST', '/oauth2/v1/token', { authorization: '', body })
}

const client = ({ cloud }: World, roles?: Parameters<World['cloud']['clients']['add']>[0]['roles']): string =>
  cloud.clients.add({ keys: [rsa.publicKey, ec.publicKey], scopes: SCOPES, ...(roles && { roles }) })

describe('a service app of the emulated Okta', () => {
  it('gets a token for an hour with an assertion signed by RS256 or ES256', () =>
    serving({}, async (world) => {
      const id = client(world)
      for (const signed of [{}, { key: ec.privateKey, alg: 'ES256' }] satisfies Signed[]) {
        const reply = await ask(world, id, signed)
        const { access_token, ...rest } = reply.at() as { readonly access_token: string }
        assert.equal(reply.status, 200)
        assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 3600, scope: SCOPES.join(' ') })
        const read = () => world.call('GET', '/api/v1/users?limit=1', { authorization: `Bearer ${access_token}` })
        assert.equal((await read()).status, 200)
        world.clock.advance(3_599_000)
        assert.equal((await read()).status, 200)
        world.clock.advance(1_000)
        assert.deepEqual([(await read()).status, (await read()).at('errorCode')], [401, 'E0000011'])
      }
    }))

  it('is refused with an assertion that is not its own, not for here, too old or good for too long', () =>
    serving({}, async (world) => {
      const id = client(world)
      const now = Math.floor(world.clock.now().getTime() / 1000)
      const wrong: readonly Signed[] = [
        { key: other.privateKey },
        { key: rsa.privateKey, alg: 'ES256' },
        { key: rsa.privateKey, alg: 'none' },
        { claims: { iss: 'somebody' } },
        { claims: { sub: 'somebody' } },
        { claims: { aud: 'https://elsewhere.example/oauth2/v1/token' } },
        { claims: { exp: now } },
        { claims: { exp: now + 3_601 } },
        { claims: { exp: undefined } },
        { claims: { iat: now + 3_000 } },
        { form: { client_assertion: 'a.b.c' } },
        { form: { client_assertion_type: 'jwt' } },
        { form: { client_id: 'somebody' } },
      ]
      for (const signed of wrong) {
        const reply = await ask(world, id, signed)
        assert.deepEqual([reply.status, reply.at('error')], [401, 'invalid_client'], JSON.stringify(signed))
      }
      assert.equal((await ask(world, id, { claims: { exp: now + 3_600, iat: now } })).status, 200)
    }))

  it('cannot use an assertion with an id twice', () =>
    serving({}, async (world) => {
      const id = client(world)
      const once = { claims: { jti: 'once' } }
      assert.deepEqual([(await ask(world, id, once)).status, (await ask(world, id, once)).status], [200, 401])
      assert.deepEqual([(await ask(world, id)).status, (await ask(world, id)).status], [200, 200])
    }))

  it('gets no scope that it was not granted, and no other grant', () =>
    serving({}, async (world) => {
      const id = client(world)
      for (const scope of ['okta.users.read okta.roles.read', '']) {
        const reply = await ask(world, id, { scope })
        assert.deepEqual([reply.status, reply.at('error')], [400, 'invalid_scope'], scope)
      }
      const reply = await ask(world, id, { form: { grant_type: 'password' } })
      assert.deepEqual([reply.status, reply.at('error')], [400, 'unsupported_grant_type'])
    }))

  it('does with its token what the scopes allow and nothing else', () =>
    serving({}, async (world) => {
      const { access_token } = (await ask(world, client(world), { scope: 'okta.users.read' })).at() as {
        readonly access_token: string
      }
      const user = somebody(world.cloud).id
      const calls: readonly (readonly [string, string, unknown])[] = [
        ['GET', `/api/v1/users/${user}`, 200],
        ['GET', `/api/v1/users/${user}/groups`, 200],
        ['GET', `/api/v1/users/${user}/roles`, 'E0000006'],
        ['DELETE', `/api/v1/users/${user}`, 'E0000006'],
        ['POST', `/api/v1/users/${user}/lifecycle/deactivate`, 'E0000006'],
        ['DELETE', '/api/v1/api-tokens/current', 'E0000006'],
      ]
      for (const [method, path, expected] of calls) {
        const reply = await world.call(method, path, { authorization: `Bearer ${access_token}` })
        assert.equal(reply.status === 200 ? 200 : reply.at('errorCode'), expected, `${method} ${path}`)
      }
      assert.equal(world.cloud.organisation.user(user)?.status, 'ACTIVE')
    }))

  it('is nobody: "me" is not found', () =>
    serving({}, async (world) => {
      const token = String((await ask(world, client(world))).at('access_token'))
      const reply = await world.call('GET', '/api/v1/users/me', { authorization: `Bearer ${token}` })
      assert.deepEqual([reply.status, reply.at('errorCode')], [404, 'E0000007'])
    }))

  it('has no more rights than its roles', () =>
    serving({}, async (world) => {
      const token = String((await ask(world, client(world, [{ type: 'READ_ONLY_ADMIN' }]))).at('access_token'))
      const path = `/api/v1/users/${somebody(world.cloud).id}`
      const authorization = `Bearer ${token}`
      assert.equal((await world.call('GET', path, { authorization })).status, 200)
      assert.equal((await world.call('DELETE', path, { authorization })).status, 403)
    }))
})
