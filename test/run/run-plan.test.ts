import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { UserId } from '../../src/model/ids.ts'
import type { RunEnd } from '../../src/model/run.ts'
import { WireError } from '../../src/model/wire.ts'
import type { RunControl, RunInput } from '../../src/run/run-input.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { type MemoryJournal, memoryJournal } from '../support/memory-journal.ts'
import {
  aRunPlan,
  type Nature,
  type Script,
  type ScriptedDirectory,
  scriptedDirectory,
} from '../support/scripted-directory.ts'

const go: RunControl = { wanted: () => ({ kind: 'go' }) }

const runOf = (
  directory: ScriptedDirectory,
  users: number,
  journal: MemoryJournal,
  over: Partial<RunInput> = {},
): Promise<RunEnd> =>
  runPlan({
    plan: aRunPlan(users),
    directory,
    journal,
    control: go,
    driftOf: (change, now) => (change.before.login === now.login ? undefined : `the login is now ${now.login}`),
    clock: fakeClock(),
    onProgress: () => undefined,
    ...over,
  })

const kinds = (journal: MemoryJournal): string[] =>
  journal.entries.flatMap((entry) =>
    entry.kind === 'outcome' ? [`${entry.outcome.change} ${entry.outcome.kind}`] : [],
  )

const scripts = (...list: readonly (readonly [number, readonly Script[]])[]): Map<UserId, readonly Script[]> =>
  new Map(list.map(([no, script]) => [`u${no}` as UserId, script]))

const range = (length: number): readonly number[] => Array.from({ length }, (_, no) => no)

