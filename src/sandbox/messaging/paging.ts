/**
 * One page of a list, and RFC 8288's `Link: <…>; rel="next"` while there is more. The cursor names the last record
 * given, not a position, so that a deletion between two pages skips nobody. https://developer.webex.com/docs/basics#pagination
 */
import type { Request, Response } from 'express'
import { originOf, textIn } from './caller.ts'
import { badRequest } from './vendor-error.ts'

const MOST = 1000

interface Order {
  readonly usualMax: number
  readonly isNewestFirst: boolean
}

export function page<T extends { readonly order: number }>(
  req: Request,
  res: Response,
  items: readonly T[],
  { usualMax, isNewestFirst }: Order,
): readonly T[] {
  const max = maxOf(req, usualMax)
  const after = cursorOf(req)
  const rest = items
    .filter((item) => after === undefined || (isNewestFirst ? item.order < after : item.order > after))
    .sort((a, b) => (isNewestFirst ? b.order - a.order : a.order - b.order))
  const slice = rest.slice(0, max)
  const last = slice.at(-1)
  if (last && rest.length > max) res.set('Link', nextLink(req, last.order))
  return slice
}

function nextLink(req: Request, after: number): string {
  const next = new URL(req.originalUrl, originOf(req))
  next.searchParams.set('cursor', Buffer.from(String(after)).toString('base64url'))
  return `<${next.href}>; rel="next"`
}

function maxOf(req: Request, usual: number): number {
  const given = textIn(req.query, 'max')
  if (given === undefined) return usual
  const max = Number(given)
  if (!Number.isInteger(max) || max < 1) throw badRequest("'max' must be a positive integer.")
  return Math.min(max, MOST)
}

function cursorOf(req: Request): number | undefined {
  const cursor = textIn(req.query, 'cursor')
  if (cursor === undefined) return undefined
  const after = Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isInteger(after)) throw badRequest("'cursor' is not one that this service gave.")
  return after
}
