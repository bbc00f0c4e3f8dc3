import type { Job } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import { outcomesIn } from '../model/run.ts'
import type { Journal } from '../model/store.ts'
import type { JobsContext } from './context.ts'
import { owedIn } from './owed.ts'
import { effectRecord } from './records-of.ts'

/**
 * A journal whose outcomes also reach the audit log, in that order: the journal is what the run goes by. No intent is written, and so no
 * effect is made, while the log takes no records.
 */
export const auditedJournal = (journal: Journal, context: JobsContext, job: Job, plan: Plan): Journal => ({
  past: journal.past,
  append: async (entries) => {
    const outcomes = outcomesIn(entries)
    try {
      if (entries.some(({ kind }) => kind === 'intent')) await context.audit.append([])
      await journal.append(entries)
      if (outcomes.length === 0) return
      for (const { change, kind } of outcomes) {
        const planned = plan.changes[change]
        if (planned) context.onOutcome(planned.directory, kind)
      }
      await context.audit.append(outcomes.map((outcome) => effectRecord(plan, job.digest, outcome)))
    } catch (error) {
      // An answer of the disk that is an error may have left the entries on it.
      owedIn(context).add(job.id)
      throw error
    }
  },
  close: () => journal.close(),
})
