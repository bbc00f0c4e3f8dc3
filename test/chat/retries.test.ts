import assert from 'node:assert/strict'
import { ChatError, type ChatFault } from '../../src/chat/chat-error.ts'
import { decideRetry, RETRY_POLICY, type RetryPolicy, retryAfterMs, withRetries } from '../../src/chat/retries.ts'
import { recordingClock } from './support/real-clock.ts'

type Failed = Pick<ChatFault, 'code' | 'status' | 'retryAfter'>

/** Waits in order, up to the giving up. */
function schedule(failed: Failed, random: () => number, policy: RetryPolicy = RETRY_POLICY): readonly number[] {
  const waits: number[] = []
  for (let attempt = 1; ; attempt += 1) {
    const decision = decideRetry(failed, attempt, random, policy)
    if (decision.kind === 'give-up') return waits
    waits.push(decision.ms)
  }
}

describe('decideRetry', () => {
  it('doubles the wait, half of it by chance', () => {
    assert.deepEqual(
      schedule({ code: 'http', status: 503 }, () => 1),
      [500, 1000, 2000, 4000, 8000],
    )
    assert.deepEqual(
      schedule({ code: 'no-answer' }, () => 0),
      [250, 500, 1000, 2000, 4000],
    )
  })

  it('waits no longer than the cap', () => {
    const policy = { ...RETRY_POLICY, attempts: 10 }
    const waits = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
    assert.deepEqual(
      schedule({ code: 'timed-out' }, () => 1, policy),
      waits,
    )
  })

  it('waits as long as Webex asks, within its own cap', () => {
    assert.deepEqual(
      schedule({ code: 'http', status: 429, retryAfter: '7' }, () => 0),
      [7000, 7000, 7000, 7000, 7000],
    )
    assert.equal(schedule({ code: 'http', status: 429, retryAfter: '86400' }, () => 0)[0], 60_000)
    assert.equal(schedule({ code: 'http', status: 503, retryAfter: '7' }, () => 0)[0], 7000)
  })

  it('waits the usual time for a Retry-After that cannot be read', () => {
    const malformed: Failed = { code: 'http', status: 429, retryAfter: 'rand(30),add(30)' }
    assert.deepEqual(
      schedule(malformed, () => 1),
      [5000, 5000, 5000, 5000, 8000],
    )
    assert.deepEqual(
      schedule({ code: 'http', status: 429 }, () => 0),
      [5000, 5000, 5000, 5000, 5000],
    )
  })

  it('never waits less than its own backoff, whatever Webex asks', () => {
    assert.deepEqual(
      schedule({ code: 'http', status: 429, retryAfter: '0' }, () => 1),
      [500, 1000, 2000, 4000, 8000],
    )
  })

  it('gives up at once on what will not get better', () => {
    for (const status of [400, 401, 403, 404, 409, 410, 501])
      assert.deepEqual(
        schedule({ code: 'http', status }, () => 0),
        [],
      )
    assert.deepEqual(
      schedule({ code: 'closed' }, () => 0),
      [],
    )
    assert.deepEqual(
      schedule({ code: 'internal' }, () => 0),
      [],
    )
  })
})

describe('retryAfterMs', () => {
  it('reads whole seconds and nothing else', () => {
    assert.equal(retryAfterMs(' 12 '), 12_000)
    for (const text of ['', '-1', '1.5', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT', '9999999999']) {
      assert.equal(retryAfterMs(text), undefined, text)
    }
    assert.equal(retryAfterMs(undefined), undefined)
  })
})

describe('withRetries', () => {
  const fault = (status: number) => new ChatError({ doing: 'asking', code: 'http', status })

  it('obeys the decision and returns what came in the end', async () => {
    const clock = recordingClock()
    const tools = {
      clock,
      random: () => 1,
      policy: RETRY_POLICY,
      signal: new AbortController().signal,
      onWait: () => undefined,
    }
    const answers = [fault(500), fault(502), 'done']
    const result = await withRetries(tools, async () => {
      const answer = answers.shift()
      if (answer instanceof Error) throw answer
      return answer
    })
    assert.equal(result, 'done')
    assert.deepEqual(clock.waits, [500, 1000])
  })

  it('throws the last error, and does not wait once the gateway is closed', async () => {
    const clock = recordingClock()
    const signal = AbortSignal.abort()
    const tools = { clock, random: () => 1, policy: RETRY_POLICY, signal, onWait: () => undefined }
    await assert.rejects(
      withRetries(tools, async () => {
        throw fault(500)
      }),
      { message: 'asking: Webex answered 500' },
    )
    assert.deepEqual(clock.waits, [])
  })
})
