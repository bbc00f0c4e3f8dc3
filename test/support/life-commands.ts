import assert from 'node:assert/strict'
import fc from 'fast-check'
import { expireJobs } from '../../src/jobs/expire-jobs.ts'
import { openJob } from '../../src/jobs/open-job.ts'
import { pickUpJobs } from '../../src/jobs/pick-up-jobs.ts'
import { retryJob } from '../../src/jobs/retry-job.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { cancelJob, pauseJob, resumeJob } from '../../src/jobs/steer-jobs.ts'
import { withdrawJob } from '../../src/jobs/withdraw-job.ts'
import { type JobId, jobId, messageId, personId, roomId, userId } from '../../src/model/ids.ts'
import type { Actor } from '../../src/model/person.ts'
import type { Answer } from '../../src/model/voice.ts'
import { spellings } from './a-plan.ts'
import { aMessage, type JobsWorld } from './jobs-world.ts'
import {
  ask,
  expireLate,
  HOUR_MS,
  isListed,
  type Model,
  type ModelJob,
  maySteer,
  type Name,
  newModel,
  PEOPLE,
  review,
  run,
} from './life-model.ts'

/** What can happen in the life of jobs, done to the real machine and to the model; after each step both must tell the same. */

export { type Model, newModel }

export interface Life {
  readonly world: JobsWorld
  /** In the order of the model's jobs. */
  readonly ids: JobId[]
  /** How often what came up, over all lives. */
  readonly seen: Map<string, number>
}

export const newLife = (world: JobsWorld, seen: Map<string, number>): Life => {
  const life: Life = { world, ids: [], seen }
  relist(life, newModel(1))
  return life
}

const note = ({ seen }: Life, what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)

const SPELLINGS = ['usual', 'elsewhere', 'bare'] as const
export interface Who {
  readonly name: Name
  readonly spelling: (typeof SPELLINGS)[number]
}
const idOf = ({ name, spelling }: Who) =>
  personId(spellings(`0c000000-0000-4000-8000-00000000000${PEOPLE.indexOf(name)}`)[spelling])

/** What the lists say, as the chat would find it out at this moment. */
const relist = ({ world }: Life, { requesters, approvers }: Model): void => {
  for (const name of PEOPLE)
    for (const spelling of SPELLINGS)
      world.standings.set(idOf({ name, spelling }), {
        isRequester: requesters.has(name),
        isApprover: approvers.has(name),
      })
}

const actorOf = ({ requesters, approvers }: Model, who: Who): Actor => ({
  person: { id: idOf(who), email: `${who.name}@example.com`, displayName: who.name },
  isRequester: requesters.has(who.name),
  isApprover: approvers.has(who.name),
})

/** Every run and every word of every job is over. */
const settle = async ({ world, ids }: Life): Promise<void> => {
  const { running } = world.context
  while (ids.some((id) => running.has(id))) await new Promise((resolve) => setImmediate(resolve))
  await running.settled()
}

const toldOf = (answer: Answer): string => (answer.kind === 'approval-refused' ? answer.refusal.code : answer.kind)

/** A new job of the real machine takes its place behind the model's. */
const remember = async ({ world, ids }: Life): Promise<void> => {
  const known = new Set(ids)
  for (const { id } of (await world.context.store.list()).toReversed()) if (!known.has(id)) ids.push(id)
}

/** The rule of rules: nobody is changed but by a job that the model calls approved; and both agree on everything else. */
const compare = async (model: Model, life: Life): Promise<void> => {
  const { world, ids } = life
  const effects = world.directories.get('webex')?.effects ?? new Map()
  for (const [user, times] of effects) {
    assert.ok(model.changed.has(user), `${user} was changed without enough approvals`)
    assert.equal(times, 1, `${user} was changed ${times} times`)
  }
  assert.equal(effects.size, model.changed.size, 'everybody of an approved job is changed')
  assert.equal(ids.length, model.jobs.length)
  for (const [index, { status, approvals }] of model.jobs.entries()) {
    const job = await world.context.store.get(ids[index] ?? jobId(''))
    assert.equal(job?.status, status, `job ${index}`)
    const given = job?.approval?.reviews.filter(({ verdict }) => verdict === 'approve').map(({ by }) => by.displayName)
    assert.deepEqual(given ?? [], approvals, `the approvals of job ${index}`)
  }
}

