import type { WireError } from '../../model/wire.ts'

/** Whether the error speaks of the credential or the day's budget, and so stops the run: of these `apply` throws, of others never. */
export const isStop = ({ fault }: WireError): boolean =>
  fault.code === 'credential-refused' || fault.code === 'budget-spent'
