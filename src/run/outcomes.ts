import type { Effect } from '../model/directory.ts'
import type { Change } from '../model/plan.ts'
import type { Outcome } from '../model/run.ts'
import type { WireFault } from '../model/wire.ts'

/** From a vendor's answer to the outcome that the journal keeps. An answer that tells nothing gives no outcome. */

/** Undefined when the effect may or may not have happened. */
export const outcomeOf = (change: Change, effect: Effect | undefined, at: string): Outcome | undefined => {
  switch (effect?.kind) {
    case 'done':
      return {
        change: change.no,
        kind: 'done',
        at,
        ...(effect.undoUntil === undefined ? {} : { undoUntil: effect.undoUntil }),
      }
    case 'already-done':
      return { change: change.no, kind: 'already-done', at }
    case 'refused':
      return failed(change, effect.fault, at)
    case 'unclear':
    case undefined:
      return undefined
  }
}

/**
 * The fault of a call that came to nothing as a whole: not sent, throttled for longer than it is waited for, or refused because of
 * the credential.
 */
export const faultOfAll = (effects: Iterable<Effect>): WireFault | undefined => {
  const all = [...effects].map((effect) => (effect.kind === 'refused' ? effect.fault : undefined))
  const isNobodys = (fault: WireFault | undefined) =>
    fault?.kind === 'no-answer' || fault?.httpStatus === 429 || fault?.httpStatus === 401
  return all.every(isNobodys) ? all[0] : undefined
}

export const failed = (
  change: Change,
  { code, message, httpStatus, trackingId, isRetryable }: WireFault,
  at: string,
): Outcome => ({
  change: change.no,
  kind: 'failed',
  at,
  error: {
    code,
    message,
    isRetryable,
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(trackingId === undefined ? {} : { trackingId }),
  },
})

/** The fault of an effect whose answers were lost again and again though the account is still there. */
export const lostFault = (effect: Effect | undefined): WireFault =>
  effect?.kind === 'unclear'
    ? effect.fault
    : { kind: 'no-answer', code: 'no-result', message: 'the vendor told no result for this user', isRetryable: true }

export const cancelled = (change: Change, isOpen: boolean, at: string): Outcome => ({
  change: change.no,
  kind: isOpen ? 'unknown' : 'cancelled',
  at,
  error: isOpen
    ? { code: 'unknown', message: 'cancelled while it was under way; look the account up by hand', isRetryable: true }
    : { code: 'cancelled', message: 'the job was cancelled before this row was reached', isRetryable: true },
})
