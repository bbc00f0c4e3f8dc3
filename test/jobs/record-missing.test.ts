import assert from 'node:assert/strict'
import { expireJobs } from '../../src/jobs/expire-jobs.ts'
import { goOnWithJobs, pickUpJobs, tellEveryJob } from '../../src/jobs/pick-up-jobs.ts'
import { planJob } from '../../src/jobs/plan-job.ts'
import { keyOf } from '../../src/jobs/records-of.ts'
import { retryJob } from '../../src/jobs/retry-job.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { cancelJob, resumeJob } from '../../src/jobs/steer-jobs.ts'
import { undoJob } from '../../src/jobs/undo-job.ts'
import { withdrawJob } from '../../src/jobs/withdraw-job.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import { personId, userId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { Actor } from '../../src/model/person.ts'
import { APPROVER, addresses, aMessage, asked, inJobsWorld, type JobsWorld, REQUESTER } from '../support/jobs-world.ts'
import { type Script, type ScriptedDirectory, scriptedDirectory } from '../support/scripted-directory.ts'

const SECOND: Actor = {
  person: { id: personId('sven'), email: 'sven@example.com', displayName: 'Sven' },
  isRequester: false,
  isApprover: true,
}

/** Something that a person does, who does it again when the bot died before it was done. */
interface Step {
  readonly isDone: (newest: Job | undefined, jobs: readonly Job[]) => boolean
  readonly act: (world: JobsWorld, newest: Job) => Promise<unknown>
}

interface Scenario {
  readonly directories: () => readonly ScriptedDirectory[]
  readonly steps: readonly Step[]
  readonly approvals?: number
  /** No approvers any more when the second one looks at it. */
  readonly gone?: readonly Actor[]
}

const over: readonly Job['status'][] = [
  'completed',
  'cancelled',
  'rejected',
  'withdrawn',
  'expired',
  'refused',
  'stopped',
]
const isOver = (job: Job | undefined): boolean => job !== undefined && over.includes(job.status)

const ask = (csv: readonly string[], count = 1): Step => ({
  isDone: (_, jobs) => jobs.length >= count,
  act: (world) => asked(world, { csv }),
})
const review = (actor: Actor, verdict: 'approve' | 'reject', times = 1): Step => ({
  isDone: (job) =>
    (job?.approval?.reviews.length ?? 0) >= times || (job !== undefined && job.status !== 'awaiting-approval'),
  act: ({ context }, { id, summary }) =>
    reviewJob(context, { job: id, actor, verdict, typedCount: String(summary?.planned), reason: 'they left' }),
})
const byRequester = (act: Step['act'], isDone: Step['isDone'] = isOver): Step => ({ isDone, act })

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a job over two directories with what is kept of its accounts': {
    directories: () => [
      scriptedDirectory(3, {}, new Map([[userId('u2'), ['refused']]]), { name: 'okta', keeps: true }),
      scriptedDirectory(3),
    ],
    steps: [ask([...addresses(3), 'nobody@example.com']), review(APPROVER, 'approve')],
  },
  'a job that is rejected': {
    directories: () => [scriptedDirectory(2)],
    steps: [ask(addresses(2)), review(SECOND, 'reject')],
  },
  'a job that is refused': {
    directories: () => [scriptedDirectory(2)],
    steps: [ask(['email', 'nobody@example.com'])],
  },
  'a job that is withdrawn': {
    directories: () => [scriptedDirectory(2)],
    steps: [ask(addresses(2)), byRequester(({ context }, { id }) => withdrawJob(context, id, REQUESTER))],
  },
  'a job that nobody approves in time': {
    directories: () => [scriptedDirectory(2)],
    steps: [
      ask(addresses(2)),
      byRequester(async ({ context, clock }) => {
        clock.advance(86_400_000)
        await expireJobs(context)
      }),
    ],
  },
  'a job with an approval that is void when the next one comes': {
    directories: () => [scriptedDirectory(2)],
    approvals: 2,
    gone: [APPROVER],
    steps: [
      ask(addresses(2)),
      review(APPROVER, 'approve'),
      { ...review(SECOND, 'approve'), isDone: (job) => job?.approval?.reviews.at(-1)?.by.id === SECOND.person.id },
      byRequester(({ context }, { id }) => withdrawJob(context, id, REQUESTER)),
    ],
  },
  'a job that takes up what another left': {
    directories: () => [scriptedDirectory(2, {}, new Map([[userId('u1'), Array<Script>(99).fill('lost-before')]]))],
    steps: [
      ask(addresses(2)),
      review(APPROVER, 'approve'),
      byRequester(
        ({ context }, { id }) => retryJob(context, id, REQUESTER, aMessage()),
        (_, jobs) => jobs.length > 1,
      ),
      review(APPROVER, 'approve'),
    ],
  },
  'a job that takes back what another did, and one in its place': {
    directories: () => [scriptedDirectory(2, {}, new Map(), { nature: 'stays' })],
    steps: [
      ask(addresses(2)),
      review(APPROVER, 'approve'),
      ...[1, 2].map((earlier) =>
        byRequester(
          ({ context }, { id, undoOf }) => undoJob(context, undoOf ?? id, REQUESTER, aMessage()),
          (_, jobs) => jobs.length > earlier,
        ),
      ),
      review(SECOND, 'reject'),
    ],
  },
}

