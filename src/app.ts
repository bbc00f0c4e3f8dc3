import { setTimeout as wait } from 'node:timers/promises'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { type OpenAuditLog, openAuditLog } from './audit/audit-log.ts'
import { type AccessLists, addressSight } from './chat/authority.ts'
import type { ChatEvents } from './chat/chat-api.ts'
import { redactor } from './chat/chat-error.ts'
import { createConversation } from './chat/conversation.ts'
import { type Gateway, openGateway } from './chat/gateway.ts'
import type { GatewayTimeouts } from './chat/gateway-options.ts'
import type { Log } from './chat/log.ts'
import { type Manifest, readManifest } from './chat/manifest.ts'
import { absorbUnhandledRejections } from './chat/unhandled-rejections.ts'
import { type Config, secretsOf } from './config.ts'
import { connectDirectories } from './connect-directories.ts'
import type { JobsContext } from './jobs/context.ts'
import { expireJobs } from './jobs/expire-jobs.ts'
import { goOnWithJobs, pickUpJobs, tellEveryJob } from './jobs/pick-up-jobs.ts'
import { jobsContext } from './jobs-context.ts'
import { createMetrics } from './metrics.ts'
import type { Clock } from './model/clock.ts'
import { openHttp } from './open-http.ts'
import { purgeJobs } from './purge-jobs.ts'
import { type Life, ownVersion, recordedLife } from './recorded-life.ts'
import { startableRounds } from './rounds.ts'
import type { Disk } from './store/disk.ts'
import { openStore, type Store } from './store/open-store.ts'

/**
 * The composition root: builds every part from the configuration, connects them, and takes them apart again. Holds no rule of
 * its own; what it starts, `close` ends, in the order that loses nothing.
 */

export interface App {
  /** Where the HTTP server listens. */
  readonly port: number
  readonly gateway: Gateway
  readonly jobs: JobsContext
  /** Ends runs after their calls under way, then everything else. What is unfinished goes on after the next start. */
  close(): Promise<void>
}

export interface AppOptions {
  readonly log: Log
  readonly clock?: Clock
  readonly gatewayTimeouts?: Partial<GatewayTimeouts>
  /** How long a call to a directory may take; a minute when absent. */
  readonly directoryTimeoutMs?: number
  /** How long the download of an attachment may take; a minute when absent. */
  readonly downloadTimeoutMs?: number
  /** What the data folder is written through; the file system when absent. */
  readonly disk?: Disk
  /** Hears every token that is renewed while the bot runs, for the log's redaction. */
  readonly onSecret?: (secret: string) => void
}

const EXPIRE_EVERY_MS = 15_000
const GO_ON_EVERY_MS = 30_000
const TELL_EVERY_MS = 30_000
const CHECK_EVERY_MS = 60_000
const PURGE_EVERY_MS = 6 * 3_600_000
const DOWNLOAD_TIMEOUT_MS = 60_000

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  },
}

