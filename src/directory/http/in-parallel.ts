import { until } from './until.ts'

/**
 * Runs `work` over the items with at most `limit` under way. After the first error nothing new starts and what is under
 * way is given up, so that a failed reading stops costing calls.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failed = new AbortController()
  const results: Result[] = []
  const queue = items.entries()
  const worker = async (ends: AbortSignal) => {
    for (const [place, item] of queue) {
      if (failed.signal.aborted) return
      results[place] = await work(item, ends)
    }
  }
  await until([signal, failed.signal], (ends) => {
    const workers = Array.from({ length: Math.min(limit, items.length) }, () =>
      worker(ends).catch((error: unknown) => {
        failed.abort()
        throw error
      }),
    )
    return Promise.all(workers)
  })
  return results
}