/** The log takes so many records, and from then on none until the next start. */
const dying = (context: JobsWorld['context'], audited: AuditEvent[], room: number): void => {
  const append = async (events: readonly AuditEvent[]): Promise<void> => {
    const taken = events.slice(0, Math.max(0, room - audited.length))
    audited.push(...taken)
    if (taken.length < events.length || audited.length > room) throw new Error('the process died')
  }
  Object.assign(context.audit, { append })
}

const started = async (world: JobsWorld, { gone = [] }: Scenario): Promise<void> => {
  Object.assign(world.context, {
    standingOf: async (id: string) => ({ isRequester: true, isApprover: gone.every(({ person }) => person.id !== id) }),
  })
  await pickUpJobs(world.context)
}

/** What is in the log when all has been done, with one death when so many records are in it. */
const played = async (scenario: Scenario, diesAt = Number.POSITIVE_INFINITY): Promise<readonly AuditEvent[]> => {
  let records: readonly AuditEvent[] = []
  await inJobsWorld(
    scenario.directories(),
    async (world) => {
      await started(world, scenario)
      dying(world.context, world.audited, diesAt)
      for (const step of scenario.steps) await done(world, scenario, step)
      await quiet(world)
      if (world.audited.length >= diesAt) await restarted(world, scenario)
      records = [...world.audited]
      const [job] = await world.context.store.list()
      assert.ok(isOver(job), `it ended: ${job?.status}`)
    },
    { approvalsRequired: scenario.approvals ?? 1 },
  )
  return records
}

const done = async (world: JobsWorld, scenario: Scenario, { isDone, act }: Step): Promise<void> => {
  for (let tries = 0; tries < 3; tries += 1) {
    const jobs = await world.context.store.list()
    if (isDone(jobs[0], jobs)) return
    world.clock.advance(1_000)
    let isDead = false
    await act(world, jobs[0] as Job).catch(() => {
      isDead = true
    })
    await quiet(world)
    if (isDead || (await world.context.store.list())[0]?.status === 'paused') await restarted(world, scenario)
  }
}

const restarted = async (world: JobsWorld, scenario: Scenario): Promise<void> => {
  await world.restart()
  await started(world, scenario)
  const jobs = await world.context.store.list()
  // A dry run that is taken up goes on beside the start; whoever asks for it shares it.
  for (const { id } of jobs) await planJob(world.context, id)
  await quiet(world)
  const [job] = await world.context.store.list()
  if (job?.status === 'paused') await resumeJob(world.context, job.id, REQUESTER)
  await quiet(world)
}

const quiet = async (world: JobsWorld): Promise<void> => {
  if ((await world.context.store.list()).length > 0) await world.settled()
}

/** What else happened besides tells of deaths and is no decision about a job, nor an effect. */
const BESIDES = new Set(['picked-up', 'paused', 'resume-asked', 'approve-refused'])

/** Without times and with the jobs numbered, so that two plays can be held against each other. */
const account = (records: readonly AuditEvent[]): readonly string[] => {
  const jobs = [...new Set(records.filter(({ what }) => what === 'requested').map(({ job }) => job ?? ''))]
  const numbered = (text: string): string => jobs.reduce((all, id, no) => all.replaceAll(id, `job ${no}`), text)
  return records
    .filter(({ what }) => !BESIDES.has(what))
    .map(({ at: _when, ...event }) =>
      numbered(JSON.stringify(event))
        .replace(/[0-9a-f]{64}/g, 'digest')
        .replace(/ at 20\S+,/, ''),
    )
    .toSorted()
}

