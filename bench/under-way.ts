/** What is being done besides waiting, so that time does not leap over it: calls that the clouds have not answered, files, and long work. */
import type { RequestHandler } from 'express'

export interface UnderWay {
  /** Sees every call first. */
  readonly gate: RequestHandler
  readonly count: () => number
}

/**
 * As Node names what it waits for: the next piece of long work, between two of which the event loop has its turn, files, names and
 * connections. Timers, idle connections and servers are no work.
 */
const WORK = /^(Immediate|FSReq|CloseReq|GetAddrInfo|TCPConnect|WriteWrap|ShutdownWrap)/

export const watchUnderWay = (): UnderWay => {
  let calls = 0
  return {
    gate: (_req, res, next) => {
      calls += 1
      res.once('close', () => {
        calls -= 1
      })
      next()
    },
    count: () => calls + process.getActiveResourcesInfo().filter((resource) => WORK.test(resource)).length,
  }
}
