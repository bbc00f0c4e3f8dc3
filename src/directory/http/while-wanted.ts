import { type Caller, WireError } from '../../model/wire.ts'

/** Effects that are sent only while somebody wants them. What reads goes on: it tells how far an effect has come. */

/** The same caller for the effects of one call of `apply`. */
export const whileWanted = (call: Caller, wanted: AbortSignal | undefined): Caller =>
  wanted === undefined ? call : (traits, attempt) => call({ ...traits, wanted }, attempt)

/** The call was held back because nobody wanted it any more by the time of its turn. */
export const isUnwanted = (error: unknown): boolean => error instanceof WireError && error.fault.code === 'not-sent'

/** Throws where a call that is about to leave is not wanted any more. */
export const refuseUnwanted = (doing: string, wanted: AbortSignal | undefined): void => {
  if (!wanted?.aborted) return
  const message = `${doing}: the run was stopped meanwhile, so the call was not sent`
  throw new WireError({ kind: 'no-answer', code: 'not-sent', message, isRetryable: true })
}
