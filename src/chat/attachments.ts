import type { Readable } from 'node:stream'
import axios, { type AxiosResponse } from 'axios'
import { ChatError, type ChatFault, type Redact, toChatError } from './chat-error.ts'
import { withDeadline } from './deadline.ts'
import { fileNameOf } from './file-name.ts'
import { decideRetry, type RetryTools, retryAfterMs } from './retries.ts'

/**
 * Downloads a file that somebody attached to a message. Sends the token to the API's own host only, reads no further than
 * the limit whatever the server announces, and does not opt in to files that Webex could not scan.
 */

export interface DownloadLimits {
  readonly maxBytes: number
  /** For one transfer, and again for all the waiting for a scan. */
  readonly timeoutMs: number
}

export type DownloadRefusalCode =
  | 'scanning-too-long'
  | 'infected'
  | 'unscannable'
  | 'too-large'
  | 'gone'
  | 'timed-out'
  /** The address is not on the API's own host. */
  | 'elsewhere'
  | 'refused'

export type Download =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Buffer }
  /** `detail` is for the log. */
  | { readonly kind: 'refused'; readonly code: DownloadRefusalCode; readonly detail: string }

export interface DownloadTools {
  readonly apiUrl: string
  readonly token: string
  readonly redact: Redact
  readonly retry: RetryTools
}

type Next =
  | Download
  | { readonly kind: 'wait-for-scan'; readonly ms: number }
  | { readonly kind: 'failed'; readonly fault: ChatFault }

const DOING = 'downloading an attachment'
const UNTOLD_SCAN_WAIT_MS = 5_000
/** Statuses of Webex's malware scan: developer.webex.com/messaging/docs/basics */
const REFUSED_STATUS: Readonly<Record<number, DownloadRefusalCode>> = {
  404: 'gone',
  410: 'infected',
  413: 'too-large',
  428: 'unscannable',
}

/** Never throws: whatever goes wrong is a refusal. */
export async function download(url: string, limits: DownloadLimits, tools: DownloadTools): Promise<Download> {
  if (!isOnApiHost(url, tools.apiUrl)) return refused('elsewhere', 'the address is not on the host of the Webex API')
  const { retry } = tools
  let scannedMs = 0
  for (let attempt = 1; ; ) {
    const next = await fetchOnce(url, limits, tools)
    if (next.kind === 'file' || next.kind === 'refused') return next
    if (next.kind === 'failed') {
      const decision = decideRetry(next.fault, attempt, retry.random, retry.policy)
      if (decision.kind === 'give-up' || retry.signal.aborted) return asRefusal(next.fault)
      attempt += 1
      await retry.clock.sleep(decision.ms, retry.signal)
    } else {
      scannedMs += next.ms
      if (scannedMs > limits.timeoutMs)
        return refused('scanning-too-long', `Webex was still scanning after ${limits.timeoutMs} ms`)
      await retry.clock.sleep(next.ms, retry.signal)
    }
    if (retry.signal.aborted) return refused('refused', 'the gateway was closed')
  }
}

function isOnApiHost(url: string, apiUrl: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(apiUrl).origin
}

async function fetchOnce(url: string, limits: DownloadLimits, tools: DownloadTools): Promise<Next> {
  const expired = (code: 'timed-out' | 'closed') => new ChatError({ doing: DOING, code })
  try {
    return await withDeadline(limits.timeoutMs, tools.retry.signal, expired, async (signal) => {
      const response = await request(url, tools.token, signal)
      const refusal = judge(response)
      if (refusal === undefined) return readFile(response, limits.maxBytes)
      response.data.destroy()
      return refusal
    })
  } catch (thrown) {
    const { fault } = toChatError(DOING, thrown, tools.redact)
    // Whoever hangs once for the whole time hangs again.
    if (fault.code === 'timed-out') return refused('timed-out', `not finished after ${limits.timeoutMs} ms`)
    return { kind: 'failed', fault: fault.code === 'internal' ? { ...fault, code: 'no-answer' } : fault }
  }
}

const request = (url: string, token: string, signal: AbortSignal): Promise<AxiosResponse<Readable>> =>
  axios.get<Readable>(url, {
    headers: { authorization: `Bearer ${token}` },
    responseType: 'stream',
    maxRedirects: 0,
    validateStatus: () => true,
    signal,
  })

/** Undefined when the file is there to be read. */
function judge({ status, headers }: AxiosResponse<Readable>): Next | undefined {
  if (status === 200) return undefined
  const retryAfter = typeof headers['retry-after'] === 'string' ? headers['retry-after'] : undefined
  if (status === 423) return { kind: 'wait-for-scan', ms: Math.max(1, retryAfterMs(retryAfter) ?? UNTOLD_SCAN_WAIT_MS) }
  const code = REFUSED_STATUS[status]
  if (code !== undefined) return refused(code, `Webex answered ${status}`)
  if (status >= 300 && status < 400)
    return refused('elsewhere', `Webex answered ${status}, which points to another address`)
  return { kind: 'failed', fault: { doing: DOING, code: 'http', status, ...(retryAfter && { retryAfter }) } }
}

async function readFile(response: AxiosResponse<Readable>, maxBytes: number): Promise<Next> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.data) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    // Leaving the loop destroys the stream, so no more is read.
    if (size > maxBytes) return refused('too-large', `more than ${maxBytes} bytes`)
    chunks.push(bytes)
  }
  const disposition = response.headers['content-disposition']
  return {
    kind: 'file',
    name: fileNameOf(typeof disposition === 'string' ? disposition : undefined),
    bytes: Buffer.concat(chunks, size),
  }
}

function asRefusal(fault: ChatFault): Download {
  return refused('refused', new ChatError(fault).message)
}

const refused = (code: DownloadRefusalCode, detail: string): Extract<Download, { kind: 'refused' }> => ({
  kind: 'refused',
  code,
  detail,
})
