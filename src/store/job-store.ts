/**
 * The job heads in lowdb. Must never hold in memory what is not on the disk: the next state is made as a copy, written, and
 * only then taken; after a write that went wrong the disk is asked what is there before anything else is done.
 */

import { basename, dirname, join } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { z } from 'zod'
import type { JobId } from '../model/ids.ts'
import { ENDED, type Job } from '../model/job.ts'
import type { JobStore } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { type DocumentForm, readDocument, writeDocument } from './document.ts'
import { jobSchema } from './job-schema.ts'
import { takeTurns } from './turns.ts'
import { unwritable } from './write-durably.ts'

interface Heads {
  /** In the order in which they were added. */
  readonly jobs: readonly Job[]
}

const FORM: DocumentForm<Heads> = {
  version: 1,
  migrations: {},
  schema: z.strictObject({ jobs: z.array(jobSchema) }),
  wayOut:
    'stop Twokey, put "jobs.json.bak" in its place (or both from a backup) and start again; the copy lacks the last change of one job, so ask once more for what the last lines of "audit.jsonl" say was asked: above all a pause or a cancel',
}

export interface OpenJobStore extends JobStore {
  /** Removes the head, if the job is still over. */
  removeEnded(id: JobId): Promise<void>
  /** Waits for what is under way; from then on every change is refused, since the folder may be another process's. */
  close(): Promise<void>
}

/** Starts empty only where neither `jobs.json` nor its copy exists. Throws `DamagedFile`. */
export async function openJobStore(path: string, disk: Disk): Promise<OpenJobStore> {
  const store = new LowdbJobStore(path, disk)
  await store.list()
  return store
}

class LowdbJobStore implements OpenJobStore {
  readonly #path: string
  readonly #disk: Disk
  readonly #low: Low<Heads>
  readonly #inTurn = takeTurns()
  /** Whether memory is known to equal the disk. */
  #isRead = false
  #isClosed = false

  constructor(path: string, disk: Disk) {
    this.#path = path
    this.#disk = disk
    this.#low = new Low(headsAdapter(path, disk), { jobs: [] })
  }

  add(job: Job): Promise<boolean> {
    return this.#inTurn(async () => {
      const { jobs } = await this.#read()
      if (jobs.some(({ id, askedIn }) => id === job.id || askedIn === job.askedIn)) return false
      await this.#write([...jobs, storable(job)])
      return true
    })
  }

  get(id: JobId): Promise<Job | undefined> {
    return this.#inTurn(async () => (await this.#read()).jobs.find((job) => job.id === id))
  }

  list(): Promise<readonly Job[]> {
    return this.#inTurn(async () => newestFirst((await this.#read()).jobs))
  }

  change(id: JobId, decide: (job: Job) => Job | undefined): Promise<{ readonly job: Job; readonly changed: boolean }> {
    return this.#inTurn(async () => {
      const { jobs } = await this.#read()
      const job = jobs.find((stored) => stored.id === id)
      if (job === undefined) throw new Error(`changing job ${id}: there is no such job; it may have been purged`)
      const decided = decide(job)
      if (decided === undefined) return { job, changed: false }
      if (decided.id !== id || decided.askedIn !== job.askedIn) {
        throw new Error(`changing job ${id}: its id and the message that asked stay as they are`)
      }
      const next = storable(decided)
      await this.#write(jobs.map((stored) => (stored === job ? next : stored)))
      return { job: next, changed: true }
    })
  }

  removeEnded(id: JobId): Promise<void> {
    return this.#inTurn(async () => {
      const { jobs } = await this.#read()
      const left = jobs.filter((job) => job.id !== id || !ENDED.has(job.status))
      if (left.length < jobs.length) await this.#write(left)
    })
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isClosed = true
    })
  }

  async #read(): Promise<Heads> {
    if (this.#isRead) return this.#low.data
    // A rename may have gone through although the fsync after it did not: what is read now has to stay.
    await this.#disk.syncFolder(dirname(this.#path)).catch((cause: unknown) => {
      throw unwritable(this.#path, cause)
    })
    this.#low.data = { jobs: [] }
    await this.#low.read()
    this.#isRead = true
    return this.#low.data
  }

  async #write(jobs: readonly Job[]): Promise<void> {
    if (this.#isClosed) throw new Error(`writing ${this.#path}: the store was closed; open it anew`)
    this.#isRead = false
    this.#low.data = { jobs }
    await this.#low.write()
    this.#isRead = true
  }
}

/** A copy of its own that can be read back. */
function storable(job: Job): Job {
  const parsed = jobSchema.safeParse(job)
  if (parsed.success) return parsed.data
  throw new Error(`storing job ${job.id}: ${z.prettifyError(parsed.error)}; mend the code that made it`)
}

const newestFirst = (jobs: readonly Job[]): readonly Job[] =>
  jobs.toReversed().sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))

/** lowdb's own file adapters never fsync. */
function headsAdapter(path: string, disk: Disk): Adapter<Heads> {
  const copy = join(dirname(path), `${basename(path)}.bak`)
  let isThere = false
  return {
    async read() {
      const heads = await readDocument(path, FORM)
      isThere = heads !== undefined
      if (heads === undefined && (await readDocument(copy, FORM)) !== undefined) {
        throw new Error(`reading ${path}: it is gone, but its copy is there; ${FORM.wayOut}`)
      }
      return heads ?? null
    },
    async write(heads) {
      // The copy is a convenience: where a file system knows no links, the work goes on without it.
      const keepLast = async () => {
        if (isThere) await disk.link(path, copy).catch(() => undefined)
      }
      await writeDocument(disk, path, FORM, heads, keepLast)
      isThere = true
    },
  }
}
