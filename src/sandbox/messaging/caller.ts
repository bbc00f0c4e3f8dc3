/**
 * Authentication, and the few words about a request that every router needs: who calls, under which address the cloud
 * was reached, what a field holds.
 */
import type { Request, RequestHandler, Response } from 'express'
import type { Account, IdentityService } from '../identity.ts'
import { badRequest, forbidden, VendorError } from './vendor-error.ts'

const NO_TOKEN = 'The request requires a valid access token set in the Authorization request header.'
const NO_SCOPE = 'The access token is missing required scopes or the user is missing required roles.'

/** Admits tokens that may use messaging, `spark:all` or a part of it; one that may only administer is refused. */
export function requireSession(identity: IdentityService): RequestHandler {
  return (req, res, next) => {
    const session = identity.authenticate(req.headers.authorization)
    if (!session) throw new VendorError(401, NO_TOKEN)
    if (![...session.scopes].some((scope) => scope.startsWith('spark:'))) throw forbidden(NO_SCOPE)
    res.locals['account'] = session.account
    next()
  }
}

export const callerOf = (res: Response): Account => res.locals['account'] as Account

/** `http://host:port` as the client wrote it, so that links lead back the way it came. */
export const originOf = (req: Request): string => `${req.protocol}://${req.get('host') ?? 'localhost'}`

/** The JSON object that was posted. */
export function bodyOf(req: Request): Readonly<Record<string, unknown>> {
  const body: unknown = req.body
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('A JSON object is required.')
  return body as Readonly<Record<string, unknown>>
}

/** The text in a field; undefined when it is absent or empty; 400 when it is no text. */
export function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw badRequest(`'${name}' must be a string.`)
  return value
}

export function requiredText(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = textIn(fields, name)
  if (value === undefined) throw badRequest(`Missing required parameter '${name}'.`)
  return value
}
