import assert from 'node:assert/strict'
import { retryJob } from '../../src/jobs/retry-job.ts'
import { undoJob } from '../../src/jobs/undo-job.ts'
import { jobId, userId } from '../../src/model/ids.ts'
import type { Operation } from '../../src/model/vendor.ts'
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
import { type ScriptedOptions, scriptedDirectory } from '../support/scripted-directory.ts'

const bevy = (over: ScriptedOptions = {}, traits = {}) =>
  scriptedDirectory(4, traits, new Map([[userId('u2'), ['refused']]]), { name: 'bevy', nature: 'stays', ...over })

const WEEK = '2026-03-09T09:00:00.000Z'

const done = async (world: JobsWorld, operation: Operation, csv: readonly string[] = addresses(3)) => {
  await asked(world, { csv, operation })
  await approved(world)
  return world.settled()
}

const undo = ({ context }: JobsWorld, id: string) => undoJob(context, jobId(id), REQUESTER, aMessage())

describe('an undo', () => {
  for (const [operation, inverse] of [
    ['delete', 'restore'],
    ['deactivate', 'restore'],
    ['restore', 'deactivate'],
  ] as const)
    it(`of a ${operation} plans a ${inverse} of what was done, by id, which needs its own approval`, () =>
      inJobsWorld([bevy()], async (world) => {
        const directory = world.directories.get('bevy')
        assert.ok(directory)
        if (operation === 'restore')
          for (const [id, subject] of directory.subjects) directory.subjects.set(id, { ...subject, status: 'inactive' })
        const first = await done(world, operation)
        assert.deepEqual([first.tally?.done, first.tally?.failed], [2, 1])
        assert.deepEqual(await undo(world, first.id), { kind: 'ok', did: 'planned-anew' })
        const second = await world.job()
        assert.deepEqual(
          [second.operation, second.undoOf, second.status, second.thread],
          [inverse, first.id, 'awaiting-approval', first.thread],
        )
        const { plan } = await world.context.files.loadPlan(second.id)
        assert.deepEqual(
          plan.changes.map((change) => change.userId),
          ['u0', 'u1'],
        )
        assert.equal(world.said.at(-1), 'card')
        await approved(world)
        assert.equal((await world.settled()).tally?.done, 2)
      }))

  it('of a rename goes back to the addresses that were, and a retry of it too', () =>
    inJobsWorld([scriptedDirectory(2, { effectSize: 1 }, new Map(), { nature: 'stays' })], async (world) => {
      const csv = ['email,new email', 'user0@example.com,zoe@example.com', 'user1@example.com,yan@example.com']
      const first = await done(world, 'rename', csv)
      assert.equal(first.tally?.done, 2)
      await undo(world, first.id)
      const directory = world.directories.get('webex')
      assert.ok(directory)
      const { apply } = directory
      directory.apply = async (operation, targets) => {
        const effects = new Map(await apply(operation, targets.slice(1)))
        const fault = { kind: 'refused', code: 'http-409', message: 'busy', isRetryable: true } as const
        if (targets.some(({ id }) => id === 'u1')) return new Map([[userId('u1'), { kind: 'refused', fault }]])
        return effects.size > 0 ? effects : apply(operation, targets)
      }
      await approved(world)
      const second = await world.settled()
      assert.deepEqual([second.tally?.done, second.tally?.failed], [1, 1])
      directory.apply = apply
      await retryJob(world.context, second.id, REQUESTER, aMessage())
      await approved(world)
      assert.equal((await world.settled()).tally?.done, 1)
      assert.deepEqual(
        [...directory.subjects.values()].map(({ login }) => login),
        ['user0@example.com', 'user1@example.com'],
      )
    }))

  it('of a rename leaves whoever has got another address since where they are', () =>
    inJobsWorld([scriptedDirectory(3, {}, new Map(), { nature: 'stays' })], async (world) => {
      const names = [['zoe'], ['yan'], ['xia']].map(([name], no) => `user${no}@example.com,${name}@example.com`)
      const first = await done(world, 'rename', ['email,new email', ...names])
      const { subjects } = world.directories.get('webex') ?? assert.fail('no directory')
      const moved = (no: number, login: string) => {
        const account = subjects.get(userId(`u${no}`)) ?? assert.fail('no account')
        subjects.set(account.id, { ...account, login })
      }
      moved(0, 'married@example.com')
      moved(1, 'user1@example.com')
      await undo(world, first.id)
      const { plan } = await world.context.files.loadPlan((await world.job()).id)
      assert.deepEqual(
        plan.changes.map(({ userId: id, to }) => [id, to]),
        [['u2', 'user2@example.com']],
      )
      assert.deepEqual(
        plan.skips.map(({ code, userId: id }) => [code, id]),
        [
          ['ambiguous', undefined],
          ['already-done', 'u1'],
        ],
      )
      assert.match(plan.skips[0]?.detail ?? '', /"zoe@example.com".*"married@example.com"/)
    }))

  it('of a rename takes back also what was changed further than was asked, and leaves who was refused', () =>
    inJobsWorld([scriptedDirectory(2, { effectSize: 1 }, new Map(), { nature: 'stays' })], async (world) => {
      const directory = world.directories.get('webex') ?? assert.fail('no directory')
      const { apply } = directory
      directory.apply = async (operation, targets) => {
        const isSecond = targets.some(({ id }) => id === 'u1')
        if (!isSecond) return apply(operation, targets)
        await apply(operation, targets)
        const fault = { kind: 'refused', code: 'differs', message: 'lost the phone', isRetryable: false } as const
        return new Map([[userId('u1'), { kind: 'refused', fault }]])
      }
      const first = await done(world, 'rename', [
        'email,new email',
        'user0@example.com,z@example.com',
        'user1@example.com,y@example.com',
      ])
      assert.deepEqual([first.tally?.done, first.tally?.failed], [1, 1])
      await undo(world, first.id)
      const { plan } = await world.context.files.loadPlan((await world.job()).id)
      assert.deepEqual(
        plan.changes.map(({ to }) => to),
        ['user0@example.com', 'user1@example.com'],
      )
    }))

  it('brings nobody further than they were: who was suspended before stays out', () =>
    inJobsWorld([scriptedDirectory(2, {}, new Map(), { nature: 'stays', name: 'okta' })], async (world) => {
      const { subjects } = world.directories.get('okta') ?? assert.fail('no directory')
      const account = subjects.get(userId('u0')) ?? assert.fail('no account')
      subjects.set(account.id, { ...account, status: 'suspended' })
      const first = await done(world, 'deactivate', addresses(2))
      assert.equal(first.tally?.done, 2)
      await undo(world, first.id)
      const { plan } = await world.context.files.loadPlan((await world.job()).id)
      assert.deepEqual(
        [...plan.changes.map(({ userId: id }) => id), ...plan.skips.map(({ code }) => code)],
        ['u1', 'no-way-back'],
      )
    }))

  it('leaves out who can no longer be brought back, and says so when that is everybody', () =>
    inJobsWorld([bevy({ undoUntil: WEEK })], async (world) => {
      const first = await done(world, 'delete')
      world.clock.advance(8 * 86_400_000)
      assert.deepEqual(await undo(world, first.id), { kind: 'nothing-to-undo' })
      assert.equal((await world.job()).id, first.id)
    }))

  it('says why not, with the list of those whom a person can still bring back', () =>
    inJobsWorld([bevy({ undoUntil: WEEK })], async (world) => {
      const first = await done(world, 'delete')
      const words = 'cancel it in the console; set BEVY_CANCEL_PATH to let Twokey do it'
      world.unable.set('bevy', { restore: words })
      assert.deepEqual(await undo(world, first.id), {
        kind: 'cannot-undo',
        reasons: [{ directory: 'bevy', words }],
      })
      assert.equal(world.said.at(-1), 'file undo')
      const list = world.files.get(`undo-${first.id}.csv`) ?? ''
      assert.ok(list.includes('user0@example.com') && !list.includes('user2@example.com'))
      assert.equal((await world.job()).id, first.id)
    }))

  it('posts no list when it is too late for everybody', () =>
    inJobsWorld([bevy({ undoUntil: WEEK })], async (world) => {
      const first = await done(world, 'delete')
      world.unable.set('bevy', { restore: 'by hand' })
      world.clock.advance(8 * 86_400_000)
      assert.equal((await undo(world, first.id)).kind, 'cannot-undo')
      assert.ok(!world.said.includes('file undo'))
    }))

  it('says of what is for good that it is, in the words of the manifest', () =>
    inJobsWorld(
      [scriptedDirectory(3)],
      async (world) => {
        const first = await done(world, 'delete')
        world.unable.set('webex', { restore: 'the token lacks a scope' })
        assert.deepEqual(await undo(world, first.id), {
          kind: 'cannot-undo',
          reasons: [{ directory: 'webex', words: 'what delete did in webex is for good' }],
        })
        assert.ok(!world.said.includes('file undo'))
      },
      { canUndo: () => false },
    ))

  it('of several directories brings back what it can, and says of the others why not', () =>
    inJobsWorld(
      [scriptedDirectory(3), bevy({ undoUntil: WEEK })],
      async (world) => {
        const first = await done(world, 'delete')
        const words = 'what delete did in webex is for good'
        assert.deepEqual(await undo(world, first.id), { kind: 'cannot-undo', reasons: [{ directory: 'webex', words }] })
        const second = await world.job()
        assert.deepEqual([second.undoOf, second.directories], [first.id, ['bevy']])
        await approved(world)
        const ended = await world.settled()
        assert.equal(ended.tally?.done, 2)
        assert.deepEqual(await outcomes(world, second.id), ['bevy done', 'bevy done'])
      },
      { canUndo: (directory) => directory === 'bevy' },
    ))

  it('is for those who may ask, of a job that is over and did something', () =>
    inJobsWorld([bevy()], async (world) => {
      const { id } = await asked(world, { csv: addresses(2) })
      assert.deepEqual(await undo(world, 'J-ZZZZ'), { kind: 'unknown-job', id: 'J-ZZZZ' })
      const { context } = world
      assert.deepEqual(await undoJob(context, id, APPROVER, aMessage()), { kind: 'not-allowed', wanted: 'undo' })
      assert.deepEqual(await undo(world, id), {
        kind: 'not-possible-now',
        status: 'awaiting-approval',
        wanted: 'undo',
      })
      const refused = await asked(world, { csv: ['email', 'nobody@example.com'] })
      assert.equal(refused.status, 'refused')
      assert.deepEqual(await undo(world, refused.id), { kind: 'nothing-to-undo' })
    }))

  it('opens one job for one message, however often it is delivered', () =>
    inJobsWorld([bevy()], async (world) => {
      const first = await done(world, 'delete')
      const message = aMessage()
      await undoJob(world.context, first.id, REQUESTER, message)
      await undoJob(world.context, first.id, REQUESTER, message)
      assert.equal((await world.context.store.list()).length, 2)
    }))
})

