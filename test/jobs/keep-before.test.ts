import assert from 'node:assert/strict'
import { resumeJob } from '../../src/jobs/steer-jobs.ts'
import type { Subject } from '../../src/model/directory.ts'
import { userId } from '../../src/model/ids.ts'
import type { Operation } from '../../src/model/vendor.ts'
import { WireError } from '../../src/model/wire.ts'
import { addresses, approved, asked, inJobsWorld, type JobsWorld, REQUESTER } from '../support/jobs-world.ts'
import { type ScriptedDirectory, scriptedDirectory } from '../support/scripted-directory.ts'

const okta = (population: number) => scriptedDirectory(population, {}, new Map(), { name: 'okta', keeps: true })

const linesOf = ({ files }: JobsWorld, job: string): readonly string[] =>
  (files.get(`before-${job}.jsonl`) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).userId)

/** The `no`th snapshot meets what `happens` makes of it. */
const atSnapshot = (directory: ScriptedDirectory, no: number, happens: () => unknown): void => {
  const { snapshot } = directory
  let asked = 0
  Object.assign(directory, {
    snapshot: async (operation: Operation, planned: readonly Subject[]) => {
      asked += 1
      if (asked === no) await happens()
      return snapshot?.(operation, planned)
    },
  })
}

const isEffect = (call: string): boolean => call.startsWith('delete')

const started = async (world: JobsWorld, users: number) => {
  const job = await asked(world, { csv: addresses(users) })
  await approved(world)
  return { id: job.id, job: await world.settled() }
}

