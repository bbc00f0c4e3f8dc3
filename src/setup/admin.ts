/** What the credential that changes users may do, by the bot's own check of it; a lack is told with what it costs. */
import { buildWebex } from '../build-directories.ts'
import type { Manifest } from '../chat/manifest.ts'
import type { Config } from '../config.ts'
import type { WebexSettings } from '../config-directories.ts'
import type { Credential } from '../model/directory.ts'
import { WireError } from '../model/wire.ts'
import { DEFAULT_RETRY_POLICY } from '../run/retry-decision.ts'
import { type Asked, CALL_MS, LATE, type LiveOptions, unreachable } from './asked.ts'
import { bad, type Finding } from './form.ts'

export const askAdmin = async (
  config: Config,
  settings: WebexSettings,
  manifest: Manifest,
  { clock, onSecret, secrets, turns }: LiveOptions,
): Promise<Asked<Credential>> => {
  // Built in its turn, so that it begins with the refresh token that the one before it came to.
  const build = () =>
    buildWebex(
      {
        config,
        clock,
        manifest,
        onSecret,
        log: SILENT,
        metrics: { retry: () => undefined },
        store: { secrets, quotas: NOTHING_LEARNED },
        timeoutMs: CALL_MS,
        retryPolicy: { ...DEFAULT_RETRY_POLICY, tries: 1, throttledTries: 1 },
      },
      settings,
    )
  const field = fieldOf(settings)
  try {
    const credential = await turns(() => build().directory.check())
    return { findings: credentialFindings(credential, manifest, settings), found: credential }
  } catch (error) {
    return { findings: [bad(adminWords(error, config.bot.apiUrl), field)] }
  }
}

const NOTHING_LEARNED = { get: () => undefined, set: () => Promise.resolve() }

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export const fieldOf = ({ admin }: WebexSettings): string =>
  admin.kind === 'token' ? 'WEBEX_ADMIN_TOKEN' : 'WEBEX_ADMIN_REFRESH_TOKEN'

const adminWords = (error: unknown, apiUrl: string): string => {
  if (!(error instanceof WireError)) throw error
  const { code, message, httpStatus } = error.fault
  if (code === 'credential-refused')
    return `Webex does not accept this credential any more, or not all of it is here (${httpStatus ?? code}). Make a new one, and put all of it here.`
  if (/no connection/.test(message)) return unreachable(apiUrl)
  if (code === 'timeout' || code === 'aborted') return LATE
  return `${message}. Check again in a minute.`
}

/** A lack without which no operation works stands in the way of a start, and is told first. */
const credentialFindings = (
  { ownerLogin, tenantId, tenantName, means, lacks, expiresAt }: Credential,
  manifest: Manifest,
  settings: WebexSettings,
): readonly Finding[] => {
  const field = fieldOf(settings)
  const where = tenantName === tenantId ? '' : `, in ${tenantName}`
  const needed = lacks.filter((lack) => isNeeded(lack, manifest))
  const useful = lacks.filter((lack) => !needed.includes(lack))
  return [
    {
      tone: 'good',
      field,
      words: `The admin credential is of ${ownerLogin}${where}. Users are changed by ${means}.`,
    },
    ...needed.map((lack) => bad(`It lacks the ${lack}.`, field)),
    ...useful.map((lack) => ({ tone: 'warning' as const, field, words: `It lacks the ${lack}.` })),
    ...(lacks.length > 0 ? [{ tone: 'warning' as const, field, words: HOW_TO_MEND }] : []),
    ...(expiresAt === undefined
      ? []
      : [{ tone: 'warning' as const, field: 'WEBEX_ADMIN_TOKEN_LIFE', words: endWords(expiresAt) }]),
  ]
}

const HOW_TO_MEND =
  'Scopes are added at developer.webex.com, and the app is then authorised anew and gives new tokens; roles are given in Control Hub.'

const endWords = (expiresAt: string): string =>
  `This token ends by ${expiresAt.slice(0, 16).replace('T', ' ')} UTC at the latest, and the bot can change nobody then. A service app renews its tokens itself.`

const isNeeded = (lack: string, { directories }: Manifest): boolean => {
  const scope = /^scope (\S+):/.exec(lack)?.[1]
  const operations = directories.find(({ name }) => name === 'webex')?.operations ?? []
  return (
    scope === undefined ||
    operations.every(({ scopes }) => scopes.some((needed) => needed.scope === scope && needed.isRequired))
  )
}
