import { randomUUID } from 'node:crypto'
import type { Log } from './chat/log.ts'
import type { Manifest } from './chat/manifest.ts'
import type { Config } from './config.ts'
import type { DirectorySettings } from './config-directories.ts'
import { LIMITS as AAC_LIMITS, createAacDirectory } from './directory/aac/directory.ts'
import { RotatingTokens } from './directory/aac/rotating-token.ts'
import {
  CALLS_AT_ONCE as BEVY_CALLS_AT_ONCE,
  LIMITS as BEVY_LIMITS,
  createBevyDirectory,
} from './directory/bevy/directory.ts'
import type { HttpLimits } from './directory/http/client.ts'
import { staticToken, type TokenSource } from './directory/http/token-source.ts'
import { ClientCredentials } from './directory/okta/client-credentials.ts'
import { createOktaDirectory, LIMITS as OKTA_LIMITS } from './directory/okta/directory.ts'
import { readPrivateKey } from './directory/okta/private-key.ts'
import { createWebexDirectory, LIMITS as WEBEX_LIMITS } from './directory/webex/directory.ts'
import { keptText, refreshTokenToBeginWith } from './directory/webex/kept-token.ts'
import { ServiceAppTokens } from './directory/webex/service-app.ts'
import type { Metrics } from './metrics.ts'
import type { Clock } from './model/clock.ts'
import type { Directory } from './model/directory.ts'
import type { DirectoryName } from './model/vendor.ts'
import type { Caller } from './model/wire.ts'
import type { Pace } from './plan/estimate.ts'
import { type CallerOptions, createCaller } from './run/caller.ts'
import { type Quota, shareOf } from './run/pace.ts'
import type { RetryPolicy } from './run/retry-decision.ts'
import type { Store } from './store/open-store.ts'

/** Builds the adapter of each vendor from its settings, with a caller of its own: one credential, one share of one quota. */

export interface BuildOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly manifest: Manifest
  readonly metrics: Pick<Metrics, 'retry'>
  readonly store: Pick<Store, 'secrets' | 'meter' | 'quotas'>
  /** Hears every token that is renewed. */
  readonly onSecret: (secret: string) => void
  /** Of one call; the adapter's own when absent. */
  readonly timeoutMs?: number
  /** The caller's own when absent. */
  readonly retryPolicy?: RetryPolicy
}

/** Webex counts no calls of a day. */
export type WebexBuildOptions = Omit<BuildOptions, 'store'> & { readonly store: Pick<Store, 'secrets' | 'quotas'> }

export interface BuiltDirectory {
  readonly directory: Directory
  /** For the estimate of the dry run: what the share of the quota lets through. */
  readonly pace: Pace
}

export const buildDirectory = (name: DirectoryName, options: BuildOptions): BuiltDirectory => {
  switch (name) {
    case 'webex':
      return buildWebex(options, settingsOf(options, 'webex'))
    case 'okta':
      return okta(options, settingsOf(options, 'okta'))
    case 'bevy':
      return bevy(options, settingsOf(options, 'bevy'))
    case 'aac':
      return aac(options, settingsOf(options, 'aac'))
  }
}

const settingsOf = <Name extends DirectoryName>(
  { config }: BuildOptions,
  name: Name,
): NonNullable<DirectorySettings[Name]> => {
  const settings = config[name]
  if (settings) return settings
  throw new Error(`building the directory "${name}": it has no settings; add it to DIRECTORIES`)
}

type Settings<Name extends DirectoryName> = NonNullable<DirectorySettings[Name]>

/** Under way at once in each bucket, whatever the vendor would bear; fewer in Bevy. */
const CONCURRENT_CALLS = 8
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** What Okta last published for most of its buckets; for the estimate only, since its headers tell the real quota. */
const OKTA_CALLS_PER_MINUTE = 600
/** No document names a figure; for the estimate only. */
const AAC_CALLS_PER_MINUTE = 600

const callerOf = (
  { config, clock, log, metrics, retryPolicy }: Omit<BuildOptions, 'store'>,
  { timeoutMs }: HttpLimits,
  more: Partial<Pick<CallerOptions, 'concurrency' | 'quota' | 'learned' | 'onLearned'>> = {},
): Caller =>
  createCaller({
    clock,
    random: Math.random,
    concurrency: CONCURRENT_CALLS,
    timeoutMs,
    share: config.quotaShare,
    ...more,
    ...(retryPolicy && { policy: retryPolicy }),
    onRetry: (bucket, fault, attempt, waitMs) => {
      metrics.retry(bucket, fault.code)
      log.warn({ bucket, code: fault.code, attempt, waitMs }, 'a call to a directory is tried again')
    },
  })

const limitsOf = ({ timeoutMs }: Pick<BuildOptions, 'timeoutMs'>, limits: HttpLimits): HttpLimits =>
  timeoutMs === undefined ? limits : { ...limits, timeoutMs }

