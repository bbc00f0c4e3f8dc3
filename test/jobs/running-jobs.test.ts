import assert from 'node:assert/strict'
import { RunningJobs, SHUTDOWN } from '../../src/jobs/running-jobs.ts'
import { jobId } from '../../src/model/ids.ts'
import type { RunControl } from '../../src/run/run-input.ts'

const ID = jobId('J-7K2Q')
const pause = { kind: 'pause', reason: { code: 'asked', by: 'alma@example.com' } } as const

/** Work whose rounds the test lets end one by one. */
const rounds = () => {
  const controls: RunControl[] = []
  const ends: (() => void)[] = []
  const work = (control: RunControl): Promise<void> => {
    controls.push(control)
    return new Promise((resolve) => ends.push(resolve))
  }
  return { controls, ends, work }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the runs of this process', () => {
  it('are told what is wanted of them, and are one a job', async () => {
    const running = new RunningJobs()
    const { controls, ends, work } = rounds()
    const done = running.start(ID, work)
    assert.equal(running.start(ID, work), done)
    assert.deepEqual(controls[0]?.wanted(), { kind: 'go' })
    assert.ok(running.wish(ID, pause))
    assert.deepEqual(controls[0]?.wanted(), pause)
    ends[0]?.()
    await done
    assert.equal(controls.length, 1)
    assert.ok(!running.has(ID))
    assert.ok(!running.wish(ID, { kind: 'go' }), 'nobody is there to be told')
  })

  for (const kind of ['go', 'cancel'] as const)
    it(`begin another round for a ${kind} that nobody heard`, async () => {
      const running = new RunningJobs()
      const { controls, ends, work } = rounds()
      const done = running.start(ID, work)
      running.wish(ID, pause)
      controls[0]?.wanted()
      running.wish(ID, { kind })
      ends[0]?.()
      await turn()
      assert.equal(controls.length, 2)
      assert.deepEqual(controls[1]?.wanted(), { kind })
      ends[1]?.()
      await done
      assert.equal(controls.length, 2)
    })

  it('take no word that nobody will hear, at whatever moment it comes', async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      const running = new RunningJobs()
      let works = 0
      void running.start(ID, async () => {
        works += 1
      })
      for (let past = 0; past < moment; past += 1) await Promise.resolve()
      const isTaken = running.wish(ID, { kind: 'cancel' })
      await turn()
      assert.equal(works, isTaken ? 2 : 1, `after ${moment} turns`)
    }
  })

  it('end when a pause comes too late', async () => {
    const running = new RunningJobs()
    const { controls, ends, work } = rounds()
    const done = running.start(ID, work)
    running.wish(ID, pause)
    ends[0]?.()
    await done
    assert.equal(controls.length, 1)
  })

  it('do not take a cancel back', async () => {
    const running = new RunningJobs()
    const { controls, ends, work } = rounds()
    const done = running.start(ID, work)
    running.wish(ID, { kind: 'cancel' })
    assert.ok(running.wish(ID, pause))
    assert.ok(running.wish(ID, { kind: 'go' }))
    assert.deepEqual(controls[0]?.wanted(), { kind: 'cancel' })
    ends[0]?.()
    await done
  })

  it('are reminded of an earlier wish unless there is a newer one', async () => {
    const running = new RunningJobs()
    const { controls, ends, work } = rounds()
    const done = running.start(ID, work)
    running.remind(ID, pause)
    assert.deepEqual(controls[0]?.wanted(), pause)
    running.wish(ID, { kind: 'go' })
    running.remind(ID, pause)
    assert.deepEqual(controls[0]?.wanted(), { kind: 'go' })
    ends[0]?.()
    await done
  })

  it('hold at a shutdown, which waits for them and for what is being said', async () => {
    const running = new RunningJobs()
    const { controls, ends, work } = rounds()
    void running.start(ID, work)
    const order: string[] = []
    const stopped = running.stop().then(() => order.push('stopped'))
    assert.deepEqual(controls[0]?.wanted(), { kind: 'pause', reason: SHUTDOWN })
    let said: () => void = () => undefined
    void running.track(new Promise<void>((resolve) => (said = resolve)))
    const settled = running.settled().then(() => order.push('settled'))
    await turn()
    assert.deepEqual(order, [])
    ends[0]?.()
    await stopped
    said()
    await settled
    assert.deepEqual(order, ['stopped', 'settled'])
  })

  it('hear at once that they are to stop, and not that they are to go on, for as long as they listen', async () => {
    const running = new RunningJobs()
    const heard: string[] = []
    let end: () => void = () => undefined
    const done = running.start(ID, ({ onStop }) => {
      const deafen = onStop(() => heard.push('one'))
      onStop(() => heard.push('other'))
      return new Promise((resolve) => {
        end = () => {
          deafen()
          resolve()
        }
      })
    })
    running.wish(ID, { kind: 'go' })
    assert.deepEqual(heard, [])
    running.wish(ID, pause)
    running.interrupt()
    assert.deepEqual(heard, ['one', 'other', 'one', 'other'])
    end()
    running.wish(ID, pause)
    assert.deepEqual(heard.slice(4), ['other'])
    const stopped = running.stop()
    assert.deepEqual(heard.slice(5), ['other'])
    await Promise.all([done, stopped])
  })

  it('begin another round when they are woken at their end, unless somebody wants them to stand still', async () => {
    for (const wish of [{ kind: 'go' }, pause] as const) {
      const running = new RunningJobs()
      const { controls, ends, work } = rounds()
      const done = running.start(ID, work)
      running.wish(ID, wish)
      controls[0]?.wanted()
      assert.ok(running.again(ID))
      ends[0]?.()
      await turn()
      assert.equal(controls.length, wish.kind === 'go' ? 2 : 1)
      ends[1]?.()
      await done
      assert.ok(!running.again(ID))
    }
  })
})