interface Step {
  readonly name: string
  /** Does it to both, and says what the model expects of the answer where there is one. */
  readonly act: (model: Model, life: Life) => Promise<void>
  readonly isPossible?: (model: Model) => boolean
}

const command = ({ name, act, isPossible = () => true }: Step): fc.AsyncCommand<Model, Life> => ({
  check: isPossible,
  run: async (model, life) => {
    const before = model.jobs.map(({ status }) => status)
    model.now = life.world.clock.now().getTime()
    await act(model, life)
    await settle(life)
    await compare(model, life)
    for (const [index, { status }] of model.jobs.entries()) if (status !== before[index]) note(life, status)
    note(life, 'step')
  },
  toString: () => name,
})

const MOST_USERS = 40
const whoOf = (...names: readonly Name[]): fc.Arbitrary<Who> =>
  fc.record({ name: fc.constantFrom(...names), spelling: fc.constantFrom('usual', 'usual', ...SPELLINGS) })
const who = whoOf(...PEOPLE)
/** How many jobs back. */
const which = fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3)
/** The newest of those first with which this can be done at all, so that a life is not spent on what is over. */
const jobAt = (
  { jobs }: Model,
  back: number,
  wanted: ModelJob['status'],
): { readonly job: ModelJob; readonly index: number } | undefined => {
  const newest = jobs.map((job, index) => ({ job, index })).toReversed()
  const isWanted = ({ job }: (typeof newest)[number]): boolean => job.status === wanted
  const ordered = [...newest.filter(isWanted), ...newest.filter((one) => !isWanted(one))]
  return ordered[back % Math.max(1, ordered.length)]
}

const requests = fc
  .record({
    by: whoOf('ann', 'ann', 'ann', 'bob', 'bob', 'cat'),
    count: fc.integer({ min: 1, max: 4 }),
    thread: fc.nat({ max: 2 }),
    waits: fc.constantFrom(true, true, true, true, false),
  })
  .map(({ by, count, thread, waits }) =>
    command({
      name: `${by.name} (${by.spelling}) asks for ${count} in thread ${thread}`,
      // Most know better than to ask while the vendor is gone.
      isPossible: ({ nextUser, isVendorUp }) => nextUser + count <= MOST_USERS && (isVendorUp || !waits),
      act: async (model, life) => {
        // As the chat has it: whoever is no requester opens no job.
        if (!model.requesters.has(by.name)) return
        const users = Array.from({ length: count }, (_, index) => userId(`u${model.nextUser + index}`))
        const csv = ['email', ...users.map((id) => `user${id.slice(1)}@example.com`)].join('\n')
        await openJob(life.world.context, {
          operation: 'delete',
          directories: ['webex'],
          thread: { roomId: roomId('room'), rootId: messageId(`thread ${thread}`) },
          askedIn: aMessage(),
          requester: actorOf(model, by).person,
          files: [{ name: 'users.csv', bytes: Buffer.from(csv) }],
        })
        await remember(life)
        model.nextUser += count
        ask(model, by.name, thread, users)
      },
    }),
  )

/** What comes before the run is at its end, or as soon as it begins. */
type Hurry = 'none' | 'restart' | 'pause' | 'outage'

