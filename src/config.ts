import { existsSync } from 'node:fs'
import { z } from 'zod'
import {
  DIRECTORY_VARIABLES,
  type DirectorySettings,
  directorySecrets,
  directorySettings,
  missingOf,
} from './config-directories.ts'
import { addresses, commaList, duration, protectedList, share, url, whole, yesNo } from './config-values.ts'
import { DIRECTORY_NAMES, type DirectoryName } from './model/vendor.ts'

/**
 * The environment as one typed value, or one error that lists every problem at once. The only reader of `process.env`.
 * It must never put a secret into an error.
 */

export interface Config extends DirectorySettings {
  readonly isProduction: boolean
  readonly bot: { readonly token: string; readonly apiUrl: string; readonly u2cUrl: string }
  /** Absent: the websocket, which needs no inbound port. */
  readonly webhook?: { readonly url: string; readonly secret: string }
  readonly http: { readonly host: string; readonly port: number }
  /** The way out of a closed network. HTTP clients read the variable by themselves; the websocket has to be told. */
  readonly proxy?: string
  /** Lower-case addresses. */
  readonly requesters: readonly string[]
  readonly approvers: readonly string[]
  readonly approvalsRequired: number
  /** More users than this need two approvals beside the requester. */
  readonly secondApprovalAbove?: number
  readonly approvalTtlMs: number
  readonly maxUsers: number
  /** 0 to 1. */
  readonly maxShare: number
  readonly quotaShare: number
  readonly maxFileBytes: number
  readonly maxRows: number
  /** Addresses, or `@domain`. */
  readonly protectedUsers: readonly string[]
  readonly allowAdmins: boolean
  readonly directories: readonly DirectoryName[]
  /** Webex's id of the organisation whose people may use the bot; that of the Webex credential when absent. */
  readonly homeOrgId?: string
  /** Synced accounts may be given another address, too. */
  readonly allowSynced: boolean
  readonly dataDir: string
  readonly retentionDays: number
  readonly logLevel: string
}

export type Environment = Readonly<Record<string, string | undefined>>

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `reading the configuration: ${problems.length} to mend (see .env.example)\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    )
    this.problems = problems
  }
}

const directories = commaList.refine(
  (list): list is DirectoryName[] =>
    list.length > 0 && list.every((item) => (DIRECTORY_NAMES as readonly string[]).includes(item)),
  { error: `must name one or more of: ${DIRECTORY_NAMES.join(', ')}` },
)

/** Every variable, with its default as a person would write it. `.env.example` lists the same, and a test holds the two together. */
const VARIABLES = z.object({
  NODE_ENV: z.string().default('development'),
  WEBEX_ACCESS_TOKEN: z.string().optional(),
  WEBEX_API_URL: url.default('https://webexapis.com/v1'),
  WEBEX_U2C_URL: url.default('https://u2c.wbx2.com/u2c/api/v1'),
  WEBHOOK_URL: url.optional(),
  WEBHOOK_SECRET: z.string().min(16, 'must be at least 16 characters').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(8080),
  HTTPS_PROXY: url.optional(),
  REQUESTERS: addresses.default([]),
  APPROVERS: addresses.default([]),
  APPROVALS_REQUIRED: whole(1, 5).default(1),
  SECOND_APPROVAL_ABOVE: whole(0, 1_000_000).optional(),
  APPROVAL_TTL: duration.default(24 * 3_600_000),
  MAX_USERS: whole(1, 1_000_000).default(100),
  MAX_SHARE: share.default(0.2),
  QUOTA_SHARE: share.default(0.5),
  MAX_FILE_MB: whole(1, 100).default(20),
  MAX_ROWS: whole(1, 1_000_000).default(20_000),
  PROTECTED_USERS: protectedList.default([]),
  ALLOW_ADMINS: yesNo.default(false),
  ALLOW_SYNCED: yesNo.default(false),
  DIRECTORIES: directories.default(['webex']),
  ...DIRECTORY_VARIABLES,
  WEBEX_ORG_ID: z.string().optional(),
  DATA_DIR: z.string().default('./data'),
  RETENTION_DAYS: whole(1, 3_650).default(90),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES.shape)

const SECRETS = /TOKEN|SECRET|KEY/

/** The process's environment, with what `.env` adds to it. */
export const readEnvironment = (file = '.env'): Environment => {
  if (existsSync(file)) process.loadEnvFile(file)
  return process.env
}

/** Without the bot's token and outside production the sandbox stands in for Webex. */
export const wantsSandbox = (environment: Environment): boolean =>
  !environment['WEBEX_ACCESS_TOKEN'] && environment['NODE_ENV'] !== 'production'

/** Throws a `ConfigError` that lists every problem. */
export const loadConfig = (environment: Environment): Config => {
  // An empty variable, as in a copied .env.example, counts as not set.
  const given = Object.fromEntries(
    VARIABLE_NAMES.flatMap((name) => (environment[name]?.trim() ? [[name, environment[name]?.trim()]] : [])),
  )
  const parsed = VARIABLES.safeParse(given)
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => describe(issue, given))),
    ...missing(given),
    ...missingOf(given, turnedOn(given)),
    ...(parsed.success ? unworkable(parsed.data) : []),
  ]
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return fromVariables(parsed.data)
}

/** Also where something else of the settings is wrong, so that every problem is told at once. */
const turnedOn = ({ DIRECTORIES = 'webex' }: Environment): readonly DirectoryName[] => {
  const named = DIRECTORIES.toLowerCase()
    .split(',')
    .map((name) => name.trim())
  return DIRECTORY_NAMES.filter((name) => named.includes(name))
}

const describe = (issue: z.core.$ZodIssue, given: Environment): string => {
  const name = String(issue.path[0])
  const value = SECRETS.test(name) ? '(a secret)' : JSON.stringify(given[name])
  return `${name} is ${value}: it ${issue.message}`
}

/** What has to be there together, whatever the form of each. */
const missing = (given: Environment): readonly string[] => {
  const problems: string[] = []
  if (!given['WEBEX_ACCESS_TOKEN'])
    problems.push('WEBEX_ACCESS_TOKEN is missing: create a bot at developer.webex.com and put its token here')
  if (!given['REQUESTERS'])
    problems.push('REQUESTERS is missing: name the e-mail addresses of those who may ask for changes to users')
  if (given['WEBHOOK_URL'] && !given['WEBHOOK_SECRET'])
    problems.push('WEBHOOK_SECRET is missing: with WEBHOOK_URL set, events must be signed')
  return problems
}

/** What has a good form and could not work, or would be a danger. */
const unworkable = (v: z.output<typeof VARIABLES>): readonly string[] => [
  ...stuckRequesters(v),
  ...(v.DIRECTORIES.includes('webex') || v.WEBEX_ORG_ID
    ? []
    : ['WEBEX_ORG_ID is missing: without a Webex directory nothing else tells whose people may use the bot']),
  ...(v.NODE_ENV === 'production' ? openWires(v) : []),
]

/** Lists that no request could ever get past. */
const stuckRequesters = ({
  REQUESTERS,
  APPROVERS,
  APPROVALS_REQUIRED,
  SECOND_APPROVAL_ABOVE,
}: z.output<typeof VARIABLES>): readonly string[] => {
  const needed = SECOND_APPROVAL_ABOVE === undefined ? APPROVALS_REQUIRED : Math.max(APPROVALS_REQUIRED, 2)
  const approvers = new Set(APPROVERS.length > 0 ? APPROVERS : REQUESTERS)
  const isStuck = (requester: string): boolean => approvers.size - (approvers.has(requester) ? 1 : 0) < needed
  const stuck = REQUESTERS.filter(isStuck)
  if (stuck.length === 0) return []
  return [
    `APPROVERS has not enough people: ${stuck.join(', ')} could never get ${needed} approval(s) from somebody else; add approvers`,
  ]
}

/** A token that goes over a plain connection can be read on the way; on this machine there is no way. */
const openWires = (v: z.output<typeof VARIABLES>): readonly string[] =>
  Object.entries(v).flatMap(([name, value]) => {
    if (!/_URL$/.test(name) || typeof value !== 'string' || !value.startsWith('http:')) return []
    const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(value).hostname)
    return isHere ? [] : [`${name} is "${value}": in production it must begin with https://`]
  })

