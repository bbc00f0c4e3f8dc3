import assert from 'node:assert/strict'
import { type FreezeAnswer, freezeAll } from '../../src/jobs/freeze-all.ts'
import { goOnWithJobs, pickUpJobs } from '../../src/jobs/pick-up-jobs.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { startRun } from '../../src/jobs/run-job.ts'
import { cancelJob, pauseJob, resumeJob } from '../../src/jobs/steer-jobs.ts'
import { thawAll } from '../../src/jobs/thaw-all.ts'
import { personId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { Actor } from '../../src/model/person.ts'
import { WireError } from '../../src/model/wire.ts'
import { aPerson } from '../support/a-plan.ts'
import {
  APPROVER,
  addresses,
  approved,
  asked,
  inJobsWorld,
  type JobsWorld,
  outcomes,
  REQUESTER,
} from '../support/jobs-world.ts'
import { type ScriptedDirectory, scriptedDirectory } from '../support/scripted-directory.ts'

const OTHER: Actor = {
  person: aPerson({ id: personId('other'), email: 'other@example.com', displayName: 'Otto' }),
  isRequester: false,
  isApprover: true,
}

const ALL_DONE = (count: number): readonly string[] => Array.from({ length: count }, () => 'webex done')

/** Does something while the effect on `id` is under way, once. */
const during = (directory: ScriptedDirectory, id: string, work: () => Promise<unknown>): void => {
  const { apply } = directory
  let isDone = false
  directory.apply = async (operation, targets, wanted) => {
    if (!isDone && targets.some((target) => target.id === id)) {
      isDone = true
      await work()
    }
    return apply(operation, targets, wanted)
  }
}

/** A run of nine that Vera freezes in the middle, while two effects are under way. */
const frozenInTheMiddle = async (world: JobsWorld): Promise<{ readonly job: Job; readonly answer: FreezeAnswer }> => {
  const directory = world.directories.get('webex')
  assert.ok(directory)
  let answer: FreezeAnswer | undefined
  during(directory, 'u1', async () => {
    answer = await freezeAll(world.context, APPROVER, 'the wrong people')
  })
  await asked(world, { csv: addresses(9) })
  await approved(world)
  const job = await world.settled()
  assert.ok(answer)
  return { job, answer }
}

const inWorld = (work: (world: JobsWorld, directory: ScriptedDirectory) => Promise<void>): Promise<void> => {
  const directory = scriptedDirectory(12)
  return inJobsWorld([directory], (world) => work(world, directory))
}

const whats = ({ audited }: JobsWorld): readonly string[] =>
  audited.flatMap(({ what, who, detail }) => (/froz|thaw/.test(what) ? [`${what} | ${who} | ${detail}`] : []))

describe('a freeze', () => {
  it('stops a run after the calls in flight, says so in its thread, and is answered with the runs that stop', () =>
    inWorld(async (world, directory) => {
      const { job, answer } = await frozenInTheMiddle(world)
      assert.deepEqual(answer.kind === 'frozen' && answer.stopped, [job.id])
      assert.equal(job.status, 'paused')
      assert.deepEqual(job.pause, { code: 'frozen', by: 'vera@acme.example', reason: 'the wrong people' })
      assert.equal(directory.effects.size, 3, 'the canary and the two under way')
      assert.equal(job.tally?.done, 3)
      assert.ok(world.said.includes('paused frozen'))
      assert.deepEqual(whats(world), [
        `frozen | vera@acme.example ${APPROVER.person.id} | the wrong people; stops ${job.id}`,
      ])
    }))

  it('changes nothing when there is one, and is answered with the first', () =>
    inWorld(async (world) => {
      await freezeAll(world.context, APPROVER, 'first')
      const second = await freezeAll(world.context, OTHER, 'second')
      assert.ok(second.kind === 'frozen-before')
      assert.deepEqual([second.freeze.by.email, second.freeze.reason], ['vera@acme.example', 'first'])
      assert.equal(whats(world).length, 1)
    }))

  it('is for everybody on a list, and for nobody else', () =>
    inWorld(async (world) => {
      const nobody = { ...OTHER, isApprover: false }
      assert.deepEqual(await freezeAll(world.context, nobody, ''), { kind: 'may-not-freeze' })
      assert.equal(world.context.freeze.get(), undefined)
      assert.equal((await freezeAll(world.context, REQUESTER, '')).kind, 'frozen')
    }))

  it('is not claimed when the disk refuses it', () =>
    inWorld(async (world) => {
      const full = { get: () => undefined, change: () => Promise.reject(new Error('ENOSPC')) }
      const answer = await freezeAll({ ...world.context, freeze: full }, APPROVER, '')
      assert.deepEqual(answer, { kind: 'not-kept', message: 'ENOSPC' })
    }))

  it('holds without its record, which a start makes up for', () =>
    inWorld(async (world) => {
      const audit = { ...world.context.audit, append: () => Promise.reject(new Error('ENOSPC')) }
      assert.equal((await freezeAll({ ...world.context, audit }, APPROVER, '')).kind, 'frozen')
      await world.restart()
      await pickUpJobs(world.context)
      assert.deepEqual(whats(world), [
        `still-frozen | twokey | by vera@acme.example ${APPROVER.person.id} at 2026-03-02T09:00:00.000Z`,
      ])
    }))

  it('refuses approvals and resumes, plans what is new, and lets reject, pause and cancel be', () =>
    inWorld(async (world, directory) => {
      const { job } = await frozenInTheMiddle(world)
      const { freeze } = world.context
      assert.deepEqual(await resumeJob(world.context, job.id, APPROVER), { kind: 'frozen', freeze: freeze.get() })
      await asked(world, { csv: addresses(12).slice(0, 1).concat('user10@example.com') })
      assert.equal((await world.job()).status, 'awaiting-approval')
      assert.deepEqual(await approved(world), { kind: 'frozen', freeze: freeze.get() })
      const { id } = await world.job()
      const rejected = { job: id, actor: APPROVER, verdict: 'reject', typedCount: '', reason: '' } as const
      assert.deepEqual(await reviewJob(world.context, rejected), { kind: 'ok', did: 'rejected' })
      assert.deepEqual(await cancelJob(world.context, job.id, APPROVER), { kind: 'ok', did: 'cancelling' })
      await startRun(world.context, job.id)
      await world.context.running.settled()
      assert.equal((await world.context.store.get(job.id))?.status, 'cancelled')
      assert.equal(directory.effects.size, 3, 'closing the books changes nobody')
      const kinds = await outcomes(world, job.id)
      assert.deepEqual(kinds.slice(2), ['webex done', ...Array.from({ length: 6 }, () => 'webex cancelled')])
    }))

  it('lets nobody through who was approved before it, or is left over by a death', () =>
    inWorld(async (world, directory) => {
      await asked(world, { csv: addresses(3) })
      const { freeze } = world.context
      // The approval is on its way when everything is frozen.
      const standingOf: typeof world.context.standingOf = async () => {
        await freezeAll(world.context, OTHER, '')
        return { isRequester: true, isApprover: true }
      }
      const late = { ...world.context, standingOf }
      const { id, summary } = await world.job()
      const typedCount = String(summary?.planned)
      await reviewJob(late, { job: id, actor: APPROVER, verdict: 'approve', typedCount, reason: '' })
      assert.ok(freeze.get())
      assert.equal((await world.settled()).pause?.code, 'frozen')
      await world.context.store.change(id, ({ pause: _, ...job }) => ({ ...job, status: 'running' }))
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).pause?.code, 'frozen')
      assert.equal(directory.effects.size, 0)
    }))

  it('outlives a restart, in which nothing is sent', () =>
    inWorld(async (world, directory) => {
      await frozenInTheMiddle(world)
      await world.restart()
      await pickUpJobs(world.context)
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).pause?.code, 'frozen')
      assert.equal(directory.effects.size, 3)
      assert.equal((await thawAll(world.context, OTHER)).kind, 'thawed')
      assert.equal((await world.settled()).status, 'completed')
    }))

  it('lets a job sleep on whose time has come', () =>
    inWorld(async (world, directory) => {
      directory.credential = { spentUntil: '2026-03-02T10:00:00.000Z' }
      await asked(world, { csv: addresses(3) }).catch(() => undefined)
      directory.credential = 'good'
      await asked(world, { csv: addresses(3) })
      directory.credential = { spentUntil: '2026-03-02T10:00:00.000Z' }
      await approved(world)
      assert.equal((await world.settled()).pause?.code, 'budget-spent')
      directory.credential = 'good'
      await freezeAll(world.context, APPROVER, '')
      world.clock.advance(7_200_000)
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).pause?.code, 'budget-spent')
      const answer = await thawAll(world.context, OTHER)
      assert.deepEqual(answer.kind === 'thawed' && answer.goingOn, [], 'it was no freeze that stopped it')
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).status, 'completed')
    }))

  it('stops each of several jobs and directories', async () => {
    const [webex, okta] = [scriptedDirectory(9), scriptedDirectory(9, {}, new Map(), { name: 'okta' })]
    await inJobsWorld([webex, okta], async (world) => {
      let letFreeze = (): void => undefined
      const held = new Promise<void>((resolve) => {
        letFreeze = resolve
      })
      during(webex, 'u1', async () => {
        await held
        await freezeAll(world.context, APPROVER, '')
      })
      // The other directory has a call that waits until it is not wanted any more.
      const { apply } = okta
      let isToHold = true
      okta.apply = async (operation, targets, wanted) => {
        if (isToHold && targets.some(({ id }) => id === 'u3')) {
          isToHold = false
          letFreeze()
          if (!wanted?.aborted) await new Promise((resolve) => wanted?.addEventListener('abort', resolve))
          throw new WireError({ kind: 'no-answer', code: 'not-sent', message: 'not sent', isRetryable: true })
        }
        return apply(operation, targets, wanted)
      }
      await asked(world, { csv: addresses(9) })
      await approved(world)
      const job = await world.settled()
      assert.deepEqual(job.pause, { code: 'frozen', by: 'vera@acme.example', reason: '' })
      assert.ok(webex.effects.size < 9 && okta.effects.size < 9)
      await thawAll(world.context, OTHER)
      assert.equal((await world.settled()).status, 'completed')
      assert.deepEqual(
        [webex, okta].map(({ effects }) => [...effects.values()]),
        [Array(9).fill(1), Array(9).fill(1)],
      )
    })
  })
})

