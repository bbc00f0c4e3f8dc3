import axios, { type AxiosResponse } from 'axios'
import { ChatError, type Redact, toChatError } from './chat-error.ts'
import { withDeadline } from './deadline.ts'
import { type RetryTools, untilItIsThere, withRetries } from './retries.ts'

/**
 * The one seam around every REST call to Webex: time limit, repetition, errors without the token. Follows no redirect
 * and asks no other host, because every call carries the bot's token.
 */

export interface RestCall {
  /** E.g. `posting a message`; becomes part of the error. */
  readonly doing: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the API's address, e.g. `/messages`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: unknown
  /** Tried for as long as the gateway is open, whatever passing fault there is. */
  readonly isTriedForEver?: true
}

export interface RestAnswer {
  readonly body: unknown
  /** Address of the next page, where the answer names one. */
  readonly next?: string
}

export interface RestOptions {
  readonly apiUrl: string
  readonly token: string
  /** For one attempt, from the first byte sent to the last one received. */
  readonly requestMs: number
  readonly redact: Redact
  readonly retry: RetryTools
}

export type Rest = ReturnType<typeof openRest>

const MAX_ANSWER_BYTES = 20 * 1024 * 1024

export function openRest(options: RestOptions) {
  const origin = new URL(options.apiUrl).origin
  const root = options.apiUrl.replace(/\/+$/, '')

  const forEver = { ...options.retry, policy: untilItIsThere(options.retry.policy) }

  const send = (call: RestCall, url: string): Promise<RestAnswer> =>
    withRetries(call.isTriedForEver ? forEver : options.retry, async () =>
      read(call, await sendOnce(options, call, url)),
    )

  /** The items of every page, page by page. Refuses a next page on another host. */
  async function* pages(call: RestCall): AsyncGenerator<readonly unknown[]> {
    let url: string | undefined = root + call.path
    let query = call.query
    while (url !== undefined) {
      if (new URL(url).origin !== origin)
        throw badAnswer(call.doing, `the next page is on another host: ${new URL(url).host}`)
      const answer: RestAnswer = await send({ ...call, ...(query && { query }) }, url)
      yield itemsOf(call.doing, answer.body)
      // The address of the next page holds the query already.
      query = {}
      url = answer.next
    }
  }

  return { call: (call: RestCall) => send(call, root + call.path), pages }
}

function sendOnce(options: RestOptions, call: RestCall, url: string): Promise<AxiosResponse<unknown>> {
  const expired = (why: 'timed-out' | 'closed') => new ChatError({ doing: call.doing, code: why })
  return withDeadline(options.requestMs, options.retry.signal, expired, async (signal) => {
    try {
      return await axios.request<unknown>({
        url,
        method: call.method,
        ...(call.query && { params: call.query }),
        ...(call.body !== undefined && { data: call.body }),
        headers: { authorization: `Bearer ${options.token}`, accept: 'application/json' },
        maxRedirects: 0,
        maxContentLength: MAX_ANSWER_BYTES,
        maxBodyLength: Number.POSITIVE_INFINITY,
        responseType: 'text',
        transformResponse: (data: unknown) => data,
        signal,
      })
    } catch (thrown) {
      throw toChatError(call.doing, withParsedBody(thrown), options.redact)
    }
  })
}

/** The vendor's `message` is read from JSON where the answer is JSON. */
function withParsedBody(thrown: unknown): unknown {
  if (!axios.isAxiosError(thrown) || thrown.response === undefined) return thrown
  const { status, headers, data } = thrown.response
  return { response: { status, headers, data: parseJson(String(data)) ?? {} }, message: thrown.message }
}

function read(call: RestCall, response: AxiosResponse<unknown>): RestAnswer {
  const raw = String(response.data ?? '')
  const body = raw === '' ? undefined : parseJson(raw)
  if (raw !== '' && body === undefined) throw badAnswer(call.doing, 'the answer is not JSON')
  if (raw === '' && call.method === 'GET') throw badAnswer(call.doing, 'the answer is empty')
  const next = nextPage(response.headers['link'])
  return { body, ...(next !== undefined && { next }) }
}

/** RFC 8288; Webex guarantees only `rel="next"`. */
export function nextPage(link: unknown): string | undefined {
  if (typeof link !== 'string') return undefined
  return /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(link)?.[1]
}

function itemsOf(doing: string, body: unknown): readonly unknown[] {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined
  if (!Array.isArray(items)) throw badAnswer(doing, 'the answer holds no list')
  return items
}

const badAnswer = (doing: string, said: string) => new ChatError({ doing, code: 'bad-answer', said })

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