describe('what is kept of the accounts', () => {
  it('is all on the disk before the first effect, and handed out before the results', () =>
    inJobsWorld([okta(45)], async (world) => {
      const directory = world.directories.get('okta')
      assert.ok(directory)
      const { apply } = directory
      let isChecked = false
      directory.apply = async (operation, targets) => {
        const job = await world.job()
        await assert.rejects(world.context.files.before(job.id), /is open/)
        assert.equal(await world.context.files.hasBefore(job.id), true)
        isChecked = true
        return apply(operation, targets)
      }
      const { id, job } = await started(world, 45)
      assert.ok(isChecked)
      assert.equal(job.status, 'completed')
      const calls = directory.log.filter((call) => isEffect(call) || call.startsWith('snapshot'))
      assert.deepEqual(calls.map((call) => call.split(' ')[0]).slice(0, 4), [
        'snapshot',
        'snapshot',
        'snapshot',
        'delete',
      ])
      assert.equal(calls[0]?.split(' ').length, 21)
      assert.equal(new Set(linesOf(world, id)).size, 45)
      const [first = ''] = (world.files.get(`before-${id}.jsonl`) ?? '').split('\n')
      const { directory: name, userId: whom, login, data } = JSON.parse(first)
      assert.deepEqual([name, whom, login, data], ['okta', 'u0', 'user0@example.com', { groups: ['group of u0'] }])
      assert.deepEqual(world.said.slice(-4), ['file before', 'file results', 'forget', 'finished completed'])
      assert.ok(world.audited.some(({ what, detail }) => what === 'kept-before' && detail === '45 accounts of okta'))
    }))

  it('is not there for a directory that takes nothing away for good', () =>
    inJobsWorld([scriptedDirectory(2)], async (world) => {
      const { job } = await started(world, 2)
      assert.equal(job.hasBefore, undefined)
      assert.ok(!world.said.includes('file before'))
      assert.equal(world.files.size, 2)
    }))

  it('stands still like the run itself when the vendor does, and goes on where it was', () =>
    inJobsWorld([okta(50)], async (world) => {
      const directory = world.directories.get('okta')
      assert.ok(directory)
      atSnapshot(directory, 2, () => {
        directory.credential = { spentUntil: '2026-03-03T00:00:00.000Z' }
      })
      const { id, job } = await started(world, 50)
      assert.equal(job.pause?.code, 'budget-spent')
      assert.equal(directory.effects.size, 0)
      directory.credential = 'good'
      await world.restart()
      await resumeJob(world.context, id, REQUESTER)
      assert.equal((await world.settled()).status, 'completed')
      const snapshots = directory.log
        .filter((call) => call.startsWith('snapshot'))
        .map((call) => call.split(' ').length)
      assert.deepEqual(snapshots, [21, 21, 21, 11])
      assert.equal(linesOf(world, id).length, 50)
    }))

  for (const [wish, status] of [
    ['pause', 'paused'],
    ['cancel', 'cancelled'],
  ] as const)
    it(`hears a ${wish} between two groups`, () =>
      inJobsWorld([okta(50)], async (world) => {
        const directory = world.directories.get('okta')
        assert.ok(directory)
        const reason = { code: 'asked', by: 'alma@example.com' } as const
        atSnapshot(directory, 1, async () =>
          world.context.running.wish(
            (await world.job()).id,
            wish === 'pause' ? { kind: wish, reason } : { kind: wish },
          ),
        )
        const { id, job } = await started(world, 50)
        assert.equal(job.status, status)
        assert.equal(directory.effects.size, 0)
        assert.equal(directory.log.filter((call) => call.startsWith('snapshot')).length, 1)
        // What was kept until then is handed out when the job is over.
        assert.equal(linesOf(world, id).length, wish === 'cancel' ? 20 : 0)
      }))

  it('asks once where the operation takes nothing away', () =>
    inJobsWorld([okta(45)], async (world) => {
      const directory = world.directories.get('okta')
      assert.ok(directory)
      let asked = 0
      Object.assign(directory, {
        snapshot: async () => {
          asked += 1
        },
      })
      const { id, job } = await started(world, 45)
      assert.equal(job.status, 'completed')
      assert.equal(asked, 1)
      assert.deepEqual([job.hasBefore, linesOf(world, id)], [undefined, []])
    }))

  it('has no line of an account that is gone meanwhile', () =>
    inJobsWorld([okta(3)], async (world) => {
      await asked(world, { csv: addresses(3) })
      world.directories.get('okta')?.subjects.delete(userId('u1'))
      await approved(world)
      const { id, tally } = await world.settled()
      assert.deepEqual([tally?.done, tally?.['already-done']], [2, 1])
      assert.deepEqual(linesOf(world, id), ['u0', 'u2'])
    }))

  it('comes before every effect, also when nothing but the reading of it is refused', () =>
    inJobsWorld([okta(3)], async (world) => {
      const directory = world.directories.get('okta')
      assert.ok(directory)
      const fault = {
        kind: 'refused',
        code: 'http-403',
        message: 'the groups may not be read',
        isRetryable: false,
      } as const
      atSnapshot(directory, 1, () => {
        throw new WireError(fault)
      })
      const { job } = await started(world, 3)
      assert.deepEqual(job.pause, { code: 'vendor-unreachable', message: fault.message })
      assert.equal(directory.effects.size, 0)
    }))

  it('is not asked for again of an account that has its outcome', () =>
    inJobsWorld(
      [scriptedDirectory(3, {}, new Map([[userId('u0'), ['refused']]]), { name: 'okta', keeps: true })],
      async (world) => {
        await asked(world, { csv: addresses(3) })
        const directory = world.directories.get('okta')
        assert.ok(directory)
        directory.subjects.delete(userId('u1'))
        await approved(world)
        const { id, pause } = await world.settled()
        assert.equal(pause?.code, 'canary-failed')
        await resumeJob(world.context, id, REQUESTER)
        assert.equal((await world.settled()).status, 'completed')
        assert.equal(directory.log.filter((call) => call.startsWith('snapshot')).length, 1)
      },
    ))

  it('holds up no other directory', () =>
    inJobsWorld([okta(3), scriptedDirectory(3)], async (world) => {
      const directory = world.directories.get('okta')
      assert.ok(directory)
      atSnapshot(directory, 1, () => {
        directory.reachable = false
      })
      const { job } = await started(world, 3)
      assert.deepEqual(job.pause, { code: 'vendor-unreachable', message: 'nobody answers', directory: 'okta' })
      assert.equal(world.directories.get('webex')?.effects.size, 3)
      assert.equal(directory.effects.size, 0)
    }))
})
