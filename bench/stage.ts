/**
 * Where a case is played: the emulated clouds, the real bot before them, one clock for both, and the calls as the clouds received
 * them. The bot can be ended and started anew on the same data folder.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { type App, startApp } from '../src/app.ts'
import { loadConfig, secretsOf } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { PERSONAS } from '../src/sandbox/administration/personas.ts'
import { type EveryVendor, environmentOfEvery, startEveryVendor } from '../src/sandbox/every-vendor.ts'
import type { BenchCase, SeenCall } from './bench-case.ts'
import { type FastClock, fastClock } from './clock.ts'
import { CONVERSATION, nameConversation } from './conversation.ts'
import { watchUnderWay } from './under-way.ts'

export interface StageOptions {
  readonly users: number
  /** Time passes so many times faster. */
  readonly scale: number
  readonly seed: number
  /** Of every call, by the clock. */
  readonly latencyMs: number
  /** QUOTA_SHARE. */
  readonly share: number
}

export interface Stage {
  readonly cloud: EveryVendor
  readonly clock: FastClock
  /** To the vendor of the case, in the order of their answers. */
  readonly calls: readonly SeenCall[]
  /** Ends the bot that is there and starts one anew. */
  readonly startBot: () => Promise<App>
  readonly close: () => Promise<void>
}

/** The job is about one of so many people of the directory. */
export const ONE_OF = 3

export const openStage = async (bench: BenchCase, options: StageOptions): Promise<Stage> => {
  const { users, seed, scale, latencyMs } = options
  const underWay = watchUnderWay()
  const clock = fastClock(scale, bench.leaps ? underWay.count : undefined)
  const botToken = (): string => cloud.administration.tokens.of('bot')
  const cloud: EveryVendor = await startEveryVendor({
    ...bench.cloud,
    clock: () => clock.now(),
    knobs: { ...bench.cloud?.knobs, latencyMs: latencyMs / scale },
    organisation: { size: users * ONE_OF, seed },
    gate: express.Router().use(underWay.gate, nameConversation(botToken)),
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'twokey-bench-'))
  const calls = recordCalls(bench, cloud)
  let app: App | undefined
  const startBot = async (): Promise<App> => {
    await app?.close()
    app = undefined
    app = await botOf(bench, options, cloud, dataDir, clock)
    return app
  }
  const close = async (): Promise<void> => {
    await app?.close()
    await cloud.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { cloud, clock, calls, startBot, close }
}

const botOf = (
  bench: BenchCase,
  { users, share }: StageOptions,
  cloud: EveryVendor,
  dataDir: string,
  clock: FastClock,
): Promise<App> => {
  const config = loadConfig({
    ...environmentOfEvery(cloud),
    DIRECTORIES: bench.vendor === 'webex' ? 'webex' : `${bench.vendor},webex`,
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    MAX_USERS: String(users),
    MAX_ROWS: String(users * ONE_OF + PERSONAS.length),
    MAX_SHARE: '1',
    QUOTA_SHARE: String(share),
    ...bench.settings?.(cloud),
  })
  return startApp(config, { log: createLog(config.logLevel, secretsOf(config)), clock })
}

const recordCalls = (bench: BenchCase, { traffic }: EveryVendor): readonly SeenCall[] => {
  const calls: SeenCall[] = []
  traffic.subscribe(({ vendor, method, url, status, arrivedAt, agent }) => {
    const call = { method, url, status, atMs: arrivedAt }
    if (vendor === bench.vendor && agent !== CONVERSATION && !bench.isForeign?.(call)) calls.push(call)
  })
  return calls
}
