import assert from 'node:assert/strict'
import { goOnWithJobs } from '../../src/jobs/pick-up-jobs.ts'
import { retryJob } from '../../src/jobs/retry-job.ts'
import { cancelJob, pauseJob, resumeJob } from '../../src/jobs/steer-jobs.ts'
import { userId } from '../../src/model/ids.ts'
import {
  APPROVER,
  addresses,
  aMessage,
  approved,
  asked,
  inJobsWorld,
  type JobsWorld,
  outcomes,
  REQUESTER,
} from '../support/jobs-world.ts'
import { type Script, type ScriptedDirectory, scriptedDirectory } from '../support/scripted-directory.ts'

const UNTIL = '2026-03-03T00:00:00.000Z'

/** The first effect on this account meets what `happens` makes of the directory. */
const whenReached = (directory: ScriptedDirectory, no: number, happens: () => void): void => {
  const { apply } = directory
  directory.apply = (operation, targets) => {
    if (targets.some(({ id }) => id === userId(`u${no}`))) happens()
    return apply(operation, targets)
  }
}

const two = (over: Partial<Record<'webex' | 'okta', readonly (readonly [number, readonly Script[]])[]>> = {}) =>
  (['webex', 'okta'] as const).map((name) =>
    scriptedDirectory(6, {}, new Map((over[name] ?? []).map(([no, script]) => [userId(`u${no}`), script])), { name }),
  )

const running = async (world: JobsWorld, users: number) => {
  await asked(world, { csv: addresses(users) })
  await approved(world)
  return world.settled()
}

