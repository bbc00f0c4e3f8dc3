import assert from 'node:assert/strict'
import { jobRefusalWords } from '../../src/chat/refusals.ts'
import type { RowKey } from '../../src/model/rows.ts'
import { addresses, asked, inJobsWorld } from '../support/jobs-world.ts'
import { aSubject, scriptedDirectory } from '../support/scripted-directory.ts'

describe('a dry run', () => {
  it('asks the directories side by side', async () => {
    const both = (['webex', 'okta'] as const).map((name) => scriptedDirectory(2, {}, new Map(), { name }))
    let isAsked = 0
    for (const directory of both) {
      const { find } = directory
      directory.find = async (...call) => {
        isAsked += 1
        for (let turns = 0; isAsked < both.length; turns += 1) {
          assert.ok(turns < 1_000, 'the other one is asked meanwhile')
          await new Promise((resolve) => setImmediate(resolve))
        }
        return find(...call)
      }
    }
    await inJobsWorld(both, async (world) => {
      assert.equal((await asked(world, { csv: addresses(2) })).summary?.planned, 4)
    })
  })

  it('of a rename asks who has the new addresses, which follow from the change of domain', () =>
    inJobsWorld([scriptedDirectory(2, {}, new Map(), { nature: 'stays' })], async (world) => {
      const directory = world.directories.get('webex')
      assert.ok(directory)
      const keys: RowKey[] = []
      const { find } = directory
      directory.find = (wanted, ...rest) => {
        keys.push(...wanted)
        return find(wanted, ...rest)
      }
      const domain = { from: 'example.com', to: 'new.example' }
      const job = await asked(world, { csv: addresses(2), operation: 'rename', domain })
      assert.deepEqual(keys.map(({ value }) => value).toSorted(), [
        'user0@example.com',
        'user0@new.example',
        'user1@example.com',
        'user1@new.example',
      ])
      assert.equal(job.status, 'awaiting-approval')
      const { plan } = await world.context.files.loadPlan(job.id)
      assert.deepEqual(
        plan.changes.map(({ to }) => to),
        ['user0@new.example', 'user1@new.example'],
      )
      const [requested] = world.audited
      assert.equal(requested?.detail, 'rename webex, example.com to new.example')
    }))

  it('skips what a directory says that it cannot do', () =>
    inJobsWorld([scriptedDirectory(2)], async (world) => {
      const directory = world.directories.get('webex')
      assert.ok(directory)
      directory.notPossible = (operation, { login }) =>
        login.startsWith('user0') ? `no ${operation} of ${login}` : undefined
      const { summary } = await asked(world, { csv: addresses(2) })
      assert.deepEqual(summary?.firstPlanned, ['user1@example.com'])
      assert.deepEqual(
        summary.skipped.map(({ code, count }) => [code, count]),
        [['not-possible', 1]],
      )
    }))

  it('of a keep reads everybody', () =>
    inJobsWorld([scriptedDirectory(4)], async (world) => {
      await asked(world, { csv: addresses(3), keep: true })
      const [directory] = world.directories.values()
      assert.deepEqual(directory?.log, ['find user0@example.com user1@example.com user2@example.com', 'everyone'])
    }))

  describe('of a keep in a large organisation', () => {
    const limits = { maxUsers: 2, maxShare: 1 }
    const organisation = () => scriptedDirectory(1_100, {}, new Map(), { name: 'okta' })

    it('is refused, with the words of any plan that is too large, before the directory asks further for each person', () =>
      inJobsWorld(
        [organisation()],
        async (world) => {
          const job = await asked(world, { csv: addresses(3), keep: true })
          const limit = { code: 'too-many-users', planned: 1_097, limit: 2 }
          assert.deepEqual(job.refusal, { code: 'limit', limit })
          assert.equal(job.summary, undefined)
          assert.ok(job.refusal)
          assert.match(
            jobRefusalWords(job.refusal, true),
            /1,097 users; the limit for one job is 2, .*Name more people/,
          )
        },
        { limits },
      ))

    it('is not refused for people whom the plan skips', () => {
      const okta = organisation()
      const other = aSubject(2_000, { login: 'other@else.example' })
      okta.subjects.set(other.id, other)
      const lists = { approvers: [], requesters: [], botEmails: [], allowAdmins: false }
      return inJobsWorld(
        [okta],
        async (world) => {
          const job = await asked(world, { csv: addresses(3), keep: true })
          assert.deepEqual([job.status, job.summary?.planned], ['awaiting-approval', 1])
        },
        { limits, protection: { ...lists, protectedUsers: ['@example.com'] } },
      )
    })

    it('is not refused for administrators, of whom the directory tells only later', () => {
      const okta = organisation()
      for (const [id, subject] of okta.subjects)
        if (!['u0', 'u1'].includes(id))
          okta.subjects.set(id, { ...subject, isFullAdmin: true, adminRoles: ['Help Desk'] })
      const csv = [...addresses(1), ...Array.from({ length: 150 }, (_, no) => `user${no + 900}@example.com`)]
      return inJobsWorld(
        [okta],
        async (world) => {
          const job = await asked(world, { csv, keep: true })
          assert.deepEqual([job.status, job.summary?.planned], ['awaiting-approval', 1])
        },
        { limits },
      )
    })
  })

  it('asks no vendor for what it is not known to do', () =>
    inJobsWorld(
      [scriptedDirectory(2)],
      async (world) => {
        const job = await asked(world, { csv: addresses(2), operation: 'restore' })
        assert.equal(job.refusal?.code, 'not-supported')
        assert.deepEqual(world.directories.get('webex')?.log, [])
        assert.deepEqual(world.said, ['refused not-supported'])
      },
      { supports: () => false },
    ))

  it('is refused with what has to be done next where the credential is refused or the calls of the day are used up', () =>
    inJobsWorld([scriptedDirectory(2)], async (world) => {
      const directory = world.directories.get('webex')
      assert.ok(directory)
      const until = '2026-03-03T00:00:00.000Z'
      for (const [credential, cause] of [
        ['refused', { code: 'credential-refused' }],
        [{ spentUntil: until }, { code: 'budget-spent', until }],
      ] as const) {
        directory.credential = credential
        const { refusal } = await asked(world, { csv: addresses(2) })
        assert.deepEqual(refusal?.code === 'directory-unreachable' && refusal.cause, cause)
      }
      directory.credential = 'good'
      directory.reachable = false
      const { refusal } = await asked(world, { csv: addresses(2) })
      assert.ok(refusal && !('cause' in refusal), 'to try again later is all there is')
    }))

  it('is refused where the credential ends before the work would', async () => {
    const directory = scriptedDirectory(3, { secondsPerEffect: 3_600 })
    await inJobsWorld([directory], async (world) => {
      const connected = world.context.directories.get('webex')
      assert.ok(connected)
      const { credential } = connected
      const expiresAt = '2026-03-02T11:00:00.000Z'
      Object.assign(connected, { credential: async () => ({ ...(await credential()), expiresAt }) })
      const job = await asked(world, { csv: addresses(3) })
      assert.equal(job.refusal?.code === 'limit' && job.refusal.limit.code, 'credential-ends')
    })
  })
})
