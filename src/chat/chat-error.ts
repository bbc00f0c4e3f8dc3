/**
 * The border that errors of the framework, the SDK and axios do not cross: theirs carry the whole request with the
 * bot's token, ours carry what was being done and what was answered. An original error is never kept as a cause.
 */

export type ChatFaultCode =
  /** The service answered with the status in `status`. */
  | 'http'
  | 'timed-out'
  /** The connection was never made, so nothing can have happened. */
  | 'no-connection'
  /** The connection broke before the answer was whole. */
  | 'no-answer'
  /** The answer was not what the vendor documents. */
  | 'bad-answer'
  /** The gateway was closed meanwhile. */
  | 'closed'
  /** The SDK failed without an answer of the service. */
  | 'internal'

export interface ChatFault {
  /** E.g. `posting a message`. Goes into the message as it is: no personal data. */
  readonly doing: string
  readonly code: ChatFaultCode
  readonly status?: number
  /** Webex's own id of the request, for its support. */
  readonly trackingId?: string
  /** Raw Retry-After header; reading it is up to `retries.ts`. */
  readonly retryAfter?: string
  /** What the other side said, redacted and cut to 200 characters. */
  readonly said?: string
}

export class ChatError extends Error {
  override readonly name = 'ChatError'
  readonly fault: ChatFault
  constructor(fault: ChatFault) {
    super(describe(fault))
    this.fault = fault
  }
}

export type Redact = (text: string) => string

/** Blots out the given secrets and anything that stands behind the word Bearer. */
export const redactor =
  (secrets: readonly string[]): Redact =>
  (text) =>
    secrets
      .filter((secret) => secret.length > 0)
      .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
      .replaceAll(/\bBearer\s+[^\s"',;}]+/gi, 'Bearer [redacted]')

/** Reads whatever was thrown; understands ChatError, axios, the Webex SDK and Node's socket errors. */
export function toChatError(doing: string, thrown: unknown, redact: Redact): ChatError {
  if (thrown instanceof ChatError) return thrown
  const status = statusOf(thrown)
  const headers = field(field(thrown, 'response'), 'headers') ?? field(thrown, 'headers')
  const trackingId = text(field(headers, 'trackingid'))
  const retryAfter = text(field(headers, 'retry-after'))
  const said = saidBy(thrown)
  return new ChatError({
    doing,
    code: status === undefined ? socketCode(thrown) : 'http',
    ...(status !== undefined && { status }),
    ...(trackingId !== undefined && { trackingId: redact(trackingId) }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(said !== undefined && { said: redact(said).slice(0, 200) }),
  })
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const TIMED_OUT = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ECONNABORTED'])
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'ERR_BAD_RESPONSE', 'ERR_NETWORK', 'HPE_INVALID_CONSTANT'])

function socketCode(thrown: unknown): ChatFaultCode {
  const code = text(field(thrown, 'code')) ?? text(field(field(thrown, 'body'), 'code')) ?? ''
  if (NEVER_CONNECTED.has(code)) return 'no-connection'
  if (TIMED_OUT.has(code)) return 'timed-out'
  if (BROKEN_OFF.has(code)) return 'no-answer'
  // The SDK reports every lost connection as status 0.
  return field(thrown, 'statusCode') === 0 ? 'no-answer' : 'internal'
}

function statusOf(thrown: unknown): number | undefined {
  const status = field(field(thrown, 'response'), 'status') ?? field(thrown, 'statusCode')
  return typeof status === 'number' && status > 0 ? status : undefined
}

/** The SDK appends method, address and headers to its messages from the second line on. */
function saidBy(thrown: unknown): string | undefined {
  const body = field(field(thrown, 'response'), 'data') ?? field(thrown, 'body')
  const said = text(field(body, 'message')) ?? text(field(thrown, 'message')) ?? text(thrown)
  return said?.split('\n')[0]
}

function describe(fault: ChatFault): string {
  const outcome: Record<ChatFaultCode, string> = {
    http: `Webex answered ${fault.status}`,
    'timed-out': 'no answer in time',
    'no-connection': 'no connection to Webex',
    'no-answer': 'the connection broke before the answer',
    'bad-answer': 'the answer was not understood',
    closed: 'the gateway was closed',
    internal: 'the Webex SDK stopped',
  }
  const said = fault.said ? `, "${fault.said}"` : ''
  const tracking = fault.trackingId ? ` (tracking id ${fault.trackingId})` : ''
  return `${fault.doing}: ${outcome[fault.code]}${said}${tracking}`
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
