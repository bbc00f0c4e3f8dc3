/** Sends to Bevy, with every call counted before it leaves. */
import { WireError } from '../../model/wire.ts'
import { createSend, type HttpLimits, type Send } from '../http/client.ts'
import { networkError } from '../http/fault.ts'
import type { TokenSource } from '../http/token-source.ts'
import type { DailyBudget } from './daily-budget.ts'
import { BEVY } from './vendor.ts'

/** Throws `WireError` for everything but 2xx; `budget-spent` when nothing was sent, or Bevy says that the day is over. */
export function createCountedSend(tokens: TokenSource, limits: HttpLimits, budget: DailyBudget): Send {
  const send = createSend(BEVY, tokens, limits)
  return async (request, signal, options) => {
    if (signal.aborted) throw networkError(request.doing, undefined, signal)
    await budget.take(request.doing)
    try {
      return await send(request, signal, options)
    } catch (error) {
      const spent = error instanceof WireError ? budget.heard(error.fault) : undefined
      throw spent ?? error
    }
  }
}
