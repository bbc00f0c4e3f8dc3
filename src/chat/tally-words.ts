import type { Job, Tally } from '../model/job.ts'
import { OUTCOME_KINDS, type RunProgress } from '../model/run.ts'
import type { Operation } from '../model/vendor.ts'
import { count, duration, figure } from './quantities.ts'
import { keptIn, unitOf } from './task-words.ts'
import { OPERATION_WORDS, OUTCOME_WORDS } from './words.ts'

/**
 * Counts of a run as words and as a bar. Numbers only: no foreign text comes through here.
 */

/** `36 users deleted, 1 failed; 3 rows skipped.` Of a `keep` both numbers: `209 users deleted, 26 kept; 5 rows skipped.` */
export function tallyWords(tally: Tally, job: Pick<Job, 'operation' | 'directories' | 'keep' | 'summary'>): string {
  const { operation, directories } = job
  const others = OUTCOME_KINDS.filter((kind) => kind !== 'done' && tally[kind] > 0)
  const parts = [
    ...others.map((kind) => `${figure(tally[kind])} ${OUTCOME_WORDS[kind](operation)}`),
    ...(job.keep && job.summary ? [`${figure(keptIn(job.summary))} kept`] : []),
  ]
  const skipped = tally.skipped === 0 ? '' : `; ${count(tally.skipped, 'row')} skipped`
  return `${[`${count(tally.done, unitOf(directories.length))} ${OPERATION_WORDS[operation].done}`, ...parts].join(', ')}${skipped}.`
}

const BAR_CELLS = 12

/** Full only when all is done, empty only when nothing is. */
export function bar(finished: number, total: number): string {
  const share = total > 0 ? Math.min(Math.max(finished / total, 0), 1) : 1
  const exact = Math.floor(share * BAR_CELLS)
  const full = share > 0 && exact === 0 ? 1 : exact
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`
}

/** `████████░░░░ 25 of 37 · 24 deleted, 1 failed · about 2 minutes left` */
export function progressWords({ total, finished, counts, secondsLeft }: RunProgress, operation: Operation): string {
  const parts = OUTCOME_KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) => `${figure(counts[kind])} ${OUTCOME_WORDS[kind](operation)}`,
  )
  const left = secondsLeft === undefined || finished >= total ? [] : [`${duration(secondsLeft)} left`]
  const said = parts.length === 0 ? [] : [parts.join(', ')]
  return [`${bar(finished, total)} ${figure(finished)} of ${figure(total)}`, ...said, ...left].join(' · ')
}
