import type { OpenAuditLog } from './audit/audit-log.ts'
import type { Clock } from './model/clock.ts'
import type { Store } from './store/open-store.ts'

/** Removes the files of jobs that ended longer ago than they are kept. What they did stays in the audit log, with a record that they went. */

const DAY_MS = 86_400_000
const PURGED = 'purged'

export interface PurgeParts {
  readonly config: { readonly retentionDays: number }
  readonly clock: Clock
  readonly store: Pick<Store, 'purgeEnded'>
  readonly audit: OpenAuditLog
}

export const purgeJobs = ({ config, clock, store, audit }: PurgeParts): Promise<unknown> =>
  store.purgeEnded(new Date(clock.now().getTime() - config.retentionDays * DAY_MS), async (ids) => {
    // A death between the record and the removal leaves the job to this purge, and its record is there.
    const recorded = new Set<string>()
    for await (const events of audit.of(new Set(ids)))
      for (const { job, what } of events) if (job !== undefined && what === PURGED) recorded.add(job)
    const at = clock.now().toISOString()
    const detail = `files removed after ${config.retentionDays} days`
    await audit.append(
      ids.filter((id) => !recorded.has(id)).map((job) => ({ at, job, what: PURGED, who: 'twokey', detail })),
    )
  })
