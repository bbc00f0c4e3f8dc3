/**
 * How Webex says no: a status and `{ message, errors: [{ description }], trackingId }`. A handler throws a VendorError;
 * `answerErrors` turns it, and whatever else went wrong, into that body.
 */
import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Response } from 'express'

export class VendorError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'VendorError'
    this.status = status
    this.headers = headers
  }
}

export const badRequest = (message: string, options?: ErrorOptions): VendorError =>
  new VendorError(400, message, {}, options)
export const forbidden = (message: string): VendorError => new VendorError(403, message)
export const notFound = (message: string): VendorError => new VendorError(404, message)
export const conflict = (message: string): VendorError => new VendorError(409, message)

export function answerError(res: Response, status: number, message: string): void {
  const trackingId = `SANDBOX_${randomUUID()}`
  res
    .status(status)
    .set('trackingid', trackingId)
    .json({ message, errors: [{ description: message }], trackingId })
}

/** Express knows an error handler by its four parameters. */
export const answerErrors: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error)
  if (error instanceof VendorError) {
    res.set(error.headers)
    return answerError(res, error.status, error.message)
  }
  const status = statusOf(error)
  return answerError(res, status, status < 500 && error instanceof Error ? error.message : `Sandbox fault: ${error}`)
}

/** Body parsers name a status: 400 for JSON that does not parse, 413 for a body that is too large. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 ? status : 500
}
