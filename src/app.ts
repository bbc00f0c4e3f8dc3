import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { type OpenAuditLog, openAuditLog } from './audit/audit-log.ts'
import { type AccessLists, addressSight, currentStanding } from './chat/authority.ts'
import type { ChatEvents } from './chat/chat-api.ts'
import { redactor } from './chat/chat-error.ts'
import { createConversation } from './chat/conversation.ts'
import { type Gateway, openGateway } from './chat/gateway.ts'
import type { GatewayTimeouts } from './chat/gateway-options.ts'
import { buildHttpApp, type HttpServer, listen, type ReadinessCheck } from './chat/http-server.ts'
import type { Log } from './chat/log.ts'
import { type Manifest, readManifest } from './chat/manifest.ts'
import { createVoice } from './chat/thread.ts'
import { absorbUnhandledRejections } from './chat/unhandled-rejections.ts'
import { type Config, secretsOf } from './config.ts'
import { connectDirectories } from './connect-directories.ts'
import type { JobsContext } from './jobs/context.ts'
import { expireJobs } from './jobs/expire-jobs.ts'
import { goOnWithJobs, pickUpJobs, tellEveryJob } from './jobs/pick-up-jobs.ts'
import { RunningJobs } from './jobs/running-jobs.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Clock } from './model/clock.ts'
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
const DAY_MS = 86_400_000
const DOWNLOAD_TIMEOUT_MS = 60_000
const PURGED = 'purged'

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
  const http = await openHttp(parts, metrics, () => gateway, directories.readiness)
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
  const jobs = jobsContext(parts, opened, directories, metrics, access)
  const rounds = startableRounds(clock, log, [
    { everyMs: EXPIRE_EVERY_MS, doing: 'ending requests that nobody approved in time', work: () => expireJobs(jobs) },
    { everyMs: GO_ON_EVERY_MS, doing: 'going on with jobs that nobody is at work on', work: () => goOnWithJobs(jobs) },
    { everyMs: TELL_EVERY_MS, doing: 'saying what is still unsaid', work: () => tellEveryJob(jobs) },
    { everyMs: CHECK_EVERY_MS, doing: 'checking an admin credential anew', work: directories.checkUnknown },
    { everyMs: PURGE_EVERY_MS, doing: 'removing jobs that are past their retention time', work: () => purge(parts) },
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

const jobsContext = (
  { config, clock, store, audit, log, manifest }: Parts,
  gateway: Gateway,
  directories: ReturnType<typeof connectDirectories>,
  metrics: Metrics,
  access: () => Promise<AccessLists>,
): JobsContext => ({
  store: store.jobs,
  files: store.files,
  audit,
  directories: directories.connected,
  voice: createVoice(gateway, manifest, store.freeze),
  running: new RunningJobs(),
  freeze: store.freeze,
  standingOf: (id) => currentStanding(gateway, access, id),
  clock,
  random: Math.random,
  newNonce: randomUUID,
  policy: {
    limits: { maxUsers: config.maxUsers, maxShare: config.maxShare },
    intake: { maxRows: config.maxRows, maxBytes: config.maxFileBytes },
    protection: {
      // Whoever is given the assets of others must be there to have them.
      protectedUsers: [...config.protectedUsers, ...(config.aac?.transferTo ? [config.aac.transferTo] : [])],
      approvers: config.approvers,
      requesters: config.requesters,
      botEmails: [gateway.self.email],
      allowAdmins: config.allowAdmins,
      allowSynced: config.allowSynced,
      ...(config.webex?.verifiedDomains && { verifiedDomains: config.webex.verifiedDomains }),
    },
    approvalsRequired: config.approvalsRequired,
    ...(config.secondApprovalAbove === undefined ? {} : { secondApprovalAbove: config.secondApprovalAbove }),
    approvalTtlMs: config.approvalTtlMs,
    supports: directories.supports,
    canUndo: directories.canUndo,
    undoWords: directories.undoWords,
  },
  onOutcome: metrics.outcome,
  log,
})

const openHttp = (
  { config }: Parts,
  metrics: Metrics,
  gateway: () => Gateway | undefined,
  readiness: readonly ReadinessCheck[],
): Promise<HttpServer> => {
  const chat: ReadinessCheck = {
    name: 'chat',
    check: () => {
      const state = gateway()?.state()
      return { isOk: state?.isConnected ?? false, words: state === undefined ? 'starting' : state.why || 'connected' }
    },
  }
  const webhook = config.webhook && {
    path: new URL(config.webhook.url).pathname,
    handle: async (...call: Parameters<Gateway['handleWebhook']>) => (await gateway()?.handleWebhook(...call)) ?? 503,
  }
  const app = buildHttpApp({
    checks: [chat, ...readiness],
    metrics: metrics.registry,
    ...(webhook === undefined ? {} : { webhook }),
  })
  return listen(app, config.http.host, config.http.port)
}

const purge = ({ config, clock, store, audit }: Parts): Promise<unknown> =>
  store.purgeEnded(new Date(clock.now().getTime() - config.retentionDays * DAY_MS), async (ids) => {
    // A death between the record and the removal leaves the job to this purge, and its record is there.
    const recorded = new Set<string>()
    for await (const { job, what } of audit.of(new Set(ids)))
      if (job !== undefined && what === PURGED) recorded.add(job)
    const at = clock.now().toISOString()
    const detail = `files removed after ${config.retentionDays} days`
    await audit.append(
      ids.filter((id) => !recorded.has(id)).map((job) => ({ at, job, what: PURGED, who: 'twokey', detail })),
    )
  })

interface Life {
  begin(): Promise<void>
  end(): Promise<void>
}

/** From when to when the bot did anything, and which version of it. A start without an end before it tells of a hard stop. */
const recordedLife = (audit: OpenAuditLog, clock: Clock, version: string): Life => {
  let isBegun = false
  const record = (what: string): Promise<void> =>
    audit.append([{ at: clock.now().toISOString(), what, who: 'twokey', detail: `version ${version}` }])
  return {
    begin: async () => {
      await record('bot-started')
      isBegun = true
    },
    end: async () => {
      if (isBegun) await record('bot-stopped')
    },
  }
}

const ownVersion = async (): Promise<string> => {
  const { version }: { readonly version?: unknown } = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return typeof version === 'string' ? version : 'unknown'
}

const deferred = <T>(): { readonly value: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve: (value: T) => void = () => undefined
  const value = new Promise<T>((settle) => {
    resolve = settle
  })
  return { value, resolve }
}
