import type { JournalEntry } from '../../src/model/run.ts'
import type { Journal } from '../../src/model/store.ts'

/** A journal on an array that outlives the run, and that can die at a given append as a process would. */
export interface MemoryJournal extends Journal {
  readonly entries: JournalEntry[]
  /** A new handle on the same lines, as after a restart. */
  reopen(diesAtAppend?: number): MemoryJournal
}

export const memoryJournal = (entries: JournalEntry[] = [], diesAtAppend = Number.POSITIVE_INFINITY): MemoryJournal => {
  let appends = 0
  return {
    entries,
    past: [...entries],
    append: async (added) => {
      appends += 1
      if (appends >= diesAtAppend) throw new Error('the process died')
      entries.push(...added)
    },
    close: async () => undefined,
    reopen: (dies) => memoryJournal(entries, dies),
  }
}