describe('a thaw', () => {
  it('is refused to who froze, by whatever spelling of the id, to who is no approver, and when nothing is frozen', () =>
    inWorld(async (world) => {
      const uuid = '5f1d7a3e-0c55-4a52-9d51-3d7a6a3b6f10'
      const spelt = (text: string): Actor => ({ ...APPROVER, person: { ...APPROVER.person, id: personId(text) } })
      assert.deepEqual(await thawAll(world.context, OTHER), { kind: 'not-frozen' })
      await freezeAll(world.context, spelt(uuid), '')
      const long = Buffer.from(`ciscospark://us/PEOPLE/${uuid}`).toString('base64url')
      for (const text of [uuid, long]) assert.equal((await thawAll(world.context, spelt(text))).kind, 'own-freeze')
      assert.deepEqual(await thawAll(world.context, REQUESTER), { kind: 'may-not-thaw' })
      assert.ok(world.context.freeze.get())
      assert.equal((await thawAll(world.context, OTHER)).kind, 'thawed')
      assert.equal(world.context.freeze.get(), undefined)
    }))

  it('names the jobs that go on, which end with every row accounted for and nobody changed twice', () =>
    inWorld(async (world, directory) => {
      const { job } = await frozenInTheMiddle(world)
      const answer = await thawAll(world.context, OTHER)
      assert.deepEqual(answer.kind === 'thawed' && answer.goingOn, [job.id])
      assert.equal((await world.settled()).status, 'completed')
      assert.deepEqual(await outcomes(world, job.id), ALL_DONE(9))
      assert.deepEqual([...directory.effects.values()], Array(9).fill(1))
      assert.deepEqual(
        whats(world)[1],
        `thawed | other@example.com other | frozen by vera@acme.example ${APPROVER.person.id} at 2026-03-02T09:00:00.000Z`,
      )
      assert.equal(world.said.filter((what) => what === 'paused frozen').length, 1)
    }))

  it('is not made without its record', () =>
    inWorld(async (world, directory) => {
      await frozenInTheMiddle(world)
      const audit = { ...world.context.audit, append: () => Promise.reject(new Error('ENOSPC')) }
      await assert.rejects(thawAll({ ...world.context, audit }, OTHER), /ENOSPC/)
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).pause?.code, 'frozen')
      assert.equal(directory.effects.size, 3)
    }))

  for (const [when, pause] of [
    ['after it stood still', undefined],
    ['before it stood still', 'early'],
  ] as const)
    it(`leaves a job alone that somebody paused during the freeze, ${when}`, () =>
      inWorld(async (world, directory) => {
        if (pause === 'early')
          during(directory, 'u2', async () => pauseJob(world.context, (await world.job()).id, REQUESTER))
        const { job } = await frozenInTheMiddle(world)
        if (pause === undefined) await pauseJob(world.context, job.id, REQUESTER)
        const answer = await thawAll(world.context, OTHER)
        assert.deepEqual(answer.kind === 'thawed' && answer.goingOn, [])
        await goOnWithJobs(world.context)
        const still = await world.settled()
        assert.deepEqual([still.status, still.pause?.code], ['paused', 'asked'])
        assert.equal(directory.effects.size, 3)
        await resumeJob(world.context, job.id, REQUESTER)
        assert.equal((await world.settled()).status, 'completed')
      }))

  it('leaves a job alone that somebody paused when its run had decided to stand still', () =>
    inWorld(async (world, directory) => {
      await asked(world, { csv: addresses(9) })
      const { context } = world
      const { id, summary } = await world.job()
      const hasBefore: typeof context.files.hasBefore = async (job) => {
        await pauseJob(context, job, REQUESTER)
        return context.files.hasBefore(job)
      }
      const files = Object.assign(Object.create(context.files) as typeof context.files, { hasBefore })
      during(directory, 'u1', () => freezeAll(context, APPROVER, ''))
      const typedCount = String(summary?.planned)
      await reviewJob({ ...context, files }, { job: id, actor: APPROVER, verdict: 'approve', typedCount, reason: '' })
      assert.deepEqual((await world.settled()).pause, { code: 'asked', by: 'rita@acme.example' })
      await thawAll(context, OTHER)
      assert.equal((await world.settled()).status, 'paused')
    }))

  it('leaves a job alone that stood still for another reason', () =>
    inWorld(async (world, directory) => {
      directory.reachable = true
      await asked(world, { csv: addresses(3) })
      directory.reachable = false
      await approved(world)
      assert.equal((await world.settled()).pause?.code, 'vendor-unreachable')
      await freezeAll(world.context, APPROVER, '')
      await thawAll(world.context, OTHER)
      await goOnWithJobs(world.context)
      assert.equal((await world.settled()).pause?.code, 'vendor-unreachable')
    }))

  for (const [what, goOn] of [
    ['a start', pickUpJobs],
    ['the round', goOnWithJobs],
  ] as const)
    it(`is made good by ${what} when the process died before the jobs were woken`, () =>
      inWorld(async (world) => {
        const { job } = await frozenInTheMiddle(world)
        await world.context.freeze.change(() => undefined)
        await world.restart()
        await goOn(world.context)
        assert.equal((await world.settled()).status, 'completed')
        assert.deepEqual(await outcomes(world, job.id), ALL_DONE(9))
      }))

  it('misses no job whose pause is being written at that moment', () =>
    inWorld(async (world, directory) => {
      await asked(world, { csv: addresses(9) })
      const { context } = world
      let thawed: Promise<unknown> | undefined
      const change: typeof context.store.change = async (id, decide) =>
        context.store.change(id, (stored) => {
          const next = decide(stored)
          // The thaw comes when the run has decided to stand still and the store does not know yet.
          if (next?.pause?.code === 'frozen') thawed ??= thawAll(context, OTHER)
          return next
        })
      const late = {
        ...context,
        store: {
          ...context.store,
          change,
          get: (id: Job['id']) => context.store.get(id),
          list: () => context.store.list(),
        },
      }
      during(directory, 'u1', () => freezeAll(context, APPROVER, ''))
      const { id, summary } = await world.job()
      await reviewJob(late, {
        job: id,
        actor: APPROVER,
        verdict: 'approve',
        typedCount: String(summary?.planned),
        reason: '',
      })
      await startRun(late, id)
      assert.ok(thawed, 'it came at that moment')
      await thawed
      assert.equal((await world.settled()).status, 'completed')
      assert.deepEqual([...directory.effects.values()], Array(9).fill(1))
    }))
})
