import assert from 'node:assert/strict'
import { bucketOf } from '../../../src/sandbox/okta/rate-limits.ts'
import { type Reply, serving, somebody } from './serving.ts'

const told = ({ status, headers }: Reply): readonly number[] => [
  status,
  ...['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-rate-limit-${name}`))),
]
/** Twelve o'clock and half a second, when the clock of these tests begins. */
const START_SECONDS = Date.parse('2026-05-04T12:00:00.000Z') / 1000

describe('the limits of the emulated Okta', () => {
  it('count each bucket by itself, in a window that begins with its first call', () =>
    serving({ limits: { limits: { users: 2, userRead: 3 } } }, async ({ call, clock }) => {
      const list = () => call('GET', '/api/v1/users?limit=1')
      assert.deepEqual(told(await list()), [200, 2, 1, START_SECONDS + 61])
      clock.advance(20_000)
      assert.deepEqual(told(await call('GET', '/api/v1/users/me')), [200, 3, 2, START_SECONDS + 81])
      assert.deepEqual(told(await list()), [200, 2, 0, START_SECONDS + 61])
      const refused = await list()
      assert.deepEqual(told(refused), [429, 2, 0, START_SECONDS + 61])
      assert.equal(refused.at('errorCode'), 'E0000047')
      assert.equal(refused.headers.get('retry-after'), null)
      clock.advance(40_000)
      assert.deepEqual(told(await list()), [200, 2, 1, START_SECONDS + 121])
    }))

  it('tell their state and the time by the sandbox’s clock with every answer, refusals too', () =>
    serving({}, async ({ call }) => {
      const replies = [
        await call('GET', '/api/v1/users/me', { authorization: '' }),
        await call('DELETE', '/api/v1/users/nobody'),
        await call('GET', '/api/v1/nothing'),
      ]
      assert.deepEqual(
        replies.map(told),
        [
          [403, 1000, 999],
          [404, 600, 599],
          [404, 1200, 1199],
        ].map((counts) => [...counts, START_SECONDS + 61]),
      )
      for (const { headers } of replies) assert.equal(headers.get('date'), 'Mon, 04 May 2026 12:00:00 GMT')
    }))

  it('do nothing of what is refused', () =>
    serving({ limits: { limits: { userWrite: 0 } } }, async ({ call, cloud }) => {
      assert.equal((await call('DELETE', `/api/v1/users/${somebody(cloud).id}`)).status, 429)
      assert.deepEqual(cloud.organisation.changes, [])
    }))

  it('have shorter windows where they are asked to', () =>
    serving({ limits: { limits: { users: 1 }, windowMs: 1_000 } }, async ({ call, clock }) => {
      const list = async () => (await call('GET', '/api/v1/users?limit=1')).status
      assert.deepEqual([await list(), await list()], [200, 429])
      clock.advance(1_000)
      assert.equal(await list(), 200)
    }))

  it('leave each token its share where one is set, and all of them no more than there is', () =>
    serving({ limits: { limits: { userRead: 4 }, tokenShare: 0.5 } }, async ({ call, cloud }) => {
      const asOwner = async () => told(await call('GET', '/api/v1/users/me')).slice(0, 3)
      const another = (authorization: string) => call('GET', '/api/v1/users/me', { authorization })
      assert.deepEqual(
        [await asOwner(), await asOwner()],
        [
          [200, 2, 1],
          [200, 2, 0],
        ],
      )
      assert.deepEqual(await asOwner(), [429, 2, 0])
      const token = `SSWS ${cloud.tokens.add(cloud.organisation.persona('orgAdmin').id)}`
      assert.equal((await another(token)).status, 200)
      assert.equal((await another(token)).status, 429)
    }))

  it('refuse more calls at one time than are allowed, with counts of 0 and a time that is a guess', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const options = { limits: { concurrency: 2 }, work: () => finished }
    await serving(options, async ({ call, cloud }) => {
      const calls = [1, 2, 3].map(() => call('GET', '/api/v1/users/me'))
      const refused = await Promise.race(calls)
      assert.deepEqual(told(refused), [429, 0, 0, START_SECONDS + 61])
      assert.equal(refused.at('errorCode'), 'E0000047')
      finish()
      const statuses = (await Promise.all(calls)).map(({ status }) => status)
      assert.deepEqual(statuses.sort(), [200, 200, 429])
      assert.equal((await call('GET', `/api/v1/users/${somebody(cloud).id}`)).status, 200)
    })
  })

  it('put each call into the bucket of its path', () => {
    const buckets = [
      ['GET', '/api/v1/users'],
      ['POST', '/api/v1/users'],
      ['GET', '/api/v1/users/00u1'],
      ['POST', '/api/v1/users/00u1'],
      ['PUT', '/api/v1/users/00u1'],
      ['DELETE', '/api/v1/users/00u1'],
      ['GET', '/api/v1/users/00u1/roles'],
      ['POST', '/api/v1/users/00u1/lifecycle/deactivate'],
      ['POST', '/oauth2/v1/token'],
    ].map(([method = '', path = '']) => bucketOf(method, path))
    const lists = ['users', 'users', 'userRead', 'userWrite', 'userWrite', 'userWrite', 'other', 'other', 'oauth2']
    assert.deepEqual(buckets, lists)
  })
})
