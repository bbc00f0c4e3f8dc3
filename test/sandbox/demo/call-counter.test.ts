import assert from 'node:assert/strict'
import { countCalls } from '../../../src/sandbox/demo/call-counter.ts'
import { type EveryVendor, startEveryVendor } from '../../../src/sandbox/every-vendor.ts'

describe('the count of calls to the directories', () => {
  let cloud: EveryVendor
  beforeEach(async () => {
    cloud = await startEveryVendor({ organisation: { size: 12 } })
  })
  afterEach(() => cloud.close())

  it('counts each vendor, and of Webex what is no talk', async () => {
    const calls = countCalls(cloud.traffic)
    const authorization = `Bearer ${cloud.administration.tokens.of('serviceApp')}`
    for (const path of [
      '/v1/people?max=1',
      '/v1/people/me',
      '/v1/people?email=a%40b.example&max=2',
      '/v1/rooms',
      '/identity/scim/x',
      '/okta/api/v1/users',
    ])
      await (await fetch(`${cloud.url}${path}`, { headers: { authorization } })).text()
    assert.deepEqual(calls(), { byVendor: { webex: 2, okta: 1, bevy: 0, aac: 0 }, throttled: 0 })
  })

  it('counts what was throttled, whatever it was for', async () => {
    const calls = countCalls(cloud.traffic)
    cloud.knobs.set({ rules: [{ path: '^/v1/rooms', times: 2, effect: 429 }] })
    for (let call = 0; call < 3; call += 1) await (await fetch(`${cloud.url}/v1/rooms`)).text()
    assert.equal(calls().throttled, 2)
  })
})
