import type { Clock } from '../model/clock.ts'
import type { Directory } from '../model/directory.ts'
import type { Change, Plan } from '../model/plan.ts'
import type { PauseReason } from '../model/run.ts'
import type { Journal } from '../model/store.ts'
import type { DirectoryName } from '../model/vendor.ts'
import type { Ledger } from './ledger.ts'
import type { DriftOf } from './recheck.ts'
import type { StopRule } from './stop-rule.ts'

/** What a run in one directory is given, and which changes of the plan are its own. */

export interface RunControl {
  /** Asked before every effect; an effect under way is always waited for. */
  wanted():
    | { readonly kind: 'go' }
    | { readonly kind: 'cancel' }
    | { readonly kind: 'pause'; readonly reason: PauseReason }
  /**
   * Calls `hear` each time that somebody wants the run to stop, so that an effect that waits for its turn is not sent, and a rest of
   * the vendor is broken off. Returns what ends it. Absent where nothing waits.
   */
  onStop?(hear: () => void): () => void
}

export interface RunInput {
  readonly plan: Plan
  readonly directory: Directory
  /** May be shared with the runs of other directories: this one goes by the entries of its own changes alone. */
  readonly journal: Journal
  readonly control: RunControl
  readonly driftOf: DriftOf
  readonly clock: Clock
  readonly stopRule?: StopRule
  /** Called after outcomes came to the disk. */
  readonly onProgress: (ledger: Ledger) => void
}

/** In their order; of the other directories of the plan none. */
export const changesIn = (plan: Plan, name: DirectoryName): readonly Change[] =>
  plan.changes.filter(({ directory }) => directory === name)

export const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
