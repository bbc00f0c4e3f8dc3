/**
 * Gives work one signal that fires with the first of several, or after a time. By hand, because `AbortSignal.any` over
 * `AbortSignal.timeout` can be garbage-collected on Node 20 before it fires, and the call would then hang for ever.
 */
export async function until<T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
  timeoutMs?: number,
): Promise<T> {
  const controller = new AbortController()
  const undo = signals.map((signal) => follow(signal, controller))
  const timeIsUp = () => controller.abort(new DOMException('the time limit has passed', 'TimeoutError'))
  const timer = timeoutMs === undefined ? undefined : setTimeout(timeIsUp, timeoutMs)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    for (const unfollow of undo) unfollow()
  }
}

function follow(signal: AbortSignal, controller: AbortController): () => void {
  const abort = () => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}
