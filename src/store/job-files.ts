/** The folder of a job: input, plan, journal and what was kept of the accounts. Must never make a path of an id that was not checked. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type JobId, jobId } from '../model/ids.ts'
import type { LineFile } from '../model/line-file.ts'
import type { BeforeFile, JobFiles, Journal } from '../model/store.ts'
import { openBeforeFile } from './before-file.ts'
import { type Disk, FOLDER_MODE } from './disk.ts'
import { readInput, writeInput } from './input-files.ts'
import { type JournalFound, openJournal, readJournal } from './journal.ts'
import { LastLook } from './last-look.ts'
import { openLineFile } from './line-file.ts'
import { readPlan, writePlan } from './plan-file.ts'
import { takeTurns } from './turns.ts'
import { unwritable } from './write-durably.ts'

export interface OpenJobFiles extends JobFiles {
  /** The jobs whose folder nothing was put into since then, whether or not they are on record. */
  untouchedSince(time: Date): Promise<readonly JobId[]>
  /** Closes the journals and other files that are still open. */
  close(): Promise<void>
}

/** `folder` holds a folder for each job and is there already. */
export function openJobFiles(folder: string, disk: Disk, onNote: (note: string) => void): OpenJobFiles {
  const journals = new OpenOnes<Journal>('journal')
  const befores = new OpenOnes<BeforeFile>('file of what was kept')
  const journalsRead = new LastLook<JournalFound>()
  const inTurn = takeTurns()
  const made = async (id: JobId): Promise<string> => {
    const path = folderOf(folder, id)
    const first = await mkdir(path, { mode: FOLDER_MODE, recursive: true })
    if (first !== undefined)
      await disk.syncFolder(dirname(path)).catch((cause: unknown) => {
        throw unwritable(path, cause)
      })
    return path
  }
  const lines = async (id: JobId, name: string) => openLineFile(join(await made(id), name), disk)

  return {
    saveInput: (id, files) => inTurn(async () => writeInput(disk, await made(id), files)),
    loadInput: async (id) => readInput(folderOf(folder, id)),
    savePlan: (id, plan, serializer) =>
      inTurn(async () => writePlan(disk, planPath(await made(id)), ofJob(id, plan), serializer)),
    hasPlan: async (id) => existsSync(planPath(folderOf(folder, id))),
    loadPlan: async (id, witness) => readPlan(planPath(folderOf(folder, id)), id, witness),
    journal: (id) =>
      inTurn(() =>
        journals.open(id, async () => {
          const file = await lines(id, 'journal.jsonl')
          const found = journalsRead.into(file.path, () => readJournal(file, id, onNote))
          return openJournal(file, await found.catch(closing(file)))
        }),
      ),
    before: (id) =>
      inTurn(() =>
        befores.open(id, async () => {
          const file = await lines(id, BEFORE)
          return openBeforeFile(file, id, onNote).catch(closing(file))
        }),
      ),
    hasBefore: async (id) => {
      const path = join(folderOf(folder, id), BEFORE)
      return existsSync(path) && (await stat(path)).size > 0
    },
    purge: (id) =>
      inTurn(async () => {
        journals.refuseOpen(id, 'purging')
        befores.refuseOpen(id, 'purging')
        await rm(folderOf(folder, id), { recursive: true, force: true })
        await disk.syncFolder(folder)
      }),
    async untouchedSince(time) {
      const ids = (await readdir(folder)).filter((name) => JOB_ID.test(name)).map(jobId)
      const changed = await Promise.all(ids.map(async (id) => (await stat(folderOf(folder, id))).mtime))
      return ids.filter((_, i) => (changed[i] ?? time) < time)
    },
    async close() {
      await journals.close()
      await befores.close()
    },
  }
}

const BEFORE = 'before.jsonl'
const JOB_ID = /^J-[0-9A-Z]{4,8}$/

/** Files of one kind, each of which is open once at a time. */
class OpenOnes<T extends { close(): Promise<void> }> {
  readonly #kind: string
  readonly #open = new Map<JobId, T>()

  constructor(kind: string) {
    this.#kind = kind
  }

  refuseOpen(id: JobId, doing: string): void {
    if (this.#open.has(id)) throw new Error(`${doing} ${id}: its ${this.#kind} is open; close it first`)
  }

  async open(id: JobId, opening: () => Promise<T>): Promise<T> {
    this.refuseOpen(id, `opening the ${this.#kind} of`)
    const file = await opening()
    const open: T = {
      ...file,
      close: async () => {
        await file.close()
        if (this.#open.get(id) === open) this.#open.delete(id)
      },
    }
    this.#open.set(id, open)
    return open
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((file) => file.close()))
  }
}

const closing =
  (file: LineFile) =>
  async (error: unknown): Promise<never> => {
    await file.close()
    throw error
  }

const planPath = (folder: string): string => join(folder, 'plan.jsonl')

function ofJob<P extends { readonly job: JobId }>(id: JobId, plan: P): P {
  if (plan.job !== id) throw new Error(`saving the plan of ${id}: it is the plan of ${plan.job}; plan this job anew`)
  return plan
}

function folderOf(folder: string, id: JobId): string {
  if (!JOB_ID.test(id)) throw new Error(`"${id}" is not the id of a job, such as J-7K2Q`)
  return join(folder, id)
}