const fromVariables = (v: z.output<typeof VARIABLES>): Config => ({
  isProduction: v.NODE_ENV === 'production',
  bot: { token: v.WEBEX_ACCESS_TOKEN ?? '', apiUrl: v.WEBEX_API_URL, u2cUrl: v.WEBEX_U2C_URL },
  ...(v.WEBHOOK_URL && v.WEBHOOK_SECRET ? { webhook: { url: v.WEBHOOK_URL, secret: v.WEBHOOK_SECRET } } : {}),
  http: { host: v.HOST, port: v.PORT },
  ...(v.HTTPS_PROXY === undefined ? {} : { proxy: v.HTTPS_PROXY }),
  requesters: v.REQUESTERS,
  approvers: v.APPROVERS.length > 0 ? v.APPROVERS : v.REQUESTERS,
  approvalsRequired: v.APPROVALS_REQUIRED,
  ...(v.SECOND_APPROVAL_ABOVE === undefined ? {} : { secondApprovalAbove: v.SECOND_APPROVAL_ABOVE }),
  approvalTtlMs: v.APPROVAL_TTL,
  maxUsers: v.MAX_USERS,
  maxShare: v.MAX_SHARE,
  quotaShare: v.QUOTA_SHARE,
  maxFileBytes: v.MAX_FILE_MB * 1024 * 1024,
  maxRows: v.MAX_ROWS,
  protectedUsers: v.PROTECTED_USERS,
  allowAdmins: v.ALLOW_ADMINS,
  allowSynced: v.ALLOW_SYNCED,
  directories: v.DIRECTORIES,
  ...directorySettings(v, v.DIRECTORIES),
  ...(v.WEBEX_ORG_ID && { homeOrgId: v.WEBEX_ORG_ID }),
  dataDir: v.DATA_DIR,
  retentionDays: v.RETENTION_DAYS,
  logLevel: v.LOG_LEVEL,
})

/** The values that must never be seen, for the log's redaction. */
export const secretsOf = (config: Config): readonly string[] =>
  [
    config.bot.token,
    config.webhook?.secret,
    config.proxy === undefined ? undefined : decodeURIComponent(new URL(config.proxy).password),
    ...directorySecrets(config),
  ].filter((secret) => secret !== undefined && secret !== '') as string[]
