import type { PauseReason } from '../model/run.ts'
import type { WireFault } from '../model/wire.ts'

/** The run was to stop before the call had its turn: nobody is to blame, and nothing happened. */
export const isNotSent = ({ code }: WireFault): boolean => code === 'not-sent'

/** Why a run stands still after a call of which the vendor, and no user, is to blame. */
export const haltAfter = ({ code, message, until }: WireFault): PauseReason => {
  if (code === 'budget-spent' && until !== undefined) return { code, message, until }
  return { code: code === 'credential-refused' ? code : 'vendor-unreachable', message }
}
