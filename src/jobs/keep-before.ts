import type { Directory } from '../model/directory.ts'
import type { Change, Plan } from '../model/plan.ts'
import { outcomesIn, type PauseReason } from '../model/run.ts'
import type { BeforeFile, Journal } from '../model/store.ts'
import { WireError } from '../model/wire.ts'
import { haltAfter } from '../run/halt.ts'
import { changesIn, inGroups, type RunControl } from '../run/run-input.ts'
import type { JobsContext } from './context.ts'

/**
 * Before the first effect in a directory: what the operation takes away for good is read and kept, account by account. No effect
 * may come before the last line of it is on the disk.
 */
export interface Keeping {
  readonly plan: Plan
  readonly directory: Directory
  readonly journal: Pick<Journal, 'past'>
  readonly before: BeforeFile
  readonly control: RunControl
}

const ACCOUNTS_A_GROUP = 20

/**
 * How many accounts were kept now, or why it stopped before the last of them; what was kept until then stays. A job that is being
 * cancelled changes nobody any more, so nothing more is kept.
 */
export const keepBefore = async (
  { clock }: Pick<JobsContext, 'clock'>,
  { plan, directory, journal, before, control }: Keeping,
): Promise<{ readonly kept: number; readonly halt?: PauseReason }> => {
  let kept = 0
  try {
    for (const group of inGroups(missingIn(plan, directory, journal, before), ACCOUNTS_A_GROUP)) {
      const wanted = control.wanted()
      if (wanted.kind === 'cancel') return { kept }
      if (wanted.kind === 'pause') return { kept, halt: wanted.reason }
      const planned = group.map(({ before }) => before)
      const data = await directory.snapshot?.(plan.operation, planned)
      if (data === undefined) return { kept }
      const at = clock.now().toISOString()
      // Whoever is gone meanwhile has nothing that could be kept.
      const there = group.filter(({ userId }) => data.has(userId))
      if (there.length === 0) continue
      await before.append(
        there.map(({ userId, before: { login } }) => ({
          directory: directory.name,
          userId,
          login,
          at,
          data: data.get(userId),
        })),
      )
      kept += there.length
    }
    return { kept }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    return { kept, halt: haltAfter(error.fault) }
  }
}

/** Of changes that have their outcome nothing is left to keep. */
const missingIn = (
  plan: Plan,
  { name, snapshot }: Directory,
  { past }: Pick<Journal, 'past'>,
  { known }: BeforeFile,
): readonly Change[] => {
  if (snapshot === undefined) return []
  const over = new Set(outcomesIn(past).map(({ change }) => change))
  return changesIn(plan, name).filter(({ no, userId }) => !over.has(no) && !known.has(`${name}:${userId}`))
}
