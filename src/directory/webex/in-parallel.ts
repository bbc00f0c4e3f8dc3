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
  const ends = AbortSignal.any([signal, failed.signal])
  const results: Result[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [place, item] of queue) {
      if (failed.signal.aborted) return
      results[place] = await work(item, ends)
    }
  }
  const workers = Array.from({ length: Math.min(limit, items.length) }, () =>
    worker().catch((error: unknown) => {
      failed.abort()
      throw error
    }),
  )
  await Promise.all(workers)
  return results
}
