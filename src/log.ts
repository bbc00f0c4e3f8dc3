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
      hooks: { streamWrite: (line) => hide(line, secrets) },
    },
    destination ?? pino.destination({ sync: true }),
  )

const hide = (line: string, secrets: Iterable<string>): string => {
  let text = line
  for (const secret of secrets) text = text.replaceAll(secret, HIDDEN)
  return text
}

/** Name, message, stack and cause; none of the fields that libraries hang on errors, such as requests with their headers. */
const describeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  return { name, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) }
}
