import type { ReadinessCheck } from './chat/http-server.ts'
import type { Log } from './chat/log.ts'
import type { Manifest } from './chat/manifest.ts'
import type { Config } from './config.ts'
import { staticToken, type TokenSource } from './directory/http/token-source.ts'
import { createWebexDirectory, LIMITS } from './directory/webex/directory.ts'
import { ServiceAppTokens } from './directory/webex/service-app.ts'
import type { ConnectedDirectory } from './jobs/context.ts'
import type { Metrics } from './metrics.ts'
import type { Clock } from './model/clock.ts'
import type { Credential, Directory } from './model/directory.ts'
import type { DirectoryName, Operation } from './model/vendor.ts'
import { WireError } from './model/wire.ts'
import type { Pace } from './plan/estimate.ts'
import { createCaller } from './run/caller.ts'
import type { Store } from './store/open-store.ts'

/** Builds the directories that are on, checks their credentials against what manifest.json asks for, and says so in the log. */

export interface DirectoriesOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly manifest: Manifest
  readonly metrics: Metrics
  readonly store: Store
  /** Hears every token that is renewed. */
  readonly onSecret: (secret: string) => void
  /** Of one call; the adapter's own when absent. */
  readonly timeoutMs?: number
}

export interface ConnectedDirectories {
  readonly connected: ReadonlyMap<DirectoryName, ConnectedDirectory>
  readonly readiness: readonly ReadinessCheck[]
  readonly canUndo: (directory: DirectoryName, operation: Operation) => boolean
  /**
   * Whose people may use the bot: the setting, else the organisation of the Webex credential, which is asked for until it is
   * known. Undefined while it cannot be told. Never throws.
   */
  readonly homeOrgId: () => Promise<string | undefined>
  /** Checks each credential once and says in the log what it is and what it lacks. Never throws: readiness tells. */
  readonly checkAll: () => Promise<void>
  /** The same for those that could not be checked, or were refused since. To be called every so often. */
  readonly checkUnknown: () => Promise<void>
}

const CONCURRENT_CALLS = 8

export const connectDirectories = (options: DirectoriesOptions): ConnectedDirectories => {
  const { config, log, manifest } = options
  const probes = new Map(
    config.directories.map((name) => [name, new CredentialProbe(BUILD[name](options), PACE[name](config))] as const),
  )
  return {
    connected: probes,
    readiness: [...probes].map(([name, probe]) => ({ name: `directory-${name}`, check: () => probe.readiness() })),
    canUndo: (name, operation) =>
      manifest.directories.find((d) => d.name === name)?.operations.find((o) => o.name === operation)?.undo
        .isPossible ?? false,
    homeOrgId: async () => {
      const probe = probes.get('webex')
      const known = config.webex.orgId ?? probe?.tenantId
      if (known !== undefined || probe === undefined) return known
      const asked = probe.credential()
      const credential = await asked.catch((error: unknown) =>
        log.warn({ error }, 'whose people may use the bot cannot be told'),
      )
      return credential?.tenantId
    },
    checkAll: async () => {
      for (const [name, probe] of probes) await sayWhatItIs(log, name, probe)
    },
    checkUnknown: async () => {
      for (const [name, probe] of probes) if (!probe.isKnown) await sayWhatItIs(log, name, probe)
    },
  }
}

const sayWhatItIs = async (log: Log, name: DirectoryName, probe: CredentialProbe): Promise<void> => {
  try {
    const { tenantName, ownerLogin, means, lacks } = await probe.credential()
    log.info({ directory: name, organisation: tenantName, as: ownerLogin, means }, 'the admin credential was checked')
    for (const lack of lacks)
      log.warn({ directory: name, lack }, 'the admin credential lacks something that manifest.json asks for')
  } catch (error) {
    log.error(
      { directory: name, error },
      'the admin credential could not be checked; nothing can be planned until it can',
    )
  }
}

/** The credential as it was found when it was last asked for with success; forgotten as soon as the vendor refuses it. */
class CredentialProbe implements ConnectedDirectory {
  readonly directory: Directory
  readonly pace: Pace
  #known: Credential | undefined
  #tenantId: string | undefined
  #asking: Promise<Credential> | undefined

  constructor(directory: Directory, pace: Pace) {
    this.pace = pace
    this.directory = watched(directory, () => {
      this.#known = undefined
    })
  }

  get isKnown(): boolean {
    return this.#known !== undefined
  }

  /** Stays known when the credential is refused: people may still ask, pause and cancel. */
  get tenantId(): string | undefined {
    return this.#tenantId
  }