describe('a keep', () => {
  it('plans everybody else, is retried as plain deletions by id, and is undone like any other', () =>
    inJobsWorld([bevy()], async (world) => {
      const job = await asked(world, { csv: addresses(1), keep: true })
      assert.deepEqual(job.summary?.parts, [
        { directory: 'bevy', planned: 3, kept: 1, statuses: [{ status: 'active', steps: ['delete'], count: 3 }] },
      ])
      const directory = world.directories.get('bevy')
      assert.ok(directory)
      const { apply } = directory
      const fault = { kind: 'refused', code: 'http-503', message: 'busy', isRetryable: true } as const
      directory.apply = async (operation, targets) => {
        const effects = new Map(await apply(operation, targets))
        for (const { id } of targets) if (id === 'u2') effects.set(id, { kind: 'refused', fault })
        return effects
      }
      await approved(world)
      const first = await world.settled()
      assert.deepEqual([first.tally?.done, first.tally?.failed], [2, 1])
      directory.apply = apply
      // Whoever comes to the tenant after the approval is nobody's business.
      directory.subjects.set(userId('u9'), {
        ...(await subjectOf(directory)),
        id: userId('u9'),
        login: 'new@example.com',
      })
      await retryJob(world.context, first.id, REQUESTER, aMessage())
      const retry = await world.job()
      assert.equal(retry.keep, undefined)
      const { plan } = await world.context.files.loadPlan(retry.id)
      assert.deepEqual(
        plan.changes.map((change) => change.userId),
        ['u2'],
      )
      assert.deepEqual(await undo(world, first.id), { kind: 'ok', did: 'planned-anew' })
      const back = await world.context.files.loadPlan((await world.job()).id)
      assert.deepEqual(
        back.plan.changes.map((change) => change.userId),
        ['u1', 'u3'],
      )
    }))

  it('is refused when somebody who is to be kept is not there', () =>
    inJobsWorld([bevy()], async (world) => {
      const job = await asked(world, { csv: [...addresses(1), 'typo@example.com'], keep: true })
      assert.deepEqual(job.refusal?.code === 'limit' && job.refusal.limit.code, 'keep-not-found')
    }))
})

const subjectOf = async (directory: ReturnType<typeof bevy>) => {
  const [subject] = directory.subjects.values()
  assert.ok(subject)
  return subject
}
