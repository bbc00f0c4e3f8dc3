import assert from 'node:assert/strict'
import { runSequentialScript } from '../../bench/sequential-script.ts'
import type { Clock } from '../../src/model/clock.ts'
import { startWebex, type WebexSandbox } from '../../src/sandbox/webex.ts'

describe('the sequential script', () => {
  let cloud: WebexSandbox
  let nowMs = 0
  const slept: number[] = []
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: async (ms) => {
      slept.push(ms)
      nowMs += ms
    },
  }

  before(async () => {
    cloud = await startWebex({ clock: () => new Date(nowMs), organisation: { size: 20, seed: 1 } })
  })
  after(() => cloud.close())

  it('looks each address up, deletes who is found, sleeps 30 seconds on each 429 and lists what went wrong', async () => {
    const { organisation, tokens } = cloud.administration
    const people = organisation
      .people(organisation.home.uuid)
      .filter(({ roles, type }) => roles.length === 0 && type === 'person')
    const addresses = people.slice(-3).map(({ emails }) => emails[0]?.value ?? '')
    cloud.knobs.set({ quotas: [{ path: '^/v1/people', limit: 3, windowMs: 50_000 }] })
    const calls: string[] = []
    const leave = cloud.traffic.subscribe(({ method, status }) => calls.push(`${method} ${status}`))
    const end = await runSequentialScript({ apiUrl: cloud.apiUrl, token: tokens.of('serviceApp'), clock }, [
      ...addresses,
      'nobody@example.com',
    ])
    leave()
    assert.deepEqual(end, { deleted: 3, errors: ['nobody@example.com: not found (200)'], throttled: 4 })
    assert.deepEqual(slept, [30_000, 30_000, 30_000, 30_000])
    assert.deepEqual(calls.slice(0, 6), ['GET 200', 'DELETE 204', 'GET 200', 'DELETE 429', 'DELETE 429', 'DELETE 204'])
    for (const address of addresses) assert.equal(organisation.userByEmail(address), undefined)
  })
})
