import type { Job } from '../model/job.ts'
import { OUTCOME_KINDS, type Outcome } from '../model/run.ts'
import { DamagedFile } from '../model/store.ts'
import { countKinds } from '../report/tally.ts'

/**
 * A journal that lost whole lines at its end looks whole. What the head counted when the run stood still or ended tells of them: must
 * be asked before anything is handed out, taken up or begun by what a journal says.
 */
export const refuseMissing = ({ id, tally }: Pick<Job, 'id' | 'tally'>, outcomes: Iterable<Outcome>): void => {
  if (tally === undefined) return
  const there = countKinds([...outcomes].map(({ kind }) => kind))
  const missing = OUTCOME_KINDS.filter((kind) => there[kind] < tally[kind])
  if (missing.length === 0) return
  const words = missing.map((kind) => `${there[kind]} of ${tally[kind]} "${kind}"`).join(', ')
  throw new DamagedFile(
    `reading jobs/${id}/journal.jsonl: lines are missing at its end, it has ${words}; put it back from a backup and ask again; without one, the audit log tells what was done`,
  )
}
