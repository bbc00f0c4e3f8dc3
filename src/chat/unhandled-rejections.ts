import { type Redact, redactor, toChatError } from './chat-error.ts'
import type { Log } from './log.ts'

/**
 * The last net under the SDK, which leaves promises unwatched: without it one lost connection would end the process.
 * It logs and counts; it never logs the error itself, which may hold a request with the token.
 */

export interface RejectionSource {
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown
  off(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown
}

export interface AbsorbedRejections {
  count(): number
  stop(): void
}

/** `source` is Node's `process`; `redact` should know the tokens, and otherwise blots out what stands behind Bearer. */
export function absorbUnhandledRejections(
  source: RejectionSource,
  log: Log,
  redact: Redact = redactor([]),
): AbsorbedRejections {
  let count = 0
  const absorb = (reason: unknown) => {
    count += 1
    const { message } = toChatError('work that nobody waited for', reason, redact)
    const stack = reason instanceof Error && reason.stack !== undefined ? redact(reason.stack) : undefined
    log.error({ error: message, count, ...(stack !== undefined && { stack }) }, 'an unhandled rejection was absorbed')
  }
  source.on('unhandledRejection', absorb)
  return { count: () => count, stop: () => source.off('unhandledRejection', absorb) }
}