  async credential(): Promise<Credential> {
    if (this.#known) return this.#known
    this.#asking ??= this.directory.check().finally(() => {
      this.#asking = undefined
    })
    const known = await this.#asking
    this.#known = known
    this.#tenantId = known.tenantId
    return known
  }

  async readiness(): Promise<{ readonly isOk: boolean; readonly words: string }> {
    try {
      const { means, lacks } = await this.credential()
      return {
        isOk: true,
        words:
          lacks.length === 0 ? means : `${means}; lacks ${lacks.length} of what manifest.json asks for, see the log`,
      }
    } catch (error) {
      return {
        isOk: false,
        words:
          error instanceof WireError ? `the credential could not be checked: ${error.fault.code}` : 'the check broke',
      }
    }
  }
}

/** The same directory; `onRefused` hears when a call shows that the credential is no longer good. */
const watched = (directory: Directory, onRefused: () => void): Directory => {
  const watch = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      if (error instanceof WireError && error.fault.code === 'credential-refused') onRefused()
      throw error
    }
  }
  const { snapshot } = directory
  return {
    name: directory.name,
    traits: (operation) => directory.traits(operation),
    check: () => watch(directory.check()),
    find: (keys, onProgress, signal) => watch(directory.find(keys, onProgress, signal)),
    everyone: (onProgress, signal) => watch(directory.everyone(onProgress, signal)),
    reread: (ids) => watch(directory.reread(ids)),
    stepsLeft: (...asked) => directory.stepsLeft(...asked),
    ...(snapshot && { snapshot: (...asked: Parameters<typeof snapshot>) => watch(snapshot.call(directory, ...asked)) }),
    apply: (operation, targets) => watch(directory.apply(operation, targets)),
  }
}

/** Our share of what each vendor is taken to allow. */
const PACE = {
  webex: ({ webex, quotaShare }) => ({
    calls: Math.max(1, Math.floor(webex.callsPerMinute * quotaShare)),
    windowMs: 60_000,
  }),
} as const satisfies Partial<Record<DirectoryName, (config: Config) => Pace>>

const BUILD = {
  webex: (options) => {
    const { config, clock, log, manifest, metrics, timeoutMs = LIMITS.timeoutMs } = options
    return createWebexDirectory({
      apiUrl: config.bot.apiUrl,
      scimUrl: config.webex.scimUrl,
      tokens: webexTokens(options),
      clock,
      call: createCaller({
        clock,
        random: Math.random,
        concurrency: CONCURRENT_CALLS,
        timeoutMs,
        pace: PACE.webex(config),
        onRetry: (bucket, fault, attempt, waitMs) => {
          metrics.retry(bucket, fault.code)
          log.warn({ bucket, code: fault.code, attempt, waitMs }, 'a call to a directory is tried again')
        },
      }),
      requires: requiresOf(manifest, 'webex'),
      limits: { ...LIMITS, timeoutMs },
    })
  },
} as const satisfies Partial<Record<DirectoryName, (options: DirectoriesOptions) => Directory>>

const requiresOf = (
  manifest: Manifest,
  name: DirectoryName,
): { scopes: readonly string[]; roles: readonly string[] } => {
  const operations = manifest.directories.find((directory) => directory.name === name)?.operations ?? []
  return {
    scopes: [...new Set(operations.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)))],
    roles: [...new Set(operations.flatMap(({ roles }) => roles))],
  }
}

/** A rotated refresh token is kept in the data folder and goes before the one in the environment. */
const webexTokens = ({
  config,
  clock,
  store,
  onSecret,
  timeoutMs = LIMITS.timeoutMs,
}: DirectoriesOptions): TokenSource => {
  const { admin } = config.webex
  if (admin.kind === 'token') return staticToken(admin.token)
  const kept = store.secrets.get('webex-refresh-token')
  if (kept !== undefined) onSecret(kept)
  const tokens = new ServiceAppTokens({
    apiUrl: config.bot.apiUrl,
    clientId: admin.clientId,
    clientSecret: admin.clientSecret,
    refreshToken: kept ?? admin.refreshToken,
    saveRefreshToken: (token) => {
      onSecret(token)
      return store.secrets.set('webex-refresh-token', token)
    },
    clock,
    limits: { ...LIMITS, timeoutMs },
  })
  return {
    current: () => tokens.current().then((token) => told(token, onSecret)),
    replace: (refused) => tokens.replace(refused).then((token) => told(token, onSecret)),
  }
}

const told = <T extends string | undefined>(token: T, onSecret: (secret: string) => void): T => {
  if (token !== undefined) onSecret(token)
  return token
}
