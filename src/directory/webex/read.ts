/**
 * Reads one thing, or page after page, through the caller that paces and repeats. A page that cannot be had fails the
 * whole reading: accounts that were not seen must never be told to be absent.
 */
import type { z } from 'zod'
import { type Caller, WireError } from '../../model/wire.ts'
import type { Send } from './client.ts'
import { badAnswer, networkError } from './fault.ts'
import { until } from './until.ts'

export interface Reading<T> {
  readonly bucket: 'webex:people' | 'webex:scim' | 'webex:admin'
  readonly url: string
  readonly doing: string
  readonly schema: z.ZodType<T>
  readonly signal?: AbortSignal | undefined
  /** False where a 401 means that a scope is missing, so that a probe does not renew the token. */
  readonly mayRenew?: boolean
}

export interface Page<T> {
  readonly body: T
  readonly link?: string
}

export type Read = <T>(reading: Reading<T>) => Promise<Page<T>>

/** The smallest page size that the documents promise. */
export const SURE_PAGE_SIZE = 100

export function createRead(call: Caller, send: Send): Read {
  return async <T>(reading: Reading<T>) => {
    const { doing, url, signal } = reading
    if (signal?.aborted) throw networkError(doing, undefined, signal)
    const attempt = async (ends: AbortSignal): Promise<Page<T>> => {
      const answer = await send({ method: 'GET', url, doing }, ends, { mayRenew: reading.mayRenew ?? true })
      const body = reading.schema.safeParse(answer.body)
      if (!body.success) throw badAnswer(doing, `Webex's answer lacks ${placeOf(body.error)}`, answer)
      return { body: body.data, ...(answer.link && { link: answer.link }) }
    }
    const traits = { bucket: reading.bucket, nature: 'read' } as const
    return call(traits, (own) => until(signal ? [own, signal] : [own], attempt))
  }
}

/** Pages along the `next` links, with pages of `size` or, where that is refused, of the size that the documents promise. */
export async function* pagesOf<T>(read: Read, reading: Reading<T>, size: number): AsyncGenerator<T> {
  let page = await firstPage(read, reading, size)
  const seen = new Set<string>()
  for (;;) {
    yield page.body
    const next = nextOf(page.link, reading)
    if (next === undefined) return
    if (seen.has(next)) throw badAnswer(reading.doing, 'the pages lead in a circle')
    seen.add(next)
    page = await read({ ...reading, url: next })
  }
}

async function firstPage<T>(read: Read, reading: Reading<T>, size: number): Promise<Page<T>> {
  try {
    return await read({ ...reading, url: withMax(reading.url, size) })
  } catch (error) {
    const isSizeRefused = error instanceof WireError && error.fault.httpStatus === 400 && size > SURE_PAGE_SIZE
    if (!isSizeRefused) throw error
    return read({ ...reading, url: withMax(reading.url, SURE_PAGE_SIZE) })
  }
}

function withMax(url: string, size: number): string {
  return `${url}${url.includes('?') ? '&' : '?'}max=${size}`
}

/** RFC 8288. The token goes along, so a link to another origin is not followed. */
function nextOf<T>(link: string | undefined, reading: Reading<T>): string | undefined {
  for (const [, target, params] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (target === undefined || !/;\s*rel="?next"?\s*(;|,|$)/i.test(params ?? '')) continue
    const next = URL.canParse(target, reading.url) ? new URL(target, reading.url) : undefined
    if (next?.origin === new URL(reading.url).origin) return next.href
    throw badAnswer(reading.doing, `the next page is said to be at another host, "${next?.host ?? 'no address'}"`)
  }
  return undefined
}

const placeOf = (error: z.ZodError): string => {
  const issue = error.issues[0]
  return `what was expected at "${issue?.path.join('.') ?? ''}" (${issue?.code ?? 'unknown'})`
}