export const startApp = async (
  config: Config,
  {
    log,
    clock = systemClock,
    gatewayTimeouts,
    directoryTimeoutMs,
    downloadTimeoutMs,
    disk,
    onSecret = () => undefined,
  }: AppOptions,
): Promise<App> => {
  const manifest = await readManifest()
  const rejections = absorbUnhandledRejections(process, log, redactor([...secretsOf(config)]))
  const store = await openStore(config.dataDir, {
    clock,
    onNote: (note) => log.warn({}, note),
    ...(disk === undefined ? {} : { disk }),
  })
  const closers: (() => Promise<void>)[] = [async () => rejections.stop(), () => store.close()]
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse())
      await close().catch((error: unknown) => log.error({ error }, 'closing a part of the bot'))
  }
  try {
    const audit = await openAuditLog(await store.openAuditFile(), clock)
    closers.push(() => audit.close())
    const life = recordedLife(audit, clock, await ownVersion())
    closers.push(() => life.end())
    const parts = { config, log, clock, manifest, store, audit, life, onSecret, closers }
    const timeouts = {
      ...(gatewayTimeouts === undefined ? {} : { gatewayTimeouts }),
      ...(directoryTimeoutMs === undefined ? {} : { directoryTimeoutMs }),
      ...(downloadTimeoutMs === undefined ? {} : { downloadTimeoutMs }),
    }
    return await connect({ ...parts, ...timeouts }, rejections.count, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

interface Parts {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly manifest: Manifest
  readonly store: Store
  readonly audit: OpenAuditLog
  readonly life: Life
  readonly gatewayTimeouts?: Partial<GatewayTimeouts>
  readonly directoryTimeoutMs?: number
  readonly downloadTimeoutMs?: number
  readonly onSecret: (secret: string) => void
  readonly closers: (() => Promise<void>)[]
}

const connect = async (parts: Parts, rejections: () => number, closeAll: () => Promise<void>): Promise<App> => {
  const { config, log, clock, store, closers, manifest } = parts
  let gateway: Gateway | undefined
  const isConnected = (): boolean => gateway?.state().isConnected ?? false
  const isFrozen = (): boolean => store.freeze.get() !== undefined
  const metrics = createMetrics(config.directories, store.jobs, isConnected, isFrozen, rejections)
  const directories = connectDirectories({
    config,
    clock,
    log,
    manifest,
    metrics,
    store,
    onSecret: parts.onSecret,
    ...(parts.directoryTimeoutMs === undefined ? {} : { timeoutMs: parts.directoryTimeoutMs }),
  })
  const http = await openHttp(config, metrics, () => gateway, directories.readiness)
  closers.push(() => http.close())
  const conversation = deferred<ChatEvents>()
  gateway = await openGateway({
    ...config.bot,
    ...(config.webhook === undefined ? {} : { webhook: config.webhook }),
    // Events wait until the rest is there; none is lost and none is answered by half a bot.
    events: {
      onMessage: async (message) => (await conversation.value).onMessage(message),
      onGivenUp: async (message) => (await conversation.value).onGivenUp(message),
      onSubmit: async (submit) => (await conversation.value).onSubmit(submit),
      onJoined: async (room, by) => (await conversation.value).onJoined(room, by),
    },
    inbox: store.inbox,
    clock,
    random: Math.random,
    log,
    ...(config.proxy === undefined ? {} : { socketAgent: new HttpsProxyAgent(config.proxy) }),
    ...(parts.gatewayTimeouts === undefined ? {} : { timeouts: parts.gatewayTimeouts }),
  })
  const opened = gateway
  const seesAddresses = addressSight(opened, config, () =>
    log.warn({}, 'nobody on the lists is found by address: who somebody is goes by their own record alone'),
  )
  const access = async (): Promise<AccessLists> => ({
    seesAddresses,
    requesters: config.requesters,
    approvers: config.approvers,
    orgId: await directories.homeOrgId(),
  })
  const jobs = jobsContext({ ...parts, gateway: opened, directories, metrics, access })
  const rounds = startableRounds(clock, log, [
    { everyMs: EXPIRE_EVERY_MS, doing: 'ending requests that nobody approved in time', work: () => expireJobs(jobs) },
    { everyMs: GO_ON_EVERY_MS, doing: 'going on with jobs that nobody is at work on', work: () => goOnWithJobs(jobs) },
    { everyMs: TELL_EVERY_MS, doing: 'saying what is still unsaid', work: () => tellEveryJob(jobs) },
    { everyMs: CHECK_EVERY_MS, doing: 'checking an admin credential anew', work: directories.checkUnknown },
    {
      everyMs: PURGE_EVERY_MS,
      doing: 'removing jobs that are past their retention time',
      work: () => purgeJobs(parts),
    },
  ])
  // What is being said when the gateway closes is not tried again, and comes to its end soon after.
  closers.push(() => Promise.all([rounds.ended(), jobs.running.settled()]).then(() => undefined))
  closers.push(() => opened.close())
  closers.push(() => jobs.running.stop())
  closers.push(async () => rounds.end())
  await directories.checkAll()
  await parts.life.begin()
  // Before any message is answered: one that was begun before must not take up a job that is taken up here.
  await pickUpJobs(jobs)
  conversation.resolve(
    createConversation({
      api: opened,
      jobs,
      manifest,
      access,
      directories: config.directories,
      downloads: { maxBytes: config.maxFileBytes, timeoutMs: parts.downloadTimeoutMs ?? DOWNLOAD_TIMEOUT_MS },
      log,
    }),
  )
  rounds.start()
  return { port: http.port, gateway: opened, jobs, close: closeAll }
}

const deferred = <T>(): { readonly value: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined
  const value = new Promise<T>((settle) => {
    resolve = settle
  })
  return { value, resolve }
}