describe('a run', () => {
  it('re-reads a group, sends one canary alone, then the rest in batches', async () => {
    const directory = scriptedDirectory(8)
    const journal = memoryJournal()
    assert.deepEqual(await runOf(directory, 5, journal), { kind: 'completed' })
    assert.deepEqual(directory.log, [
      'reread u0 u1 u2 u3',
      'delete u0',
      'reread u1 u2 u3 u4',
      'delete u1 u2',
      'delete u3 u4',
    ])
    assert.deepEqual([...directory.subjects.keys()], ['u5', 'u6', 'u7'])
  })

  it('writes the intent before each effect and the outcome after it', async () => {
    const directory = scriptedDirectory(2)
    const journal = memoryJournal()
    const order: string[] = []
    const logged = {
      ...journal,
      append: (entries: Parameters<typeof journal.append>[0]) => {
        order.push(...entries.map((entry) => entry.kind))
        return journal.append(entries)
      },
    }
    const { apply } = directory
    directory.apply = (operation, ids) => {
      order.push('effect')
      return apply(operation, ids)
    }
    await runOf(directory, 2, logged)
    assert.deepEqual(order, ['intent', 'effect', 'outcome', 'intent', 'effect', 'outcome'])
  })

  it('sends nothing when the intent cannot be written', async () => {
    const directory = scriptedDirectory(3)
    await assert.rejects(runOf(directory, 3, memoryJournal([], 1)), /the process died/)
    assert.deepEqual(directory.log, ['reread u0 u1 u2'])
  })

  it('does not touch an account that has drifted, and says why', async () => {
    const directory = scriptedDirectory(3)
    const journal = memoryJournal()
    const drifted = directory.subjects.get('u1' as UserId)
    assert.ok(drifted)
    directory.subjects.set('u1' as UserId, { ...drifted, login: 'new@example.com' })
    await runOf(directory, 3, journal)
    assert.deepEqual(kinds(journal).sort(), ['0 done', '1 drifted', '2 done'])
    assert.ok(directory.subjects.has('u1' as UserId))
    const message = journal.entries.flatMap((e) =>
      e.kind === 'outcome' && e.outcome.error ? [e.outcome.error.message] : [],
    )
    assert.deepEqual(message, ['not done: the login is now new@example.com; plan it anew if it is still wanted'])
  })

  it('reads an account again when its effect had to wait long after the re-check', async () => {
    const clock = fakeClock()
    const directory = scriptedDirectory(5)
    const journal = memoryJournal()
    const { apply } = directory
    directory.apply = async (operation, targets) => {
      const effects = await apply(operation, targets)
      if (!targets.some(({ id }) => id === 'u1')) return effects
      // The vendor held the call up, and meanwhile somebody renamed the next one.
      clock.advance(31_000)
      const next = directory.subjects.get('u3' as UserId)
      if (next) directory.subjects.set(next.id, { ...next, login: 'new@example.com' })
      return effects
    }
    await runOf(directory, 5, journal, { clock })
    assert.deepEqual(directory.log.slice(2), ['reread u1 u2 u3 u4', 'delete u1 u2', 'reread u3 u4', 'delete u4'])
    assert.ok(kinds(journal).includes('3 drifted'))
  })

  it('sends nothing when all that waited have drifted by then', async () => {
    const clock = fakeClock()
    const directory = scriptedDirectory(5)
    const journal = memoryJournal()
    const { apply } = directory
    directory.apply = async (operation, targets) => {
      clock.advance(31_000)
      if (targets.some(({ id }) => id === 'u1')) for (const no of [3, 4]) directory.subjects.delete(`u${no}` as UserId)
      return apply(operation, targets)
    }
    assert.deepEqual(await runOf(directory, 5, journal, { clock }), { kind: 'completed' })
    assert.deepEqual(directory.log.slice(2), ['reread u1 u2 u3 u4', 'delete u1 u2', 'reread u3 u4'])
    assert.deepEqual(kinds(journal), ['0 done', '1 done', '2 done', '3 already-done', '4 already-done'])
    const intents = journal.entries.flatMap((entry) => (entry.kind === 'intent' ? [entry.changes] : []))
    assert.deepEqual(intents, [[0], [1, 2]])
  })

  it('reads nobody anew of those who wait when it is to stop', async () => {
    const clock = fakeClock()
    const directory = scriptedDirectory(5, { effectSize: 1 })
    const { apply } = directory
    directory.apply = (operation, targets) => {
      clock.advance(31_000)
      return apply(operation, targets)
    }
    const reason = { code: 'asked', by: 'alma@example.com' } as const
    const control: RunControl = {
      wanted: () => (directory.log.includes('delete u1') ? { kind: 'pause', reason } : { kind: 'go' }),
    }
    assert.deepEqual(await runOf(directory, 5, memoryJournal(), { clock, control }), { kind: 'paused', reason })
    assert.deepEqual(directory.log.slice(2), ['reread u1 u2 u3 u4', 'delete u1'])
  })

  it('reports a user who is gone already without sending anything', async () => {
    const directory = scriptedDirectory(2)
    directory.subjects.delete('u0' as UserId)
    const journal = memoryJournal()
    await runOf(directory, 2, journal)
    assert.deepEqual(kinds(journal), ['0 already-done', '1 done'])
    assert.ok(!directory.log.includes('delete u0'))
  })

  it('pauses when the canary fails and leaves everybody else alone', async () => {
    const directory = scriptedDirectory(4, {}, scripts([0, ['refused']]))
    const journal = memoryJournal()
    assert.deepEqual(await runOf(directory, 4, journal), {
      kind: 'paused',
      reason: { code: 'canary-failed', message: 'no' },
    })
    assert.equal(directory.subjects.size, 4)
    assert.deepEqual(kinds(journal), ['0 failed'])
  })

  it('pauses once for an effect that changed more than was asked for, and goes on with many of them', async () => {
    const directory = scriptedDirectory(20, {}, scripts(...range(20).map((no) => [no, ['differs']] as const)))
    const journal = memoryJournal()
    assert.equal((await runOf(directory, 20, journal)).kind, 'paused')
    assert.deepEqual(await runOf(directory, 20, journal.reopen()), { kind: 'completed' })
    assert.deepEqual(
      kinds(journal),
      range(20).map((no) => `${no} failed`),
    )
    assert.ok(directory.log.includes('delete u1 u2'), 'one canary is enough')
  })

  it('tries the next user as canary when somebody else was quicker with the first', async () => {
    const directory = scriptedDirectory(4)
    const journal = memoryJournal()
    const { apply } = directory
    directory.apply = (operation, targets) => {
      directory.subjects.delete('u0' as UserId)
      return apply(operation, targets)
    }
    assert.deepEqual(await runOf(directory, 4, journal), { kind: 'completed' })
    assert.deepEqual(directory.log.slice(1, 3), ['delete u0', 'delete u1'])
    assert.deepEqual(kinds(journal).slice(0, 2), ['0 already-done', '1 done'])
  })

  it('tries the next user as canary when it is resumed', async () => {
    const directory = scriptedDirectory(4, {}, scripts([0, ['refused']]))
    const journal = memoryJournal()
    await runOf(directory, 4, journal)
    assert.deepEqual(await runOf(directory, 4, journal.reopen()), { kind: 'completed' })
    assert.deepEqual(directory.log.slice(2, 4), ['reread u1 u2 u3', 'delete u1'])
  })

  it('takes a lost answer for done when the account is gone', async () => {
    const directory = scriptedDirectory(2, {}, scripts([1, ['lost-after']]))
    const journal = memoryJournal()
    await runOf(directory, 2, journal)
    assert.deepEqual(kinds(journal), ['0 done', '1 done'])
    assert.deepEqual(directory.log.slice(-2), ['delete u1', 'reread u1'])
  })

  it('looks before it tries again when the answer is lost, and tries three times', async () => {
    const directory = scriptedDirectory(2, {}, scripts([1, ['lost-before', 'no-result', 'lost-before', 'done']]))
    const journal = memoryJournal()
    const clock = fakeClock()
    await runOf(directory, 2, journal, { clock })
    assert.deepEqual(directory.log.slice(-6), [
      'delete u1',
      'reread u1',
      'delete u1',
      'reread u1',
      'delete u1',
      'reread u1',
    ])
    assert.deepEqual(kinds(journal), ['0 done', '1 failed'])
    assert.deepEqual(clock.sleeps, [2000, 4000, 6000])
  })

  it('writes no intent for another try when it is to stop after the look', async () => {
    const directory = scriptedDirectory(2, {}, scripts([1, ['lost-before']]))
    const journal = memoryJournal()
    const reason = { code: 'asked', by: 'alma@example.com' } as const
    const control: RunControl = {
      wanted: () => (directory.log.length < 5 ? { kind: 'go' } : { kind: 'pause', reason }),
    }
    assert.deepEqual(await runOf(directory, 2, journal, { control }), { kind: 'paused', reason })
    assert.deepEqual(directory.log.slice(-2), ['delete u1', 'reread u1'])
    assert.deepEqual(
      journal.entries.map(({ kind }) => kind),
      ['intent', 'outcome', 'intent'],
    )
  })

  it('leaves an effect open whose answer was lost three times and that nobody can be asked about', async () => {
    const directory = scriptedDirectory(2, {}, scripts([1, Array<Script>(3).fill('lost-before')]))
    const journal = memoryJournal()
    const { apply } = directory
    directory.apply = async (operation, targets) => {
      const effects = await apply(operation, targets)
      if (directory.log.filter((line) => line === 'delete u1').length === 3) directory.reachable = false
      return effects
    }
    const end = await runOf(directory, 2, journal)
    assert.deepEqual(end, { kind: 'paused', reason: { code: 'vendor-unreachable', message: 'nobody answers' } })
    assert.deepEqual(kinds(journal), ['0 done'])
    directory.reachable = true
    assert.deepEqual(await runOf(directory, 2, journal.reopen()), { kind: 'completed' })
    assert.deepEqual(kinds(journal), ['0 done', '1 done'])
  })

  it('pauses when too many fail, and the rest is left', async () => {
    const refused = scripts(...Array.from({ length: 30 }, (_, i) => [i + 5, ['refused']] as const))
    const directory = scriptedDirectory(100, {}, refused)
    const journal = memoryJournal()
    assert.deepEqual(await runOf(directory, 100, journal), {
      kind: 'paused',
      reason: { code: 'too-many-failures', failed: 6, of: 11 },
    })
    assert.equal(directory.subjects.size, 95)
  })

  it('pauses at once when the credential is refused, and goes on when it is mended', async () => {
    const directory = scriptedDirectory(6)
    const journal = memoryJournal()
    const { apply } = directory
    directory.apply = (operation, targets) => {
      if (targets.some(({ id }) => id === 'u3')) directory.credential = 'refused'
      return apply(operation, targets)
    }
    const end = await runOf(directory, 6, journal)
    assert.deepEqual(end, { kind: 'paused', reason: { code: 'credential-refused', message: 'the token was refused' } })
    directory.credential = 'good'
    directory.apply = apply
    assert.deepEqual(await runOf(directory, 6, journal.reopen()), { kind: 'completed' })
    assert.deepEqual([...directory.effects.values()], [1, 1, 1, 1, 1, 1])
  })

  it('pauses when nobody answers any more', async () => {
    const directory = scriptedDirectory(3)
    directory.reachable = false
    const end = await runOf(directory, 3, memoryJournal())
    assert.deepEqual(end, { kind: 'paused', reason: { code: 'vendor-unreachable', message: 'nobody answers' } })
  })

  it('pauses and marks nobody as failed when a call could not be sent', async () => {
    const directory = scriptedDirectory(6, {}, scripts([2, ['unsent']], [1, ['unsent']]))
    const journal = memoryJournal()
    assert.deepEqual(await runOf(directory, 6, journal), {
      kind: 'paused',
      reason: { code: 'vendor-unreachable', message: 'nobody answers' },
    })
    assert.deepEqual(kinds(journal), ['0 done'])
    assert.deepEqual(await runOf(directory, 6, journal.reopen()), { kind: 'completed' })
    assert.deepEqual([...directory.effects.values()], [1, 1, 1, 1, 1, 1])
  })

  it('marks one user of a batch as failed who alone was throttled', async () => {
    const directory = scriptedDirectory(3, {}, scripts([1, ['throttled']]))
    const journal = memoryJournal()
    assert.deepEqual(await runOf(directory, 3, journal), { kind: 'completed' })
    assert.deepEqual(kinds(journal).sort(), ['0 done', '1 failed', '2 done'])
  })

  for (const no of [0, 2])
    it(`throws an accident as it is, after all that was under way has its outcome, at user ${no}`, async () => {
      const directory = scriptedDirectory(4, { effectSize: 1, concurrency: 3 })
      const journal = memoryJournal()
      const bug = new TypeError('a bug')
      const { apply } = directory
      directory.apply = async (operation, targets) => {
        if (targets.some(({ id }) => id === `u${no}`)) throw bug
        await new Promise((resolve) => setImmediate(resolve))
        return apply(operation, targets)
      }
      await assert.rejects(runOf(directory, 4, journal), (error) => error === bug)
      const sent = journal.entries.flatMap((entry) => (entry.kind === 'intent' ? entry.changes : []))
      assert.deepEqual(
        kinds(journal),
        sent.filter((change) => change !== no).map((change) => `${change} done`),
      )
      directory.apply = apply
      assert.deepEqual(await runOf(directory, 4, journal.reopen()), { kind: 'completed' })
      assert.deepEqual([...directory.effects.values()], [1, 1, 1, 1])
    })

  it('sends nobody else once there was an accident', async () => {
    const directory = scriptedDirectory(9, { effectSize: 1 })
    const { apply } = directory
    directory.apply = (operation, targets) =>
      targets.some(({ id }) => id === 'u1') ? Promise.reject(new TypeError('a bug')) : apply(operation, targets)
    await assert.rejects(runOf(directory, 9, memoryJournal()), /a bug/)
    assert.deepEqual([...directory.effects.keys()], ['u0'])
  })

  it('writes down when each thing was, by the clock that it is given', async () => {
    const journal = memoryJournal()
    await runOf(scriptedDirectory(1), 1, journal)
    const at = '2026-03-02T09:00:00.000Z'
    assert.deepEqual(journal.entries, [
      { kind: 'intent', changes: [0], at },
      { kind: 'outcome', outcome: { change: 0, kind: 'done', at } },
    ])
  })

  it('reads one group ahead of the effects and no more', async () => {
    const directory = scriptedDirectory(17)
    const { apply } = directory
    directory.apply = async (operation, targets) => {
      // As long as it takes to read all there is.
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve))
      return apply(operation, targets)
    }
    assert.deepEqual(await runOf(directory, 17, memoryJournal()), { kind: 'completed' })
    assert.deepEqual(directory.log.slice(2, 6), [
      'reread u1 u2 u3 u4',
      'reread u5 u6 u7 u8',
      'delete u1 u2',
      'delete u3 u4',
    ])
  })

  it('stops after the call under way when a pause is asked for', async () => {
    const directory = scriptedDirectory(9)
    const journal = memoryJournal()
    const reason = { code: 'asked', by: 'alma@example.com' } as const
    const control: RunControl = {
      wanted: () => (directory.log.length < 5 ? { kind: 'go' } : { kind: 'pause', reason }),
    }
    assert.deepEqual(await runOf(directory, 9, journal, { control }), { kind: 'paused', reason })
    assert.deepEqual(directory.log, [
      'reread u0 u1 u2 u3',
      'delete u0',
      'reread u1 u2 u3 u4',
      'reread u5 u6 u7 u8',
      'delete u1 u2',
    ])
    assert.deepEqual(kinds(journal), ['0 done', '1 done', '2 done'])
  })

  describe('that is told to stop while its effects wait for their turn', () => {
    const reason = { code: 'frozen', by: 'ben@example.com', reason: '' } as const
    const notSent = new WireError({ kind: 'no-answer', code: 'not-sent', message: 'not sent', isRetryable: true })
    /** Somebody stops the run as soon as this effect waits; it is not sent, and the others of its moment are not, either. */
    const stoppedAt = (waiting: string, directory: ScriptedDirectory) => {
      let ear: (() => void) | undefined
      let isStopped = false
      let wasStopped = false
      const control: RunControl = {
        wanted: () => (isStopped ? { kind: 'pause', reason } : { kind: 'go' }),
        onStop: (hear) => {
          ear = hear
          return () => {
            ear = undefined
          }
        },
      }
      const { apply } = directory
      const sent: string[] = []
      directory.apply = async (operation, targets, wanted) => {
        const ids = targets.map(({ id }) => id).join(' ')
        if (ids === waiting && !wasStopped) {
          isStopped = true
          wasStopped = true
          ear?.()
        }
        // As long as it takes for everybody to wait.
        await new Promise((resolve) => setImmediate(resolve))
        if (wanted?.aborted) throw notSent
        sent.push(ids)
        return apply(operation, targets)
      }
      return { control, sent, hears: () => ear !== undefined, goOn: () => (isStopped = false) }
    }
    const lines = (journal: MemoryJournal) =>
      journal.entries.map((entry) =>
        entry.kind === 'outcome' ? `${entry.outcome.kind} ${entry.outcome.change}` : `${entry.kind} ${entry.changes}`,
      )

    it('sends none of them, writes that they were not sent, and listens no more', async () => {
      const directory = scriptedDirectory(9, { concurrency: 2 })
      const journal = memoryJournal()
      const { control, sent, hears } = stoppedAt('u3 u4', directory)
      assert.deepEqual(await runOf(directory, 9, journal, { control }), { kind: 'paused', reason })
      assert.deepEqual(sent, ['u0'])
      assert.deepEqual(lines(journal), ['intent 0', 'done 0', 'intent 1,2', 'intent 3,4', 'unsent 1,2', 'unsent 3,4'])
      assert.ok(!hears())
    })

    it('goes on with them later without looking anybody up', async () => {
      const directory = scriptedDirectory(5)
      const journal = memoryJournal()
      const { control, sent, goOn } = stoppedAt('u1 u2', directory)
      await runOf(directory, 5, journal, { control })
      directory.log.length = 0
      goOn()
      assert.deepEqual(await runOf(directory, 5, journal.reopen()), { kind: 'completed' })
      assert.deepEqual(directory.log, ['reread u1 u2 u3 u4', 'delete u1 u2', 'delete u3 u4'])
      assert.deepEqual(sent, ['u0', 'u1 u2', 'u3 u4'])
    })

    it('goes on in the same run when that was taken back before it took hold', async () => {
      const directory = scriptedDirectory(5)
      const journal = memoryJournal()
      const { control, sent, goOn } = stoppedAt('u1 u2', directory)
      const { apply } = directory
      directory.apply = (...asked) => apply(...asked).finally(goOn)
      assert.deepEqual(await runOf(directory, 5, journal, { control }), { kind: 'completed' })
      assert.deepEqual([...sent].sort(), ['u0', 'u1 u2', 'u3 u4'])
    })

    it('sends nothing when that comes while the intent is written', async () => {
      const directory = scriptedDirectory(3)
      const journal = memoryJournal()
      let isStopped = false
      const control: RunControl = { wanted: () => (isStopped ? { kind: 'pause', reason } : { kind: 'go' }) }
      const slow = {
        ...journal,
        append: async (entries: Parameters<typeof journal.append>[0]) => {
          await journal.append(entries)
          isStopped = true
        },
      }
      assert.deepEqual(await runOf(directory, 3, slow, { control }), { kind: 'paused', reason })
      assert.deepEqual(directory.log, ['reread u0 u1 u2'])
      assert.deepEqual(lines(journal), ['intent 0', 'unsent 0'])
    })

    it('leaves a change of several steps open of which one was made, and knows one of which none was', async () => {
      const plan = aRunPlan(3, {}, ['deactivate', 'delete'])
      const directory = scriptedDirectory(3, { effectSize: 1, concurrency: 2 }, new Map(), { nature: 'two-steps' })
      const journal = memoryJournal()
      const { control } = stoppedAt('u2', directory)
      const { apply } = directory
      directory.apply = async (operation, targets, wanted) => {
        const [target] = targets
        const subject = target && directory.subjects.get(target.id)
        if (target?.id !== 'u1' || subject === undefined) return apply(operation, targets, wanted)
        directory.subjects.set(target.id, { ...subject, status: 'deprovisioned' })
        await new Promise((resolve) => wanted?.addEventListener('abort', resolve))
        return new Map([[target.id, { kind: 'refused', fault: notSent.fault }]])
      }
      assert.deepEqual(await runOf(directory, 3, journal, { control, plan }), { kind: 'paused', reason })
      assert.deepEqual(lines(journal).slice(2), ['intent 1', 'intent 2', 'unsent 2'])
      const rest = scriptedDirectory(0, { effectSize: 1 }, new Map(), { nature: 'two-steps' })
      for (const [id, subject] of directory.subjects) rest.subjects.set(id, subject)
      assert.deepEqual(await runOf(rest, 3, journal.reopen(), { plan }), { kind: 'completed' })
      assert.deepEqual(rest.log, ['reread u1', 'reread u1 u2', 'delete u1', 'delete u2'])
    })

    it('sends nothing more that waits when the vendor turns one of them away', async () => {
      const directory = scriptedDirectory(5, { effectSize: 1, concurrency: 4 }, scripts([1, ['unsent']]))
      const journal = memoryJournal()
      const { apply } = directory
      directory.apply = async (operation, targets, wanted) => {
        const isFirst = targets.some(({ id }) => id === 'u0' || id === 'u1')
        if (!isFirst) await new Promise((resolve) => wanted?.addEventListener('abort', resolve))
        if (wanted?.aborted) throw notSent
        return apply(operation, targets)
      }
      const end = await runOf(directory, 5, journal)
      assert.equal(end.kind === 'paused' && end.reason.code, 'vendor-unreachable')
      assert.deepEqual(directory.log.slice(2), ['reread u1 u2 u3 u4', 'delete u1'])
      assert.deepEqual(kinds(journal), ['0 done'])
    })
  })

  it('goes on by itself when the pause was taken back before it took hold', async () => {
    const directory = scriptedDirectory(9)
    let asked = 0
    const control: RunControl = {
      wanted: () => (asked++ === 8 ? { kind: 'pause', reason: { code: 'asked', by: 'alma' } } : { kind: 'go' }),
    }
    assert.deepEqual(await runOf(directory, 9, memoryJournal(), { control }), { kind: 'completed' })
    assert.equal(directory.subjects.size, 0)
  })

  it('reads those who wait once more together when the vendor holds the effects up', async () => {
    const clock = fakeClock()
    const directory = scriptedDirectory(7, { rereadSize: 6, effectSize: 1 })
    const { apply } = directory
    directory.apply = (operation, targets) => {
      clock.advance(20_000)
      return apply(operation, targets)
    }
    assert.deepEqual(await runOf(directory, 7, memoryJournal(), { clock }), { kind: 'completed' })
    assert.deepEqual(directory.log, [
      'reread u0 u1 u2 u3 u4 u5',
      'delete u0',
      'reread u1 u2 u3 u4 u5 u6',
      'delete u1',
      'delete u2',
      'reread u3 u4 u5 u6',
      'delete u3',
      'delete u4',
      'reread u5 u6',
      'delete u5',
      'delete u6',
    ])
  })

  it('gives every row that was not reached its outcome when it is cancelled', async () => {
    const directory = scriptedDirectory(5)
    const journal = memoryJournal()
    const control: RunControl = { wanted: () => (directory.log.length < 2 ? { kind: 'go' } : { kind: 'cancel' }) }
    assert.deepEqual(await runOf(directory, 5, journal, { control }), { kind: 'cancelled' })
    assert.deepEqual(kinds(journal), ['0 done', '1 cancelled', '2 cancelled', '3 cancelled', '4 cancelled'])
    const times = journal.entries.flatMap((entry) => (entry.kind === 'outcome' ? [Date.parse(entry.outcome.at)] : []))
    assert.ok(times.length === 5 && times.every(Number.isFinite), `${times}`)
  })

  it('is cancelled still when the process died after the last row had its outcome', async () => {
    const directory = scriptedDirectory(3)
    const journal = memoryJournal()
    await runOf(directory, 3, journal, { control: { wanted: () => ({ kind: 'cancel' }) } })
    assert.deepEqual(await runOf(directory, 3, journal.reopen()), { kind: 'cancelled' })
  })

  it('says unknown for what was under way when it is cancelled and nobody can be asked', async () => {
    const directory = scriptedDirectory(3)
    const journal = memoryJournal([{ kind: 'intent', changes: [1], at: '2026-03-02T08:59:00.000Z' }])
    directory.reachable = false
    await runOf(directory, 3, journal, { control: { wanted: () => ({ kind: 'cancel' }) } })
    assert.deepEqual(kinds(journal), ['0 cancelled', '1 unknown', '2 cancelled'])
  })

  it('knows of what a lookup has shown not to have happened that nothing happened, when it is cancelled after that', async () => {
    const directory = scriptedDirectory(3)
    const journal = memoryJournal([{ kind: 'intent', changes: [1], at: '2026-03-02T08:59:00.000Z' }])
    const control: RunControl = { wanted: () => (directory.log.length === 0 ? { kind: 'go' } : { kind: 'cancel' }) }
    assert.deepEqual(await runOf(directory, 3, journal, { control }), { kind: 'cancelled' })
    assert.deepEqual(directory.log, ['reread u1'])
    assert.deepEqual(kinds(journal), ['0 cancelled', '1 cancelled', '2 cancelled'])
  })

  it('looks up no more of what an earlier process left open once a pause is asked for', async () => {
    const directory = scriptedDirectory(6, { rereadSize: 2 })
    const journal = memoryJournal([{ kind: 'intent', changes: [0, 1, 2, 3], at: '2026-03-02T08:59:00.000Z' }])
    const reason = { code: 'asked', by: 'alma@example.com' } as const
    const control: RunControl = {
      wanted: () => (directory.log.length === 0 ? { kind: 'go' } : { kind: 'pause', reason }),
    }
    assert.deepEqual(await runOf(directory, 6, journal, { control }), { kind: 'paused', reason })
    assert.deepEqual(directory.log, ['reread u0 u1'])
  })

  it('waits for the day when the calls are used up, and settles what was under way after it', async () => {
    const directory = scriptedDirectory(5, { effectSize: 1 })
    const journal = memoryJournal()
    const { apply } = directory
    directory.apply = (operation, targets) => {
      if (targets.some(({ id }) => id === 'u2')) directory.credential = { spentUntil: '2026-03-03T00:00:00.000Z' }
      return apply(operation, targets)
    }
    const message = 'the calls of the day are used up'
    const reason = { code: 'budget-spent', message, until: '2026-03-03T00:00:00.000Z' } as const
    assert.deepEqual(await runOf(directory, 5, journal), { kind: 'paused', reason })
    assert.deepEqual(kinds(journal), ['0 done', '1 done'])
    directory.credential = 'good'
    directory.apply = apply
    assert.deepEqual(await runOf(directory, 5, journal.reopen()), { kind: 'completed' })
    assert.deepEqual([...directory.effects.values()], [1, 1, 1, 1, 1])
  })

  it('remembers that a call was not sent, so that nobody is unknown where looking does not tell', async () => {
    const directory = scriptedDirectory(3, {}, scripts([1, ['unsent']], [2, ['throttled']]), { nature: 'blind' })
    const journal = memoryJournal()
    assert.equal((await runOf(directory, 3, journal)).kind, 'paused')
    assert.deepEqual(await runOf(directory, 3, journal.reopen()), { kind: 'completed' })
    assert.deepEqual(kinds(journal), ['0 done', '1 done', '2 done'])
    assert.deepEqual([...directory.effects.values()], [1, 1, 1])
  })

  it('goes by its own changes alone in a journal that it shares', async () => {
    const own = aRunPlan(2).changes
    const others = own.map((change, i) => ({ ...change, no: i + 2, directory: 'okta' as const }))
    const plan = aRunPlan(0, { changes: [...own, ...others] })
    const at = '2026-03-02T08:59:00.000Z'
    const journal = memoryJournal([
      { kind: 'outcome', outcome: { change: 2, kind: 'done', at } },
      { kind: 'intent', changes: [3], at },
    ])
    const directory = scriptedDirectory(2)
    let last: unknown
    const onProgress: RunInput['onProgress'] = ({ counts }) => {
      last = { ...counts }
    }
    assert.deepEqual(await runOf(directory, 0, journal, { plan, onProgress }), { kind: 'completed' })
    // One canary of its own first, since what was done elsewhere proves nothing here.
    assert.deepEqual(directory.log, ['reread u0 u1', 'delete u0', 'reread u1', 'delete u1'])
    assert.deepEqual(last, { done: 2, 'already-done': 0, failed: 0, drifted: 0, unknown: 0, cancelled: 0 })
  })

  it('lets the vendor rest after so many accounts, and not after the last one', async () => {
    const clock = fakeClock()
    const directory = scriptedDirectory(9, { rereadSize: 2, effectSize: 2, batch: { size: 3, restMs: 600 } })
    const { apply } = directory
    const at: string[] = []
    directory.apply = (operation, targets) => {
      at.push(`${clock.now().toISOString().slice(17, 23)} ${targets.map(({ id }) => id).join(' ')}`)
      return apply(operation, targets)
    }
    assert.deepEqual(await runOf(directory, 9, memoryJournal(), { clock }), { kind: 'completed' })
    assert.deepEqual(at, ['00.000 u0', '00.000 u1 u2', '00.600 u3 u4', '00.600 u5', '01.200 u6 u7', '01.200 u8'])
    assert.deepEqual(clock.sleeps, [600, 600])
    const most = directory.log.filter((line) => line.startsWith('reread')).map((line) => line.split(' ').length - 1)
    assert.equal(Math.max(...most), 2)
  })

  it('rests no longer than the vendor asks for', async () => {
    const clock = fakeClock()
    const directory = scriptedDirectory(3, { effectSize: 1, batch: { size: 2, restMs: 500 } })
    assert.deepEqual(await runOf(directory, 3, memoryJournal(), { clock }), { kind: 'completed' })
    assert.deepEqual(clock.sleeps, [500])
  })

  describe('that is told to stop while the vendor rests', () => {
    const reason = { code: 'asked', by: 'alma@example.com' } as const
    /** Whoever sleeps for the first time is told so in its sleep; `isTakenBack` right after. */
    const stoppedInARest = (wish: ReturnType<RunControl['wanted']>, isTakenBack = false) => {
      const ears = new Set<() => void>()
      let wanted: typeof wish = { kind: 'go' }
      const control: RunControl = {
        wanted: () => wanted,
        onStop: (hear) => {
          ears.add(hear)
          return () => void ears.delete(hear)
        },
      }
      const clock = fakeClock()
      const { sleep } = clock
      const rests: { readonly ms: number; readonly isBrokenOff: boolean }[] = []
      clock.sleep = async (ms, signal) => {
        if (rests.length === 0) {
          wanted = wish
          for (const tell of ears) tell()
          if (isTakenBack) wanted = { kind: 'go' }
        }
        const isBrokenOff = signal?.aborted === true
        rests.push({ ms, isBrokenOff })
        if (!isBrokenOff) await sleep(ms)
      }
      return { clock, control, rests }
    }
    const restful = () => scriptedDirectory(4, { rereadSize: 1, effectSize: 1, batch: { size: 2, restMs: 3_600_000 } })

    for (const kind of ['pause', 'cancel'] as const)
      it(`hears a ${kind} at once`, async () => {
        const { clock, control, rests } = stoppedInARest(kind === 'pause' ? { kind, reason } : { kind })
        const directory = restful()
        const end = await runOf(directory, 4, memoryJournal(), { clock, control })
        assert.equal(end.kind, kind === 'pause' ? 'paused' : 'cancelled')
        assert.deepEqual(rests, [{ ms: 3_600_000, isBrokenOff: true }])
        assert.equal(directory.effects.size, 2)
      })

    it('gives the vendor its whole rest where the pause is taken back', async () => {
      const { clock, control, rests } = stoppedInARest({ kind: 'pause', reason }, true)
      const directory = restful()
      assert.deepEqual(await runOf(directory, 4, memoryJournal(), { clock, control }), { kind: 'completed' })
      assert.deepEqual(rests, [
        { ms: 3_600_000, isBrokenOff: true },
        { ms: 3_600_000, isBrokenOff: false },
      ])
      assert.equal(directory.effects.size, 4)
    })
  })

  it('says of an effect that a later process finds done until when it can be undone, counted from the asking', async () => {
    const askedAt = '2026-03-02T08:59:00.000Z'
    const directory = scriptedDirectory(2, { undoMs: 7 * 86_400_000 }, scripts(), { nature: 'stays' })
    await directory.apply('delete', [{ id: 'u1' as UserId }])
    const journal = memoryJournal([{ kind: 'intent', changes: [1], at: askedAt }])
    await runOf(directory, 2, journal)
    const told = journal.entries.flatMap((entry) =>
      entry.kind === 'outcome' && entry.outcome.change === 1 ? [entry.outcome] : [],
    )
    assert.deepEqual(
      told.map(({ kind, undoUntil }) => [kind, undoUntil]),
      [['done', '2026-03-09T08:59:00.000Z']],
    )
  })

  it('takes a deletion in two steps up where it was left', async () => {
    const two = { nature: 'two-steps' } as const
    const directory = scriptedDirectory(2, {}, scripts([1, ['lost-between', 'done']]), two)
    const journal = memoryJournal()
    const plan = aRunPlan(2, {}, ['deactivate', 'delete'])
    assert.deepEqual(await runOf(directory, 2, journal, { plan }), { kind: 'completed' })
    assert.deepEqual(kinds(journal), ['0 done', '1 done'])
    assert.deepEqual(directory.log.slice(-3), ['delete u1', 'reread u1', 'delete u1'])
  })

  describe('of several steps, of which the last is turned away', () => {
    const plan = aRunPlan(3, {}, ['deactivate', 'delete'])
    const halted = async () => {
      const turnedAway = scripts([1, ['throttled-between']])
      const directory = scriptedDirectory(3, { effectSize: 1 }, turnedAway, { nature: 'two-steps' })
      const journal = memoryJournal()
      const end = await runOf(directory, 3, journal, { plan })
      assert.equal(end.kind === 'paused' && end.reason.code, 'vendor-unreachable')
      assert.deepEqual(kinds(journal), ['0 done'])
      return { directory, journal: memoryJournal(journal.entries) }
    }
    const cancel: RunControl = { wanted: () => ({ kind: 'cancel' }) }
    const errorsOf = (journal: MemoryJournal) =>
      journal.entries.flatMap((entry) => (entry.kind === 'outcome' && entry.outcome.error ? [entry.outcome.error] : []))

    it('goes on with what is left when the job goes on', async () => {
      const { directory, journal } = await halted()
      assert.deepEqual(await runOf(directory, 3, journal, { plan }), { kind: 'completed' })
      assert.deepEqual(kinds(journal).slice(-2), ['1 done', '2 done'])
    })

    it('is not told as a row that was not reached when the job is cancelled', async () => {
      const { directory, journal } = await halted()
      assert.deepEqual(await runOf(directory, 3, journal, { plan, control: cancel }), { kind: 'cancelled' })
      assert.deepEqual(kinds(journal).slice(-2), ['1 failed', '2 cancelled'])
      assert.deepEqual(
        errorsOf(journal).map(({ message }) => message),
        [
          'the job was cancelled when this row was begun, and at most "delete" is still to be done; look the account up by hand',
          'the job was cancelled before this row was reached',
        ],
      )
    })

    it('is not told as a row that was not reached when the job is cancelled while it waits', async () => {
      const lost = scripts([1, ['lost-between']])
      const directory = scriptedDirectory(3, { effectSize: 1 }, lost, { nature: 'two-steps' })
      const journal = memoryJournal()
      const control: RunControl = {
        wanted: () => (directory.log.includes('delete u1') ? { kind: 'cancel' } : { kind: 'go' }),
      }
      await runOf(directory, 3, journal, { plan, control })
      assert.match(errorsOf(journal)[0]?.message ?? '', /row was begun, and at most "delete" is still/)
    })

    it('is looked up when the job is cancelled also where no intent is open, and is told done without a time to undo', async () => {
      const options = { nature: 'two-steps' } as const
      const directory = scriptedDirectory(2, { undoMs: 86_400_000 }, scripts(), options)
      directory.stepsLeft = () => []
      const at = '2026-03-02T08:59:00.000Z'
      const journal = memoryJournal([
        { kind: 'intent', changes: [1], at },
        { kind: 'unsent', changes: [1], at },
      ])
      await runOf(directory, 2, journal, { plan: aRunPlan(2, {}, ['deactivate', 'delete']), control: cancel })
      const told = journal.entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.outcome] : []))
      assert.deepEqual(told[0], { change: 1, kind: 'done', at: '2026-03-02T09:00:00.000Z' })
    })

    it('is unknown when it is cancelled and nobody can be asked', async () => {
      const { directory, journal } = await halted()
      directory.reachable = false
      await runOf(directory, 3, journal, { plan, control: cancel })
      assert.deepEqual(kinds(journal).slice(-2), ['1 unknown', '2 cancelled'])
    })

    it('is not told as not done when the account has drifted since', async () => {
      const { directory, journal } = await halted()
      const account = directory.subjects.get('u1' as UserId)
      assert.ok(account)
      directory.subjects.set(account.id, { ...account, login: 'new@example.com' })
      await runOf(directory, 3, journal, { plan })
      assert.deepEqual(kinds(journal).slice(1, 2), ['1 failed'])
      assert.deepEqual(
        errorsOf(journal).map(({ message }) => message),
        [
          'begun, and at most "delete" is still to be done: the login is now new@example.com; plan it anew if it is still wanted',
        ],
      )
    })
  })

  it('says unknown, and does not try again, where looking does not tell whether a lost effect happened', async () => {
    const directory = scriptedDirectory(3, {}, scripts([1, ['lost-after']], [2, ['lost-before']]), { nature: 'blind' })
    const journal = memoryJournal()
    await runOf(directory, 3, journal)
    assert.deepEqual(kinds(journal).sort(), ['0 done', '1 unknown', '2 unknown'])
    assert.deepEqual([...directory.effects.keys()], ['u0', 'u1'])
  })

  it('lets no account outside the plan be touched, no effect happen twice and no row be lost, wherever it dies', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 14 }),
        fc.array(
          fc.array(
            fc.constantFrom<Script>(
              'done',
              'refused',
              'lost-after',
              'lost-between',
              'throttled-between',
              'lost-before',
              'no-result',
            ),
            { maxLength: 3 },
          ),
          { maxLength: 14 },
        ),
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }),
        fc.record({
          rereadSize: fc.integer({ min: 1, max: 5 }),
          effectSize: fc.integer({ min: 1, max: 5 }),
          concurrency: fc.integer({ min: 1, max: 3 }),
        }),
        fc.option(fc.record({ size: fc.integer({ min: 1, max: 5 }), restMs: fc.integer({ min: 0, max: 900 }) })),
        fc.constantFrom<Nature>('removes', 'two-steps', 'stays'),
        async (users, script, deaths, steps, batch, nature) => {
          const traits = { ...steps, ...(batch && { batch }) }
          const scripted = scripts(...script.map((s, no) => [no, s] as const))
          const directory = scriptedDirectory(20, traits, scripted, { nature })
          const plan = aRunPlan(users, {}, nature === 'two-steps' ? ['deactivate', 'delete'] : ['delete'])
          const isAsItWas = (no: number): boolean => directory.subjects.get(`u${no}` as UserId)?.status === 'active'
          let journal = memoryJournal()
          for (const death of deaths) {
            journal = journal.reopen(death)
            await runOf(directory, users, journal, { plan }).catch((error: Error) =>
              assert.equal(error.message, 'the process died'),
            )
          }
          for (let resumes = 0; ; resumes += 1) {
            assert.ok(resumes <= users + 1, 'a run that is resumed comes to an end')
            journal = journal.reopen()
            if ((await runOf(directory, users, journal, { plan })).kind === 'completed') break
          }
          const outcomes = journal.entries.flatMap((entry) => (entry.kind === 'outcome' ? [entry.outcome.change] : []))
          assert.deepEqual(
            [...outcomes].sort((a, b) => a - b),
            Array.from({ length: users }, (_, no) => no),
          )
          assert.ok([...directory.effects.values()].every((times) => times === 1))
          for (let no = users; no < 20; no += 1) assert.ok(isAsItWas(no))
          for (const entry of journal.entries)
            if (entry.kind === 'outcome' && entry.outcome.kind === 'done')
              assert.equal(
                directory.effects.get(`u${entry.outcome.change}` as UserId),
                1,
                'done means that it happened',
              )
        },
      ),
      { numRuns: 300 },
    ))
})