describe('a job over several directories', () => {
  it('is one plan with a part for each, one approval, and an outcome for each directory and person', () =>
    inJobsWorld(two(), async (world) => {
      const job = await asked(world, { csv: [...addresses(3), 'nobody@example.com'] })
      assert.deepEqual(
        job.summary?.parts.map(({ directory, planned }) => [directory, planned]),
        [
          ['webex', 3],
          ['okta', 3],
        ],
      )
      await approved(world)
      const ended = await world.settled()
      assert.equal(ended.status, 'completed')
      assert.deepEqual([ended.tally?.done, ended.tally?.skipped], [6, 2])
      assert.deepEqual((await outcomes(world, job.id)).toSorted(), [
        ...Array<string>(3).fill('okta done'),
        ...Array<string>(3).fill('webex done'),
      ])
      // The ids are the same in both, as vendors that number their users have them.
      assert.deepEqual(
        world.audited
          .filter(({ what }) => what === 'user-done')
          .map(({ directory, whom }) => `${directory} ${whom}`)
          .toSorted(),
        ['okta u0', 'okta u1', 'okta u2', 'webex u0', 'webex u1', 'webex u2'],
      )
      assert.equal(
        world.said.findLast((what) => what.startsWith('progress')),
        'progress 6/6',
      )
    }))

  it('goes on in one when the other stands still, and says which', () =>
    inJobsWorld(two({ okta: [[0, ['refused']]] }), async (world) => {
      const job = await running(world, 4)
      assert.deepEqual([job.status, job.pause], ['paused', { code: 'canary-failed', message: 'no', directory: 'okta' }])
      assert.equal(job.tally?.done, 4)
      assert.equal(world.directories.get('okta')?.subjects.size, 6)
      await resumeJob(world.context, job.id, REQUESTER)
      const ended = await world.settled()
      assert.equal(ended.status, 'completed')
      assert.deepEqual([ended.tally?.done, ended.tally?.failed], [7, 1])
      // What was finished before counts once, in whichever directory it was.
      assert.equal(
        world.said.findLast((what) => what.startsWith('progress')),
        'progress 8/8',
      )
      const [webex] = world.directories.values()
      assert.deepEqual([...(webex?.effects.values() ?? [])], [1, 1, 1, 1])
    }))

  it('ends what the others do before it is paused for an accident in one', async () => {
    const [webex, okta] = two()
    assert.ok(webex && okta)
    whenReached(webex, 1, () => {
      throw new TypeError('a bug')
    })
    await inJobsWorld([webex, okta], async (world) => {
      const job = await running(world, 4)
      assert.deepEqual(job.pause, { code: 'accident', message: 'a bug', directory: 'webex' })
      assert.equal(okta.effects.size, 4)
    })
  })

  it('closes the books of a directory that stood still when the job is cancelled in the others', async () => {
    const [webex, okta] = two({ webex: [[0, ['refused']]] })
    assert.ok(webex && okta)
    await inJobsWorld([webex, okta], async (world) => {
      whenReached(okta, 1, () => {
        void world.job().then(({ id }) => cancelJob(world.context, id, REQUESTER))
      })
      const { apply } = okta
      okta.apply = async (operation, targets) => {
        const effects = await apply(operation, targets)
        if (targets.some(({ id }) => id === 'u1')) while (!(await world.job()).wish) await Promise.resolve()
        return effects
      }
      const job = await running(world, 6)
      assert.equal(job.status, 'cancelled')
      assert.deepEqual(
        (await outcomes(world, job.id)).filter((outcome) => outcome.startsWith('webex')),
        ['webex failed', ...Array<string>(5).fill('webex cancelled')],
      )
    })
  })

  it('stands still in a directory that was turned off since, and can still be cancelled', async () => {
    const [webex, okta] = two({ webex: [[0, ['refused']]], okta: [[0, ['refused']]] })
    assert.ok(webex && okta)
    await inJobsWorld([webex, okta], async (world) => {
      const job = await running(world, 3)
      const all = world.directories as Map<string, ScriptedDirectory>
      all.delete('okta')
      await world.restart()
      await resumeJob(world.context, job.id, REQUESTER)
      const { pause } = await world.settled()
      assert.deepEqual(pause, {
        code: 'vendor-unreachable',
        message: 'the directory "okta" is not on any more; add it to DIRECTORIES and start again',
        directory: 'okta',
      })
      await cancelJob(world.context, job.id, REQUESTER)
      assert.equal((await world.settled()).status, 'cancelled')
      const okta = (await outcomes(world, job.id)).filter((outcome) => outcome.startsWith('okta'))
      assert.deepEqual(okta, ['okta failed', 'okta cancelled', 'okta cancelled'])
    })
  })

  it('gives a directory that stands still its turn again when somebody resumes while the other runs', async () => {
    const [webex, okta] = two({ webex: [[0, ['refused']]] })
    assert.ok(webex && okta)
    await inJobsWorld([webex, okta], async (world) => {
      const { apply } = okta
      okta.apply = async (operation, targets) => {
        const effects = await apply(operation, targets)
        if (targets.some(({ id }) => id === 'u3')) await resumeJob(world.context, (await world.job()).id, REQUESTER)
        return effects
      }
      const job = await running(world, 6)
      assert.equal(job.status, 'completed')
      assert.deepEqual([job.tally?.done, job.tally?.failed], [11, 1])
      assert.ok(!world.said.some((what) => what.startsWith('paused')), world.said.join())
      assert.deepEqual([...okta.effects.values()], [1, 1, 1, 1, 1, 1])
    })
  })

  it('stands still in the end when the last word was a pause', async () => {
    const [webex, okta] = two({ webex: [[0, ['refused']]] })
    assert.ok(webex && okta)
    await inJobsWorld([webex, okta], async (world) => {
      const { apply } = okta
      okta.apply = async (operation, targets) => {
        const effects = await apply(operation, targets)
        const { id } = await world.job()
        if (targets.some((target) => target.id === 'u3')) {
          await resumeJob(world.context, id, REQUESTER)
          await pauseJob(world.context, id, REQUESTER)
        }
        return effects
      }
      const job = await running(world, 6)
      assert.equal(job.status, 'paused')
      assert.equal(webex.effects.size, 0)
    })
  })

  it('takes up what failed in its own directory alone', () =>
    inJobsWorld(two({ okta: [[1, ['lost-before', 'lost-before', 'lost-before']]] }), async (world) => {
      const job = await running(world, 2)
      assert.equal(job.tally?.retryable, 1)
      await retryJob(world.context, job.id, REQUESTER, aMessage())
      const retry = await world.job()
      assert.equal(retry.retryOf, job.id)
      const { plan } = await world.context.files.loadPlan(retry.id)
      assert.deepEqual(
        plan.changes.map(({ directory, userId: id }) => `${directory} ${id}`),
        ['okta u1'],
      )
      await approved(world)
      assert.equal((await world.settled()).tally?.done, 1)
    }))

  it('is refused as a whole when one cannot be read, cannot do it or does not know it', () =>
    inJobsWorld(
      two(),
      async (world) => {
        world.unable.set('okta', { delete: 'the token may only read' })
        const unable = await asked(world, { csv: addresses(2) })
        const detail = 'the token may only read'
        assert.deepEqual(unable.refusal, { code: 'not-supported', directory: 'okta', operation: 'delete', detail })
        world.unable.clear()
        const unknown = await asked(world, { csv: addresses(2), operation: 'deactivate' })
        assert.equal(unknown.refusal?.code, 'not-supported')
        const okta = world.directories.get('okta')
        assert.ok(okta)
        okta.reachable = false
        const unread = await asked(world, { csv: addresses(2) })
        assert.deepEqual(unread.refusal, {
          code: 'directory-unreachable',
          directory: 'okta',
          message: 'nobody answers',
        })
      },
      { supports: (_directory, operation) => operation === 'delete' },
    ))
})

