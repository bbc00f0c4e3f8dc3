import type { WireError } from '../../model/wire.ts'
import { isUnwanted } from '../http/while-wanted.ts'

/** Whether the error speaks of the credential, the day's budget or a run that was stopped: of these `apply` throws, of others never. */
export const isStop = (error: WireError): boolean =>
  error.fault.code === 'credential-refused' || error.fault.code === 'budget-spent' || isUnwanted(error)
