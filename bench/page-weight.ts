/** What goes over the wire when the page is loaded for the first time, as the browser counts it. */
import type { Page } from 'playwright-core'

export interface Loaded {
  readonly url: string
  /** The browser's word, e.g. `Script`. */
  readonly kind: string
  /** With its headers. */
  readonly bytes: number
}

/** Counts from now on; what it returns grows. What stays open, as the stream of events does, has no weight yet. */
export const weigh = async (page: Page): Promise<readonly Loaded[]> => {
  const loaded: Loaded[] = []
  const known = new Map<string, Omit<Loaded, 'bytes'>>()
  const browser = await page.context().newCDPSession(page)
  browser.on('Network.responseReceived', ({ requestId, type, response: { url } }) => {
    if (!url.startsWith('data:')) known.set(requestId, { url, kind: type })
  })
  browser.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = known.get(requestId)
    if (request) loaded.push({ ...request, bytes: encodedDataLength })
  })
  await browser.send('Network.enable')
  return loaded
}

export const bytesOf = (loaded: readonly Loaded[]): number => loaded.reduce((sum, { bytes }) => sum + bytes, 0)

/** The heaviest kind first. */
export const byKind = (loaded: readonly Loaded[]): readonly (readonly [kind: string, of: readonly Loaded[]])[] => {
  const kinds = [...new Set(loaded.map(({ kind }) => kind))]
  return kinds
    .map((name) => [name, loaded.filter(({ kind }) => kind === name)] as const)
    .sort(([, one], [, other]) => bytesOf(other) - bytesOf(one))
}