const reviews = fc
  .record({
    by: whoOf('ann', 'bob', 'cat', 'cat', 'dan', 'dan', 'eve', 'eve'),
    back: which,
    verdict: fc.constantFrom(...Array<'approve'>(14).fill('approve'), 'reject' as const),
    isCountRight: fc.constantFrom(true, true, true, true, true, true, true, false),
    isCardRight: fc.constantFrom(true, true, true, true, true, true, true, false),
    hurry: fc.constantFrom<Hurry>('none', 'none', 'none', 'none', 'restart', 'pause', 'outage', 'outage'),
  })
  .map(({ by, back, hurry, ...given }) =>
    command({
      name: `${by.name} (${by.spelling}) ${given.verdict}s ${back} back${given.isCountRight ? '' : ', wrong count'}${given.isCardRight ? '' : ', wrong card'}, ${hurry}`,
      isPossible: ({ jobs }) => jobs.length > 0,
      act: async (model, life) => {
        const found = jobAt(model, back, 'awaiting-approval')
        if (found === undefined || !isListed(model, by.name)) return
        const { job, index } = found
        const before = job.approvals
        if (hurry === 'outage') reach(model, life, false)
        const answer = await reviewJob(life.world.context, {
          job: life.ids[index] ?? jobId(''),
          actor: actorOf(model, by),
          verdict: given.verdict,
          typedCount: String(job.users.length + (given.isCountRight ? 0 : 1)),
          reason: '',
          nonce: given.isCardRight ? 'nonce' : 'of another card',
        })
        if (hurry === 'restart') await restart(life)
        if (hurry === 'pause') await pauseJob(life.world.context, life.ids[index] ?? jobId(''), actorOf(model, by))
        const counts = review(model, job, { who: by.name, ...given })
        assert.equal(answer.kind === 'ok', counts, toldOf(answer))
        if (before.some((one) => !job.approvals.includes(one))) note(life, 'voided')
        if (hurry === 'pause' && job.isApproved) await goOn(model, life, job, index)
      },
    }),
  )

/** Whether a pause comes before the end of a run is a matter of moments. Whoever may have paused it lets it go on. */
const goOn = async (model: Model, life: Life, job: ModelJob, index: number): Promise<void> => {
  await settle(life)
  const id = life.ids[index] ?? jobId('')
  if ((await life.world.context.store.get(id))?.status !== 'paused' || !model.isVendorUp || job.status !== 'completed')
    return
  note(life, 'paused by hand')
  await resumeJob(life.world.context, id, { ...actorOf(model, { name: 'bob', spelling: 'usual' }), isApprover: true })
}

const withdrawals = fc.record({ by: who, back: which }).map(({ by, back }) =>
  command({
    name: `${by.name} (${by.spelling}) withdraws ${back} back`,
    isPossible: ({ jobs }) => jobs.length > 0,
    act: async (model, life) => {
      const found = jobAt(model, back, 'awaiting-approval')
      if (found === undefined || !isListed(model, by.name)) return
      const { job, index } = found
      const answer = await withdrawJob(life.world.context, life.ids[index] ?? jobId(''), actorOf(model, by))
      const isAllowed = job.status === 'awaiting-approval' && job.requester === by.name
      if (isAllowed) job.status = 'withdrawn'
      assert.equal(answer.kind === 'ok', isAllowed, toldOf(answer))
    },
  }),
)

const steering = fc
  .record({ by: who, back: which, deed: fc.constantFrom(...(['pause', 'resume', 'cancel', 'cancel'] as const)) })
  .map(({ by, back, deed }) =>
    command({
      name: `${by.name} (${by.spelling}) ${deed}s ${back} back`,
      isPossible: ({ jobs }) => jobs.length > 0,
      act: async (model, life) => {
        const found = jobAt(model, back, 'paused')
        if (found === undefined || !isListed(model, by.name)) return
        const { job, index } = found
        const steer = { pause: pauseJob, resume: resumeJob, cancel: cancelJob }[deed]
        const answer = await steer(life.world.context, life.ids[index] ?? jobId(''), actorOf(model, by))
        const isAllowed = maySteer(model, job, by.name) && job.status === 'paused' && deed !== 'pause'
        if (isAllowed && deed === 'resume') run(model, job)
        if (isAllowed && deed === 'cancel') job.status = 'cancelled'
        assert.equal(answer.kind === 'ok', isAllowed, toldOf(answer))
      },
    }),
  )

