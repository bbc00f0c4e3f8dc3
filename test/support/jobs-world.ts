import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectedDirectory, JobPolicy, JobsContext } from '../../src/jobs/context.ts'
import { openJob } from '../../src/jobs/open-job.ts'
import { reviewJob } from '../../src/jobs/review-job.ts'
import { RunningJobs } from '../../src/jobs/running-jobs.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Credential } from '../../src/model/directory.ts'
import { type JobId, type MessageId, messageId, type PersonId, roomId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { Actor, Standing } from '../../src/model/person.ts'
import type { DirectoryName } from '../../src/model/vendor.ts'
import type { Answer, Voice } from '../../src/model/voice.ts'
import { type Disk, realDisk } from '../../src/store/disk.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { aCredential, aPerson } from './a-plan.ts'
import { vera } from './an-approval.ts'
import type { ScriptedDirectory } from './scripted-directory.ts'

/** The use cases on a real store, with scripted directories and a thread that only writes down what is said in it. */

export const REQUESTER: Actor = { person: aPerson(), isRequester: true, isApprover: false }
export const APPROVER: Actor = { person: vera, isRequester: false, isApprover: true }

export interface JobsWorld {
  readonly context: JobsContext
  readonly clock: Clock & { advance(ms: number): void }
  readonly directories: ReadonlyMap<DirectoryName, ScriptedDirectory>
  /** What the credential of a directory cannot do; a test may add to it. */
  readonly unable: Map<DirectoryName, NonNullable<Credential['unable']>>
  /** What the lists say of a person now; both, of whom a test says nothing. */
  readonly standings: Map<PersonId, Standing>
  readonly audited: AuditEvent[]
  /** In order, e.g. `card` or `file results`. */
  readonly said: string[]
  /** Names and texts of the files in the thread. */
  readonly files: Map<string, string>
  /** The newest job. */
  job(): Promise<Job>
  /** Waits for the runs and for all that is said of them. */
  settled(): Promise<Job>
  /** As a death and a new start. */
  restart(): Promise<void>
}

/** Time stands still but for sleeps, and those that can be ended only end so. */
export const stillClock = (): JobsWorld['clock'] => {
  let now = Date.parse('2026-03-02T09:00:00.000Z')
  return {
    now: () => new Date(now),
    advance: (ms) => {
      now += ms
    },
    sleep: async (ms, signal) => {
      if (signal === undefined) now += ms
      else if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  }
}

export const inJobsWorld = async (
  directories: readonly ScriptedDirectory[],
  work: (world: JobsWorld) => Promise<void>,
  policy: Partial<JobPolicy> = {},
  disk: Disk = realDisk,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'twokey-jobs-'))
  const clock = stillClock()
  const open = (): Promise<Store> => openStore(join(folder, 'data'), { clock, onNote: () => undefined, disk })
  let store = await open()
  const shared = { clock, directories: new Map(directories.map((one) => [one.name, one])), ...records() }
  let context = contextOf(shared, store, policy)
  const world: JobsWorld = {
    ...shared,
    get context() {
      return context
    },
    job: async () => {
      const [job] = await store.jobs.list()
      if (job === undefined) throw new Error('there is no job')
      return job
    },
    settled: async () => {
      const { id } = await world.job()
      while (context.running.has(id)) await new Promise((resolve) => setImmediate(resolve))
      await context.running.settled()
      return world.job()
    },
    restart: async () => {
      await context.running.stop()
      await context.running.settled()
      await store.close()
      store = await open()
      context = contextOf(shared, store, policy)
    },
  }
  try {
    await work(world)
  } finally {
    await context.running.stop()
    await context.running.settled()
    await store.close()
    await rm(folder, { recursive: true })
  }
}

export const records = (): Pick<JobsWorld, 'unable' | 'standings' | 'audited' | 'said' | 'files'> => ({
  unable: new Map(),
  standings: new Map(),
  audited: [],
  said: [],
  files: new Map(),
})

export type Shared = Omit<JobsWorld, 'context' | 'job' | 'settled' | 'restart'>
type Stored = Pick<Store, 'jobs' | 'files' | 'freeze'>

