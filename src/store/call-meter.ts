/**
 * `calls.json`: calls that were made in a day, so that a vendor's daily quota is not begun anew by a restart. Must never tell of
 * a call as counted that a restart would forget. Calls that are counted together share one write.
 */
import { z } from 'zod'
import type { CallMeter } from '../model/store.ts'
import type { Disk } from './disk.ts'
import { type DocumentForm, readDocument, writeDocument } from './document.ts'
import { count } from './fields.ts'

/** Calls by name and day. */
type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>

const FORM: DocumentForm<Counts> = {
  version: 1,
  migrations: {},
  schema: z.record(z.string(), z.record(z.string(), count)),
  wayOut:
    'stop Twokey, remove it and start again; the calls of today are counted from 0 then, so run nothing on a daily quota until tomorrow',
}

/** A call may be counted for the day before, when its answer came after midnight. */
const DAYS_KEPT = 3

interface Waiting {
  readonly name: string
  readonly day: string
  readonly calls: number
  readonly resolve: (spent: number) => void
  readonly reject: (error: unknown) => void
}

/** Throws `DamagedFile`. */
export async function openCallMeter(path: string, disk: Disk): Promise<CallMeter> {
  let known: Counts = (await readDocument(path, FORM)) ?? {}
  let waiting: Waiting[] = []
  let isWriting = false

  const writeWaiting = async (): Promise<void> => {
    isWriting = true
    // Those who ask in the same turn of the event loop go along.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      const { counts, answers } = counted(known, group)
      try {
        await writeDocument(disk, path, FORM, counts)
        known = counts
        for (const answer of answers) answer()
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    isWriting = false
  }

  return {
    spent: (name, day) => spentIn(known, name, day),
    add: (name, day, calls) => {
      if (!Number.isSafeInteger(calls) || calls < 0 || !/^\d{4}-\d\d-\d\d$/.test(day))
        return Promise.reject(
          new RangeError(`counting ${calls} calls of "${name}" for "${day}"; give a whole number and a day`),
        )
      return new Promise((resolve, reject) => {
        waiting.push({ name, day, calls, resolve, reject })
        if (!isWriting) void writeWaiting()
      })
    },
  }
}

/** The next counts, and what each of the group is told once they are on the disk. */
function counted(known: Counts, group: readonly Waiting[]): { counts: Counts; answers: readonly (() => void)[] } {
  const counts: Record<string, Readonly<Record<string, number>>> = { ...known }
  const answers = group.map(({ name, day, calls, resolve }) => {
    const spent = spentIn(counts, name, day) + calls
    counts[name] = newest({ ...counts[name], [day]: spent })
    return () => resolve(spent)
  })
  return { counts, answers }
}

const spentIn = (counts: Counts, name: string, day: string): number => counts[name]?.[day] ?? 0

const newest = (days: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(days).toSorted().slice(-DAYS_KEPT))
