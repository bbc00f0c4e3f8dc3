/**
 * Reads one thing, or page after page, through the caller that paces and repeats. A page that cannot be had fails the
 * whole reading: accounts that were not seen must never be told to be absent. A page of a thousand takes ten milliseconds to parse, as
 * many to check and to look through, so the event loop has its turn between.
 */
import type { z } from 'zod'
import { pause } from '../../model/pause.ts'
import { type Budget, type Caller, WireError } from '../../model/wire.ts'
import type { Send } from './client.ts'
import { badAnswer, networkError } from './fault.ts'
import { until } from './until.ts'
import type { VendorHttp } from './vendor.ts'

export interface Reading<T> {
  /** The vendor's rate-limit bucket, e.g. `webex:people`. */
  readonly bucket: string
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

/** How a vendor is asked for pages. */
export interface PageSize {
  /** The query parameter, e.g. `max`. */
  readonly parameter: string
  readonly hoped: number
  /** The size that the documents promise, for when the one hoped for is refused. */
  readonly sure: number
}

export function createRead(vendor: VendorHttp, call: Caller, send: Send): Read {
  return async <T>(reading: Reading<T>) => {
    const { doing, url, signal } = reading
    if (signal?.aborted) throw networkError(doing, undefined, signal)
    const attempt = async (ends: AbortSignal, announce: (budget: Budget) => void): Promise<Page<T>> => {
      const answer = await send({ method: 'GET', url, doing }, ends, { mayRenew: reading.mayRenew ?? true, announce })
      await pause()
      const body = reading.schema.safeParse(answer.body)
      if (!body.success) throw badAnswer(doing, `${vendor.name}'s answer lacks ${placeOf(body.error)}`, answer)
      return { body: body.data, ...(answer.link && { link: answer.link }) }
    }
    const traits = { bucket: reading.bucket, nature: 'read' } as const
    return call(traits, (own, announce) => until(signal ? [own, signal] : [own], (ends) => attempt(ends, announce)))
  }
}

/**
 * Pages along the `next` links, as large as hoped for or, where that is refused, as the documents promise. Without a size the
 * vendor pages as it pleases. From the second page on the next is asked for while somebody looks at the one before.
 */
export async function* pagesOf<T>(read: Read, reading: Reading<T>, size?: PageSize): AsyncGenerator<T> {
  const first = await (size === undefined ? read(reading) : firstPage(read, reading, size))
  const seen = new Set<string>()
  const after = (page: Page<T>): Promise<Page<T>> | undefined => {
    const next = nextOf(page.link, reading)
    if (next === undefined) return undefined
    if (seen.has(next)) throw badAnswer(reading.doing, 'the pages lead in a circle')
    seen.add(next)
    const asked = read({ ...reading, url: next })
    // Whoever asks for no more pages does not hear of it.
    asked.catch(() => undefined)
    return asked
  }
  await pause()
  yield first.body
  for (let ahead = after(first); ahead !== undefined; ) {
    const page = await ahead
    ahead = after(page)
    await pause()
    yield page.body
  }
}

async function firstPage<T>(read: Read, reading: Reading<T>, size: PageSize): Promise<Page<T>> {
  try {
    return await read({ ...reading, url: sized(reading.url, size.parameter, size.hoped) })
  } catch (error) {
    const isSizeRefused = error instanceof WireError && error.fault.httpStatus === 400 && size.hoped > size.sure
    if (!isSizeRefused) throw error
    return read({ ...reading, url: sized(reading.url, size.parameter, size.sure) })
  }
}

function sized(url: string, parameter: string, size: number): string {
  return `${url}${url.includes('?') ? '&' : '?'}${parameter}=${size}`
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
