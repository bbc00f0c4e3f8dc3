import type { AuditEvent } from '../model/audit.ts'
import type { Plan } from '../model/plan.ts'
import type { Journal } from '../model/store.ts'
import type { JobsContext } from './context.ts'

/** A journal whose outcomes also reach the audit log, in that order: the journal is what the run goes by. */
export const auditedJournal = (
  journal: Journal,
  { audit, onOutcome }: Pick<JobsContext, 'audit' | 'onOutcome'>,
  plan: Plan,
): Journal => ({
  past: journal.past,
  append: async (entries) => {
    await journal.append(entries)
    const events = entries.flatMap((entry): readonly AuditEvent[] => {
      if (entry.kind !== 'outcome') return []
      const { change, kind, at, error } = entry.outcome
      const planned = plan.changes[change]
      if (planned) onOutcome(planned.directory, kind)
      return [
        {
          at,
          job: plan.job,
          what: `user-${kind}`,
          who: 'twokey',
          ...(planned && { whom: planned.userId, directory: planned.directory }),
          ...(error === undefined ? {} : { detail: error.code }),
        },
      ]
    })
    if (events.length > 0) await audit.append(events)
  },
  close: () => journal.close(),
})
