/** The folder of a job: input, plan and journal. Must never make a path of an id that was not checked. */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { JobId } from '../model/ids.ts'
import type { JobFiles, Journal } from '../model/store.ts'
import { type Disk, FOLDER_MODE } from './disk.ts'
import { readInput, writeInput } from './input-files.ts'
import { openJournal } from './journal.ts'
import { openLineFile } from './line-file.ts'
import { readPlan, writePlan } from './plan-file.ts'
import { takeTurns } from './turns.ts'

export interface OpenJobFiles extends JobFiles {
  /** Closes the journals that are still open. */
  close(): Promise<void>
}

/** `folder` holds a folder for each job and is there already. */
export function openJobFiles(folder: string, disk: Disk, onNote: (note: string) => void): OpenJobFiles {
  const journals = new Map<JobId, Journal>()
  const inTurn = takeTurns()
  const made = async (id: JobId): Promise<string> => {
    const path = folderOf(folder, id)
    const first = await mkdir(path, { mode: FOLDER_MODE, recursive: true })
    if (first !== undefined) await disk.syncFolder(dirname(path))
    return path
  }
  const refuseOpen = (id: JobId, doing: string): void => {
    if (journals.has(id)) throw new Error(`${doing} ${id}: its journal is open; close it first`)
  }

  return {
    saveInput: (id, files) => inTurn(async () => writeInput(disk, await made(id), files)),
    loadInput: async (id) => readInput(folderOf(folder, id)),
    savePlan: (id, pinned) =>
      inTurn(async () => writePlan(disk, planPath(await made(id)), { ...pinned, plan: ofJob(id, pinned.plan) })),
    hasPlan: async (id) => existsSync(planPath(folderOf(folder, id))),
    loadPlan: async (id) => readPlan(planPath(folderOf(folder, id)), id),
    journal: (id) =>
      inTurn(async () => {
        refuseOpen(id, 'opening the journal of')
        const file = await openLineFile(join(await made(id), 'journal.jsonl'), disk)
        const journal = await openJournal(file, id, onNote).catch(async (error: unknown) => {
          await file.close()
          throw error
        })
        const open: Journal = {
          ...journal,
          async close() {
            await journal.close()
            if (journals.get(id) === open) journals.delete(id)
          },
        }
        journals.set(id, open)
        return open
      }),
    purge: (id) =>
      inTurn(async () => {
        refuseOpen(id, 'purging')
        await rm(folderOf(folder, id), { recursive: true, force: true })
        await disk.syncFolder(folder)
      }),
    async close() {
      await Promise.all([...journals.values()].map((journal) => journal.close()))
    },
  }
}

const planPath = (folder: string): string => join(folder, 'plan.jsonl')

function ofJob<P extends { readonly job: JobId }>(id: JobId, plan: P): P {
  if (plan.job !== id) throw new Error(`saving the plan of ${id}: it is the plan of ${plan.job}; plan this job anew`)
  return plan
}

function folderOf(folder: string, id: JobId): string {
  if (!/^J-[0-9A-Z]{4,8}$/.test(id)) throw new Error(`"${id}" is not the id of a job, such as J-7K2Q`)
  return join(folder, id)
}
