/**
 * Waits for something, but no longer than it is wanted. Tells nothing of the outcome, which is asked of the signal and of what was
 * waited for; leaves no listener behind, since one signal sees many waits.
 */
export const unlessAborted = async (waiting: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> => {
  let hear: () => void = () => undefined
  const aborted = new Promise<void>((resolve) => {
    hear = resolve
  })
  if (signal?.aborted) hear()
  signal?.addEventListener('abort', hear)
  try {
    await Promise.race([waiting, aborted])
  } finally {
    signal?.removeEventListener('abort', hear)
  }
}
