import type { PlanDigest } from '../../src/model/ids.ts'
import type { PinnedPlan } from '../../src/model/plan.ts'
import type { JobFiles, PlanSerializer } from '../../src/model/store.ts'

/** Writes the rows with their keys as they are, and states a digest without having looked at them. */
export const stating = (digest: PlanDigest): PlanSerializer => ({
  head: (head) => JSON.stringify(head),
  change: (change) => JSON.stringify(change),
  skip: (skip) => JSON.stringify(skip),
  digest: () => digest,
})

export const savePinned = (
  files: JobFiles,
  id: Parameters<JobFiles['savePlan']>[0],
  { plan, digest }: PinnedPlan,
): Promise<PinnedPlan> => files.savePlan(id, plan, stating(digest))
