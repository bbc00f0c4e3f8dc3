/** Puts every call through the limits before anything else looks at it, and tells their state with every answer. */
import type { RequestHandler, Response } from 'express'
import { send } from './exchange.ts'
import { fault } from './faults.ts'
import { bucketOf, type Meter, type RateLimits } from './rate-limits.ts'

export const metered =
  (limits: RateLimits, clock: () => Date, newErrorId: () => string): RequestHandler =>
  (request, response, next) => {
    response.set({ Date: clock().toUTCString(), 'X-Okta-Request-Id': newErrorId() })
    if (!limits.enter()) return refuse(response, limits.crowded(), newErrorId)
    response.once('close', () => limits.leave())
    const meter = limits.take(bucketOf(request.method, request.path), request.get('authorization') ?? '')
    if (meter.isExceeded) return refuse(response, meter, newErrorId)
    tell(response, meter)
    next()
  }

function refuse(response: Response, meter: Meter, newErrorId: () => string): void {
  tell(response, meter)
  send(response, fault('E0000047'), newErrorId)
}

function tell(response: Response, { limit, remaining, reset }: Meter): void {
  response.set({
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Remaining': String(remaining),
    'X-Rate-Limit-Reset': String(reset),
  })
}