/** Webex announces no quota: what it lets through is believed until it refuses a call, and what is learned then is kept. */
const learning = (
  { log, store: { quotas } }: Pick<WebexBuildOptions, 'log' | 'store'>,
  quota: Quota,
): Pick<CallerOptions, 'quota' | 'learned' | 'onLearned'> => ({
  quota,
  learned: (bucket) => quotas.get(bucket),
  onLearned: (bucket, learned, believed) => {
    log.warn({ bucket, learned: learned.calls, believed: believed.calls }, 'a directory lets fewer calls through')
    quotas
      .set(bucket, learned)
      .catch((error: unknown) => log.warn({ bucket, error }, 'what was learned of a quota could not be kept'))
  },
})

export const buildWebex = (options: WebexBuildOptions, settings: Settings<'webex'>): BuiltDirectory => {
  const { config, clock, manifest, store } = options
  const limits = limitsOf(options, WEBEX_LIMITS)
  const quota = { calls: settings.callsPerMinute, windowMs: MINUTE_MS }
  const directory = createWebexDirectory({
    apiUrl: config.bot.apiUrl,
    scimUrl: settings.scimUrl,
    tokens: webexTokens(options, settings, limits),
    clock,
    call: callerOf(options, limits, learning(options, quota)),
    requires: requiresOf(manifest, 'webex'),
    ...(settings.admin.kind === 'token' && {
      pasted: { token: settings.admin.token, lifeMs: settings.tokenLifeMs, seen: store.secrets },
    }),
    limits,
  })
  return { directory, pace: shareOf(quota, config.quotaShare) }
}

const okta = (options: BuildOptions, { url, admin, activationMail }: Settings<'okta'>): BuiltDirectory => {
  const { clock, config } = options
  const limits = limitsOf(options, OKTA_LIMITS)
  const directory = createOktaDirectory({
    url,
    auth:
      admin.kind === 'token'
        ? { kind: 'api-token', tokens: staticToken(admin.token) }
        : {
            kind: 'service-app',
            clientId: admin.clientId,
            tokens: heard(
              new ClientCredentials({
                url,
                clientId: admin.clientId,
                key: readPrivateKey(admin.privateKey, admin.keyId),
                clock,
                newId: randomUUID,
                limits,
              }),
              options,
            ),
          },
    call: callerOf(options, limits),
    clock,
    activationMail,
    limits,
  })
  return { directory, pace: shareOf({ calls: OKTA_CALLS_PER_MINUTE, windowMs: MINUTE_MS }, config.quotaShare) }
}

const bevy = (options: BuildOptions, settings: Settings<'bevy'>): BuiltDirectory => {
  const { clock, config, store } = options
  const { token, dailyCalls, ...rest } = settings
  const limits = limitsOf(options, BEVY_LIMITS)
  const pace = shareOf({ calls: dailyCalls, windowMs: DAY_MS }, config.quotaShare)
  const directory = createBevyDirectory({
    ...rest,
    tokens: staticToken(token),
    call: callerOf(options, limits, { concurrency: BEVY_CALLS_AT_ONCE }),
    clock,
    meter: store.meter,
    dailyCalls: pace.calls,
    limits,
  })
  return { directory, pace: { ...pace, isUneven: true } }
}

const aac = (options: BuildOptions, settings: Settings<'aac'>): BuiltDirectory => {
  const { clock, config, store, onSecret } = options
  const { tokenUrl, clientId, refreshToken, ...rest } = settings
  const limits = limitsOf(options, AAC_LIMITS)
  const { secrets } = store
  const tokens = new RotatingTokens({ tokenUrl, clientId, refreshToken, secrets, clock, limits, onSecret })
  const directory = createAacDirectory({ ...rest, tokens, call: callerOf(options, limits), limits })
  return { directory, pace: shareOf({ calls: AAC_CALLS_PER_MINUTE, windowMs: MINUTE_MS }, config.quotaShare) }
}

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

/** A rotated refresh token is kept in the data folder and goes before the one in the environment that it came from. */
const webexTokens = (options: WebexBuildOptions, { admin }: Settings<'webex'>, limits: HttpLimits): TokenSource => {
  const { config, clock, store, onSecret } = options
  if (admin.kind === 'token') return staticToken(admin.token)
  const refreshToken = refreshTokenToBeginWith(store.secrets.get('webex-refresh-token'), admin.refreshToken)
  onSecret(refreshToken)
  const tokens = new ServiceAppTokens({
    apiUrl: config.bot.apiUrl,
    clientId: admin.clientId,
    clientSecret: admin.clientSecret,
    refreshToken,
    saveRefreshToken: (token) => {
      onSecret(token)
      return store.secrets.set('webex-refresh-token', keptText(token, admin.refreshToken))
    },
    clock,
    limits,
  })
  return heard(tokens, options)
}

/** Every token is told to whoever keeps the log clean before it is used. */
const heard = (tokens: TokenSource, { onSecret }: Pick<BuildOptions, 'onSecret'>): TokenSource => ({
  current: () => tokens.current().then((token) => told(token, onSecret)),
  replace: (refused) => tokens.replace(refused).then((token) => told(token, onSecret)),
})

const told = <T extends string | undefined>(token: T, onSecret: (secret: string) => void): T => {
  if (token !== undefined) onSecret(token)
  return token
}
