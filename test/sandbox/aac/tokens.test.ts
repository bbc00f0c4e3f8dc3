import assert from 'node:assert/strict'
import { serving } from './serving.ts'

const formOf = (
  environment: Readonly<Record<string, string>>,
  refreshToken = environment['AAC_REFRESH_TOKEN'] ?? '',
) => ({
  grant_type: 'refresh_token',
  client_id: environment['AAC_CLIENT_ID'] ?? '',
  refresh_token: refreshToken,
})

describe('the token endpoint of the emulated Analytics Cloud', () => {
  it('gives a new pair and ends the old refresh token at once', () =>
    serving({}, async ({ environment, renew, call }) => {
      const first = await renew(formOf(environment))
      assert.deepEqual([first.status, first.at('expires_in'), first.at('token_type')], [200, 300, 'Bearer'])
      assert.equal((await call('GET', '/v4/people/current', undefined, String(first.at('access_token')))).status, 200)
      const again = await renew(formOf(environment))
      assert.deepEqual([again.status, again.at('error')], [400, 'invalid_grant'])
      const second = await renew(formOf(environment, String(first.at('refresh_token'))))
      assert.equal(second.status, 200)
      assert.notEqual(second.at('refresh_token'), first.at('refresh_token'))
    }))

  it('ends an access token after its five minutes, and the claims say so', () =>
    serving({}, async ({ environment, renew, call, advance }) => {
      const access = String((await renew(formOf(environment))).at('access_token'))
      const claims: unknown = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
      assert.equal(Reflect.get(Object(claims), 'exp'), Date.parse('2026-05-04T12:05:00.000Z') / 1000)
      advance(299_000)
      assert.equal((await call('GET', '/v4/people/current', undefined, access)).status, 200)
      advance(1_000)
      const late = await call('GET', '/v4/people/current', undefined, access)
      assert.deepEqual([late.status, late.at('exception', 'name')], [401, 'MissingPersonException'])
    }))

  it('lets a token live as long as it is told to', () =>
    serving({ accessTokenLifeSeconds: 3600 }, async ({ environment, renew }) => {
      assert.equal((await renew(formOf(environment))).at('expires_in'), 3600)
    }))

  it('refuses another client, another grant and a refresh token past its end', () =>
    serving({ refreshTokenLifeSeconds: 86_400 }, async ({ environment, renew, advance }) => {
      const form = formOf(environment)
      assert.equal((await renew({ ...form, client_id: 'another' })).status, 401)
      assert.equal((await renew({ ...form, grant_type: 'password' })).status, 400)
      advance(86_400_000)
      assert.equal((await renew(form)).at('error'), 'invalid_grant')
    }))

  it('names its newest refresh token in the environment, and has another after a reset', () =>
    serving({}, async ({ cloud, environment, renew }) => {
      assert.equal(cloud.environment('http://x')['AAC_URL'], 'http://x/aac')
      cloud.reset()
      assert.equal((await renew(formOf(environment))).status, 400)
      assert.equal((await renew(formOf(cloud.environment('')))).status, 200)
    }))
})
