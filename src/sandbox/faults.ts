/**
 * Obeys the knobs: delays, refuses, cuts or leaves a call hanging before a vendor's router sees it, or spoils the answer of one
 * that did its work. Notes on the response which fault it was, for the record of calls.
 */
import type { RequestHandler, Response } from 'express'
import type { Fault, Knobs } from './knobs.ts'
import { answerError } from './messaging/vendor-error.ts'

export function faults(knobs: Knobs): RequestHandler {
  return (req, res, next) => {
    const [agent, authorization] = [req.get('user-agent'), req.get('authorization')]
    const call = {
      method: req.method,
      url: req.originalUrl,
      ...(agent !== undefined && { agent }),
      ...(authorization !== undefined && { authorization }),
    }
    const [fault, latencyMs] = [knobs.nextFault(call), knobs.latencyOf(call)]
    if (fault) res.locals['fault'] = fault.effect
    const act = () => (fault ? suffer(fault, res, next) : next())
    if (latencyMs === 0) return act()
    const timer = setTimeout(act, latencyMs)
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
    case 'drip':
      dripInsteadOfAnswering(res, false)
      next()
      return
    case 'drip-forever':
      dripInsteadOfAnswering(res, true)
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

const DRIP_EVERY_MS = 1
const BLANK = Buffer.from(' ')

/** The answer is right, and one byte at a time; or blanks, which may stand before any JSON, for as long as somebody listens. */
function dripInsteadOfAnswering(res: Response, isEndless: boolean): void {
  const end = res.end.bind(res)
  const drip = (body?: unknown) => {
    // An answer without a body is over with its head.
    if (res.statusCode === 204) return end()
    const bytes = bytesOf(body)
    res.removeHeader('content-length')
    res.flushHeaders()
    let at = 0
    const timer = setInterval(() => {
      if (isEndless) res.write(BLANK)
      else if (at < bytes.length) res.write(bytes.subarray(at, ++at))
      else {
        clearInterval(timer)
        end()
      }
    }, DRIP_EVERY_MS)
    res.once('close', () => clearInterval(timer))
    return res
  }
  res.end = drip as typeof res.end
}

const bytesOf = (body: unknown): Buffer => {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0)
}
