import { type Caller, WireError } from '../../model/wire.ts'

/** Effects that are sent only while somebody wants them. What reads goes on: it tells how far an effect has come. */

/** The same caller for the effects of one call of `apply`. */
export const whileWanted = (call: Caller, wanted: AbortSignal | undefined): Caller =>
  wanted === undefined ? call : (traits, attempt) => call({ ...traits, wanted }, attempt)

/** The call was held back because nobody wanted it any more by the time of its turn. */
export const isUnwanted = (error: unknown): boolean => error instanceof WireError && error.fault.code === 'not-sent'
