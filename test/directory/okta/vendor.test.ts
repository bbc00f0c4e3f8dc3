import assert from 'node:assert/strict'
import { createSend } from '../../../src/directory/http/client.ts'
import { staticToken } from '../../../src/directory/http/token-source.ts'
import { baseOf, OKTA_API_TOKEN, OKTA_OAUTH } from '../../../src/directory/okta/vendor.ts'
import { type Budget, WireError, type WireFault } from '../../../src/model/wire.ts'
import { type OddAnswer, oddServer } from '../../support/odd-server.ts'

const DATE = 'Mon, 02 Mar 2026 09:00:00 GMT'
const SECONDS = Date.parse(DATE) / 1000

const limits = (limit: number, remaining: number, inSeconds: number): Record<string, string> => ({
  date: DATE,
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(SECONDS + inSeconds),
})

async function ask(answer: OddAnswer, vendor = OKTA_API_TOKEN) {
  const server = await oddServer(() => answer)
  const announced: Budget[] = []
  const send = createSend(vendor, staticToken('secret-token'), { timeoutMs: 2_000, maxBytes: 10_000 })
  const request = { method: 'GET', url: `${server.url}/api/v1/users/x`, doing: 'reading x' } as const
  const announce = (budget: Budget) => announced.push(budget)
  const fault: WireFault | undefined = await send(request, new AbortController().signal, { announce }).then(
    () => undefined,
    (error: unknown) => (error instanceof WireError ? error.fault : assert.fail(String(error))),
  )
  await server.close()
  return { fault, announced, authorization: server.requests[0]?.authorization }
}

describe('how Okta is spoken to', () => {
  it('is with SSWS before an API token and Bearer before an access token', async () => {
    assert.equal((await ask({ body: {} })).authorization, 'SSWS secret-token')
    assert.equal((await ask({ body: {} }, OKTA_OAUTH)).authorization, 'Bearer secret-token')
  })

  it('takes the code, the summary with its causes and the ids of an error', async () => {
    const body = {
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: login',
      errorId: 'oae1',
      errorCauses: [{ errorSummary: 'login: An object with this field already exists in the current organization' }],
    }
    const { fault } = await ask({ status: 400, body })
    assert.deepEqual(fault, {
      kind: 'refused',
      code: 'E0000001',
      message:
        'reading x: Okta answered 400, "Api validation failed: login; login: An object with this field already exists in the current organization"',
      httpStatus: 400,
      trackingId: 'oae1',
      isRetryable: false,
    })
    const withHeader = await ask({ status: 400, body, headers: { 'x-okta-request-id': 'req1' } })
    assert.equal(withHeader.fault?.trackingId, 'req1')
  })

  it('takes the words of OAuth too, and does without any', async () => {
    const { fault } = await ask({ status: 400, body: { error: 'invalid_scope', error_description: 'not granted' } })
    assert.deepEqual([fault?.code, fault?.message], ['invalid_scope', 'reading x: Okta answered 400, "not granted"'])
    assert.equal((await ask({ status: 502, body: '<html>' })).fault?.code, 'http-502')
    assert.equal((await ask({ status: 400, body: { errorCode: 'E1', errorCauses: 'odd' } })).fault?.code, 'E1')
  })

  it('waits until the bucket is filled anew, by the clock of the server, and a second more', async () => {
    assert.equal((await ask({ status: 429, headers: limits(600, 0, 17) })).fault?.retryAfter, '18')
    assert.equal((await ask({ status: 429, headers: limits(600, 0, -5) })).fault?.retryAfter, '1')
  })

  it('leaves the wait to the caller for too many calls at once, with calls remaining, and without a whole announcement', async () => {
    assert.equal((await ask({ status: 429, headers: limits(0, 0, 17) })).fault?.retryAfter, undefined)
    assert.equal((await ask({ status: 503, headers: limits(600, 12, 17) })).fault?.retryAfter, undefined)
    const { date: _date, ...dateless } = limits(600, 0, 17)
    assert.equal((await ask({ status: 429, headers: { ...dateless, date: 'today' } })).fault?.retryAfter, undefined)
    const odd = { ...limits(600, 0, 17), 'x-rate-limit-reset': 'soon' }
    assert.equal((await ask({ status: 429, headers: odd })).fault?.retryAfter, undefined)
  })

  it('obeys a Retry-After, which Okta does not document, where there is one', async () => {
    const headers = { ...limits(600, 0, 17), 'retry-after': '7' }
    assert.equal((await ask({ status: 429, headers })).fault?.retryAfter, '7')
  })

  it('announces the budget of good answers and bad, also that of too many calls at once', async () => {
    const budget = { limit: 600, remaining: 599, resetsInMs: 60_000, windowMs: 60_000 }
    assert.deepEqual((await ask({ body: {}, headers: limits(600, 599, 60) })).announced, [budget])
    assert.deepEqual((await ask({ status: 404, headers: limits(600, 599, 60) })).announced, [budget])
    assert.deepEqual((await ask({ status: 429, headers: limits(0, 0, 3) })).announced, [
      { limit: 0, remaining: 0, resetsInMs: 3_000, windowMs: 60_000 },
    ])
    assert.deepEqual((await ask({ body: {} })).announced, [])
  })

  it('keeps a path before the API and no slash at the end of its address', () => {
    assert.equal(baseOf('https://example.okta.com/'), 'https://example.okta.com')
    assert.equal(baseOf('http://127.0.0.1:1/okta'), 'http://127.0.0.1:1/okta')
  })
})
