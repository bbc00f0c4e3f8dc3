import type { Job } from '../model/job.ts'
import type { PlanSummary } from '../model/plan.ts'
import { count, figure } from './quantities.ts'
import { OPERATION_WORDS } from './words.ts'

/** What a job does, in a few words: `delete 37 users`, `remove 214 of 240, keep 26`. Numbers only: no foreign text comes through. */

/** Without numbers until it is planned. */
export function taskWords({ operation, keep, summary }: Pick<Job, 'operation' | 'keep' | 'summary'>): string {
  const verb = OPERATION_WORDS[operation].verb.toLowerCase()
  if (summary === undefined) return keep ? `${verb} everybody but those to keep` : verb
  if (keep) return `remove ${keepWords(summary, ', ')}`
  return `${verb} ${count(summary.planned, unitOf(summary.parts.length))}`
}

/** `214 of 240; keep 26` */
export function keepWords(summary: PlanSummary, between: string = '; '): string {
  const { planned, tenants } = summary
  const all = tenants.reduce((sum, { population }) => sum + population, 0)
  return `${figure(planned)} of ${figure(all)}${between}keep ${figure(keptIn(summary))}`
}

/** People of the list, in every directory in which they are kept. */
export const keptIn = ({ parts }: PlanSummary): number => parts.reduce((sum, part) => sum + (part.kept ?? 0), 0)

/** Of a job in so many directories: a person who is in two of them is counted in both. */
export const unitOf = (directories: number): 'user' | 'account' => (directories > 1 ? 'account' : 'user')
