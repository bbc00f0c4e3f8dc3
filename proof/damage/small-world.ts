/**
 * The use cases on the real store and the real audit log, over a disk that is passed in, with a directory in memory and a thread that
 * only writes down what is said. So small that a job takes milliseconds, and each of its disk operations can be made to fail in turn.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAuditLog } from '../../src/audit/audit-log.ts'
import type { JobsContext } from '../../src/jobs/context.ts'
import { openJob } from '../../src/jobs/open-job.ts'
import { goOnWithJobs, pickUpJobs, tellEveryJob } from '../../src/jobs/pick-up-jobs.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { RunningJobs } from '../../src/jobs/running-jobs.ts'
import { resumeJob } from '../../src/jobs/steer-jobs.ts'
import type { Clock } from '../../src/model/clock.ts'
import { type MessageId, messageId, roomId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { Voice } from '../../src/model/voice.ts'
import type { Disk } from '../../src/store/disk.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { aCredential } from '../../test/support/a-plan.ts'
import { APPROVER, REQUESTER } from '../../test/support/jobs-world.ts'
import { type ScriptedDirectory, scriptedDirectory } from '../../test/support/scripted-directory.ts'

export const USERS = 3

/** What outlives a restart: the world outside. */
export interface Outside {
  readonly folder: string
  readonly directory: ScriptedDirectory
  readonly said: string[]
  readonly logged: string[]
  /** Effects that were asked for before their intent was on the disk. */
  readonly unwritten: string[]
}

export interface SmallBot {
  readonly context: JobsContext
  readonly store: Store
  /** The message is delivered, again if it was before; then it is approved, unless it was. */
  askAndApprove(): Promise<void>
  /** What the rounds and somebody who types `resume` do. */
  goOn(): Promise<void>
  job(): Promise<Job | undefined>
  settled(): Promise<void>
  close(): Promise<void>
}

export const outside = (folder: string): Outside => {
  const directory = scriptedDirectory(USERS + 2, { effectSize: 1, rereadSize: 2 }, new Map(), { keeps: true })
  const seen: Outside = { folder, directory, said: [], logged: [], unwritten: [] }
  const apply = directory.apply.bind(directory)
  directory.apply = (operation, targets, wanted) => {
    for (const { id } of targets) if (!isIntended(folder, id)) seen.unwritten.push(id)
    return apply(operation, targets, wanted)
  }
  return seen
}

/** Users are planned in the order of their numbers. */
const isIntended = (folder: string, id: string): boolean => {
  const heads = JSON.parse(readFileSync(join(folder, 'jobs.json'), 'utf8')) as { data: { jobs: readonly Job[] } }
  const job = heads.data.jobs.at(-1)?.id ?? ''
  const journal = readFileSync(join(folder, 'jobs', job, 'journal.jsonl'), 'utf8')
  return journal.includes(`{"kind":"intent","changes":[${id.slice(1)}]`)
}

