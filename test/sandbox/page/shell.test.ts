import assert from 'node:assert/strict'
import { botWords } from '../../../src/sandbox/page/client/shell/bot-words.ts'
import { nextCrashStep, SLOW_MS } from '../../../src/sandbox/page/client/shell/crash-step.ts'
import { placeAfter } from '../../../src/sandbox/page/client/shell/menu-keys.ts'
import type { BotProcessState, KnobBoard } from '../../../src/sandbox/page/protocol.ts'

describe('the keys of a menu', () => {
  const rows = [
    { name: 'Alma', cells: 2 },
    { name: 'Ben', cells: 2 },
    { name: 'Boris', cells: 1 },
  ]
  const place = (row: number, column = 0) => ({ row, column })

  it('lead up and down, and around the ends', () => {
    assert.deepEqual(placeAfter('ArrowDown', place(0), rows), place(1))
    assert.deepEqual(placeAfter('ArrowDown', place(2), rows), place(0))
    assert.deepEqual(placeAfter('ArrowUp', place(0), rows), place(2))
    assert.deepEqual(placeAfter('Home', place(2), rows), place(0))
    assert.deepEqual(placeAfter('End', place(0), rows), place(2))
  })

  it('lead to what stands beside, and no further', () => {
    assert.deepEqual(placeAfter('ArrowRight', place(0), rows), place(0, 1))
    assert.deepEqual(placeAfter('ArrowRight', place(0, 1), rows), place(0, 1))
    assert.deepEqual(placeAfter('ArrowRight', place(2), rows), place(2))
    assert.deepEqual(placeAfter('ArrowLeft', place(0, 1), rows), place(0))
    assert.deepEqual(placeAfter('ArrowLeft', place(0), rows), place(0))
  })

  it('stay in their column as far as a row reaches', () => {
    assert.deepEqual(placeAfter('ArrowDown', place(0, 1), rows), place(1, 1))
    assert.deepEqual(placeAfter('ArrowDown', place(1, 1), rows), place(2))
  })

  it('find a row by its first letter, the next one each time', () => {
    assert.deepEqual(placeAfter('b', place(0, 1), rows), place(1))
    assert.deepEqual(placeAfter('B', place(1), rows), place(2))
    assert.deepEqual(placeAfter('b', place(2), rows), place(1))
  })

  it('leave every other key alone', () => {
    for (const key of ['x', ' ', 'Enter', 'F5', 'Tab']) assert.equal(placeAfter(key, place(0), rows), undefined)
  })
})

describe('the words for the bot', () => {
  const said = (status: BotProcessState['status'], life: number, words: string) => botWords({ status, life, words })

  it('tell which life it lives', () => {
    assert.deepEqual(said('running', 2, ''), {
      title: 'Twokey is running',
      detail: 'life 2',
      announcement: 'Twokey is running (life 2)',
    })
  })

  it('tell what it waits for, without announcing each of it', () => {
    const waiting = said('starting', 1, 'webex: not connected yet')
    assert.equal(waiting.detail, 'webex: not connected yet · life 1')
    assert.equal(waiting.announcement, said('starting', 1, 'starting').announcement)
    assert.equal(said('starting', 1, 'starting').detail, 'life 1')
  })

  it('tell why it is stopped', () => {
    assert.equal(said('stopped', 1, 'killed').announcement, 'Twokey is stopped (killed · life 1)')
    assert.equal(said('stopped', 0, 'not started yet').detail, 'not started yet')
  })
})

describe('the way through killing the bot', () => {
  const knobs = (latencyMs: number): KnobBoard => {
    const off = { isDown: false, isTokenExpired: false, nextChange: 'right' } as const
    return {
      latencyMs,
      callsPerMinute: 0,
      chat: { isDown: false },
      vendors: { webex: off, okta: off, bevy: off, aac: off },
    }
  }
  const next = (status: BotProcessState['status'], latencyMs: number) =>
    nextCrashStep({ process: { status, life: 1, words: '' }, knobs: knobs(latencyMs) })

  it('makes calls slow first, so that there is a middle to be killed in', () => {
    assert.equal(next('running', 0), 'slow')
    assert.equal(next('running', SLOW_MS), 'kill')
  })

  it('starts a bot that is stopped, however slow calls are', () => {
    assert.deepEqual([next('stopped', 0), next('stopped', SLOW_MS)], ['start', 'start'])
  })
})
