import { type Caller, WireError } from '../../src/model/wire.ts'

/** One attempt a call, neither paced nor repeated: of what `run/` adds only this is left, that nothing unwanted is sent. */
export const oneAttempt: Caller = async ({ bucket, wanted }, attempt) => {
  if (!wanted?.aborted) return attempt(new AbortController().signal, () => undefined)
  throw new WireError({ kind: 'no-answer', code: 'not-sent', message: `"${bucket}": not sent`, isRetryable: true })
}
