/** Opens everything that outlives the process, under one lock, in one folder. Nothing else may write there. */
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../model/clock.ts'
import type { FreezeSwitch } from '../model/freeze.ts'
import type { JobId } from '../model/ids.ts'
import { ENDED, type Job } from '../model/job.ts'
import type { LineFile } from '../model/line-file.ts'
import type { CallMeter, Inbox, JobFiles, JobStore, LearnedQuotas, Secrets } from '../model/store.ts'
import { openCallMeter } from './call-meter.ts'
import { prepareDataFolder } from './data-folder.ts'
import { type Disk, realDisk } from './disk.ts'
import { openFreeze } from './freeze.ts'
import { type OpenInbox, openInbox } from './inbox.ts'
import { type OpenJobFiles, openJobFiles } from './job-files.ts'
import { openJobStore } from './job-store.ts'
import { openLearnedQuotas } from './learned-quotas.ts'
import { openLineFile } from './line-file.ts'
import { lockFolder } from './process-lock.ts'
import { openSecrets } from './secrets.ts'

export interface StoreOptions {
  readonly clock: Clock
  /** Hears what was mended while a file was opened, e.g. a torn line that was cut off. For the log. */
  readonly onNote: (note: string) => void
  /** Default: the real one. */
  readonly disk?: Disk
}

export interface Store {
  readonly jobs: JobStore
  readonly files: JobFiles
  readonly inbox: Inbox
  readonly secrets: Secrets
  readonly meter: CallMeter
  readonly quotas: LearnedQuotas
  readonly freeze: FreezeSwitch
  /** `audit.jsonl`, for `openAuditLog`, which closes it. */
  openAuditFile(): Promise<LineFile>
  /**
   * Removes folder and head of the jobs that ended before, never of an unfinished one, and folders without a head that are as old.
   * Returns their ids. `announce` hears of the jobs first, if there are any; nothing is removed before it resolves, and a death in
   * between makes it hear of them again.
   */
  purgeEnded(before: Date, announce?: (ids: readonly JobId[]) => Promise<void>): Promise<readonly JobId[]>
  /** Waits for what is under way and lets go of the folder. */
  close(): Promise<void>
}

/**
 * Makes the folder where there is none. Throws an `Error` with words for the operator when the folder cannot be used or
 * another process holds it, and `DamagedFile` when what is in it is not what was written.
 */
export async function openStore(dataDir: string, options: StoreOptions): Promise<Store> {
  const disk = options.disk ?? realDisk
  await prepareDataFolder(dataDir)
  const startedAt = options.clock.now().toISOString()
  const lock = await lockFolder(join(dataDir, 'lock'), { pid: process.pid, host: hostname(), startedAt })
  let inbox: OpenInbox | undefined
  try {
    const jobs = await openJobStore(join(dataDir, 'jobs.json'), disk)
    const files = openJobFiles(join(dataDir, 'jobs'), disk, options.onNote)
    const opened = await openInbox(join(dataDir, 'inbox.jsonl'), disk, { onNote: options.onNote })
    inbox = opened
    return {
      jobs,
      files,
      inbox: opened,
      secrets: await openSecrets(join(dataDir, 'secrets.json'), disk),
      meter: await openCallMeter(join(dataDir, 'calls.json'), disk),
      quotas: await openLearnedQuotas(join(dataDir, 'quotas.json'), disk, options.onNote),
      freeze: await openFreeze(join(dataDir, 'freeze.json'), disk),
      openAuditFile: () => openLineFile(join(dataDir, 'audit.jsonl'), disk),
      async purgeEnded(before, announce) {
        const ids = (await jobs.list()).filter((job) => endedBefore(job, before)).map(({ id }) => id)
        if (ids.length > 0) await announce?.(ids)
        for (const id of ids) {
          // The head goes last: a death in between leaves it for the next purge to find.
          await files.purge(id)
          await jobs.removeEnded(id)
        }
        return [...ids, ...(await purgeStrays(jobs, files, before))]
      },
      async close() {
        await jobs.close()
        await files.close()
        await opened.close()
        await lock.release()
      },
    }
  } catch (error) {
    await inbox?.close()
    await lock.release()
    throw error
  }
}

/** A process that died between a job's files and its head left them behind: nobody knows of them, and they name people. */
async function purgeStrays(jobs: JobStore, files: OpenJobFiles, before: Date): Promise<readonly JobId[]> {
  const old = await files.untouchedSince(before)
  const known = new Set((await jobs.list()).map(({ id }) => id))
  const strays = old.filter((id) => !known.has(id))
  for (const id of strays) await files.purge(id)
  return strays
}

const endedBefore = (job: Job, before: Date): boolean =>
  ENDED.has(job.status) && Date.parse(job.endedAt ?? job.createdAt) < before.getTime()
