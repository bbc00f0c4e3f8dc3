import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { createSend } from '../../../src/directory/http/client.ts'
import { ServiceAppTokens } from '../../../src/directory/webex/service-app.ts'
import { WEBEX } from '../../../src/directory/webex/vendor.ts'
import { WireError } from '../../../src/model/wire.ts'
import { type OddAnswer, type OddServer, oddServer } from '../../support/odd-server.ts'
import { testClock, webexWorld } from '../../support/webex-world.ts'

const LIMITS = { timeoutMs: 2_000, maxBytes: 10_000 }

describe('the token of a service app', () => {
  let server: OddServer
  let log: string[]
  let answers: OddAnswer[]
  let saving: (token: string) => Promise<void>
  const clock = testClock()
  const rotated = (n: number): OddAnswer => ({
    body: { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 3600 },
  })

  beforeEach(async () => {
    log = []
    answers = []
    saving = async () => undefined
    server = await oddServer(({ url, body, authorization }) => {
      const sent = new URLSearchParams(body)
      log.push(url === '/v1/access_token' ? `renew ${sent.get('refresh_token')}` : `call ${authorization}`)
      return answers.shift() ?? { status: 500 }
    })
  })
  afterEach(() => server.close())

  const tokensOf = () =>
    new ServiceAppTokens({
      apiUrl: `${server.url}/v1`,
      clientId: 'id',
      clientSecret: 'client-secret',
      refreshToken: 'refresh-0',
      saveRefreshToken: async (token) => {
        await saving(token)
        log.push(`saved ${token}`)
      },
      clock,
      limits: LIMITS,
    })

  const errorOf = async (asked: Promise<unknown>) => {
    const error = await asked.then(
      () => assert.fail('it was given'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof WireError)
    const shown = inspect(error, { depth: 20, showHidden: true })
    for (const secret of ['client-secret', 'refresh-0', 'refresh-1']) assert.ok(!shown.includes(secret), shown)
    return error.fault
  }

  it('is fetched once for all who wait, and kept', async () => {
    const tokens = tokensOf()
    answers = [rotated(1)]
    assert.deepEqual(await Promise.all([tokens.current(), tokens.current()]), ['access-1', 'access-1'])
    assert.equal(await tokens.current(), 'access-1')
    assert.deepEqual(log, ['renew refresh-0', 'saved refresh-1'])
  })

  it('is renewed before its end, with the refresh token that was saved before', async () => {
    const tokens = tokensOf()
    answers = [rotated(1), rotated(2)]
    await tokens.current()
    clock.advance(3600_000 - 299_000)
    assert.equal(await tokens.current(), 'access-2')
    assert.deepEqual(log, ['renew refresh-0', 'saved refresh-1', 'renew refresh-1', 'saved refresh-2'])
  })

  it('is not given out while the rotated refresh token cannot be saved, and saves it first the next time', async () => {
    const tokens = tokensOf()
    answers = [rotated(1), rotated(2)]
    saving = async (token) => {
      throw new Error(`disk full near ${token}`)
    }
    assert.equal((await errorOf(tokens.current())).code, 'token-unavailable')
    saving = async () => undefined
    assert.equal(await tokens.current(), 'access-2')
    assert.deepEqual(log, ['renew refresh-0', 'saved refresh-1', 'renew refresh-1', 'saved refresh-2'])
  })

  it('is not saved when Webex gives the same refresh token again', async () => {
    answers = [{ body: { access_token: 'access-1', refresh_token: 'refresh-0', expires_in: 3600 } }]
    await tokensOf().current()
    assert.deepEqual(log, ['renew refresh-0'])
  })

  it('is renewed once on a 401, and the call sent once more', async () => {
    const send = createSend(WEBEX, tokensOf(), LIMITS)
    answers = [rotated(1), { status: 401 }, rotated(2), { body: {} }]
    await send({ method: 'GET', url: `${server.url}/v1/x`, doing: 'reading' }, new AbortController().signal)
    const calls = log.filter((line) => !line.startsWith('saved'))
    assert.deepEqual(calls, ['renew refresh-0', 'call Bearer access-1', 'renew refresh-1', 'call Bearer access-2'])
  })

  it('is given up on a second 401', async () => {
    const send = createSend(WEBEX, tokensOf(), LIMITS)
    answers = [rotated(1), { status: 401 }, rotated(2), { status: 401 }]
    const asked = send({ method: 'GET', url: `${server.url}/v1/x`, doing: 'reading' }, new AbortController().signal)
    assert.equal((await errorOf(asked)).code, 'credential-refused')
    assert.equal(log.filter((line) => line.startsWith('call')).length, 2)
  })

  it('is refused for good when Webex refuses the renewal, and only for now when it does not answer', async () => {
    for (const status of [400, 401, 403]) {
      answers = [{ status, body: { message: 'no refresh-0 client-secret' } }]
      assert.equal((await errorOf(tokensOf().current())).code, 'credential-refused')
    }
    for (const status of [429, 500]) {
      answers = [{ status, headers: { 'retry-after': '9' } }]
      const { code, retryAfter } = await errorOf(tokensOf().current())
      assert.deepEqual([code, retryAfter], ['token-unavailable', '9'])
    }
    answers = [{ body: '<html>' }]
    assert.equal((await errorOf(tokensOf().current())).code, 'token-unavailable')
  })

  it('carries a whole deletion in the sandbox past an expired token', async () => {
    const world = await webexWorld({
      tokens: (apiUrl, worldClock, { secrets }) =>
        new ServiceAppTokens({
          ...secrets,
          apiUrl,
          clock: worldClock,
          limits: LIMITS,
          saveRefreshToken: async () => undefined,
        }),
    })
    const { cloud, admin, directory, ordinary } = world
    const bearer: string[] = []
    cloud.traffic.subscribe(({ url, status }) => bearer.push(`${status} ${url.replace(/\/[0-9a-f-]{36}\//, '/')}`))
    const authenticate = admin.tokens.authenticate.bind(admin.tokens)
    let last = ''
    admin.tokens.authenticate = (header) => {
      last = header?.slice('Bearer '.length) ?? ''
      return authenticate(header)
    }
    await directory.check()
    admin.tokens.expire(last)
    bearer.length = 0
    const id = ordinary[0]?.id ?? assert.fail('nobody is there')
    assert.deepEqual([...(await directory.apply('delete', [{ id }])).values()], [{ kind: 'done' }])
    assert.deepEqual(bearer, ['401 /identity/scim/v2/Bulk', '200 /v1/access_token', '200 /identity/scim/v2/Bulk'])
    await world.close()
  })
})
