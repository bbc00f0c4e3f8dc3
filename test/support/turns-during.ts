/** Counts the turns that the event loop has while something long is done: unlike milliseconds they do not depend on the machine. */
export const turnsDuring = async <T>(
  work: () => Promise<T>,
): Promise<{ readonly turns: number; readonly value: T }> => {
  let turns = 0
  let isWorking = true
  const count = (): void => {
    turns += 1
    if (isWorking) setImmediate(count)
  }
  setImmediate(count)
  try {
    const value = await work()
    return { value, turns }
  } finally {
    isWorking = false
  }
}
