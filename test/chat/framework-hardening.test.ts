import assert from 'node:assert/strict'
import Framework from 'webex-node-bot-framework'
import { redactor } from '../../src/chat/chat-error.ts'
import { hardenSdk, takeEvents } from '../../src/chat/framework-hardening.ts'
import { TIMEOUTS } from '../../src/chat/gateway-options.ts'
import { RecentlySeen } from '../../src/chat/recently-seen.ts'
import { nextPage, openRest } from '../../src/chat/rest.ts'
import { RETRY_POLICY } from '../../src/chat/retries.ts'
import { decideSocketStep, reconnectWaitMs } from '../../src/chat/socket-watch.ts'
import { personId } from '../../src/model/ids.ts'
import { realClock } from './support/real-clock.ts'
import { RecordingLog } from './support/recording-log.ts'

describe('takeEvents', () => {
  it('survives an error that the framework emits, which its own listener does not', () => {
    const bare = new Framework({ token: 'none', maxStartupSpaces: 0 })
    assert.throws(() => bare.emit('error', new Error('x')), TypeError)
    const log = new RecordingLog()
    const framework = new Framework({ token: 'none', maxStartupSpaces: 0 })
    const ignore = () => undefined
    takeEvents(framework, { onMessage: ignore, onAction: ignore, onMembership: ignore }, log)
    framework.emit('error', new Error('x'))
    assert.equal(log.lines.length, 1)
  })
})

describe('hardenSdk', () => {
  it('lets nothing wait longer for the list of services than for any other answer', async () => {
    const nobody = 'http://127.0.0.1:9'
    const framework = new Framework({ token: 'none', maxStartupSpaces: 0 })
    const started = framework.start()
    const retry = {
      clock: realClock,
      random: () => 0,
      policy: RETRY_POLICY,
      signal: new AbortController().signal,
      onWait: () => undefined,
    }
    const redact = redactor([])
    hardenSdk(framework.webex, {
      ...TIMEOUTS,
      requestMs: 40,
      apiUrl: nobody,
      u2cUrl: nobody,
      self: { id: personId('me'), orgId: 'org' },
      rest: openRest({ apiUrl: nobody, token: 'none', requestMs: 40, redact, retry }),
      redact,
      onEventLost: () => undefined,
    })
    await assert.rejects(started)
    const startedAt = Date.now()
    await assert.rejects(framework.webex.internal.services.waitForCatalog('signin', 60))
    assert.ok(Date.now() - startedAt < 1_000)
  })
})

describe('decideSocketStep', () => {
  const step = (isConnected: boolean, isConnecting: boolean, offlineForMs: number) =>
    decideSocketStep({ isConnected, isConnecting, offlineForMs }, 1_000)

  it('leaves a connection and an attempt alone, and connects where there is neither', () => {
    assert.equal(step(true, false, 0), 'nothing')
    assert.equal(step(false, true, 999), 'nothing')
    assert.equal(step(false, false, 0), 'connect')
  })

  it('starts over when it has taken too long, whether an attempt is under way or not', () => {
    assert.equal(step(false, true, 1_000), 'start-over')
    assert.equal(step(false, false, 5_000), 'start-over')
    assert.equal(step(true, true, 5_000), 'nothing')
  })
})

describe('reconnectWaitMs', () => {
  it('doubles up to the cap, the upper half by chance', () => {
    const waits = (random: number) =>
      [0, 1, 2, 3, 4, 5, 1_000].map((attempt) => reconnectWaitMs(attempt, 100, 1_000, () => random))
    assert.deepEqual(waits(1), [100, 200, 400, 800, 1_000, 1_000, 1_000])
    assert.deepEqual(waits(0), [50, 100, 200, 400, 500, 500, 500])
  })
})

describe('RecentlySeen', () => {
  it('knows a key again and forgets the one that was longest not asked for', () => {
    const seen = new RecentlySeen(2)
    assert.deepEqual(
      ['a', 'b', 'a', 'c', 'a', 'b'].map((key) => seen.isNew(key)),
      [true, true, false, true, false, true],
    )
  })
})

describe('nextPage', () => {
  it('reads the next page out of a Link header', () => {
    assert.equal(nextPage('<https://x/v1/rooms?cursor=1>; rel="next"'), 'https://x/v1/rooms?cursor=1')
    assert.equal(nextPage('<https://x/a>; rel="first", <https://x/b>; rel="next"'), 'https://x/b')
    assert.equal(nextPage('<https://x/a>; rel="prev"'), undefined)
    assert.equal(nextPage(undefined), undefined)
  })
})
