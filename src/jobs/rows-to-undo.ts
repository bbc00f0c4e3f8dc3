import type { Change, Plan } from '../model/plan.ts'
import type { Intake } from '../model/rows.ts'
import type { Operation } from '../model/vendor.ts'
import { undoRows } from '../report/undo-rows.ts'
import type { JobsContext } from './context.ts'
import { outcomesOf } from './outcomes-of.ts'

/**
 * What an undo of a job would take up now. Whether the way back leads further than an account was, its own directory tells: there must
 * have been nothing left of the inverse before the job.
 */
export const rowsToUndo = async (
  { files, directories, clock }: Pick<JobsContext, 'files' | 'directories' | 'clock'>,
  plan: Plan,
  inverse: Operation,
): Promise<Intake> => {
  const isFurther = ({ directory, userId: id, before }: Change): boolean => {
    const target = inverse === 'rename' ? { id, newLogin: before.login } : { id }
    const left = directories.get(directory)?.directory.stepsLeft(inverse, before, target)
    return left !== undefined && left.length > 0
  }
  return undoRows(plan, await outcomesOf(files, plan.job), clock.now(), inverse, isFurther)
}
