import pino, { type DestinationStream, type Logger } from 'pino'

/** The operator's log: JSON lines on standard output. Whatever is logged, no secret of the configuration gets out. */

const HIDDEN = '[hidden]'

/**
 * Every line passes through a filter of the secret values themselves, since a library may put one anywhere. `secrets` may
 * grow while the program runs: tokens are renewed.
 */
export const createLog = (level: string, secrets: Iterable<string>, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError, err: describeError },
      hooks: { streamWrite: (line) => spellOut(hide(line, secrets)) },
    },
    destination ?? pino.destination({ sync: true }),
  )

const hide = (line: string, secrets: Iterable<string>): string => {
  let text = line
  for (const secret of secrets) text = text.replaceAll(secret, HIDDEN)
  return text
}

/**
 * JSON spells out the controls below the blank only. A terminal obeys others, too, and some readers of logs end a line at NEL or at
 * a line separator, so that a name could forge one. Inside JSON these characters stand in strings alone, where an escape is the same.
 */
const spellOut = (line: string): string =>
  line.replace(
    /[\u007f-\u009f\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Name, message, stack and cause; none of the fields that libraries hang on errors, such as requests with their headers. */
const describeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  return { name, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) }
}
