/**
 * One HTTP attempt a call: every outcome becomes a parsed body or a `WireError`. Follows no redirect, reads no endless answer,
 * repeats nothing but a call that was answered 401 with an outdated token, and lets no token out in an error.
 */
import axios, { type AxiosResponse } from 'axios'
import { pause } from '../../model/pause.ts'
import { type Budget, WireError } from '../../model/wire.ts'
import { badAnswer, credentialRefused, networkError, refusal } from './fault.ts'
import type { TokenSource } from './token-source.ts'
import { until } from './until.ts'
import type { HeaderOf, VendorHttp } from './vendor.ts'
import { refuseUnwanted } from './while-wanted.ts'

export interface HttpLimits {
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number
  readonly maxBytes: number
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** For messages, e.g. `reading the people`. */
  readonly doing: string
  readonly json?: unknown
  readonly form?: URLSearchParams
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface HttpAnswer {
  readonly status: number
  /** Parsed JSON; undefined when the answer was empty. */
  readonly body: unknown
  readonly link?: string
  readonly trackingId?: string
}

/** Sends with the admin credential; throws `WireError` for everything but 2xx. */
export type Send = (request: HttpRequest, signal: AbortSignal, options?: SendOptions) => Promise<HttpAnswer>

export interface SendOptions {
  /** False where a 401 is an answer, so that the token is not renewed for it. */
  readonly mayRenew?: boolean
  /** Hears what the answer announces about its bucket, good answer or not. */
  readonly announce?: (budget: Budget) => void
  /** Of an effect: asked after each wait for a token, which may take as long as the vendor likes. */
  readonly wanted?: AbortSignal | undefined
}

export function createSend(vendor: VendorHttp, tokens: TokenSource, limits: HttpLimits): Send {
  return async (request, signal, { mayRenew = true, announce, wanted } = {}) => {
    const token = await tokens.current()
    refuseUnwanted(request.doing, wanted)
    const send = (as: string) => exchange(vendor, request, limits, signal, { token: as, ...(announce && { announce }) })
    try {
      return await send(token)
    } catch (error) {
      if (!mayRenew || !isUnauthorised(error)) throw error
      const next = await tokens.replace(token)
      if (next === undefined) throw credentialRefused(error.fault)
      refuseUnwanted(request.doing, wanted)
      return secondTry(() => send(next))
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

export interface ExchangeOptions {
  /** None for a call that asks for one. */
  readonly token?: string
  /** What of the request is blotted out of what the vendor says back, beside the token. */
  readonly secrets?: readonly string[]
  readonly announce?: (budget: Budget) => void
}

/** A longer answer takes milliseconds to decode, and as many to parse. */
const LONG_CHARS = 100_000

/** One attempt. */
export async function exchange(
  vendor: VendorHttp,
  request: HttpRequest,
  limits: HttpLimits,
  signal: AbortSignal,
  { token, secrets = [], announce }: ExchangeOptions,
): Promise<HttpAnswer> {
  const headers = headersOf(vendor, request, token)
  const response = await until([signal], (ends) => perform(request, headers, limits, ends), limits.timeoutMs)
  const header: HeaderOf = (name) => headerOf(response, name)
  const budget = vendor.budget?.(header)
  if (budget) announce?.(budget)
  const blot = (text: string) => [token ?? '', ...secrets].filter(Boolean).reduce((t, s) => t.replaceAll(s, '…'), text)
  const text = typeof response.data === 'string' ? response.data : ''
  const trackingId = blot(header(vendor.trackingHeader) ?? '') || undefined
  if (response.status < 200 || response.status > 299) {
    const retryAfter = vendor.retryAfter ? vendor.retryAfter(header) : header('retry-after')
    throw refusal(vendor, request.doing, { status: response.status, body: parsed(blot(text)), trackingId, retryAfter })
  }
  if (text.length > LONG_CHARS) await pause()
  const body = parsed(text)
  if (body === undefined && text.trim() !== '') {
    throw badAnswer(request.doing, `${vendor.name} answered with something that is not JSON`, {
      status: response.status,
      trackingId,
    })
  }
  const link = header('link')
  return { status: response.status, body, ...(link && { link }), ...(trackingId && { trackingId }) }
}

const headersOf = (vendor: VendorHttp, { headers }: HttpRequest, token: string | undefined) => ({
  accept: vendor.accept ?? 'application/json',
  ...headers,
  ...(token === undefined ? {} : { authorization: vendor.authorization(token) }),
})

async function perform(
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  limits: HttpLimits,
  ends: AbortSignal,
) {
  try {
    return await axios.request<unknown>({
      method: request.method,
      url: request.url,
      headers,
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