describe('the record of a decision or an effect', () => {
  for (const [name, scenario] of Object.entries(SCENARIOS))
    it(`is there once, wherever the log ended when the process died: ${name}`, async () => {
      const whole = await played(scenario)
      assert.equal(new Set(whole.map(keyOf)).size, whole.length, 'nothing is there twice')
      for (let diesAt = 0; diesAt < whole.length; diesAt += 1) {
        const records = await played(scenario, diesAt)
        assert.deepEqual(account(records), account(whole), `after ${diesAt} of ${whole.length} records`)
      }
    })

  it('is not there once more after any number of restarts', () =>
    inJobsWorld([scriptedDirectory(3, {}, new Map([[userId('u0'), ['refused']]]))], async (world) => {
      await asked(world, { csv: addresses(3) })
      await review(APPROVER, 'approve').act(world, await world.job())
      assert.equal((await world.settled()).status, 'paused')
      const before = [...world.audited]
      for (let no = 0; no < 3; no += 1) {
        await world.restart()
        await pickUpJobs(world.context)
        await world.settled()
      }
      assert.deepEqual(world.audited, before)
    }))

  it('comes before the last word of the job, which names the head of the log', () =>
    inJobsWorld([scriptedDirectory(2)], async (world) => {
      await asked(world, { csv: addresses(2) })
      const append = world.context.audit.append.bind(world.context.audit)
      let isFull = true
      Object.assign(world.context.audit, {
        append: async (events: readonly AuditEvent[]) => {
          if (isFull && events.some(({ what }) => what === 'completed')) throw new Error('ENOSPC')
          return append(events)
        },
      })
      await review(APPROVER, 'approve').act(world, await world.job())
      assert.equal((await world.settled()).status, 'completed')
      await tellEveryJob(world.context)
      assert.ok(world.said.includes('file results'))
      assert.ok(!world.said.includes('finished completed'))
      isFull = false
      await tellEveryJob(world.context)
      assert.equal(world.said.at(-1), 'finished completed')
      assert.equal(world.audited.filter(({ what }) => what === 'completed').length, 1)
    }))

  for (const [until, most] of [
    ['approved', 0],
    ['user-done', 1],
  ] as const)
    it(`has to be possible before an effect is made, when the log takes none from "${until}" on`, () =>
      inJobsWorld([scriptedDirectory(3)], async (world) => {
        await asked(world, { csv: addresses(3) })
        const [directory] = world.directories.values()
        const append = world.context.audit.append.bind(world.context.audit)
        let isFull = false
        Object.assign(world.context.audit, {
          append: async (events: readonly AuditEvent[]) => {
            if (isFull) throw new Error('ENOSPC')
            isFull = events.some(({ what }) => what === until)
            return append(events)
          },
        })
        await review(APPROVER, 'approve').act(world, await world.job())
        const job = await world.settled()
        assert.equal(job.status, 'paused')
        for (const goOn of [() => goOnWithJobs(world.context), () => resumeJob(world.context, job.id, REQUESTER)])
          await goOn().catch(() => undefined)
        await world.settled()
        assert.equal(directory?.effects.size ?? 0, most)
      }))

  it('of what was kept of accounts is made up for when the disk refused it and the run goes on', () =>
    inJobsWorld([scriptedDirectory(3, {}, new Map(), { keeps: true })], async (world) => {
      await asked(world, { csv: addresses(3) })
      const append = world.context.audit.append.bind(world.context.audit)
      let times = 0
      Object.assign(world.context.audit, {
        append: async (events: readonly AuditEvent[]) => {
          if (events.some(({ what }) => what === 'kept-before') && times++ === 0) throw new Error('ENOSPC')
          return append(events)
        },
      })
      await review(APPROVER, 'approve').act(world, await world.job())
      const { id } = await world.settled()
      await resumeJob(world.context, id, REQUESTER)
      assert.equal((await world.settled()).status, 'completed')
      const kept = world.audited.filter(({ what }) => what === 'kept-before')
      assert.deepEqual(
        kept.map(({ detail }) => detail),
        ['3 accounts of webex'],
      )
    }))

  it('of a job that shall stand still or end never keeps it from doing so', () =>
    inJobsWorld([scriptedDirectory(3, {}, new Map([[userId('u0'), ['refused']]]))], async (world) => {
      await asked(world, { csv: addresses(3) })
      await review(APPROVER, 'approve').act(world, await world.job())
      const { id } = await world.settled()
      Object.assign(world.context.audit, { append: () => Promise.reject(new Error('ENOSPC')) })
      await assert.rejects(resumeJob(world.context, id, REQUESTER), /ENOSPC/)
      assert.equal((await world.settled()).status, 'paused')
      await assert.rejects(cancelJob(world.context, id, REQUESTER), /ENOSPC/)
      assert.deepEqual((await world.settled()).wish, { kind: 'cancel' })
      await world.restart()
      await pickUpJobs(world.context)
      assert.equal((await world.settled()).status, 'cancelled')
      assert.equal(world.audited.filter(({ what }) => what === 'user-cancelled').length, 2)
    }))
})

describe('an approval in vain', () => {
  const tried = async (actor: Actor, typedCount: string): Promise<readonly AuditEvent[]> => {
    let records: readonly AuditEvent[] = []
    await inJobsWorld([scriptedDirectory(2)], async (world) => {
      const { id } = await asked(world, { csv: addresses(2) })
      await reviewJob(world.context, { job: id, actor, verdict: 'approve', typedCount, reason: 'x'.repeat(100_000) })
      records = world.audited.filter(({ what }) => what === 'approve-refused')
    })
    return records
  }

  it('is on record with its code when somebody on a list tried it', async () => {
    const [wrong] = await tried(APPROVER, '2<@all>')
    assert.equal(wrong?.detail, 'count-differs')
    assert.match(wrong?.who ?? '', /^vera@acme\.example person-vera$/)
    assert.match(wrong?.digest ?? '', /^[0-9a-f]{64}$/)
    assert.equal((await tried(REQUESTER, '2'))[0]?.detail, 'own-request')
  })

  it('is not on record when it is a stranger’s, who could fill the disk', async () => {
    assert.deepEqual(await tried({ ...SECOND, isApprover: false }, '2'), [])
  })
})
