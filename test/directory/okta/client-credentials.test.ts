import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import { inspect } from 'node:util'
import { createSend } from '../../../src/directory/http/client.ts'
import { ClientCredentials, SCOPES } from '../../../src/directory/okta/client-credentials.ts'
import { readPrivateKey } from '../../../src/directory/okta/private-key.ts'
import { OKTA_OAUTH } from '../../../src/directory/okta/vendor.ts'
import { WireError } from '../../../src/model/wire.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { type OddAnswer, type OddServer, oddServer } from '../../support/odd-server.ts'
import { oktaWorld, SERVICE_APP_KEY, SERVICE_APP_PEM } from '../../support/okta-world.ts'

const LIMITS = { timeoutMs: 2_000, maxBytes: 10_000 }

const jsonIn = (part = ''): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

function opened(assertion: string, key: KeyObject, hash: string) {
  const [header = '', claims = '', signature = ''] = assertion.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  const isGood = verify(hash, Buffer.from(`${header}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, bytes)
  return { header: jsonIn(header), claims: jsonIn(claims), isGood }
}

describe('the token of an Okta service app', () => {
  let server: OddServer
  let answers: OddAnswer[]
  let clock = fakeClock()
  const given = (n: number, over: object = {}): OddAnswer => ({
    body: { token_type: 'Bearer', expires_in: 3600, access_token: `access-${n}`, scope: 'x', ...over },
    headers: { date: clock.now().toUTCString() },
  })
  const refusal = (error: string, status = 400): OddAnswer => ({
    status,
    body: { error, error_description: `no ${error}` },
    headers: { date: clock.now().toUTCString() },
  })

  beforeEach(async () => {
    clock = fakeClock()
    answers = []
    server = await oddServer(() => answers.shift() ?? { status: 500 })
  })
  afterEach(() => server.close())

  const tokensOf = (key = readPrivateKey(SERVICE_APP_PEM)) => {
    let ids = 0
    const app = { url: `${server.url}/`, clientId: 'client', key, clock, newId: () => `id-${++ids}`, limits: LIMITS }
    return new ClientCredentials(app)
  }
  const formOf = (place: number) => new URLSearchParams(server.requests[place]?.body)
  const assertionOf = (place: number) => formOf(place).get('client_assertion') ?? assert.fail('no assertion')

  const faultOf = async (asked: Promise<unknown>) => {
    const error = await asked.then(
      () => assert.fail('it was given'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof WireError, inspect(error))
    const shown = inspect(error, { depth: 20, showHidden: true })
    for (const { body } of server.requests)
      assert.ok(!shown.includes(new URLSearchParams(body).get('client_assertion') ?? 'nothing'))
    return error.fault
  }

  it('is asked for with a signed assertion, and for the scopes that the adapter needs', async () => {
    answers = [given(1)]
    assert.equal(await tokensOf().current(), 'access-1')
    const [request] = server.requests
    assert.deepEqual([request?.method, request?.url, request?.authorization], ['POST', '/oauth2/v1/token', undefined])
    assert.equal(formOf(0).get('grant_type'), 'client_credentials')
    assert.equal(formOf(0).get('scope'), SCOPES.join(' '))
    assert.equal(formOf(0).get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    const { header, claims, isGood } = opened(assertionOf(0), SERVICE_APP_KEY.publicKey, 'sha256')
    assert.ok(isGood)
    assert.deepEqual(header, { alg: 'RS256', typ: 'JWT' })
    assert.deepEqual(claims, {
      iss: 'client',
      sub: 'client',
      aud: `${server.url}/oauth2/v1/token`,
      exp: clock.now().getTime() / 1000 + 300,
      jti: 'id-1',
    })
  })

  it('is fetched once for all who wait, kept, and renewed before its end with a new assertion', async () => {
    const tokens = tokensOf()
    answers = [given(1), given(2)]
    assert.deepEqual(await Promise.all([tokens.current(), tokens.current()]), ['access-1', 'access-1'])
    clock.advance(3600_000 - 301_000)
    assert.equal(await tokens.current(), 'access-1')
    clock.advance(2_000)
    assert.equal(await tokens.current(), 'access-2')
    assert.equal(server.requests.length, 2)
    assert.equal(jsonIn(assertionOf(1).split('.')[1])['jti'], 'id-2')
  })

  it('is renewed once on a 401, and given up on a second', async () => {
    const send = createSend(OKTA_OAUTH, tokensOf(), LIMITS)
    answers = [given(1), { status: 401 }, given(2), { body: {} }]
    const request = { method: 'GET', url: `${server.url}/api/v1/users/x`, doing: 'reading' } as const
    await send(request, new AbortController().signal)
    assert.equal(server.requests.at(-1)?.authorization, 'Bearer access-2')
    answers = [{ status: 401 }, given(3), { status: 401 }]
    assert.equal((await faultOf(send(request, new AbortController().signal))).code, 'credential-refused')
    assert.equal(server.requests.length, 7)
  })

  it('signs by the kind of the key, and names the key where it has a name', async () => {
    const jwk = (curve: string) => generateKeyPairSync('ec', { namedCurve: curve })
    for (const [curve, alg, hash] of [
      ['P-256', 'ES256', 'sha256'],
      ['P-384', 'ES384', 'sha384'],
      ['P-521', 'ES512', 'sha512'],
    ] as const) {
      const { privateKey, publicKey } = jwk(curve)
      const text = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'in the key' })
      for (const [id, kid] of [
        [undefined, 'in the key'],
        ['given', 'given'],
      ] as const) {
        answers = [given(1)]
        await tokensOf(readPrivateKey(text, id)).current()
        const { header, isGood } = opened(assertionOf(server.requests.length - 1), publicKey, hash)
        assert.ok(isGood)
        assert.deepEqual(header, { alg, typ: 'JWT', kid })
      }
    }
  })

  it('reads a PEM whose line ends are written out, and tells nothing of a key that it cannot read', () => {
    assert.equal(readPrivateKey(SERVICE_APP_PEM.replaceAll('\n', '\\n')).algorithm, 'RS256')
    const { privateKey } = generateKeyPairSync('ed25519')
    const ed = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    for (const text of ['secret-text', '{"kty":"RSA","d":"secret-text"', '{"kty":"RSA"}', '[]', 'null', ed]) {
      assert.throws(
        () => readPrivateKey(text),
        (error) =>
          error instanceof Error && /neither PEM nor JWK/.test(error.message) && !/secret/.test(inspect(error)),
      )
    }
  })

  it("goes by the server's clock once it is known, and asks again when its own was off", async () => {
    const ahead = clock.now().getTime() + 2 * 3600_000
    const date = new Date(ahead).toUTCString()
    answers = [
      { ...refusal('invalid_client', 401), headers: { date } },
      { ...given(1), headers: { date } },
    ]
    assert.equal(await tokensOf().current(), 'access-1')
    const expiries = [0, 1].map((place) => Number(jsonIn(assertionOf(place).split('.')[1])['exp']))
    assert.deepEqual(expiries, [clock.now().getTime() / 1000 + 300, ahead / 1000 + 300])
  })

  it('is refused for good by a plain no, asked once, and only for now when there is no answer', async () => {
    for (const error of ['invalid_client', 'invalid_scope']) {
      answers = [refusal(error, error === 'invalid_client' ? 401 : 400)]
      const fault = await faultOf(tokensOf().current())
      assert.equal(fault.code, 'credential-refused')
      assert.match(fault.message, new RegExp(`no ${error}`))
    }
    assert.equal(server.requests.length, 2)
    for (const answer of [{ status: 500 }, { status: 429, headers: { 'retry-after': '9' } }, { body: '<html>' }]) {
      answers = [answer]
      assert.equal((await faultOf(tokensOf().current())).code, 'token-unavailable')
    }
  })

  it('names every scope to grant when Okta misses one, since Okta does not say which', async () => {
    answers = [refusal('invalid_scope')]
    const { message } = await faultOf(tokensOf().current())
    assert.match(message, /grant the app okta\.users\.read, okta\.users\.manage, okta\.roles\.read;/)
  })

  it('is blotted out of a refusal that says the assertion back', async () => {
    await server.close()
    server = await oddServer(({ body }) => ({
      status: 401,
      body: { error: 'invalid_client', error_description: `bad ${new URLSearchParams(body).get('client_assertion')}` },
    }))
    assert.match((await faultOf(tokensOf().current())).message, /"bad …"/)
  })

  it('says that DPoP is not supported, and where to switch it off', async () => {
    for (const answer of [refusal('invalid_dpop_proof'), refusal('use_dpop_nonce'), given(1, { token_type: 'DPoP' })]) {
      answers = [answer]
      const { code, message } = await faultOf(tokensOf().current())
      assert.equal(code, 'credential-refused')
      assert.match(
        message,
        /DPoP, which is not supported here; .* switch off "Require Demonstrating Proof of Possession/,
      )
    }
  })

  it('carries a whole deletion in the sandbox past an expired token', async () => {
    const {
      directory,
      cloud,
      clock: worldClock,
      ordinary,
      organisation,
      close,
    } = await oktaWorld({ as: 'service-app' })
    const id = ordinary[0]?.id ?? assert.fail('nobody is there')
    await directory.check()
    worldClock.advance(3600_000)
    assert.deepEqual([...(await directory.apply('delete', [{ id }])).values()], [{ kind: 'done' }])
    assert.equal(organisation.user(id), undefined)
    assert.equal(cloud.traffic.calls.filter(({ url }) => url.endsWith('/oauth2/v1/token')).length, 2)
    await close()
  })
})
