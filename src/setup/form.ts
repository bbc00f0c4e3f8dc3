/**
 * What the form of the sandbox's page holds, as settings, and what the bot's own reading of settings says of it, told beside the right
 * field. Takes no other setting than these, and never repeats what was typed.
 */
import { type Config, ConfigError, type Environment, loadConfig } from '../config.ts'
import { canBeWritten, type Settings } from './env-file.ts'

export interface Finding {
  readonly tone: 'good' | 'warning' | 'bad'
  readonly words: string
  /** The setting that it is about; absent where it is about all of them. */
  readonly field?: string
}

export type ConnectForm = Readonly<Record<string, string>>

const SECRETS = [
  'WEBEX_ACCESS_TOKEN',
  'WEBEX_ADMIN_TOKEN',
  'WEBEX_ADMIN_CLIENT_SECRET',
  'WEBEX_ADMIN_REFRESH_TOKEN',
] as const
const OPEN = ['WEBEX_ADMIN_CLIENT_ID', 'WEBEX_ADMIN_TOKEN_LIFE', 'REQUESTERS', 'APPROVERS'] as const
const NAMES: readonly string[] = [...SECRETS, ...OPEN]

/** Every name that the form is for; empty for what it leaves out, so that nothing of an earlier set-up stays in force unseen. */
export const settingsIn = (form: ConnectForm): Settings =>
  Object.fromEntries(NAMES.map((name) => [name, (Object.hasOwn(form, name) ? form[name] : '')?.trim() ?? '']))

export const secretsIn = (settings: Settings): readonly string[] =>
  SECRETS.map((name) => settings[name] ?? '').filter((value) => value !== '')

/** Either the configuration that the bot would have, or why it would have none. */
export const readForm = (
  environment: Environment,
  settings: Settings,
): { readonly config: Config } | { readonly problems: readonly Finding[] } => {
  const unwritable = NAMES.filter((name) => !canBeWritten(settings[name] ?? ''))
  if (unwritable.length > 0) return { problems: unwritable.map((field) => bad(UNWRITABLE, field)) }
  if (settings['WEBEX_ACCESS_TOKEN'] && settings['WEBEX_ACCESS_TOKEN'] === settings['WEBEX_ADMIN_TOKEN'])
    return { problems: [bad(SAME_TOKEN, 'WEBEX_ADMIN_TOKEN')] }
  try {
    return { config: loadConfig({ ...environment, ...settings }) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { problems: error.problems.map((problem) => placed(problem, settings)) }
  }
}

/** A variable of the terminal goes before the same one in the file. */
export const hidden = (environment: Environment, inFile: Environment, settings: Settings): readonly Finding[] =>
  NAMES.filter((name) => {
    const given = environment[name]
    return given !== undefined && given !== inFile[name] && given !== settings[name]
  }).map((field) => ({
    tone: 'warning',
    field,
    words: `${field} is also set in the terminal, which goes before the file: unset it there before you start Twokey.`,
  }))

export const bad = (words: string, field?: string): Finding => ({
  tone: 'bad',
  words,
  ...(field !== undefined && { field }),
})

const UNWRITABLE =
  'This holds a line break or a character that cannot be written into .env. Copy it again, without anything around it.'
const SAME_TOKEN =
  "This is the bot's token. The bot reads and writes messages; users are changed with another credential, which an administrator gives."

/** A problem begins with the name of its setting. */
const placed = (problem: string, settings: Settings): Finding => {
  const name = /^[A-Z_]+/.exec(problem)?.[0] ?? ''
  if (!NAMES.includes(name)) return bad(sentence(problem))
  return bad(sentence(withoutName(problem, name, settings[name] ?? '')), name)
}

const withoutName = (problem: string, name: string, value: string): string => {
  for (const shown of [JSON.stringify(value), '(a secret)']) {
    const opening = `${name} is ${shown}: `
    if (problem.startsWith(opening)) return problem.slice(opening.length)
  }
  return problem.replace(/^[A-Z_]+(?:, [A-Z_]+)* (?:is )?missing: /, '')
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
