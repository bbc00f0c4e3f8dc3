/**
 * How Okta is spoken to: two ways to sign in, one form of error, and what the headers of an answer announce about its
 * rate-limit bucket. https://developer.okta.com/docs/reference/rl2-monitor/
 */
import type { Budget } from '../../model/wire.ts'
import type { HeaderOf, Said, VendorHttp } from '../http/vendor.ts'
import { ERROR_BODY, OAUTH_ERROR_BODY } from './schema.ts'

/** "Usually"; a shorter one shows in what is announced. */
const WINDOW_MS = 60_000

/** With an API token of an administrator. */
export const OKTA_API_TOKEN: VendorHttp = vendorWith('SSWS')
/** With an access token of a service app. */
export const OKTA_OAUTH: VendorHttp = vendorWith('Bearer')

/** What every address begins with: the organisation's own address, without a slash at its end. */
export function baseOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

function vendorWith(scheme: 'SSWS' | 'Bearer'): VendorHttp {
  return {
    name: 'Okta',
    authorization: (token) => `${scheme} ${token}`,
    trackingHeader: 'x-okta-request-id',
    said,
    retryAfter,
    budget: budgetOf,
  }
}

function said(body: unknown): Said {
  const read = ERROR_BODY.safeParse(body)
  if (!read.success) return saidByOAuth(body)
  const { errorCode, errorSummary, errorId, errorCauses } = read.data
  const detail = [errorSummary, ...errorCauses.map((cause) => cause.errorSummary)].filter(Boolean).join('; ')
  return { code: errorCode, ...(detail && { detail }), ...(errorId && { trackingId: errorId }) }
}

/** RFC 6749, 5.2: the token endpoint words its errors in another way. */
function saidByOAuth(body: unknown): Said {
  const read = OAUTH_ERROR_BODY.safeParse(body)
  if (!read.success) return {}
  const { error, error_description: detail } = read.data
  return { code: error, ...(detail && { detail }) }
}

/**
 * Seconds until the bucket is filled anew, by the server's own clock, and one more because `Date` has no fractions. With calls
 * remaining the bucket is not what stands against the call; where even the limit is 0, too many calls were under way at once
 * and the reset is "only a suggestion": then the caller's own backoff decides.
 */
function retryAfter(header: HeaderOf): string | undefined {
  const asked = header('retry-after')
  if (asked !== undefined) return asked
  const budget = budgetOf(header)
  if (budget === undefined || budget.limit === 0 || budget.remaining > 0) return undefined
  return String(Math.ceil(budget.resetsInMs / 1000) + 1)
}

/** A limit of 0 is announced too: it says that too many calls were under way at once. */
function budgetOf(header: HeaderOf): Budget | undefined {
  const limit = wholeNumber(header('x-rate-limit-limit'))
  const remaining = wholeNumber(header('x-rate-limit-remaining'))
  const resetSeconds = wholeNumber(header('x-rate-limit-reset'))
  const nowMs = Date.parse(header('date') ?? '')
  if (limit === undefined || remaining === undefined || resetSeconds === undefined || Number.isNaN(nowMs))
    return undefined
  return { limit, remaining, resetsInMs: Math.max(0, resetSeconds * 1000 - nowMs), windowMs: WINDOW_MS }
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined
