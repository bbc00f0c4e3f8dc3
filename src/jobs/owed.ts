import type { JobId } from '../model/ids.ts'
import type { JobsContext } from './context.ts'

/**
 * Jobs of which something may be without its record in the audit log: a decision whose record is being written, one whose record the
 * disk refused, and what a process before may have left out.
 */
const all = new WeakMap<JobsContext, Set<JobId>>()

export const owedIn = (context: JobsContext): Set<JobId> => {
  const owed = all.get(context) ?? new Set<JobId>()
  all.set(context, owed)
  return owed
}
