import type { Job } from '../model/job.ts'

/**
 * What of a job has still to be said in its thread: decided from the stored head alone, so that after an outage or a restart
 * the same question gives the same answer and nothing is said twice.
 */
export type Telling =
  | 'plan-file'
  | 'card'
  | 'refusal'
  | 'decision'
  | 'pause'
  | 'before'
  | 'results'
  | 'errors'
  | 'words'
  | 'remove-control'

/** In the order in which they are to be said. */
export const dueTellings = (job: Job): readonly Telling[] => {
  const { posted } = job
  const due = (telling: Telling, isSaid: boolean): readonly Telling[] => (isSaid ? [] : [telling])
  switch (job.status) {
    case 'received':
    case 'planning':
      return []
    case 'awaiting-approval':
      return [...due('plan-file', posted.planFile !== undefined), ...due('card', posted.card !== undefined)]
    case 'refused':
      return [
        ...due('plan-file', posted.planFile !== undefined || job.summary === undefined),
        ...due('refusal', posted.refusal !== undefined),
      ]
    case 'approved':
    case 'running':
    case 'rejected':
    case 'withdrawn':
    case 'expired':
    case 'superseded':
      return due('decision', posted.decision !== undefined)
    case 'paused':
      return [...due('decision', posted.decision !== undefined), ...due('pause', posted.pause !== undefined)]
    case 'stopped':
      return [
        ...due('decision', posted.decision !== undefined),
        ...due('refusal', posted.refusal !== undefined),
        ...due('remove-control', posted.control === undefined),
      ]
    case 'completed':
    case 'cancelled':
      return [
        ...due('decision', posted.decision !== undefined),
        ...due('before', posted.before !== undefined || !job.hasBefore),
        ...due('results', posted.results !== undefined || (resultRows(job) === 0 && !job.keep)),
        ...due('errors', posted.errors !== undefined || errorRows(job) === 0),
        ...due('remove-control', posted.control === undefined),
        ...due('words', posted.words !== undefined),
      ]
  }
}

/** Those who were kept stand there, too, also where nobody else was removed. */
const resultRows = ({ tally, summary }: Job): number =>
  tally ? tally.done + tally['already-done'] + (summary?.parts.reduce((sum, { kept = 0 }) => sum + kept, 0) ?? 0) : 0

const errorRows = ({ tally }: Job): number =>
  tally ? tally.failed + tally.drifted + tally.unknown + tally.cancelled + tally.skipped : 0
