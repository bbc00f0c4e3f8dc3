import assert from 'node:assert/strict'
import { endOfParts } from '../../src/jobs/end-of-parts.ts'
import { SHUTDOWN } from '../../src/jobs/running-jobs.ts'
import type { PauseReason, RunEnd } from '../../src/model/run.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'

const NAMES: readonly DirectoryName[] = ['webex', 'okta', 'bevy']
const endOf = (...ends: readonly RunEnd[]): RunEnd =>
  endOfParts(ends.map((end, index) => ({ directory: NAMES[index] ?? 'aac', end })))
const paused = (reason: PauseReason): RunEnd => ({ kind: 'paused', reason })

const completed: RunEnd = { kind: 'completed' }
const cancelled: RunEnd = { kind: 'cancelled' }
const dead = { code: 'credential-refused', message: 'no' } as const
const gone = { code: 'vendor-unreachable', message: 'nobody answers' } as const
const spent = { code: 'budget-spent', message: 'used up', until: '2026-03-03T00:00:00.000Z' } as const
const frozen = { code: 'frozen', by: 'ben@example.com', reason: '' } as const
const askedFor = { code: 'asked', by: 'alma@example.com' } as const

describe('the ends of several directories', () => {
  it('are completed when all are, and cancelled when one is', () => {
    assert.deepEqual(endOf(completed, completed), completed)
    assert.deepEqual(endOf(completed, cancelled), cancelled)
  })

  it('are a pause when one is, with its reason and where', () => {
    assert.deepEqual(endOf(completed, paused(dead)), paused({ ...dead, directory: 'okta' }))
    assert.deepEqual(endOf(cancelled, paused(dead)), paused({ ...dead, directory: 'okta' }))
    assert.deepEqual(endOf(paused(gone), paused(dead)), paused({ ...gone, directory: 'webex' }))
  })

  it('name no directory when there is one, or when somebody asked for the pause of the whole job', () => {
    assert.deepEqual(endOf(paused(dead)), paused(dead))
    assert.deepEqual(endOf(paused(askedFor), paused(askedFor)), paused(askedFor))
  })

  it('sleep only when nobody has to look at anything', () => {
    assert.deepEqual(endOf(paused(spent), paused(dead)), paused({ ...dead, directory: 'okta' }))
    assert.deepEqual(endOf(paused(spent), paused(askedFor)), paused(askedFor))
    assert.deepEqual(endOf(completed, paused(spent)), paused({ ...spent, directory: 'okta' }))
  })

  it('go on after the next start only when nobody has to look at anything', () => {
    const stopped = endOf(paused(spent), paused(SHUTDOWN))
    assert.ok(stopped.kind === 'paused' && stopped.reason === SHUTDOWN)
    assert.deepEqual(endOf(paused(SHUTDOWN), paused(dead)), paused({ ...dead, directory: 'okta' }))
  })

  it('wait for the thaw only when nobody has to look at anything, and rather for that than for the end of a day', () => {
    assert.deepEqual(endOf(paused(frozen), paused(dead)), paused({ ...dead, directory: 'okta' }))
    assert.deepEqual(endOf(paused(spent), paused(frozen)), paused(frozen))
    assert.deepEqual(endOf(paused(frozen), paused(frozen)), paused(frozen))
  })
})