const retries = fc.record({ by: who, back: which }).map(({ by, back }) =>
  command({
    name: `${by.name} (${by.spelling}) retries ${back} back`,
    isPossible: ({ jobs }) => jobs.length > 0,
    act: async (model, life) => {
      const found = jobAt(model, back, 'cancelled')
      if (found === undefined || !isListed(model, by.name)) return
      const { job, index } = found
      const answer = await retryJob(life.world.context, life.ids[index] ?? jobId(''), actorOf(model, by), aMessage())
      await remember(life)
      const isAllowed = model.requesters.has(by.name) && job.status === 'cancelled'
      if (isAllowed) ask(model, by.name, job.thread, job.users)
      if (isAllowed) note(life, 'retried')
      assert.equal(answer.kind === 'ok', isAllowed, toldOf(answer))
    },
  }),
)

const listings = fc
  .record({
    name: fc.constantFrom(...PEOPLE),
    isRequester: fc.constantFrom(true, true, false),
    isApprover: fc.constantFrom(true, true, false),
  })
  .map(({ name, isRequester, isApprover }) =>
    command({
      name: `${name} is ${isRequester ? 'a' : 'no'} requester and ${isApprover ? 'an' : 'no'} approver now`,
      act: async (model, life) => {
        model.requesters[isRequester ? 'add' : 'delete'](name)
        model.approvers[isApprover ? 'add' : 'delete'](name)
        relist(life, model)
      },
    }),
  )

/** Between the first approval and the second. */
const leavers = fc.constant(
  command({
    name: 'somebody who has approved what still waits is no approver any more',
    isPossible: ({ jobs }) =>
      jobs.some(({ status, approvals }) => status === 'awaiting-approval' && approvals.length > 0),
    act: async (model, life) => {
      const waiting = model.jobs.findLast(
        ({ status, approvals }) => status === 'awaiting-approval' && approvals.length > 0,
      )
      if (waiting?.approvals[0]) model.approvers.delete(waiting.approvals[0])
      relist(life, model)
    },
  }),
)

const passing = fc.constantFrom(1, 6, 24).map((hours) =>
  command({
    name: `${hours} hours pass`,
    act: async (_model, { world }) => {
      world.clock.advance(hours * HOUR_MS)
    },
  }),
)

const rounds = fc.constant(
  command({
    name: 'late requests are ended',
    act: async (model, { world }) => {
      await expireJobs(world.context)
      expireLate(model)
    },
  }),
)

const restart = async (life: Life): Promise<void> => {
  await life.world.restart()
  await pickUpJobs(life.world.context)
  note(life, 'restart')
}

const restarts = fc.constant(command({ name: 'a restart', act: (_model, life) => restart(life) }))

const reach = (model: Model, { world }: Life, isUp: boolean): void => {
  const directory = world.directories.get('webex')
  if (directory) directory.reachable = isUp
  model.isVendorUp = isUp
}

const vendor = fc.constantFrom(true, true, true, true, true, false).map((isUp) =>
  command({
    name: `the vendor is ${isUp ? 'there' : 'gone'}`,
    act: async (model, life) => reach(model, life, isUp),
  }),
)

/** As often as they stand here. */
export const lifeCommands = [
  ...Array<typeof requests>(4).fill(requests),
  ...Array<typeof reviews>(14).fill(reviews),
  ...Array<typeof steering>(4).fill(steering),
  withdrawals,
  retries,
  retries,
  retries,
  listings,
  listings,
  leavers,
  leavers,
  passing,
  passing,
  rounds,
  restarts,
  vendor,
  vendor,
  vendor,
]
