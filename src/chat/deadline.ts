/**
 * A time limit around something that may hang. Never leaves a timer or a listener behind.
 */

export type Expired = 'timed-out' | 'closed'

/**
 * Runs `work` with a signal that aborts after `ms` or when `parent` does, and does not wait for work that ignores it.
 * `onExpired` makes the error that is thrown then.
 */
export async function withDeadline<T>(
  ms: number,
  parent: AbortSignal | undefined,
  onExpired: (why: Expired) => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (parent?.aborted) throw onExpired('closed')
  const limit = new AbortController()
  let expire: (why: Expired) => void = () => undefined
  const expired = new Promise<never>((_, reject) => {
    expire = (why) => {
      reject(onExpired(why))
      limit.abort()
    }
  })
  const timer = setTimeout(() => expire('timed-out'), ms)
  const onParent = () => expire('closed')
  parent?.addEventListener('abort', onParent, { once: true })
  try {
    return await Promise.race([work(limit.signal), expired])
  } finally {
    clearTimeout(timer)
    parent?.removeEventListener('abort', onParent)
  }
}
