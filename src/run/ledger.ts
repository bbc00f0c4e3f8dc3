import type { Change } from '../model/plan.ts'
import { isOurDoing, type JournalEntry, OUTCOME_KINDS, type Outcome, type OutcomeKind } from '../model/run.ts'

/**
 * What the journal says of some changes, in memory: which have their outcome, and which have an intent whose outcome nobody wrote
 * down. It only folds entries; writing them is the run's business, and an entry comes here after it is on the disk.
 */
export class Ledger {
  readonly #own: ReadonlySet<number>
  readonly #outcomes = new Map<number, Outcome>()
  /** When the latest intent was written (ISO 8601), by `Change.no`. */
  readonly #open = new Map<number, string>()
  readonly #tried = new Set<number>()
  #hasWorked = false
  readonly #counts = Object.fromEntries(OUTCOME_KINDS.map((kind) => [kind, 0])) as Record<OutcomeKind, number>

  /** A journal may hold entries of other changes, too: those of the other directories of the job. */
  constructor(changes: readonly Change[], past: readonly JournalEntry[]) {
    this.#own = new Set(changes.map(({ no }) => no))
    this.fold(past)
  }

  fold(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'intent') for (const change of entry.changes) this.#begin(change, entry.at)
      else if (entry.kind === 'unsent') for (const change of entry.changes) this.#open.delete(change)
      else if (this.#own.has(entry.outcome.change)) this.#settle(entry.outcome)
    }
  }

  get outcomes(): ReadonlyMap<number, Outcome> {
    return this.#outcomes
  }

  get counts(): Readonly<Record<OutcomeKind, number>> {
    return this.#counts
  }

  /** Somebody was changed by us: the work can be done at all. */
  get hasWorked(): boolean {
    return this.#hasWorked
  }

  /** An intent was written and no outcome: the effect may have happened. */
  isOpen(change: Change): boolean {
    return this.#open.has(change.no)
  }

  /** An intent was written, whatever is known of it since. */
  wasTried(change: Change): boolean {
    return this.#tried.has(change.no)
  }

  /** ISO 8601; undefined unless the change is open. The effect did not happen before. */
  askedAt(change: Change): string | undefined {
    return this.#open.get(change.no)
  }

  isPending(change: Change): boolean {
    return !this.#outcomes.has(change.no)
  }

  /** A lookup has shown that the effect of an open intent did not happen. */
  close(change: Change): void {
    this.#open.delete(change.no)
  }

  #begin(change: number, at: string): void {
    this.#open.set(change, at)
    this.#tried.add(change)
  }

  #settle(outcome: Outcome): void {
    this.#open.delete(outcome.change)
    // The first outcome stands: a later one of the same change could only come from a second writer.
    if (this.#outcomes.has(outcome.change)) return
    this.#outcomes.set(outcome.change, outcome)
    this.#counts[outcome.kind] += 1
    if (isOurDoing(outcome)) this.#hasWorked = true
  }
}
