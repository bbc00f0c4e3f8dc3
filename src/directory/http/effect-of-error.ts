import type { Effect } from '../../model/directory.ts'
import type { WireError, WireFault } from '../../model/wire.ts'
import { NOT_SENT } from './fault.ts'

/** What an error says of the effect that was asked for: that it was not made, or nothing. In doubt it says nothing. */

/** What an error means for each user of the call. A refusal of the credential is not for here. */
export function effectOfError(error: WireError): Effect {
  const { fault } = error
  const status = fault.httpStatus
  if (status === undefined || status < 400) return NOT_SENT.has(fault.code) ? refused(fault) : unclear(fault)
  // 408: the service gave up waiting, which does not tell how far it had come.
  if (status === 408 || status >= 500) return unclear(fault)
  return refused(fault)
}

/** The same for a call, or one operation of a call, that names one user: there 404 says that the user is gone. */
export function effectOnOne(error: WireError): Effect {
  return error.fault.httpStatus === 404 ? { kind: 'already-done' } : effectOfError(error)
}

export const refused = (fault: WireFault): Effect => ({ kind: 'refused', fault })
export const unclear = (fault: WireFault): Effect => ({ kind: 'unclear', fault })
