/**
 * One HTTP attempt a call: every outcome becomes a parsed body or a `WireError`. Follows no redirect, reads no endless answer,
 * repeats nothing but a call that was answered 401 with an outdated token, and lets no token out in an error.
 */
import axios, { type AxiosResponse } from 'axios'
import { WireError } from '../../model/wire.ts'
import { badAnswer, credentialRefused, networkError, refusal } from './fault.ts'
import type { TokenSource } from './token-source.ts'
import { until } from './until.ts'

export interface HttpLimits {
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number
  readonly maxBytes: number
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  /** For messages, e.g. `reading the people`. */
  readonly doing: string
  readonly json?: unknown
  readonly form?: URLSearchParams
}

export interface HttpAnswer {
  readonly status: number
  /** Parsed JSON; undefined when the answer was empty. */
  readonly body: unknown
  readonly link?: string
  readonly trackingId?: string
}

/** Sends with the admin credential; throws `WireError` for everything but 2xx. */
export type Send = (
  request: HttpRequest,
  signal: AbortSignal,
  options?: { readonly mayRenew: boolean },
) => Promise<HttpAnswer>

export function createSend(tokens: TokenSource, limits: HttpLimits): Send {
  return async (request, signal, { mayRenew } = { mayRenew: true }) => {
    const token = await tokens.current()
    try {
      return await exchange(request, limits, signal, token)
    } catch (error) {
      if (!mayRenew || !isUnauthorised(error)) throw error
      const next = await tokens.replace(token)
      if (next === undefined) throw credentialRefused(error.fault)
      return secondTry(() => exchange(request, limits, signal, next))
    }
  }
}

async function secondTry(send: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await send()
  } catch (error) {
    throw isUnauthorised(error) ? credentialRefused(error.fault) : error
  }
}

const isUnauthorised = (error: unknown): error is WireError =>
  error instanceof WireError && error.fault.httpStatus === 401

/** One attempt. `secrets` of the request are blotted out of what the vendor says back. */
export async function exchange(
  request: HttpRequest,
  limits: HttpLimits,
  signal: AbortSignal,
  token: string | undefined,
  secrets: readonly string[] = [],
): Promise<HttpAnswer> {
  const response = await until([signal], (ends) => perform(request, limits, ends, token), limits.timeoutMs)
  const blot = (text: string) => [token ?? '', ...secrets].filter(Boolean).reduce((t, s) => t.replaceAll(s, '…'), text)
  const text = typeof response.data === 'string' ? response.data : ''
  const trackingId = blot(headerOf(response, 'trackingid') ?? '') || undefined
  if (response.status < 200 || response.status > 299) {
    const retryAfter = headerOf(response, 'retry-after')
    throw refusal(request.doing, { status: response.status, body: parsed(blot(text)), trackingId, retryAfter })
  }
  const body = parsed(text)
  if (body === undefined && text.trim() !== '') {
    throw badAnswer(request.doing, 'Webex answered with something that is not JSON', {
      status: response.status,
      trackingId,
    })
  }
  const link = headerOf(response, 'link')
  return { status: response.status, body, ...(link && { link }), ...(trackingId && { trackingId }) }
}

async function perform(request: HttpRequest, limits: HttpLimits, ends: AbortSignal, token: string | undefined) {
  try {
    return await axios.request<unknown>({
      method: request.method,
      url: request.url,
      headers: { accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      data: request.form ?? request.json,
      signal: ends,
      adapter: 'http',
      responseType: 'text',
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
      maxRedirects: 0,
      maxContentLength: limits.maxBytes,
    })
  } catch (error) {
    throw networkError(request.doing, error, ends)
  }
}

function parsed(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function headerOf(response: AxiosResponse, name: string): string | undefined {
  const value: unknown = response.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