const clock: Clock = {
  now: () => new Date('2026-03-02T09:00:00.000Z'),
  sleep: async (_ms, signal) => {
    if (signal !== undefined && !signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  },
}

/** Throws as a start that is refused does. */
export const startSmallBot = async (world: Outside, disk: Disk): Promise<SmallBot> => {
  const store = await openStore(world.folder, { clock, disk, onNote: () => undefined })
  const file = await store.openAuditFile().catch(closing(store))
  const audit = await openAuditLog(file, clock).catch(async (error: unknown) => {
    await file.close().catch(() => undefined)
    return closing(store)(error)
  })
  const context = contextOf(world, store, audit)
  const bot: SmallBot = {
    context,
    store,
    async askAndApprove() {
      await openJob(context, request(messageId('asked'))).catch(noting(world, 'asking'))
      const job = await bot.job()
      if (job?.status !== 'awaiting-approval') return
      const review = {
        job: job.id,
        actor: APPROVER,
        verdict: 'approve',
        typedCount: String(USERS),
        reason: '',
      } as const
      await reviewJob(context, review).catch(noting(world, 'approving'))
    },
    async goOn() {
      await goOnWithJobs(context).catch(noting(world, 'going on'))
      const job = await bot.job()
      if (job?.status === 'paused') await resumeJob(context, job.id, APPROVER).catch(noting(world, 'resuming'))
      await bot.settled()
      await tellEveryJob(context).catch(noting(world, 'telling'))
    },
    job: async () => (await store.jobs.list().catch(() => []))[0],
    async settled() {
      for (let job = await bot.job(); job !== undefined && context.running.has(job.id); )
        await new Promise((resolve) => setImmediate(resolve))
      await context.running.settled()
    },
    async close() {
      await context.running.stop()
      await context.running.settled()
      await audit.close().catch(() => undefined)
      await store.close()
    },
  }
  await pickUpJobs(context).catch(noting(world, 'picking up'))
  return bot
}

const closing =
  (store: Store) =>
  async (error: unknown): Promise<never> => {
    await store.close()
    throw error
  }

const noting =
  ({ logged }: Outside, doing: string) =>
  (error: unknown): undefined => {
    logged.push(`${doing}: ${error instanceof Error ? error.message : String(error)}`)
  }

const request = (askedIn: MessageId): Parameters<typeof openJob>[1] => ({
  operation: 'delete',
  directories: ['webex'],
  thread: { roomId: roomId('room'), rootId: askedIn },
  askedIn,
  requester: REQUESTER.person,
  files: [{ name: 'leavers.csv', bytes: Buffer.from(csv) }],
})

const csv = `email\n${Array.from({ length: USERS }, (_, no) => `user${no}@example.com\n`).join('')}`

const contextOf = (world: Outside, store: Store, audit: JobsContext['audit']): JobsContext => ({
  store: store.jobs,
  files: store.files,
  audit,
  directories: new Map([
    [
      'webex',
      {
        directory: world.directory,
        pace: { calls: 600, windowMs: 60_000 },
        credential: async () => aCredential({ directory: 'webex', tenantId: 'org' }),
      },
    ],
  ]),
  voice: voiceInto(world),
  running: new RunningJobs(),
  freeze: store.freeze,
  standingOf: async () => ({ isRequester: true, isApprover: true }),
  clock,
  random: Math.random,
  newNonce: () => 'nonce',
  policy: {
    limits: { maxUsers: 100, maxShare: 1 },
    intake: { maxRows: 1_000, maxBytes: 100_000 },
    protection: { protectedUsers: [], approvers: [], requesters: [], botEmails: [], allowAdmins: false },
    approvalsRequired: 1,
    approvalTtlMs: 86_400_000,
    supports: () => true,
    canUndo: () => true,
    undoWords: () => '',
  },
  onOutcome: () => undefined,
  log: logInto(world),
})

const logInto = ({ logged }: Outside): JobsContext['log'] => {
  const write = (_fields: unknown, message: string) => void logged.push(message)
  return { info: write, warn: write, error: write }
}

const voiceInto = ({ said }: Outside): Voice => {
  const say = async (words: string): Promise<MessageId> => messageId(`m-${said.push(words)}`)
  return {
    lookingUp: () => say('looking up'),
    forget: async () => void said.push('forget'),
    refused: ({ refusal }) => say(`refused ${refusal?.code === 'accident' ? refusal.message : refusal?.code}`),
    planFile: (_job, { rows }) => say(`plan of ${rows} rows`),
    planCard: () => say('card'),
    approvedInPart: () => say('approved in part'),
    decided: () => say('decided'),
    controlCard: () => say('control card'),
    progress: () => say('progress'),
    editProgress: async () => undefined,
    paused: ({ pause }) => say(`paused ${pause?.code}: ${pause && 'message' in pause ? pause.message : ''}`),
    pickedUp: () => say('picked up'),
    file: (_job, { rows }, kind) => say(`${kind} of ${rows} rows`),
    notMade: (_job, file, detail) => say(`not made ${file}: ${detail}`),
    finished: ({ status }) => say(`finished ${status}`),
  }
}