describe('a job that has used up the calls of the day', () => {
  const asleep = async (work: (world: JobsWorld, directory: ScriptedDirectory) => Promise<void>): Promise<void> => {
    const bevy = scriptedDirectory(5, { effectSize: 1 }, new Map(), { name: 'bevy' })
    const { apply } = bevy
    whenReached(bevy, 2, () => {
      bevy.credential = { spentUntil: UNTIL }
    })
    await inJobsWorld([bevy], async (world) => {
      const job = await running(world, 5)
      const message = 'the calls of the day are used up'
      assert.deepEqual([job.status, job.pause], ['paused', { code: 'budget-spent', message, until: UNTIL }])
      bevy.apply = apply
      await work(world, bevy)
    })
  }
  const aDayLater = async (world: JobsWorld, directory: ScriptedDirectory): Promise<void> => {
    directory.credential = 'good'
    world.clock.advance(Date.parse(UNTIL) - world.clock.now().getTime())
    await goOnWithJobs(world.context)
  }

  it('goes on by itself when the time has come, not before, also after a restart', () =>
    asleep(async (world, bevy) => {
      world.clock.advance(Date.parse(UNTIL) - world.clock.now().getTime() - 1)
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).status, 'paused')
      await world.restart()
      await aDayLater(world, bevy)
      assert.equal((await world.settled()).status, 'completed')
      assert.deepEqual([...bevy.effects.values()], [1, 1, 1, 1, 1])
    }))

  it('stays asleep when somebody wants it to, until somebody resumes it', () =>
    asleep(async (world, bevy) => {
      const { id } = await world.job()
      assert.deepEqual(await pauseJob(world.context, id, APPROVER), { kind: 'ok', did: 'pausing' })
      await aDayLater(world, bevy)
      assert.deepEqual((await world.settled()).pause, { code: 'asked', by: APPROVER.person.email })
      assert.equal(world.said.at(-1), 'paused asked')
      await resumeJob(world.context, id, REQUESTER)
      assert.equal((await world.settled()).status, 'completed')
    }))

  it('hears a pause that comes in the moment in which it goes on', () =>
    asleep(async (world, bevy) => {
      const { id } = await world.job()
      const { audit } = world.context
      const append = audit.append.bind(audit)
      Object.assign(audit, {
        append: async (events: Parameters<typeof append>[0]) => {
          if (events.some(({ what }) => what === 'picked-up')) await pauseJob(world.context, id, APPROVER)
          return append(events)
        },
      })
      await aDayLater(world, bevy)
      assert.deepEqual((await world.settled()).pause, { code: 'asked', by: APPROVER.person.email })
      assert.equal(bevy.effects.size, 2)
    }))

  it('simply tries again when it is resumed too early', () =>
    asleep(async (world) => {
      const { id } = await world.job()
      await resumeJob(world.context, id, REQUESTER)
      assert.equal((await world.settled()).pause?.code, 'budget-spent')
    }))

  it('does not go on when it was cancelled meanwhile', () =>
    asleep(async (world, bevy) => {
      await cancelJob(world.context, (await world.job()).id, REQUESTER)
      assert.equal((await world.settled()).status, 'cancelled')
      await aDayLater(world, bevy)
      assert.equal((await world.settled()).status, 'cancelled')
      assert.equal(bevy.effects.size, 2)
    }))
})
