/** The lines of a stored plan, put together as they are read. Must never make a plan of lines of which one is missing, moved or doubled. */
import type { Change, PinnedPlan, Skip } from '../model/plan.ts'
import { DamagedFile } from '../model/store.ts'
import type { PlanEnd, PlanHead, PlanLine } from './plan-schema.ts'
import { damagedLine } from './read-sealed.ts'
import { firstSeal } from './sealed-line.ts'

/** What an operator does about a damaged plan. */
export const NEW_JOB = 'open a new job with the same CSV'

export const firstPlanSeal = (job: string): number => firstSeal(`plan 1 ${job}`)

export class PlanReading {
  readonly #path: string
  readonly #changes: Change[] = []
  readonly #skips: Skip[] = []
  #head: PlanHead | undefined
  #end: PlanEnd | undefined

  constructor(path: string) {
    this.#path = path
  }

  take(line: PlanLine, no: number): void {
    if ((line.is === 'head') !== (no === 1) || this.#end !== undefined) throw damagedLine(this.#path, no, NEW_JOB)
    if (line.is === 'head') this.#head = line.head
    if (line.is === 'change') this.#changes.push(line.change)
    if (line.is === 'skip') this.#skips.push(line.skip)
    if (line.is === 'end') this.#end = line.end
  }

  whole(lines: number): PinnedPlan {
    const [head, end, changes, skips] = [this.#head, this.#end, this.#changes, this.#skips]
    if (head === undefined || end?.changes !== changes.length || end.skips !== skips.length) {
      throw new DamagedFile(`reading ${this.#path}: the plan breaks off after line ${lines}; ${NEW_JOB}`)
    }
    return { plan: { ...head, changes, skips }, digest: end.digest }
  }
}
