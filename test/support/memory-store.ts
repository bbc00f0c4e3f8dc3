import { type JobId, jobId } from '../../src/model/ids.ts'
import type { Job } from '../../src/model/job.ts'
import type { PinnedPlan } from '../../src/model/plan.ts'
import type { UploadedFile } from '../../src/model/rows.ts'
import type { JournalEntry } from '../../src/model/run.ts'
import { DamagedFile, type JobFiles, type JobStore } from '../../src/model/store.ts'
import { digestPlan } from '../../src/plan/digest-plan.ts'

/** Jobs that no process outlives, for tests that ask so many questions that a disk would be the slowest part of them. */

export interface MemoryStore extends JobStore {
  /** How often anything was written. */
  readonly writes: number
}

/** Holds to the contract of every `JobStore`; see `test/contract/`. */
export const memoryStore = (...first: readonly Job[]): MemoryStore => {
  let jobs = [...first]
  let writes = 0
  const write = (next: readonly Job[]): void => {
    jobs = [...next]
    writes += 1
  }
  return {
    get writes() {
      return writes
    },
    add: async (job) => {
      if (jobs.some(({ id, askedIn }) => id === job.id || askedIn === job.askedIn)) return false
      write([...jobs, job])
      return true
    },
    get: async (id) => jobs.find((job) => job.id === id),
    list: async () => jobs.toReversed().sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt)),
    change: async (id, decide) => {
      const job = jobs.find((stored) => stored.id === id)
      if (job === undefined) throw new Error(`changing job ${id}: there is no such job`)
      const next = decide(job)
      if (next === undefined) return { job, changed: false }
      if (next.id !== id || next.askedIn !== job.askedIn) throw new Error(`changing job ${id}: it has to stay this job`)
      write(jobs.map((stored) => (stored === job ? next : stored)))
      return { job: next, changed: true }
    },
  }
}

export interface KeptFiles {
  readonly input?: readonly UploadedFile[]
  readonly plan?: PinnedPlan
  readonly journal?: readonly JournalEntry[]
}

/** The same for the bulky part; a job that is not given has nothing. */
export const memoryFiles = (first: Readonly<Record<string, KeptFiles>> = {}): JobFiles => {
  const kept = new Map<JobId, KeptFiles>(Object.entries(first).map(([id, files]) => [jobId(id), files]))
  const put = (id: JobId, more: KeptFiles): void => void kept.set(id, { ...kept.get(id), ...more })
  const planOf = (id: JobId): PinnedPlan => {
    const plan = kept.get(id)?.plan
    if (plan === undefined) throw new DamagedFile(`reading the plan of ${id}: there is none`)
    return plan
  }
  return {
    saveInput: async (id, input) => put(id, { input }),
    loadInput: async (id) => kept.get(id)?.input ?? [],
    savePlan: async (id, plan) => {
      const pinned = { plan, digest: await digestPlan(plan) }
      put(id, { plan: pinned })
      return pinned
    },
    hasPlan: async (id) => kept.get(id)?.plan !== undefined,
    loadPlan: async (id) => ({ ...planOf(id), isConfirmed: false }),
    journal: async (id) => ({
      past: kept.get(id)?.journal ?? [],
      append: async (entries) => put(id, { journal: [...(kept.get(id)?.journal ?? []), ...entries] }),
      close: async () => undefined,
    }),
    before: () => Promise.reject(new Error('nothing is kept of accounts here')),
    hasBefore: async () => false,
    purge: async (id) => void kept.delete(id),
  }
}