export const contextOf = (shared: Shared, store: Stored, policy: Partial<JobPolicy>): JobsContext => ({
  store: store.jobs,
  files: store.files,
  audit: {
    append: async (events) => void shared.audited.push(...events),
    head: () => `head of ${shared.audited.length} records`,
    of: async function* (jobs) {
      yield shared.audited.filter(({ job }) => job !== undefined && jobs.has(job))
    },
  },
  directories: new Map([...shared.directories].map(([name, directory]) => [name, connected(shared, directory)])),
  voice: recordingVoice(shared),
  running: new RunningJobs(),
  freeze: store.freeze,
  standingOf: async (id) => shared.standings.get(id) ?? { isRequester: true, isApprover: true },
  clock: shared.clock,
  random: Math.random,
  newNonce: () => 'nonce',
  policy: {
    limits: { maxUsers: 1_000, maxShare: 1 },
    intake: { maxRows: 1_000, maxBytes: 100_000 },
    protection: { protectedUsers: [], approvers: [], requesters: [], botEmails: [], allowAdmins: false },
    approvalsRequired: 1,
    approvalTtlMs: 86_400_000,
    supports: () => true,
    canUndo: () => true,
    undoWords: (directory, operation) => `what ${operation} did in ${directory} is for good`,
    ...policy,
  },
  onOutcome: () => undefined,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
})

const connected = ({ unable }: Shared, directory: ScriptedDirectory): ConnectedDirectory => ({
  directory,
  pace: { calls: 600, windowMs: 60_000 },
  credential: async () => {
    const cannot = unable.get(directory.name)
    return aCredential({ directory: directory.name, tenantId: 'org', ...(cannot && { unable: cannot }) })
  },
})

const recordingVoice = ({ said, files }: Shared): Voice => {
  const say = async (what: string): Promise<MessageId> => messageId(`m-${said.push(what)}`)
  return {
    lookingUp: () => say('looking up'),
    forget: async () => void said.push('forget'),
    refused: ({ refusal }) => say(`refused ${refusal?.code}`),
    planFile: (_job, { name, bytes }) => {
      files.set(name, Buffer.from(bytes).toString('utf8'))
      return say('plan file')
    },
    planCard: () => say('card'),
    approvedInPart: () => say('approved in part'),
    decided: ({ status }) => say(`decided ${status === 'rejected' ? status : 'approved'}`),
    controlCard: () => say('control card'),
    progress: (_job, { finished, total }) => say(`progress ${finished}/${total}`),
    editProgress: async (_job, _message, { finished, total }) => void said.push(`progress ${finished}/${total}`),
    paused: ({ pause }) => say(`paused ${pause?.code}`),
    pickedUp: () => say('picked up'),
    file: (_job, { name, bytes }, kind) => {
      files.set(name, Buffer.from(bytes).toString('utf8'))
      return say(`file ${kind}`)
    },
    notMade: (_job, file, detail) => say(`not made ${file}: ${detail}`),
    finished: ({ status }) => say(`finished ${status}`),
  }
}

export interface Asked extends Partial<Pick<Job, 'operation' | 'directories' | 'keep' | 'domain' | 'requester'>> {
  /** Lines of a CSV, the header first. */
  readonly csv: readonly string[]
}

/** Every message is another one. */
export const aMessage = (): MessageId => messageId(`message-${randomUUID()}`)

/** Resolves when the job is planned or refused. */
export const asked = async (world: JobsWorld, { csv, ...over }: Asked): Promise<Job> => {
  const askedIn = aMessage()
  await openJob(world.context, {
    operation: 'delete',
    directories: [...world.directories.keys()],
    thread: { roomId: roomId('room'), rootId: askedIn },
    askedIn,
    requester: REQUESTER.person,
    files: [{ name: 'users.csv', bytes: Buffer.from(`${csv.join('\n')}\n`) }],
    ...over,
  })
  return world.job()
}

export const approved = async (world: JobsWorld): Promise<Answer> => {
  const { id, summary } = await world.job()
  const typedCount = String(summary?.planned)
  return reviewJob(world.context, { job: id, actor: APPROVER, verdict: 'approve', typedCount, reason: '' })
}

/** `user0@example.com` and on, as a CSV. */
export const addresses = (count: number): readonly string[] => [
  'email',
  ...Array.from({ length: count }, (_, no) => `user${no}@example.com`),
]

/** Outcomes by directory, in the order of the plan, e.g. `webex done`. */
export const outcomes = async ({ context }: JobsWorld, id: JobId): Promise<readonly string[]> => {
  const { plan } = await context.files.loadPlan(id)
  const journal = await context.files.journal(id)
  await journal.close()
  const kinds = new Map(
    journal.past.flatMap((entry) => (entry.kind === 'outcome' ? [[entry.outcome.change, entry.outcome.kind]] : [])),
  )
  return plan.changes.map(({ no, directory }) => `${directory} ${kinds.get(no) ?? 'open'}`)
}
