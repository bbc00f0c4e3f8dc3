/**
 * Obeys the knobs: delays, refuses, cuts or leaves a call hanging before a vendor's router sees it.
 */
import type { RequestHandler, Response } from 'express'
import type { Fault, Knobs } from './knobs.ts'
import { answerError } from './messaging/vendor-error.ts'

export function faults(knobs: Knobs): RequestHandler {
  return (req, res, next) => {
    const fault = knobs.nextFault({ method: req.method, url: req.originalUrl })
    const act = () => (fault ? suffer(fault, res, next) : next())
    if (knobs.latencyMs === 0) return act()
    const timer = setTimeout(act, knobs.latencyMs)
    res.once('close', () => clearTimeout(timer))
  }
}

function suffer(fault: Fault, res: Response, next: () => void): void {
  switch (fault.effect) {
    case 'reset':
      res.socket?.destroy()
      return
    case 'reset-after':
      cutInsteadOfAnswering(res)
      next()
      return
    case 'hang':
      return
    case 'hang-after':
      res.end = (() => res) as typeof res.end
      next()
      return
    case 'bad-json':
      res.type('json').send('{"items":[{"id":"')
      return
    case 'empty':
      res.end()
      return
    default:
      refuse(fault.effect, fault, res)
  }
}

function refuse(status: number, { retryAfter, body }: Fault, res: Response): void {
  if (retryAfter !== undefined) res.set('Retry-After', retryAfter)
  if (body === undefined) answerError(res, status, `The sandbox was asked to answer ${status}.`)
  else res.status(status).json(body)
}

/** The handler does its work and believes that it answered. */
function cutInsteadOfAnswering(res: Response): void {
  const cut = () => {
    res.socket?.destroy()
    return res
  }
  res.end = cut as typeof res.end
}
