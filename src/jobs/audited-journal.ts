import type { AuditEvent } from '../model/audit.ts'
import type { Plan } from '../model/plan.ts'
import type { Journal } from '../model/store.ts'
import type { JobsContext } from './context.ts'

/** A journal whose outcomes also reach the audit log, in that order: the journal is what the run goes by. */
export const auditedJournal = (journal: Journal, { audit }: Pick<JobsContext, 'audit'>, plan: Plan): Journal => ({
  past: journal.past,
  append: async (entries) => {
    await journal.append(entries)
    const events = entries.flatMap((entry): readonly AuditEvent[] => {
      if (entry.kind === 'intent') return []
      const { change, kind, at, error } = entry.outcome
      const whom = plan.changes[change]?.userId
      return [
        {
          at,
          job: plan.job,
          what: `user-${kind}`,
          who: 'twokey',
          ...(whom === undefined ? {} : { whom }),
          ...(error === undefined ? {} : { detail: error.code }),
        },
      ]
    })
    if (events.length > 0) await audit.append(events)
  },
  close: () => journal.close(),
})
