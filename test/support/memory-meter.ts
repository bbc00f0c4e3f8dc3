import type { CallMeter } from '../../src/model/store.ts'

/** Counts of calls that outlive whoever counts, as those on a disk do. */
export interface MemoryMeter extends CallMeter {
  readonly counts: ReadonlyMap<string, number>
}

export const memoryMeter = (): MemoryMeter => {
  const counts = new Map<string, number>()
  const spent = (name: string, day: string): number => counts.get(`${name} ${day}`) ?? 0
  return {
    counts,
    spent,
    add: async (name, day, calls) => {
      // The write takes a moment, in which others may count, too.
      await Promise.resolve()
      const count = spent(name, day) + calls
      counts.set(`${name} ${day}`, count)
      return count
    },
  }
}
