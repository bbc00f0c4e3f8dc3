import type { JobId } from '../model/ids.ts'
import { mapInPieces } from '../model/pause.ts'
import type { Change, PinnedPlan, Plan } from '../model/plan.ts'
import type { RowCells } from '../model/rows.ts'
import { digestPlan } from '../plan/digest-plan.ts'
import { planWitness } from '../plan/plan-witness.ts'
import type { JobsContext } from './context.ts'

/**
 * The plan of a job as the disk has it, with the digest that it has by its content, never the one that the file names. Reading and
 * hashing a large plan takes seconds, so whoever has just done it may leave it for the run, which takes it once.
 */

/** Without the cells of its rows: only reports show them, and they are most of a plan. Throws `DamagedFile`. */
export const checkedPlan = async ({ files }: Pick<JobsContext, 'files'>, id: JobId): Promise<PinnedPlan> => {
  const { plan, digest, isConfirmed } = await files.loadPlan(id, planWitness())
  return isConfirmed ? { plan, digest } : { plan: await withoutCells(plan), digest: await digestPlan(plan) }
}

const left = new WeakMap<JobsContext, Map<JobId, PinnedPlan>>()

/** For a run that begins right after. */
export const leaveForRun = (context: JobsContext, id: JobId, checked: PinnedPlan): void => {
  const plans = left.get(context) ?? new Map<JobId, PinnedPlan>()
  left.set(context, plans)
  plans.set(id, checked)
}

/** What was left, once; else as `checkedPlan`. */
export const planForRun = async (context: JobsContext, id: JobId): Promise<PinnedPlan> => {
  const checked = left.get(context)?.get(id)
  left.get(context)?.delete(id)
  return checked ?? checkedPlan(context, id)
}

const NO_CELLS: RowCells['cells'] = []

const withoutCells = async (plan: Plan): Promise<Plan> => ({
  ...plan,
  changes: await mapInPieces(plan.changes, (change): Change => ({ ...change, cells: NO_CELLS })),
  skips: await mapInPieces(plan.skips, (skip) => ({ ...skip, cells: NO_CELLS })),
})
