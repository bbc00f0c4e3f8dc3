/**
 * Words every outcome of a call that is not a good answer as a `WireError`. Never holds a header, a body or a token:
 * the cause of a network error keeps its code only, since axios hangs the whole request on it.
 */
import { WireError, type WireFault } from '../../model/wire.ts'
import type { VendorHttp } from './vendor.ts'

const LONGEST_DETAIL = 300
/** The connection was never made, whatever the system call. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])
const TOO_LARGE = /maxContentLength/

/** Fault codes that say that the request surely did not reach the vendor. */
export const NOT_SENT: ReadonlySet<string> = new Set(['connection-refused', 'token-unavailable', 'not-sent'])

export interface VendorRefusal {
  readonly status: number
  readonly body: unknown
  readonly trackingId?: string | undefined
  readonly retryAfter?: string | undefined
}

/** Any answer other than 2xx. `doing` says what was being done, e.g. `reading page 3 of the people`. */
export function refusal(vendor: VendorHttp, doing: string, answer: VendorRefusal): WireError {
  const { detail = '', code = `http-${answer.status}`, ...said } = vendor.said(answer.body)
  const trackingId = answer.trackingId ?? said.trackingId
  return new WireError({
    kind: 'refused',
    code,
    message: `${doing}: ${vendor.name} answered ${answer.status}${quoted(plain(detail))}`,
    httpStatus: answer.status,
    ...(trackingId ? { trackingId: plain(trackingId) } : {}),
    ...(answer.retryAfter === undefined ? {} : { retryAfter: answer.retryAfter }),
    isRetryable: answer.status === 429 || answer.status === 408 || answer.status >= 500,
  })
}

/** An answer that arrived but cannot be used; whether an effect was made is not known. */
export function badAnswer(doing: string, what: string, answer: Partial<VendorRefusal> = {}): WireError {
  return new WireError({
    kind: 'no-answer',
    code: 'bad-answer',
    message: `${doing}: ${what}`,
    ...(answer.status === undefined ? {} : { httpStatus: answer.status }),
    ...(answer.trackingId === undefined ? {} : { trackingId: plain(answer.trackingId) }),
    isRetryable: true,
  })
}

/** The credential is dead or may not do this; nothing was changed. */
export function credentialRefused(fault: WireFault): WireError {
  const message = `${fault.message}; give the program a credential that may do this`
  return new WireError({ ...fault, kind: 'refused', code: 'credential-refused', message, isRetryable: false })
}

/** `thrown` is what the HTTP library threw; `signal` what could have ended the call from our side. */
export function networkError(doing: string, thrown: unknown, signal: AbortSignal): WireError {
  const { code, message, syscall } = shapeOf(thrown)
  if (TOO_LARGE.test(message)) return badAnswer(doing, 'the answer is larger than this program reads')
  const cause = new Error(`network error ${code ?? 'without a code'}`)
  const fault = (word: string, said: string, isRetryable = true) =>
    new WireError({ kind: 'no-answer', code: word, message: `${doing}: ${said}`, isRetryable }, { cause })
  if (signal.aborted && isTimeout(signal.reason)) return fault('timeout', 'no answer within the time limit')
  if (signal.aborted) return fault('aborted', 'given up before the answer came', false)
  if (code !== undefined && (NEVER_SENT.has(code) || syscall === 'connect'))
    return fault('connection-refused', `no connection (${code}); check the address and the network`)
  return fault('connection-reset', `the connection broke before the answer was whole (${code ?? 'no code'})`)
}

/** Vendor's words made fit for a log line: no control characters, not endless. */
export function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line
}

const quoted = (detail: string): string => (detail === '' ? '' : `, "${detail}"`)

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError'

function shapeOf(thrown: unknown): { code: string | undefined; message: string; syscall: string | undefined } {
  if (!(thrown instanceof Error)) return { code: undefined, message: '', syscall: undefined }
  const text = (field: string): string | undefined => {
    const value: unknown = Reflect.get(thrown, field)
    return typeof value === 'string' ? value : undefined
  }
  const cause: unknown = thrown.cause
  return {
    code: text('code'),
    message: thrown.message,
    syscall: text('syscall') ?? (cause ? shapeOf(cause).syscall : undefined),
  }
}
