import assert from 'node:assert/strict'
import { auditedJournal } from '../../src/jobs/audited-journal.ts'
import type { JobsContext } from '../../src/jobs/context.ts'
import { owedIn } from '../../src/jobs/owed.ts'
import type { Job } from '../../src/model/job.ts'
import type { JournalEntry, OutcomeKind } from '../../src/model/run.ts'
import type { Journal } from '../../src/model/store.ts'
import { aJob } from '../store/scratch.ts'
import { contextOf, records, stillClock } from '../support/jobs-world.ts'
import { memoryFiles, memoryStore } from '../support/memory-store.ts'
import { aRunPlan } from '../support/scripted-directory.ts'

const at = '2026-03-02T09:00:00.000Z'
const intent: JournalEntry = { kind: 'intent', changes: [0, 1], at }
const unsent: JournalEntry = { kind: 'unsent', changes: [0, 1], at }
const outcome = (change: number, kind: OutcomeKind): JournalEntry => ({
  kind: 'outcome',
  outcome: { change, kind, at },
})

/** Writes down what reaches the journal, the log and the counts, in order; a step named in `refuse` fails. */
const aWorld = (refuse?: 'log' | 'journal') => {
  const steps: string[] = []
  const step = async (name: 'log' | 'journal', told: readonly string[]): Promise<void> => {
    steps.push([name, ...told].join(' '))
    if (name === refuse) throw new Error(`the ${name} is full`)
  }
  const freeze = { get: () => undefined, change: async () => undefined }
  const shared = { ...records(), clock: stillClock(), directories: new Map() }
  const context: JobsContext = {
    ...contextOf(shared, { jobs: memoryStore(), files: memoryFiles(), freeze }, {}),
    audit: {
      append: (events) =>
        step(
          'log',
          events.map(({ what, whom }) => `${what}:${whom}`),
        ),
      head: () => '',
      of: async function* () {},
    },
    onOutcome: (directory, kind) => void steps.push(`counted ${directory}:${kind}`),
  }
  let isClosed = false
  const journal: Journal = {
    past: [intent],
    append: (entries) =>
      step(
        'journal',
        entries.map(({ kind }) => kind),
      ),
    close: async () => {
      isClosed = true
    },
  }
  const job: Job = aJob()
  return {
    steps,
    audited: auditedJournal(journal, context, job, aRunPlan(2)),
    owes: () => owedIn(context).has(job.id),
    isClosed: () => isClosed,
  }
}

describe('the journal of a job whose effects are on record', () => {
  it('has the record of an outcome after the outcome, and counts it between', async () => {
    const { steps, audited, owes } = aWorld()
    await audited.append([outcome(0, 'done'), unsent, outcome(1, 'failed')])
    assert.deepEqual(steps, [
      'journal outcome unsent outcome',
      'counted webex:done',
      'counted webex:failed',
      'log user-done:u0 user-failed:u1',
    ])
    assert.equal(owes(), false)
  })

  it('asks whether the log takes records before an intent, and only then', async () => {
    const { steps, audited } = aWorld()
    await audited.append([unsent, intent])
    await audited.append([unsent])
    assert.deepEqual(steps, ['log', 'journal unsent intent', 'journal unsent'])
  })

  it('takes no intent while the log takes no records, and knows that the job owes some', async () => {
    const { steps, audited, owes } = aWorld('log')
    await assert.rejects(audited.append([intent]), /the log is full/)
    assert.deepEqual(steps, ['log'])
    assert.equal(owes(), true)
  })

  it('owes the record of an outcome that may be on the disk though it was refused, and counts and records nothing', async () => {
    const { steps, audited, owes } = aWorld('journal')
    await assert.rejects(audited.append([outcome(0, 'done')]), /the journal is full/)
    assert.deepEqual(steps, ['journal outcome'])
    assert.equal(owes(), true)
  })

  it('records an outcome of a change that the plan does not have, and counts it nowhere', async () => {
    const { steps, audited } = aWorld()
    await audited.append([outcome(7, 'done')])
    assert.deepEqual(steps, ['journal outcome', 'log user-done:undefined'])
  })

  it('shows what was written before, and is closed with the journal', async () => {
    const { audited, isClosed } = aWorld()
    assert.deepEqual(audited.past, [intent])
    assert.equal(isClosed(), false)
    await audited.close()
    assert.equal(isClosed(), true)
  })
})
