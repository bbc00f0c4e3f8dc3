/**
 * What stands in the way of serving a real space with the settings of a form, and the writing of them. Secrets go to Webex and into the
 * file, and never into an answer.
 */
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { redactor } from '../chat/chat-error.ts'
import type { Environment } from '../config.ts'
import { refreshTokenToBeginWith } from '../directory/webex/kept-token.ts'
import type { Secrets } from '../model/store.ts'
import { takeTurns } from '../store/turns.ts'
import { EnvFileError, readSettings, type Settings, saveSettings } from './env-file.ts'
import { bad, type ConnectForm, type Finding, hidden, readForm, secretsIn, settingsIn } from './form.ts'
import { liveFindings } from './live.ts'

export interface ConnectAnswer {
  readonly isGood: boolean
  readonly findings: readonly Finding[]
  readonly saved?: { readonly file: string; readonly next: string }
}

export interface ConnectCheckOptions {
  /** The file that settings are read from at the start; `.env` in the working directory when absent. */
  readonly file?: string
  readonly withinMs?: number
}

/** Somebody waits for the answer. */
const WITHIN_MS = 14_000
/** Anything shorter is no secret, and blotting it out would make the words unreadable. */
const SHORTEST_SECRET = 8
const REFRESH_TOKEN = 'WEBEX_ADMIN_REFRESH_TOKEN'
const ROTATED =
  'Webex gave another refresh token for the one above, which may be void by now. Save before you stop this: the new one is written.'

const clock = {
  now: () => new Date(),
  sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  },
}

export const connectCheck = (
  environment: Environment,
  { file = '.env', withinMs = WITHIN_MS }: ConnectCheckOptions = {},
) => {
  const renewed = new RenewedTokens()
  const turns = takeTurns()
  const writing = takeTurns()

  const findingsOf = async (settings: Settings): Promise<readonly Finding[]> => {
    const read = readForm(environment, settings)
    if ('problems' in read) return read.problems
    const secrets = renewed.of(settings)
    const live = await liveFindings(read.config, {
      clock,
      withinMs,
      turns,
      secrets,
      redact: (text) => redactor(renewed.known)(text),
      onSecret: (secret) => renewed.note(secret),
    })
    const rotated: readonly Finding[] =
      renewed.newest(settings) === settings[REFRESH_TOKEN]
        ? []
        : [{ tone: 'warning', field: REFRESH_TOKEN, words: ROTATED }]
    return [...live, ...rotated, ...hidden(environment, await readSettings(file), settings)]
  }

  const check = async (form: ConnectForm): Promise<ConnectAnswer> => {
    const settings = settingsIn(form)
    for (const secret of secretsIn(settings)) renewed.note(secret)
    const found = await findingsOf(settings)
    const redact = redactor(renewed.known)
    const findings = found.map((finding) => ({ ...finding, words: redact(finding.words) }))
    return { isGood: findings.every(({ tone }) => tone !== 'bad'), findings }
  }

  const save = async (form: ConnectForm): Promise<ConnectAnswer> => {
    const answer = await check(form)
    if (!answer.isGood) return answer
    const settings = settingsIn(form)
    try {
      await writing(() => saveSettings(file, { ...settings, [REFRESH_TOKEN]: renewed.newest(settings) }))
    } catch (error) {
      if (!(error instanceof EnvFileError)) throw error
      return { isGood: false, findings: [...answer.findings, bad(error.message)] }
    }
    // The rest of it was for before.
    const findings = answer.findings.filter(({ words }) => words !== ROTATED)
    return { isGood: true, findings, saved: { file: resolve(file), next: NEXT } }
  }

  return { check, save }
}

const NEXT =
  'Stop the sandbox with Ctrl+C in its terminal and run npm start: the bot then serves the real Webex. Add it to a space and write to it.'

/**
 * Refresh tokens that took the place of those typed in, as long as the page is there, and every secret that was seen. A check must not
 * burn the token that it was given.
 */
class RenewedTokens {
  readonly #kept = new Map<string, Map<string, string>>()
  readonly #known = new Set<string>()

  get known(): readonly string[] {
    return [...this.#known]
  }

  note(secret: string): void {
    if (secret.length >= SHORTEST_SECRET) this.#known.add(secret)
  }

  of(settings: Settings): Secrets {
    const given = settings[REFRESH_TOKEN] ?? ''
    const kept = this.#kept.get(given) ?? new Map<string, string>()
    this.#kept.set(given, kept)
    return {
      get: (name) => kept.get(name),
      set: async (name, value) => {
        kept.set(name, value)
      },
    }
  }

  newest(settings: Settings): string {
    const given = settings[REFRESH_TOKEN] ?? ''
    return refreshTokenToBeginWith(this.#kept.get(given)?.get('webex-refresh-token'), given)
  }
}
