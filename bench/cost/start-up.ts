/** From the start of the process to a bot that is ready: with an empty data folder, and with one of many jobs that are over. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { openAuditLog } from '../../src/audit/audit-log.ts'
import { readChain } from '../../src/audit/read-chain.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import { realDisk } from '../../src/store/disk.ts'
import { openLineFile } from '../../src/store/line-file.ts'
import { startBot } from './bot.ts'
import { exportOf } from './export.ts'
import { cardOf, clock, endOf, openWorld, type World, type WorldOptions } from './world.ts'

export interface StartUp {
  /** Milliseconds, of each start. */
  readonly idle: readonly number[]
  readonly withJobs: readonly number[]
  readonly jobs: number
  /** People of each of them. */
  readonly rows: number
}

export interface StartUpOptions extends WorldOptions {
  readonly jobs: number
  readonly times: number
}

export const measureStartUp = async ({ jobs, times, ...options }: StartUpOptions): Promise<StartUp> => {
  const world = await openWorld(options)
  const start = async (): Promise<number> => {
    const bot = await startBot({ folder: options.folder, environment: world.environment })
    await bot.stop()
    return bot.readyAt - bot.startedAt
  }
  try {
    const idle = await inTurn(times, start)
    await playOne(world, options.folder)
    await multiply(world.dataDir, jobs)
    return { idle, withJobs: await inTurn(times, start), jobs, rows: options.rows }
  } finally {
    await world.close()
  }
}

const inTurn = async (times: number, work: () => Promise<number>): Promise<readonly number[]> => {
  const took: number[] = []
  while (took.length < times) took.push(await work())
  return took
}

const playOne = async (world: World, folder: string): Promise<void> => {
  const bot = await startBot({ folder, environment: world.environment })
  await world.ask(exportOf(world.users, new Date()))
  await cardOf(world)
  await world.approve()
  await endOf(world)
  await bot.stop()
}

interface Heads {
  readonly jobs: readonly Readonly<Record<string, unknown>>[]
}

/** The one job that is there, over and told, becomes many: heads and records as if each had been asked for. */
const multiply = async (dataDir: string, jobs: number): Promise<void> => {
  const path = join(dataDir, 'jobs.json')
  const { version, data } = JSON.parse(await readFile(path, 'utf8')) as {
    readonly version: number
    readonly data: Heads
  }
  const [job] = data.jobs
  const ids = Array.from({ length: jobs }, (_, no) => `J-${String(no).padStart(6, '0')}`)
  const text = JSON.stringify({ jobs: ids.map((id) => ({ ...job, id, askedIn: `${String(job?.['askedIn'])}${id}` })) })
  await writeFile(path, `{"version":${version},"crc32":${crc32(text)},"data":${text}}\n`)
  const file = await openLineFile(join(dataDir, 'audit.jsonl'), realDisk)
  const events: AuditEvent[] = []
  for await (const link of readChain(file.read()))
    if (link.kind === 'record' && link.record.event.job !== undefined) events.push(link.record.event)
  const log = await openAuditLog(file, clock)
  for (const id of ids) await log.append(events.map((event) => ({ ...event, job: id })))
  await log.close()
}
