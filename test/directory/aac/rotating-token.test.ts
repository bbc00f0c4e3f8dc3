import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { KEPT_AS, type RotatingTokenOptions, RotatingTokens } from '../../../src/directory/aac/rotating-token.ts'
import { fingerprint } from '../../../src/directory/aac/token-record.ts'
import { AAC } from '../../../src/directory/aac/vendor.ts'
import { createSend } from '../../../src/directory/http/client.ts'
import type { Secrets } from '../../../src/model/store.ts'
import { WireError } from '../../../src/model/wire.ts'
import { aacWorld } from '../../support/aac-world.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { type OddAnswer, type OddServer, oddServer } from '../../support/odd-server.ts'

const LIMITS = { timeoutMs: 300, maxBytes: 10_000 }

describe('the token of the Analytics Cloud', () => {
  let server: OddServer
  let log: string[]
  let answers: (OddAnswer | Promise<OddAnswer>)[]
  let disk: Map<string, string>
  let saving: (value: string) => Promise<void>
  const clock = fakeClock()

  const rotated = (n: number): OddAnswer => ({
    body: { access_token: `access-${n}`, refresh_token: `refresh-${n}`, expires_in: 300 },
  })
  const secrets: Secrets = {
    get: (name) => disk.get(name),
    set: async (name, value) => {
      await saving(value)
      disk.set(name, value)
      const { refreshToken, renewing } = Object(JSON.parse(value))
      log.push(renewing ? `noted ${refreshToken}` : `kept ${refreshToken}`)
    },
  }

  beforeEach(async () => {
    log = []
    answers = []
    disk = new Map()
    saving = async () => undefined
    server = await oddServer(({ body, url, authorization }) => {
      log.push(
        url === '/as/token' ? `renew ${new URLSearchParams(body).get('refresh_token')}` : `call ${authorization}`,
      )
      return answers.shift() ?? { status: 500 }
    })
  })
  afterEach(() => server.close())

  const tokensOf = (more: Partial<RotatingTokenOptions> = {}) =>
    new RotatingTokens({
      tokenUrl: `${server.url}/as/token`,
      clientId: 'client',
      refreshToken: 'refresh-0',
      secrets,
      clock,
      limits: LIMITS,
      ...more,
    })

  async function faultOf(asked: Promise<unknown>) {
    const error = await asked.then(
      () => assert.fail('it was given'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof WireError, inspect(error))
    const shown = inspect(error, { depth: 20, showHidden: true })
    for (const secret of ['refresh-0', 'refresh-1', 'access-1']) assert.ok(!shown.includes(secret), shown)
    return error.fault
  }

  it('is asked for as the documents say, once for all who wait, and kept', async () => {
    const tokens = tokensOf()
    answers = [rotated(1)]
    assert.deepEqual(await Promise.all([tokens.current(), tokens.current()]), ['access-1', 'access-1'])
    assert.equal(await tokens.current(), 'access-1')
    assert.deepEqual(log, ['noted refresh-0', 'renew refresh-0', 'kept refresh-1'])
    assert.deepEqual(
      [...new URLSearchParams(server.requests[0]?.body)],
      [
        ['grant_type', 'refresh_token'],
        ['refresh_token', 'refresh-0'],
        ['client_id', 'client'],
      ],
    )
    assert.equal(server.requests[0]?.authorization, undefined)
  })

  it('is renewed a minute before its end, with the token that was kept', async () => {
    const tokens = tokensOf()
    answers = [rotated(1), rotated(2)]
    await tokens.current()
    clock.advance(239_000)
    assert.equal(await tokens.current(), 'access-1')
    clock.advance(1_000)
    assert.equal(await tokens.current(), 'access-2')
    assert.deepEqual(log.slice(3), ['noted refresh-1', 'renew refresh-1', 'kept refresh-2'])
  })

  it('goes on in the next process where the last one stopped', async () => {
    answers = [rotated(1), rotated(2)]
    await tokensOf().current()
    assert.equal(await tokensOf().current(), 'access-2')
    assert.deepEqual(log.slice(3), ['noted refresh-1', 'renew refresh-1', 'kept refresh-2'])
  })

  it('begins anew with a token that the operator gave since', async () => {
    answers = [rotated(1), rotated(2)]
    await tokensOf().current()
    await tokensOf({ refreshToken: 'refresh-new' }).current()
    assert.equal(log[4], 'renew refresh-new')
  })

  it('is kept as it is where the vendor gives no other refresh token', async () => {
    answers = [{ body: { access_token: 'access-1' } }, rotated(2)]
    const tokens = tokensOf()
    await tokens.current()
    clock.advance(300_000)
    await tokens.current()
    assert.deepEqual(
      log.filter((line) => line.startsWith('renew')),
      ['renew refresh-0', 'renew refresh-0'],
    )
  })

  it('is not asked for while the note cannot be written', async () => {
    const tokens = tokensOf()
    saving = async (value) => {
      throw new Error(`disk full near ${value}`)
    }
    assert.equal((await faultOf(tokens.current())).code, 'token-unavailable')
    assert.deepEqual(log, [])
    saving = async () => undefined
    answers = [{ status: 400, body: { error: 'invalid_grant' } }]
    assert.match((await faultOf(tokens.current())).message, /is no longer good/)
  })

  it('is not given out while what was rotated cannot be kept, and keeps it first the next time', async () => {
    const tokens = tokensOf()
    answers = [rotated(1), rotated(2)]
    saving = async (value) => {
      if (value.includes('refresh-1')) throw new Error(`disk full near ${value}`)
    }
    assert.equal((await faultOf(tokens.current())).code, 'token-unavailable')
    saving = async () => undefined
    assert.equal(await tokens.current(), 'access-2')
    assert.deepEqual(log.slice(2), ['kept refresh-1', 'noted refresh-1', 'renew refresh-1', 'kept refresh-2'])
  })

  it('is renewed once on a 401, for all who met it, and the call sent once more', async () => {
    const send = createSend(AAC, tokensOf(), LIMITS)
    answers = [rotated(1), { status: 401 }, rotated(2), { body: {} }]
    await send({ method: 'GET', url: `${server.url}/v4/x`, doing: 'reading' }, new AbortController().signal)
    assert.deepEqual(
      log.filter((line) => /^(call|renew)/.test(line)),
      ['renew refresh-0', 'call Bearer access-1', 'renew refresh-1', 'call Bearer access-2'],
    )
    const tokens = tokensOf()
    answers = [rotated(3), rotated(4)]
    const first = await tokens.current()
    const both = await Promise.all([tokens.replace(first), tokens.replace(first)])
    assert.deepEqual(both, ['access-4', 'access-4'])
    assert.equal(await tokens.replace(first), 'access-4')
  })

  it('is given up for good when it is refused, with what to do, and the doubt does not grow of it', async () => {
    const tokens = tokensOf()
    for (const status of [400, 401, 400]) {
      answers = [{ status, body: { error: 'invalid_grant', error_description: 'no refresh-0' } }]
      const { code, kind, isRetryable, message } = await faultOf(tokens.current())
      assert.deepEqual([code, kind, isRetryable], ['credential-refused', 'refused', false])
      assert.match(message, new RegExp(`the refresh token ${fingerprint('refresh-0')} is no longer good`))
      assert.match(message, /make a new token on the OAuth 2.0 API Tokens page .* AAC_REFRESH_TOKEN/)
    }
  })

  it('says that the answer was lost when a token is refused that was offered before', async () => {
    for (const lost of [{ status: 500 }, { body: '<html>' }, new Promise<OddAnswer>(() => undefined)]) {
      disk.clear()
      const tokens = tokensOf()
      answers = [lost, { status: 400, body: { error: 'invalid_grant' } }]
      assert.equal((await faultOf(tokens.current())).code, 'token-unavailable')
      for (const asked of [tokens, tokensOf()]) {
        const { code, message } = await faultOf(asked.current())
        assert.equal(code, 'credential-refused')
        assert.match(message, /was offered once before, and its answer never came to the disk/)
        answers = [{ status: 400 }]
      }
    }
  })

  it('is got after a lost answer when the vendor had not ended the token', async () => {
    const tokens = tokensOf()
    answers = [{ status: 503 }, rotated(1)]
    await faultOf(tokens.current())
    assert.equal(await tokens.current(), 'access-1')
    assert.equal(JSON.parse(disk.get(KEPT_AS) ?? '{}').renewing, undefined)
  })

  it('leaves no doubt behind when the vendor said to wait or was never reached', async () => {
    const tokens = tokensOf()
    answers = [{ status: 429, headers: { 'x-retry-after': '9' } }, { status: 400 }]
    const { code, retryAfter } = await faultOf(tokens.current())
    assert.deepEqual([code, retryAfter], ['token-unavailable', '9'])
    assert.match((await faultOf(tokens.current())).message, /is no longer good/)
    const unreached = tokensOf({ tokenUrl: 'http://127.0.0.1:1/as/token' })
    assert.equal((await faultOf(unreached.current())).code, 'token-unavailable')
    assert.equal(JSON.parse(disk.get(KEPT_AS) ?? '{}').renewing, undefined)
  })

  it('tells every token that is made to whoever keeps them out of the log', async () => {
    const heard: string[] = []
    answers = [rotated(1)]
    await tokensOf({ onSecret: (secret) => heard.push(secret) }).current()
    assert.deepEqual(heard, ['refresh-0', 'access-1', 'refresh-1'])
  })

  it('carries a removal in the sandbox past the end of the access token, and never offers one twice', async () => {
    const offered: string[] = []
    const world = await aacWorld({
      directory: (environment) => ({
        tokens: new RotatingTokens({
          tokenUrl: environment['AAC_TOKEN_URL'] ?? '',
          clientId: environment['AAC_CLIENT_ID'] ?? '',
          refreshToken: environment['AAC_REFRESH_TOKEN'] ?? '',
          secrets,
          clock,
          limits: LIMITS,
        }),
      }),
    })
    try {
      const { tokens } = world.emulation
      const redeem = tokens.redeem.bind(tokens)
      tokens.redeem = (token) => {
        offered.push(token)
        return redeem(token)
      }
      await world.directory.check()
      const [one, other] = world.ordinary
      assert.ok(one && other)
      for (const { id } of [one, other]) {
        tokens.expireAccess()
        assert.deepEqual([...(await world.directory.apply('delete', [{ id }])).values()], [{ kind: 'done' }])
      }
      assert.equal(offered.length, 3)
      assert.equal(new Set(offered).size, 3)
    } finally {
      await world.close()
    }
  })
})
