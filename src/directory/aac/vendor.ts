/**
 * How the Analytics Cloud is spoken to, how it says no, and what its headers announce. Must take a reset in seconds for one in
 * milliseconds never: one row of the vendor's documents says seconds, every example is in milliseconds.
 */
import type { Budget } from '../../model/wire.ts'
import type { HeaderOf, Said, VendorHttp } from '../http/vendor.ts'
import { EXCEPTION, OAUTH_ERROR } from './schema.ts'

export const AAC: VendorHttp = {
  name: 'Alteryx',
  authorization: (token) => `Bearer ${token}`,
  trackingHeader: 'x-trifacta-request-id',
  said,
  retryAfter: (header) => header('x-retry-after') ?? header('retry-after'),
  budget,
}

/** The vendor's words for a path that it does not have, or no longer has: neither says anything of the person. */
export const NO_ROUTE = 'RouteNotFoundException'

const WINDOW_MS = 60_000
const EXCEPTION_NAME = /^[A-Z][A-Za-z]{2,60}$/

function said(body: unknown): Said {
  const oauth = OAUTH_ERROR.safeParse(body)
  if (oauth.success) return { detail: oauth.data.error_description ?? oauth.data.error }
  const read = EXCEPTION.safeParse(body)
  if (!read.success) return {}
  const { name, message, details } = read.data.exception
  const detail = message || details
  return { ...(detail && { detail }), ...(name && EXCEPTION_NAME.test(name) && { code: name }) }
}

/** Of the user's and the workspace's, the one with less room. */
function budget(header: HeaderOf): Budget | undefined {
  const told = (['user', 'workspace'] as const).map((who) => budgetOf(who, header))
  const [tighter] = told
    .filter((one) => one !== undefined)
    .toSorted((one, other) => one.remaining - other.remaining || one.limit - other.limit)
  return tighter
}

function budgetOf(who: 'user' | 'workspace', header: HeaderOf): Budget | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    numberOf(header(`x-rate-limit-${who}-${name}`)),
  )
  if (limit === undefined || remaining === undefined || limit === 0) return undefined
  return { limit, remaining, resetsInMs: resetsIn(reset, header), windowMs: WINDOW_MS }
}

/** A moment is measured against the answer's own Date, since the clock here may be another; never longer than a window. */
function resetsIn(reset: number | undefined, header: HeaderOf): number {
  const waits = numberOf(header('x-retry-after'))
  if (waits !== undefined) return within(waits * 1000)
  const now = Date.parse(header('date') ?? '')
  if (reset === undefined) return WINDOW_MS
  // The year 2001 in milliseconds, 1973 in seconds; anything less is a number of seconds from now.
  if (reset < 1e8) return within(reset * 1000)
  if (Number.isNaN(now)) return WINDOW_MS
  return within((reset < 1e12 / 10 ? reset * 1000 : reset) - now)
}

const within = (ms: number): number => Math.min(Math.max(ms, 0), WINDOW_MS)

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined
}
